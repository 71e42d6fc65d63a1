// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows of one input, and then those of the other.
struct UnionStep: PhysicalStep {
  let left: any PhysicalStep
  let right: any PhysicalStep
  let leftPlaces: [Int]
  let rightPlaces: [Int]
  let columns: [PlanColumn]
  var title: String { "Union" }
  var inputs: [any PhysicalStep] { [left, right] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let gates = Gates()
    try left.run(query) {
      gates.watching(ProjectingConsumer(leftPlaces, try makeConsumer()))
    }
    if gates.areOpen {
      try right.run(query) { ProjectingConsumer(rightPlaces, try makeConsumer()) }
    }
  }
}

/// Rows of one input that are in the other one too, or are not.
struct MembershipStep: PhysicalStep {
  let left: any PhysicalStep
  let right: any PhysicalStep
  let leftPlaces: [Int]
  let rightPlaces: [Int]
  let isIntersection: Bool
  /// Whether rows count as often as they occur.
  let isAll: Bool
  let columns: [PlanColumn]
  var title: String { isIntersection ? "Intersection" : "Difference" }
  var details: [String] { isAll ? ["all"] : [] }
  var inputs: [any PhysicalStep] { [left, right] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let counting = CountingConsumer(shapes, query)
    try right.run(query, inOrderTo: ProjectingConsumer(rightPlaces, counting))
    let consumer = try makeConsumer()
    let membership = MembershipConsumer(counting, isIntersection, isAll, consumer)
    try left.run(query, inOrderTo: ProjectingConsumer(leftPlaces, membership))
    // An index that ended early takes rows for others than they are.
    try query.checkCancellation()
    try consumer.finish()
  }
}

/// Counts how often rows occur.
private final class CountingConsumer: ChunkConsumer {
  let index: GroupIndex
  /// How often each group occurs; has other sizes than what the index has, so that not all grows at once.
  let counts = GrowingBuffer<Int>(capacity: 5 << 9)
  private let numbers = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private var memory: LaneMemory

  init(_ shapes: [CellShape], _ query: RunningQuery) {
    index = GroupIndex(shapes)
    index.interruption = query.interruption
    memory = LaneMemory(MemoryUse(query, "rows that are counted"))
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    for number in try number(of: chunk) { counts.base[number] += 1 }
    return true
  }

  /// The numbers of the rows, new ones for those that were not there.
  func number(of chunk: Chunk) throws -> [Int] {
    numbers.reserve(chunk.count)
    index.findOrAdd((0..<chunk.width).map { chunk[$0] }, count: chunk.count, into: numbers.base)
    counts.resize(to: index.count, filling: 0)
    try memory.set(index.byteCount + counts.capacity * 8)
    return (0..<chunk.count).map { Int(numbers[$0]) }
  }
}

private final class MembershipConsumer: ChunkConsumer {
  private let counting: CountingConsumer
  private let isIntersection: Bool
  private let isAll: Bool
  private let next: any ChunkConsumer
  /// Rows that were handed on, where each is so once.
  private var isDone: [Bool] = []

  init(
    _ counting: CountingConsumer,
    _ isIntersection: Bool,
    _ isAll: Bool,
    _ next: any ChunkConsumer
  ) {
    self.counting = counting
    self.isIntersection = isIntersection
    self.isAll = isAll
    self.next = next
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    let numbers = try counting.number(of: chunk)
    while isDone.count < counting.counts.count { isDone.append(false) }
    let rows = Selection(capacity: chunk.count)
    for (row, number) in numbers.enumerated() where passes(number) {
      rows.rows[rows.count] = UInt32(row)
      rows.count += 1
    }
    guard rows.count > 0 else { return true }
    return try next.consume(chunk.picking(rows))
  }

  private func passes(_ number: Int) -> Bool {
    if isAll {
      if counting.counts[number] > 0 {
        counting.counts.base[number] -= 1
        return isIntersection
      }
      return !isIntersection
    }
    guard !isDone[number], (counting.counts[number] > 0) == isIntersection else { return false }
    isDone[number] = true
    return true
  }
}
