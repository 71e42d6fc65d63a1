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
    let build = try JoinBuild(self, query)
    var consumers: [JoiningConsumer] = []
    try left.run(query) {
      let consumer = JoiningConsumer(self, build, try makeConsumer())
      consumers.append(consumer)
      return consumer
    }
    guard kind == .right || kind == .full else { return }
    let consumer = try makeConsumer()
    let marks = RowMarks(count: build.rows.count)
    for part in consumers { part.marks.map { marks.formUnion($0) } }
    try emitUnmatched(build, marks, to: consumer)
    try consumer.finish()
  }

  /// The rows of the right side that no row of the left one belongs to.
  private func emitUnmatched(
    _ build: JoinBuild,
    _ marks: RowMarks,
    to consumer: any ChunkConsumer
  ) throws {
    let cells = build.rows.cells
    let nothing = left.columns.map { Chunk.Column.cells(CellShape($0.type).null) }
    var start = 0
    while start < build.rows.count {
      let end = min(start + Chunk.size, build.rows.count)
      let rows = marks.rows(in: start..<end, marked: false)
      start = end
      guard rows.count > 0 else { continue }
      let others = cells.map { Chunk.Column.gather($0, rows, hasGaps: false) }
      guard try consumer.consume(Chunk(nothing + others, count: rows.count)) else { return }
    }
  }
}

/// The right side of a join.
final class JoinBuild {
  let rows: StoredChunks
  /// The index of the keys; `nil` if there are none.
  let index: JoinIndex?

  init(_ step: JoinStep, _ query: RunningQuery) throws {
    rows = try step.right.stored(query)
    guard !step.rightKeys.isEmpty else {
      index = nil
      return
    }
    let keys = StoredChunks(shapes: step.keyShapes)
    let consumer = KeyConsumer(step.rightKeys, keys)
    try rows.emit(to: consumer)
    index = JoinIndex(keys.cells, count: rows.count, matchesMissing: step.matchesMissing)
  }
}

/// Computes the keys of rows, and keeps them.
private final class KeyConsumer: ChunkConsumer {
  private let keys: [any Evaluator]
  private let stored: StoredChunks

  init(_ keys: [any Evaluator], _ stored: StoredChunks) {
    self.keys = keys
    self.stored = stored
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    let cells = try keys.map { try $0.evaluate(chunk) }
    stored.append(Chunk(cells, count: chunk.count))
    return true
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
