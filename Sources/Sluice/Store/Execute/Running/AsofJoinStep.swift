// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Joins each row of the left side with the one on the right whose value comes nearest, among those whose
/// keys are the same.
struct AsofJoinStep: PhysicalStep {
  let left: any PhysicalStep
  let right: any PhysicalStep
  let leftKeys: [any Evaluator]
  let rightKeys: [any Evaluator]
  let matchesMissing: [Bool]
  let keyShapes: [CellShape]
  let leftValue: any Evaluator
  let rightValue: any Evaluator
  let valueShape: CellShape
  /// How the value of the left side compares with that of the right one: by order.
  let test: ComparisonTest
  /// Whether rows of the left side that have no partner stay.
  let keepsAll: Bool

  var columns: [PlanColumn] { left.columns + right.columns }
  var title: String { "Asof join" }
  var details: [String] { [keepsAll ? "left" : "inner", "\(leftKeys.count) keys"] }
  var inputs: [any PhysicalStep] { [left, right] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let build = try AsofBuild(self, query)
    try left.run(query) { AsofConsumer(self, build, try makeConsumer()) }
  }
}

/// The right side of such a join: the rows of each key, in the order of their values.
private final class AsofBuild {
  let rows: StoredChunks
  /// The values of all rows.
  let values: Cells
  /// The keys, each once; `nil` if there are none.
  let index: JoinIndex?
  /// The rows of each key that have a value, least first.
  private(set) var sorted: [[UInt32]]

  init(_ step: AsofJoinStep, _ query: RunningQuery) throws {
    rows = try step.right.stored(query, as: "the right side of a join")
    let cells = try rows.values(
      of: [step.rightValue] + step.rightKeys,
      [step.valueShape] + step.keyShapes,
      query
    )
    values = cells[0]
    let column = SortColumn(
      evaluator: step.rightValue,
      shape: step.valueShape,
      isDescending: false,
      areNullsFirst: false
    )
    let order = try RowSorter([column]).sorted([values], rows.count, query)
    let groups = GroupIndex(step.keyShapes)
    let numbers = GrowingBuffer<UInt32>(capacity: max(1, rows.count))
    if step.keyShapes.isEmpty {
      for row in 0..<rows.count { numbers.base[row] = 0 }
      index = nil
      sorted = [[]]
    } else {
      let keys = Array(cells.dropFirst())
      for start in stride(from: 0, to: rows.count, by: Chunk.size) {
        try query.checkCancellation()
        groups.findOrAdd(
          keys.map { $0.from(start) },
          count: min(Chunk.size, rows.count - start),
          into: numbers.base + start
        )
      }
      index = JoinIndex(
        groups.keys.map(\.cells),
        count: groups.count,
        matchesMissing: step.matchesMissing
      )
      sorted = Array(repeating: [], count: groups.count)
    }
    for place in 0..<rows.count {
      try query.interruption.check(atRow: place)
      let row = order.rows[place]
      guard values.isValid(Int(row)) else { continue }
      sorted[Int(numbers[Int(row)])].append(row)
    }
  }

  /// The row of a key whose value comes nearest to another.
  func nearest(_ key: Int, _ cells: Cells, _ row: Int, _ test: ComparisonTest) -> UInt32? {
    let candidates = sorted[key]
    // Where the values begin that are not less than the other one, or are greater.
    let isStrict = test == .less || test == .greaterOrEqual
    var (low, high) = (0, candidates.count)
    while low < high {
      let middle = (low + high) / 2
      let order = CellOrder.compare(values, Int(candidates[middle]), cells, row)
      if isStrict ? order <= 0 : order < 0 { low = middle + 1 } else { high = middle }
    }
    switch test {
    case .less, .lessOrEqual: return low < candidates.count ? candidates[low] : nil
    default: return low > 0 ? candidates[low - 1] : nil
    }
  }
}

/// Finds the partners of rows of the left side.
private final class AsofConsumer: ChunkConsumer {
  private let step: AsofJoinStep
  private let build: AsofBuild
  private let next: any ChunkConsumer
  private let probe: JoinProbe?

  init(_ step: AsofJoinStep, _ build: AsofBuild, _ next: any ChunkConsumer) {
    self.step = step
    self.build = build
    self.next = next
    probe = build.index.map { JoinProbe($0) }
  }

  func finish() throws { try next.finish() }

  func consume(_ chunk: Chunk) throws -> Bool {
    let count = chunk.count
    let values = try step.leftValue.evaluate(chunk)
    var partners = Array(repeating: Cells.noRow, count: count)
    func find(_ row: Int, _ key: Int) {
      guard values.isValid(row) else { return }
      partners[row] = build.nearest(key, values, row, step.test) ?? Cells.noRow
    }
    if let probe {
      probe.start(try step.leftKeys.map { try $0.evaluate(chunk) }, count: count)
      while let (rows, keys) = probe.next().map({ ($0.probe, $0.build) }) {
        for place in 0..<rows.count { find(Int(rows.rows[place]), Int(keys.rows[place])) }
      }
    } else {
      for row in 0..<count { find(row, 0) }
    }
    let (left, right) = (Selection(capacity: count), Selection(capacity: count))
    for row in 0..<count where step.keepsAll || partners[row] != Cells.noRow {
      left.rows[left.count] = UInt32(row)
      right.rows[left.count] = partners[row]
      left.count += 1
    }
    right.count = left.count
    guard left.count > 0 else { return true }
    let outer = chunk.picking(left)
    let inner = build.rows.cells.map { Chunk.Column.gather($0, right, hasGaps: true) }
    let columns = (0..<outer.width).map { outer.column($0) } + inner
    return try next.consume(Chunk(columns, count: left.count))
  }
}
