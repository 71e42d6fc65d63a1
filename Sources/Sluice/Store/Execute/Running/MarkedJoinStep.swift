// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows of one side of a join that have a partner on the other side, or those that have none.
///
/// The left side is kept, with an index of its keys, and rows are marked as their partners come. That is
/// right where the other side has many more rows; otherwise see ``JoinStep``.
struct MarkedJoinStep: PhysicalStep {
  let left: any PhysicalStep
  let right: any PhysicalStep
  let leftKeys: [any Evaluator]
  let rightKeys: [any Evaluator]
  /// Whether missing keys are the same.
  let matchesMissing: [Bool]
  /// What has to hold of pairs: columns of the left side, and then of the right one.
  let conditions: [any Evaluator]
  let keyShapes: [CellShape]
  /// Whether rows are wanted that have no partner.
  let isAnti: Bool

  var columns: [PlanColumn] { left.columns }
  var title: String { "Hash join" }
  var details: [String] { [isAnti ? "right anti" : "right semi", "\(leftKeys.count) keys"] }
  var inputs: [any PhysicalStep] { [left, right] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let rows = try left.stored(query, as: "the left side of a join")
    let marks = RowMarks(count: rows.count)
    if rows.count > 0 {
      let keys = try rows.values(of: leftKeys, keyShapes, query)
      let index = try JoinIndex(
        keys,
        count: rows.count,
        matchesMissing: matchesMissing,
        interruption: query.interruption
      ) { try query.checkCancellation() }
      var parts: [MarkingConsumer] = []
      try right.run(query) {
        let part = MarkingConsumer(self, rows, index, query)
        parts.append(part)
        return part
      }
      for part in parts { marks.formUnion(part.marks) }
    }
    let wanted = MarkedRows(rows.cells, marks, marked: !isAnti)
    try query.runChunks(rows.count, makeConsumer) { wanted.chunk($0, $1) }
  }
}

/// The rows that have a mark, or those that have none.
private final class MarkedRows: @unchecked Sendable {
  // Unchecked: the marks are only read.

  private let cells: [Cells]
  private let marks: RowMarks
  private let isMarked: Bool

  init(_ cells: [Cells], _ marks: RowMarks, marked: Bool) {
    self.cells = cells
    self.marks = marks
    isMarked = marked
  }

  /// Those of some rows; `nil` if there are none.
  func chunk(_ start: Int, _ count: Int) -> Chunk? {
    let rows = marks.rows(in: start..<start + count, marked: isMarked)
    guard rows.count > 0 else { return nil }
    return Chunk(cells.map { .gather($0, rows, hasGaps: false) }, count: rows.count)
  }
}

/// Marks the rows that the rows of one lane belong to.
private final class MarkingConsumer: ChunkConsumer {
  private let step: MarkedJoinStep
  private let cells: [Cells]
  private let query: RunningQuery
  private let probe: JoinProbe
  let marks: RowMarks

  init(_ step: MarkedJoinStep, _ rows: StoredChunks, _ index: JoinIndex, _ query: RunningQuery) {
    self.step = step
    self.query = query
    cells = rows.cells
    probe = JoinProbe(index)
    marks = RowMarks(count: rows.count)
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    var keys: [Cells] = []
    for key in step.rightKeys { keys.append(try key.evaluate(chunk)) }
    probe.start(keys, count: chunk.count)
    while let (right, left) = probe.next() {
      try query.checkCancellation()
      marks.mark(try matching(chunk, left, right))
    }
    return true
  }

  /// The rows of the left side in those pairs that meet all conditions.
  private func matching(
    _ chunk: Chunk,
    _ left: Selection,
    _ right: Selection
  ) throws -> Selection {
    guard !step.conditions.isEmpty else { return left }
    let outer = cells.map { Chunk.Column.gather($0, left, hasGaps: false) }
    let inner = chunk.picking(right)
    var pairs = Chunk(outer + (0..<inner.width).map { inner.column($0) }, count: left.count)
    var rows = left
    for condition in step.conditions where pairs.count > 0 {
      let found = try condition.select(pairs)
      guard found.count < pairs.count else { continue }
      pairs = pairs.picking(found)
      rows = found.applied(to: rows)
    }
    return rows
  }
}
