// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Sluice

extension DestinationConformance {
  /// What becomes of rows that are merged, in destinations that say that they merge.
  static let mergeCases = [
    Case("rows of a load take the place of those with the same key") { bench in
      try bench.requireMerge(.deleteInsert)
      let items = ConformanceBench.merged(.deleteInsert)
      try await bench.commit(.init((items, [["id": 1, "name": "a"], ["id": 2, "name": "b"]])))
      try await bench.commit(.init((items, [["id": 2, "name": "B"], ["id": 3]])))
      try await bench.expect(items, [["id": 1, "name": "a"], ["id": 2, "name": "B"], ["id": 3]])
    },
    Case("a merged row loses the values that it had and the new one lacks") { bench in
      for strategy in [MergeStrategy.deleteInsert, .upsert] {
        guard bench.capabilities.mergeStrategies.contains(strategy) else { continue }
        try bench.requireMerge(strategy)
        let items = ConformanceBench.merged(
          strategy,
          name: "items_\(strategy == .upsert ? "u" : "d")"
        )
        try await bench.commit(.init((items, [["id": 1, "name": "a"]])))
        try await bench.commit(.init((items, [["id": 1]])))
        try await bench.expect(items, [["id": 1]])
      }
    },
    Case("of rows of one load with the same key the last counts") { bench in
      try bench.requireMerge(.deleteInsert)
      let items = ConformanceBench.merged(.deleteInsert)
      try await bench.commit(.init((items, [["id": 1, "name": "a"], ["id": 1, "name": "b"]])))
      try await bench.expect(items, [["id": 1, "name": "b"]])
    },
    Case("a column says which row of one load with the same key counts") { bench in
      try bench.requireMerge(.deleteInsert)
      var items = ConformanceBench.merged(.deleteInsert)
      items["name"]?.deduplicationOrder = .ascending
      try await bench.commit(
        .init((items, [["id": 1, "name": "b"], ["id": 1, "name": "a"], ["id": 1]]))
      )
      try await bench.expect(items, [["id": 1, "name": "a"]])
    },
    Case("a row that says that it is deleted deletes, and does not come") { bench in
      for strategy in [MergeStrategy.deleteInsert, .upsert] {
        guard bench.capabilities.mergeStrategies.contains(strategy) else { continue }
        try bench.requireMerge(strategy)
        let gone = Column("gone", .bool, hints: [.hardDelete])
        let name = "items_\(strategy == .upsert ? "u" : "d")"
        let items = ConformanceBench.merged(strategy, name: name, more: [gone])
        try await bench.commit(.init((items, [["id": 1], ["id": 2]])))
        try await bench.commit(
          .init(
            (
              items,
              [["id": 1, "gone": true], ["id": 2, "gone": false], ["id": 3, "gone": true]]
            )
          )
        )
        try await bench.expect(items, [["id": 2, "gone": false]])
      }
    },
    Case("rows below a row that goes go with it") { bench in
      try bench.requireMerge(.deleteInsert)
      let (items, tags) = (ConformanceBench.merged(.deleteInsert), ConformanceBench.tags(.merge))
      func tag(_ value: String, _ parent: String, _ place: Int) -> Record {
        [
          "value": .text(value), "_dlt_parent_id": .text(parent),
          "_dlt_list_idx": Value(integer: place),
        ]
      }
      try await bench.commit(
        .init(
          (items, [["id": 1, "_dlt_id": "r1"], ["id": 2, "_dlt_id": "r2"]]),
          (tags, [tag("x", "r1", 0), tag("y", "r1", 1), tag("z", "r2", 0)])
        )
      )
      try await bench.commit(
        .init((items, [["id": 1, "_dlt_id": "r3"]]), (tags, [tag("new", "r3", 0)]))
      )
      try await bench.expect(tags, [tag("z", "r2", 0), tag("new", "r3", 0)])
    },
    Case("rows with known keys stay as they are if only others are to come") { bench in
      try bench.requireMerge(.insertOnly)
      let items = ConformanceBench.merged(.insertOnly)
      try await bench.commit(.init((items, [["id": 1, "name": "a"]])))
      try await bench.commit(.init((items, [["id": 1, "name": "b"], ["id": 2, "name": "c"]])))
      try await bench.expect(items, [["id": 1, "name": "a"], ["id": 2, "name": "c"]])
    },
    Case("rows go that a snapshot lacks, but not for an empty one") { bench in
      try bench.requireMerge(.snapshot)
      let items = ConformanceBench.merged(.snapshot)
      try await bench.commit(.init((items, [["id": 1], ["id": 2]])))
      try await bench.commit(.init((items, [["id": 2, "name": "b"]])))
      try await bench.expect(items, [["id": 2, "name": "b"]])
      try await bench.commit(.init((items, [])))
      try await bench.expect(items, [["id": 2, "name": "b"]])
    },
    Case("a merge is not visible before the commit") { bench in
      try bench.requireMerge(.deleteInsert)
      let items = ConformanceBench.merged(.deleteInsert)
      try await bench.commit(.init((items, [["id": 1, "name": "a"]])))
      try await bench.abandon(.init((items, [["id": 1, "name": "b"]])))
      try await bench.expect(items, [["id": 1, "name": "a"]])
    },
  ]
}

extension ConformanceBench {
  /// Ends the case unless the destination merges by `strategy` and can read rows back.
  fileprivate func requireMerge(_ strategy: MergeStrategy) throws {
    try requireScan()
    try require(.merge)
    guard capabilities.mergeStrategies.contains(strategy) else { throw NotAsked() }
  }

  /// The table of ``items(_:name:more:)`` with its id as the key, merged by `strategy`.
  fileprivate static func merged(
    _ strategy: MergeStrategy,
    name: String = "items",
    more columns: [Column] = []
  ) -> Table {
    var table = items(.merge, name: name, more: columns)
    table["id"]?.hints.insert(.primaryKey)
    table.annotations["x-merge-strategy"] = .text(strategy.description)
    return table
  }
}
