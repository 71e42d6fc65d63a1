// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Gathers the rows of one lane in groups as long as there is room for more; from then on it puts rows
/// into a file.
final class GroupingConsumer: ChunkConsumer {
  let groupings: [Grouping]
  private let step: AggregateStep
  private let lane: Int
  private let spill: Spill
  private var memory: LaneMemory
  private let hashes = GrowingBuffer<UInt64>(capacity: Chunk.size)
  /// For each set of keys the rows that go into the file, if that has begun.
  private var waiting: [WaitingRows?]
  /// What is noted of the memory of groups that do not grow any more.
  private var settledBytes = 0

  /// Has no groups yet. Lanes are numbered in the order of rows.
  init(_ step: AggregateStep, _ spill: Spill, _ query: RunningQuery, lane: Int) {
    self.step = step
    self.lane = lane
    self.spill = spill
    memory = LaneMemory(spill.use)
    groupings = step.groupings.map { Grouping(step, $0, query) }
    waiting = groupings.map { _ in nil }
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    // What groups of one chunk need may be more than there is: then none are made.
    if spill.isPossible, spill.isOverShare || spill.isTight { try turn() }
    let input = try GroupingInput(chunk, step)
    var columns: [Cells]?
    for (number, grouping) in groupings.enumerated() {
      guard waiting[number] != nil || grouping.isParted else {
        try grouping.add(input)
        grouping.partIfWorth(sharingBytes: !spill.isLimited)
        continue
      }
      let rows = columns ?? input.columns(step)
      columns = rows
      hashes.reserve(input.count)
      grouping.hash(input, into: hashes.base)
      if let waiting = waiting[number] {
        try waiting.add(Chunk(rows, count: input.count), hashes.base)
      } else {
        grouping.keep(rows, hashes.base, count: input.count)
      }
    }
    try note()
    return true
  }

  /// Notes the memory, and turns to the file where there is no room for more groups.
  private func note() throws {
    let growing = groupings.indices.filter { waiting[$0] == nil }
    guard !growing.isEmpty else { return }
    let bytes = settledBytes + growing.reduce(0) { $0 + groupings[$1].byteCount }
    guard spill.isPossible, growing.contains(where: { groupings[$0].hasKeys }) else {
      return try memory.set(bytes)
    }
    if try memory.trySet(bytes), !spill.isOverShare { return }
    // Where the last chunk was too much, it is not noted: that is not more than one for each lane.
    settledBytes = memory.byteCount
    try turn()
  }

  /// Lets rows go into the file from now on, if they can be parted by keys.
  private func turn() throws {
    for number in groupings.indices where waiting[number] == nil && groupings[number].hasKeys {
      let parts = try spill.parts(number, GroupingInput.shapes(step))
      waiting[number] = WaitingRows(parts, spill, lane: lane)
    }
  }

  func finish() throws {
    for rows in waiting { try rows?.flush() }
  }
}
