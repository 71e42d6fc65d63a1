// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Computes functions of the rows around each row. All rows are kept, and come out in the order in which
/// they came.
struct WindowStep: PhysicalStep {
  /// A function, with what it is called with.
  struct Call: Sendable {
    var function: WindowCall.Function
    var arguments: [any Evaluator]
    var shapes: [CellShape]
    var result: CellShape
    var filter: (any Evaluator)?
    var frame: Frame
    var ignoresNulls: Bool
    var isDistinct: Bool
    var argumentOrder: [SortColumn]
    /// The numbers that the result can be, if it is made of integers.
    var limits: IntegerLimits?
  }

  /// The rows that a call sees.
  struct Frame: Sendable {
    enum Bound: Sendable {
      case unbounded
      case currentRow
      /// So many rows or groups away, or at the value that is reached.
      case away(any Evaluator, isBefore: Bool)
    }

    var unit: SQL.WindowFrame.Unit
    var start: Bound
    var end: Bound
    var exclusion: SQL.WindowFrame.Exclusion
  }

  /// Calls whose rows are sorted in the same way.
  struct Group: Sendable {
    var partition: [SortColumn]
    var order: [SortColumn]
    var calls: [(place: Int, call: Call)]
  }

  let input: any PhysicalStep
  let groups: [Group]
  let callCount: Int
  let columns: [PlanColumn]
  var title: String { "Window" }
  var details: [String] { ["\(callCount) functions", "\(groups.count) orders"] }
  var inputs: [any PhysicalStep] { [input] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let rows = try input.stored(query, as: "the rows of a window")
    let use = MemoryUse(query, "the results of a window")
    var results: [Cells?] = Array(repeating: nil, count: callCount)
    for group in groups {
      let sorted = try SortedWindow(rows, group, query)
      for (place, call) in group.calls {
        try query.checkCancellation()
        try use.add(rows.count * call.result.kind.stride)
        results[place] = try sorted.results(of: call)
      }
    }
    let cells = rows.cells + results.compactMap { $0 }
    try query.run(cells, rows: 0..<rows.count, makeConsumer)
  }
}

/// The rows of a window in their order, cut into partitions and groups of rows that are the same.
final class SortedWindow {
  let count: Int
  /// The rows, in order.
  let order: Selection
  /// For each place in the order, where its partition begins and ends.
  let partitionStart: PlaceList
  let partitionEnd: PlaceList
  /// For each place in the order, where the rows begin and end that are the same.
  let peerStart: PlaceList
  let peerEnd: PlaceList
  /// The number of the group of rows that are the same, counted in the partition.
  let peerNumber: PlaceList
  /// The values that rows are ordered by, in their order.
  let orderCells: [Cells]
  let orderColumns: [SortColumn]
  private let rows: StoredChunks
  let query: RunningQuery
  private var memory: LaneMemory
  /// What the places take that are noted for each row.
  private let ownBytes: Int

  init(_ rows: StoredChunks, _ group: WindowStep.Group, _ query: RunningQuery) throws {
    self.rows = rows
    self.query = query
    count = rows.count
    ownBytes = rows.count * 5 * MemoryLayout<UInt32>.stride
    var memory = LaneMemory(MemoryUse(query, "the frames of a window"))
    try memory.set(ownBytes)
    self.memory = memory
    orderColumns = group.order
    let keys = group.partition + group.order
    let values = try rows.values(of: keys.map(\.evaluator), keys.map(\.shape), query)
    let order = try RowSorter(keys).sorted(values, rows.count, query)
    self.order = order
    let cells = try query.collect(values.count) { try values[$0].gathered(order, query) }
    orderCells = Array(cells.suffix(group.order.count))
    let partitions = try WindowMarks.marks(of: cells.prefix(group.partition.count), count, query)
    partitionStart = PlaceList(startsOf: partitions, count)
    try query.checkCancellation()
    partitionEnd = PlaceList(endsOf: partitions, count)
    if group.order.isEmpty {
      // All rows of a partition are the same.
      peerStart = partitionStart
      peerEnd = partitionEnd
      peerNumber = PlaceList(count, filling: 0)
    } else {
      let order = cells.suffix(group.order.count)
      let peers = try WindowMarks.marks(of: order, count, query, besides: partitions)
      peerStart = PlaceList(startsOf: peers, count)
      try query.checkCancellation()
      peerEnd = PlaceList(endsOf: peers, count)
      try query.checkCancellation()
      peerNumber = PlaceList(numbersOf: peers, count, restartingAt: partitions)
    }
    try query.checkCancellation()
  }

  /// Ends the query if nobody waits for it any more. Looks from time to time, of all places.
  @inline(__always)
  func check(_ place: Int) throws { try query.interruption.check(atRow: place) }

  /// The same, at once: where a row takes long.
  func check() throws { try query.checkCancellation() }

  /// Notes what is kept beside the rows for now. Throws if the query has no room for it.
  func note(_ bytes: Int) throws { try memory.set(ownBytes + bytes) }

  /// Rows in the order of some columns.
  func sorted(_ columns: [SortColumn], _ cells: [Cells]) throws -> Selection {
    try RowSorter(columns).sorted(cells, count, query)
  }

  /// The values of an expression for all rows, in their order.
  func cells(_ evaluator: any Evaluator, _ shape: CellShape) throws -> Cells {
    try rows.values(of: [evaluator], [shape], query)[0].gathered(order, query)
  }

  /// The cells of some places, as many as there are rows.
  func gathered(_ cells: Cells, _ places: Selection, hasGaps: Bool = false) throws -> Cells {
    try cells.gathered(places, hasGaps: hasGaps, query)
  }

  /// Cells that are in the order of the window, in that in which rows came.
  func inOrderOfRows(_ cells: Cells) throws -> Cells {
    let places = Selection(capacity: count)
    for place in 0..<count {
      try check(place)
      places.rows[Int(order.rows[place])] = UInt32(place)
    }
    places.count = count
    return try cells.gathered(places, query)
  }
}
