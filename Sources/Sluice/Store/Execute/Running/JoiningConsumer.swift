// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Looks up the rows of the left side of a join, chunk by chunk.
final class JoiningConsumer: ChunkConsumer {
  private let step: JoinStep
  private let build: JoinBuild
  private let query: RunningQuery
  private let next: any ChunkConsumer
  private let probe: JoinProbe?
  /// The rows of the right side that belong to some row of the left one.
  let marks: RowMarks?
  /// Whether more rows are wanted.
  private(set) var isOpen = true

  init(
    _ step: JoinStep,
    _ build: JoinBuild,
    _ query: RunningQuery,
    _ next: any ChunkConsumer
  ) {
    self.step = step
    self.build = build
    self.query = query
    self.next = next
    probe = build.index.map { JoinProbe($0) }
    switch step.kind {
    case .right, .full: marks = RowMarks(count: build.rows.count)
    default: marks = nil
    }
  }

  func finish() throws { try next.finish() }

  func consume(_ chunk: Chunk) throws -> Bool {
    var keys: [Cells] = []
    for key in step.leftKeys { keys.append(try key.evaluate(chunk)) }
    var matches = RowMatches(count: chunk.count)
    var pairs = PairSource(chunk.count, build.rows.count, keys, probe)
    while isOpen, let (left, right) = pairs.next() {
      try query.checkCancellation()
      isOpen = try take(chunk, left, right, &matches)
    }
    if isOpen { isOpen = try complete(chunk, matches, keys) }
    return isOpen
  }

  /// Takes pairs whose keys are the same.
  private func take(
    _ chunk: Chunk,
    _ left: Selection,
    _ right: Selection,
    _ matches: inout RowMatches
  ) throws -> Bool {
    let outer = chunk.picking(left)
    let inner = build.cells.map { Chunk.Column.gather($0, right, hasGaps: false) }
    var pairs = Chunk((0..<outer.width).map { outer.column($0) } + inner, count: left.count)
    var (left, right) = (left, right)
    for condition in step.conditions where pairs.count > 0 {
      let rows = try condition.select(pairs)
      guard rows.count < pairs.count else { continue }
      pairs = pairs.picking(rows)
      left = rows.applied(to: left)
      right = rows.applied(to: right)
    }
    guard pairs.count > 0 else { return true }
    switch step.kind {
    case .inner: return try next.consume(pairs)
    case .left:
      matches.add(left)
      return try next.consume(pairs)
    case .single:
      guard matches.addOnce(left) else {
        throw SQLError(
          .invalidInput,
          "a query that stands for a value has more than one row",
          advice: "Let it have one: with LIMIT 1, or an aggregate such as max."
        )
      }
      return try next.consume(pairs)
    case .right:
      marks?.mark(right)
      return try next.consume(pairs)
    case .full:
      marks?.mark(right)
      matches.add(left)
      return try next.consume(pairs)
    case .semi, .anti: matches.add(left)
    case .mark: try compare(pairs, left, &matches)
    case .asof, .asofLeft: break
    }
    return true
  }

  /// Notes for which rows of the left side the comparisons are true, or unknown.
  private func compare(
    _ pairs: Chunk,
    _ left: Selection,
    _ matches: inout RowMatches
  ) throws {
    guard let first = step.comparisons.first else {
      matches.add(left)
      return
    }
    var result = try first.evaluate(pairs)
    for comparison in step.comparisons.dropFirst() {
      result = Logic.and(result, try comparison.evaluate(pairs), count: pairs.count)
    }
    for row in 0..<pairs.count {
      let place = Int(left.rows[row])
      if !result.isValid(row) {
        matches.isUnknown[place] = true
      } else if result.value(row, UInt8.self) == 1 {
        matches.isMatched[place] = true
      }
    }
  }

