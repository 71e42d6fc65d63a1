// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Runs of rows in a file, each of which is in order.
final class SortedRuns: Sendable {
  /// So many runs are merged at a time.
  private static let width = 32

  let spill: Spill
  private let query: RunningQuery
  private let keys: [SortColumn]
  private let orders: [KeyOrder]
  private let shapes: [CellShape]
  /// The places of the keys among the columns of rows, and of keys that are computed behind them.
  private let places: [Int]
  private let computed: [SortColumn]
  /// Runs in the order of lanes, and in that in which they were made.
  private let runs = Locked<[(lane: Int, frames: [SpillFile.Frame])]>([])

  /// No runs of rows of these shapes yet.
  init(_ keys: [SortColumn], _ shapes: [CellShape], _ spill: Spill, _ query: RunningQuery) {
    self.keys = keys
    self.shapes = shapes
    self.spill = spill
    self.query = query
    orders = keys.map { KeyOrder(isDescending: $0.isDescending, hasNullsFirst: $0.areNullsFirst) }
    var places: [Int] = []
    var computed: [SortColumn] = []
    for key in keys {
      if let column = key.evaluator as? ColumnEvaluator {
        places.append(column.place)
      } else {
        places.append(shapes.count + computed.count)
        computed.append(key)
      }
    }
    self.places = places
    self.computed = computed
  }

  /// Whether there are none.
  var isEmpty: Bool { runs.withLock { $0.isEmpty } }

  /// Rows that may become a run.
  func makeRows() -> StoredChunks {
    let rows = StoredChunks(shapes: shapes)
    rows.keep(spill.use)
    return rows
  }

  private var allShapes: [CellShape] { shapes + computed.map(\.shape) }

  /// Puts rows of a lane into the file, in order. May be called by several threads.
  func append(_ rows: StoredChunks, lane: Int) throws {
    let query = query.onOneThread
    let added = try rows.values(of: computed.map(\.evaluator), computed.map(\.shape), query)
    let cells = rows.cells + added
    let order = RowSorter(keys).sorted(places.map { cells[$0] }, rows.count)
    // Frames are small enough for one of each run to be in memory when they are merged.
    let size = max(64, min(Chunk.size, rows.count / Self.width))
    let file = try spill.file()
    var frames: [SpillFile.Frame] = []
    var start = 0
    while start < rows.count {
      try query.checkCancellation()
      let part = order.part(start, min(size, rows.count - start))
      frames.append(try file.append(cells.map { $0.gathered(part) }, count: part.count))
      start += part.count
    }
    runs.withLock { $0.append((lane, frames)) }
  }

  /// Gives all rows to a consumer in their order.
  func merge(into consumer: any ChunkConsumer) throws {
    let made = runs.withLock { $0 }
    let order = made.indices.sorted { (made[$0].lane, $0) < (made[$1].lane, $1) }
    var runs = order.map { made[$0].frames }
    let file = try spill.file()
    while runs.count > Self.width {
      var merged: [[SpillFile.Frame]] = []
      for start in stride(from: 0, to: runs.count, by: Self.width) {
        let part = Array(runs[start..<min(start + Self.width, runs.count)])
        var frames: [SpillFile.Frame] = []
        try merge(part, file) { chunk in
          let cells = (0..<chunk.width).map { chunk[$0] }
          frames.append(try file.append(cells, count: chunk.count))
          return true
        }
        merged.append(frames)
      }
      runs = merged
    }
    let kept = Array(shapes.indices)
    try merge(runs, file) { try consumer.consume($0.projected(kept)) }
  }

  /// Merges runs; of rows that are the same those of earlier runs come first.
  private func merge(
    _ runs: [[SpillFile.Frame]],
    _ file: SpillFile,
    _ body: (Chunk) throws -> Bool
  ) throws {
    let (all, places) = (allShapes, places)
    var cursors: [RunCursor] = []
    for frames in runs {
      let cursor = RunCursor(file, frames, all, places)
      if try cursor.load() { cursors.append(cursor) }
    }
    var heap = CursorHeap(cursors, orders)
    let size = cursors.map(\.frameRows).max() ?? 0
    let output = MergedRows(all, cursors)
    while let number = heap.first {
      output.pick(number)
      // A frame that is read to its end is needed until its rows are handed on.
      if cursors[number].isLast || output.count >= max(size, 64) {
        try query.checkCancellation()
        guard try body(output.take()) else { return }
      }
      if try cursors[number].advance() {
        heap.sink()
      } else {
        heap.removeFirst()
      }
    }
    if output.count > 0 { _ = try body(output.take()) }
  }
}
