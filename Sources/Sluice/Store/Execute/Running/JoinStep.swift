// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Joins rows by keys that are the same; what else has to hold is asked of pairs whose keys are.
///
/// The right side is kept, with an index of its keys; rows of the left side are looked up as they come.
/// Without keys every pair is asked.
struct JoinStep: PhysicalStep {
  let kind: Join.Kind
  let left: any PhysicalStep
  let right: any PhysicalStep
  let leftKeys: [any Evaluator]
  let rightKeys: [any Evaluator]
  /// Whether missing keys are the same.
  let matchesMissing: [Bool]
  /// What has to hold of pairs: columns of the left side, and then of the right one.
  let conditions: [any Evaluator]
  /// For a mark, comparisons of pairs whose result may be unknown.
  let comparisons: [any Evaluator]
  /// Whether the keys are the only comparison of a mark, which is unknown where a key is missing.
  var marksByKeys = false
  let keyShapes: [CellShape]
  let columns: [PlanColumn]
  var title: String { leftKeys.isEmpty ? "Nested loop join" : "Hash join" }
  var details: [String] { ["\(kind.title)", "\(leftKeys.count) keys"] }
  var inputs: [any PhysicalStep] { [left, right] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let spill = Spill(query, "the right side of a join")
    let facts = JoinFacts()
    var parts: [JoinSideConsumer] = []
    try right.run(query) {
      let part = JoinSideConsumer(self, spill, facts, lane: parts.count)
      parts.append(part)
      return part
    }
    if let rows = spill.madeParts(JoinSideConsumer.rightNumber) {
      for part in parts { try part.flush() }
      try run(rows, spill, facts, query, makeConsumer)
    } else {
      let rows = try StoredChunks.joined(parts.map(\.rows), shapes: right.shapes, query)
      let build = try JoinBuild(self, rows, facts, query)
      _ = try run(left, build, query, makeConsumer)
    }
  }

  /// Joins rows of the left side with those of the right side; `false` if no more are wanted.
  private func run(
    _ rows: any PhysicalStep,
    _ build: JoinBuild,
    _ query: RunningQuery,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws -> Bool {
    var consumers: [JoiningConsumer] = []
    try rows.run(query) {
      let consumer = JoiningConsumer(self, build, query, try makeConsumer())
      consumers.append(consumer)
      return consumer
    }
    guard consumers.allSatisfy(\.isOpen) else { return false }
    guard kind == .right || kind == .full else { return true }
    let marks = RowMarks(count: build.rows.count)
    for part in consumers { part.marks.map { marks.formUnion($0) } }
    let unmatched = UnmatchedRows(build, marks, left.shapes)
    let gates = Gates()
    try query.runChunks(build.rows.count, { gates.watching(try makeConsumer()) }) {
      unmatched.chunk($0, $1)
    }
    return gates.areOpen
  }

  /// Joins part by part, where the right side is in a file: the left side is put there as well.
  private func run(
    _ rows: PartedRows,
    _ spill: Spill,
    _ facts: JoinFacts,
    _ query: RunningQuery,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws {
    let others = try spill.parts(JoinSideConsumer.leftNumber, left.shapes)
    var lanes = 0
    try left.run(query) {
      let waiting = WaitingRows(others, spill, lane: lanes)
      lanes += 1
      return PartingConsumer(leftKeys, waiting)
    }
    for part in 0..<1 << Spill.bits {
      let build = try JoinBuild(
        self,
        try rows.stored(part, query, as: "the right side of a join"),
        facts,
        query
      )
      let leftPart = PartedRowsStep(columns: left.columns, rows: others, part: part)
      guard try run(leftPart, build, query, makeConsumer) else { return }
    }
  }
}

/// The rows of the right side of a join that no row of the left one belongs to.
private final class UnmatchedRows: @unchecked Sendable {
  // Unchecked: the marks are only read.

  private let cells: [Cells]
  private let marks: RowMarks
  private let nothing: [Chunk.Column]

  init(_ build: JoinBuild, _ marks: RowMarks, _ shapes: [CellShape]) {
    cells = build.cells
    self.marks = marks
    nothing = shapes.map { .cells($0.null) }
  }

  /// Those of some rows; `nil` if there are none.
  func chunk(_ start: Int, _ count: Int) -> Chunk? {
    let rows = marks.rows(in: start..<start + count, marked: false)
    guard rows.count > 0 else { return nil }
    return Chunk(
      nothing + cells.map { .gather($0, rows, hasGaps: false) },
      count: rows.count
    )
  }
}

extension Join.Kind {
  /// What `EXPLAIN` calls it.
  fileprivate var title: String {
    switch self {
    case .inner: "inner"
    case .left: "left"
    case .right: "right"
    case .full: "full"
    case .semi: "semi"
    case .anti: "anti"
    case .mark: "mark"
    case .single: "single"
    case .asof: "asof"
    case .asofLeft: "asof left"
    }
  }
}