  /// Hands on what can be said once all partners of the rows are known.
  private func complete(
    _ chunk: Chunk,
    _ matches: RowMatches,
    _ keys: [Cells]
  ) throws -> Bool {
    switch step.kind {
    case .inner, .right, .asof, .asofLeft: return true
    case .left, .full, .single:
      let rows = matches.rows(matched: false)
      guard rows.count > 0 else { return true }
      let outer = chunk.picking(rows)
      let nothing = step.right.columns.map { Chunk.Column.cells(CellShape($0.type).null) }
      let columns = (0..<outer.width).map { outer.column($0) } + nothing
      return try next.consume(Chunk(columns, count: rows.count))
    case .semi, .anti:
      let rows = matches.rows(matched: step.kind == .semi)
      guard rows.count > 0 else { return true }
      return try next.consume(rows.count == chunk.count ? chunk : chunk.picking(rows))
    case .mark:
      let columns = (0..<chunk.width).map { chunk.column($0) }
      let mark = Chunk.Column.cells(matches.mark(unknownKeys(keys, chunk.count)))
      return try next.consume(Chunk(columns + [mark], count: chunk.count))
    }
  }

  /// Whether a row that has no partner may have one that is not known, where keys are compared.
  private func unknownKeys(_ keys: [Cells], _ count: Int) -> ((Int) -> Bool)? {
    guard step.marksByKeys, build.hasRows else { return nil }
    if build.hasMissingKeys { return { _ in true } }
    return { row in keys.contains { !$0.isValid(row) } }
  }
}

/// What is known of the partners of the rows of a chunk.
struct RowMatches {
  var isMatched: [Bool]
  var isUnknown: [Bool]

  init(count: Int) {
    isMatched = Array(repeating: false, count: count)
    isUnknown = Array(repeating: false, count: count)
  }

  mutating func add(_ rows: Selection) {
    for place in 0..<rows.count { isMatched[Int(rows.rows[place])] = true }
  }

  /// Notes rows that may have one partner only; `false` if one has several.
  mutating func addOnce(_ rows: Selection) -> Bool {
    for place in 0..<rows.count {
      let row = Int(rows.rows[place])
      if isMatched[row] { return false }
      isMatched[row] = true
    }
    return true
  }

  func rows(matched: Bool) -> Selection {
    let rows = Selection(capacity: isMatched.count)
    for row in isMatched.indices where isMatched[row] == matched {
      rows.rows[rows.count] = UInt32(row)
      rows.count += 1
    }
    return rows
  }

  /// Whether each row has a partner: true, false or unknown.
  func mark(_ unknownKeys: ((Int) -> Bool)?) -> Cells {
    let block = CellBlock(.bool, capacity: isMatched.count)
    let flags = block.cells(UInt8.self)
    for row in isMatched.indices {
      flags[row] = bit(isMatched[row])
      if !isMatched[row], isUnknown[row] || unknownKeys?(row) == true {
        block.setMissing(row, stride: 1)
      }
    }
    return Cells(.bool, block)
  }
}

/// Pairs of rows whose keys are the same, or all pairs where there are no keys.
private struct PairSource {
  private let count: Int
  private let others: Int
  private let probe: JoinProbe?
  private var (row, other) = (0, 0)

  init(_ count: Int, _ others: Int, _ keys: [Cells], _ probe: JoinProbe?) {
    self.count = count
    self.others = others
    self.probe = probe
    probe?.start(keys, count: count)
  }

  mutating func next() -> (left: Selection, right: Selection)? {
    if let probe { return probe.next().map { ($0.probe, $0.build) } }
    guard others > 0, row < count else { return nil }
    let (left, right) = (Selection(capacity: Chunk.size), Selection(capacity: Chunk.size))
    var filled = 0
    while row < count, filled < Chunk.size {
      let size = min(Chunk.size - filled, others - other)
      for place in 0..<size {
        left.rows[filled + place] = UInt32(row)
        right.rows[filled + place] = UInt32(other + place)
      }
      filled += size
      other += size
      if other == others { (row, other) = (row + 1, 0) }
    }
    (left.count, right.count) = (filled, filled)
    return (left, right)
  }
}
