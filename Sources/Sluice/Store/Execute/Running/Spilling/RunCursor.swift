// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A place in a run of rows that lies in a file.
final class RunCursor {
  private let file: SpillFile
  private let frames: [SpillFile.Frame]
  private let shapes: [CellShape]
  private let places: [Int]
  private var next = 0
  /// The columns of the frame at hand, and those of them that are keys.
  private(set) var cells: [Cells] = []
  private(set) var keys: [Cells] = []
  /// The row in the frame, and how many it has.
  private(set) var row = 0
  private(set) var frameRows = 0

  init(_ file: SpillFile, _ frames: [SpillFile.Frame], _ shapes: [CellShape], _ places: [Int]) {
    self.file = file
    self.frames = frames
    self.shapes = shapes
    self.places = places
  }

  /// Whether the row is the last one of its frame.
  var isLast: Bool { row + 1 == frameRows }

  /// Goes to the first row of the next frame; `false` if there is none.
  func load() throws -> Bool {
    guard next < frames.count else { return false }
    cells = try file.read(frames[next], shapes)
    keys = places.map { cells[$0] }
    frameRows = frames[next].rows
    next += 1
    row = 0
    return true
  }

  /// Goes to the next row; `false` if there is none.
  func advance() throws -> Bool {
    row += 1
    return try row < frameRows || load()
  }
}

/// The runs that are merged, the one with the first row on top.
struct CursorHeap {
  private let cursors: [RunCursor]
  private let orders: [KeyOrder]
  private var heap: [Int]

  init(_ cursors: [RunCursor], _ orders: [KeyOrder]) {
    self.cursors = cursors
    self.orders = orders
    heap = Array(cursors.indices)
    for place in heap.indices.reversed() { sink(place) }
  }

  /// The number of the run whose row comes first.
  var first: Int? { heap.first }

  /// Brings the first run to its place after it has gone on.
  mutating func sink() { sink(0) }

  /// Takes the first run away, which has ended.
  mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    sink(0)
  }

  private mutating func sink(_ start: Int) {
    var place = start
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
        if isBefore(heap[child], heap[least]) { least = child }
      }
      guard least != place else { return }
      heap.swapAt(place, least)
      place = least
    }
  }

  private func isBefore(_ run: Int, _ other: Int) -> Bool {
    let (left, right) = (cursors[run], cursors[other])
    let order = KeyComparison.compare(left.keys, left.row, right.keys, right.row, orders)
    return order != 0 ? order < 0 : run < other
  }
}

/// Rows that were picked from several runs, until they are handed on.
final class MergedRows {
  private let shapes: [CellShape]
  private let cursors: [RunCursor]
  /// For each run the rows that were picked, and where they come.
  private var rows: [[UInt32]]
  private var places: [[UInt32]]
  /// The number of rows.
  private(set) var count = 0

  init(_ shapes: [CellShape], _ cursors: [RunCursor]) {
    self.shapes = shapes
    self.cursors = cursors
    rows = cursors.map { _ in [] }
    places = rows
  }

  /// Picks the row at which a run is.
  func pick(_ run: Int) {
    rows[run].append(UInt32(cursors[run].row))
    places[run].append(UInt32(count))
    count += 1
  }

  /// The rows that were picked, which then are none. Called before a run leaves a frame.
  func take() -> Chunk {
    let order = Selection(capacity: count)
    order.count = count
    var next: UInt32 = 0
    for places in places {
      for place in places {
        order.rows[Int(place)] = next
        next += 1
      }
    }
    let columns = shapes.indices.map { column -> Chunk.Column in
      let joined = CellColumn(shapes[column], capacity: count)
      for (run, rows) in rows.enumerated() where !rows.isEmpty {
        joined.append(cursors[run].cells[column], rows: Selection(rows))
      }
      return .gather(joined.cells, order, hasGaps: false)
    }
    defer {
      count = 0
      for run in rows.indices {
        rows[run].removeAll(keepingCapacity: true)
        places[run].removeAll(keepingCapacity: true)
      }
    }
    return Chunk(columns, count: count)
  }
}
