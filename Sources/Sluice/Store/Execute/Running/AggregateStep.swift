// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Puts rows together in groups.
struct AggregateStep: PhysicalStep {
  /// A function, with what it is called with.
  struct Call: Sendable {
    var function: AggregateFunction
    var arguments: [any Evaluator]
    var shapes: [CellShape]
    var isDistinct: Bool
    var filter: (any Evaluator)?
    /// The order in which rows come to the function.
    var order: [SortColumn]
  }

  let input: any PhysicalStep
  let keys: [any Evaluator]
  let keyShapes: [CellShape]
  /// For each grouping the places of the keys that count in it.
  let groupings: [[Int]]
  let calls: [Call]
  /// Whether a column tells which keys do not count.
  let hasGroupingColumn: Bool
  let columns: [PlanColumn]
  var title: String { keys.isEmpty ? "Aggregate" : "Hash aggregate" }
  var details: [String] {
    let sets = groupings.count == 1 ? [] : ["\(groupings.count) sets of keys"]
    return ["\(keys.count) keys"] + sets + calls.map(\.function.name)
  }
  var inputs: [any PhysicalStep] { [input] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let spill = Spill(query, "the groups of an aggregation")
    var parts: [GroupingConsumer] = []
    try input.run(query) {
      let part = GroupingConsumer(self, spill, query, lane: parts.count)
      parts.append(part)
      return part
    }
    for number in groupings.indices {
      let lanes = parts.map { $0.groupings[number] }
      let isOpen: Bool
      if let rows = spill.madeParts(number) {
        isOpen = try emit(lanes, rows, spill, query, makeConsumer)
      } else {
        isOpen = try emit(try Grouping.merged(lanes, query), query, makeConsumer)
      }
      if !isOpen { return }
    }
  }

  /// Gives a row for each group to consumers, where groups have rows in a file; `false` if they want no
  /// more. Groups of one part are in memory at a time, for each thread.
  private func emit(
    _ lanes: [Grouping],
    _ rows: PartedRows,
    _ spill: Spill,
    _ query: RunningQuery,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws -> Bool {
    let groups = try query.collect(lanes.count) { lanes[$0].partitions(bits: Spill.bits) }
    let units = 1 << Spill.bits
    let query = spill.isTight ? query.onOneThread : query
    let isOpen = SharedNumber(1)
    try query.run(units: units, rows: units * query.laneRows, makeConsumer) { range, lane in
      var memory = LaneMemory(spill.use)
      for part in range where isOpen.value == 1 {
        let result = try Grouping.merged(
          lanes,
          groups.map { $0[part] },
          part,
          rows,
          query
        ) { try memory.set($0) }
        if try !FinishedGroups(result).emit(to: lane, query) { isOpen.lower(to: 0) }
      }
      try memory.set(0)
    }
    return isOpen.value == 1
  }

  /// Gives a row for each group to consumers; `false` if they want no more.
  private func emit(
    _ groups: [FinishedGroups],
    _ query: RunningQuery,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws -> Bool {
    let total = groups.reduce(0) { $0 + $1.count }
    let isOpen = SharedNumber(1)
    try query.run(units: groups.count, rows: total, makeConsumer) { range, lane in
      for place in range where isOpen.value == 1 {
        if try !groups[place].emit(to: lane, query) { isOpen.lower(to: 0) }
      }
    }
    return isOpen.value == 1
  }
}
