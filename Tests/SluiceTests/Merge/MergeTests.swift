// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// What becomes of rows that meet others, rule by rule, from loads as a user writes them.
@Suite struct MergeTests {
  /// Loads of one table, and what it holds after the last.
  struct Example: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var loads: [[Record]]
    var wanted: [Record]
    /// Whether the first load adds its rows, whatever the others do.
    var beginsPlain = false
    var change: @Sendable (Records) -> Records

    init(
      _ description: String,
      _ loads: [[Record]],
      _ wanted: [Record],
      beginsPlain: Bool = false,
      _ change: @escaping @Sendable (Records) -> Records
    ) {
      testDescription = description
      self.loads = loads
      self.wanted = wanted
      self.beginsPlain = beginsPlain
      self.change = change
    }
  }

  static let examples = [
    Example(
      "a merge replaces rows with the same key",
      [[["id": 1, "v": 1]], [["id": 1, "v": 2]]],
      [["id": 1, "v": 2]]
    ) {
      $0.merge(on: "id")
    },
    Example(
      "a key of two columns",
      [[["a": 1, "b": "x"], ["a": 1, "b": "y"]], [["a": 1, "b": "y", "v": 1]]],
      [["a": 1, "b": "x"], ["a": 1, "b": "y", "v": 1]]
    ) { $0.merge(on: "a", "b") },
    Example(
      "of equal keys in a load the last counts",
      [[["id": 1, "v": 1], ["id": 1, "v": 2]]],
      [["id": 1, "v": 2]]
    ) {
      $0.merge(on: "id")
    },
    Example(
      "so it is for an upsert",
      [[["id": 1, "v": 1], ["id": 1, "v": 2]]],
      [["id": 1, "v": 2]]
    ) {
      $0.merge(on: "id", strategy: .upsert)
    },
    Example(
      "so it is for new keys only",
      [[["id": 1, "v": 1], ["id": 1, "v": 2]]],
      [["id": 1, "v": 2]]
    ) {
      $0.merge(on: "id", strategy: .insertOnly)
    },
    Example(
      "a column sorts equal keys, the largest first",
      [[["id": 1, "v": 5], ["id": 1, "v": 9], ["id": 1, "v": 7], ["id": 1]]],
      [["id": 1, "v": 9]]
    ) { $0.merge(on: "id").deduplicated(by: "v") },
    Example(
      "or the smallest",
      [[["id": 1, "v": 5], ["id": 1, "v": 3], ["id": 1, "v": 7]]],
      [["id": 1, "v": 3]]
    ) {
      $0.merge(on: "id").deduplicated(by: "v", .ascending)
    },
    Example(
      "of rows that are sorted equal the last counts",
      [[["id": 1, "v": 5, "n": 1], ["id": 1, "v": 5, "n": 2]]],
      [["id": 1, "v": 5, "n": 2]]
    ) { $0.merge(on: "id").deduplicated(by: "v") },
    Example(
      "rows without a key are the same as no other",
      [[["id": .null, "v": 1]], [["id": .null, "v": 1], ["id": .null, "v": 1]]],
      [["v": 1], ["v": 1], ["v": 1]]
    ) { $0.column("id", .bigint, nullable: true).merge(on: "id", strategy: .upsert) },
    Example(
      "nobody looks for equal keys where there are none",
      [[["id": 1, "v": 1], ["id": 1, "v": 2]]],
      [["id": 1, "v": 1], ["id": 1, "v": 2]]
    ) {
      var options = MergeRule()
      options.isDeduplicated = true
      return $0.merge(on: "id", options: options)
    },
    Example(
      "a true flag deletes",
      [[["id": 1], ["id": 2]], [["id": 1, "gone": true], ["id": 2, "gone": false]]],
      [["id": 2, "gone": false]]
    ) { $0.merge(on: "id").deleted(where: "gone", .bool) },
    Example(
      "any moment deletes",
      [[["id": 1], ["id": 2]], [["id": 1, "gone": "2026-01-01T00:00:00Z"]]],
      [["id": 2]]
    ) {
      $0.merge(on: "id", strategy: .upsert).deleted(where: "gone", .timestamp)
    },
    Example(
      "any text deletes, an empty one too",
      [[["id": 1], ["id": 2]], [["id": 1, "gone": ""]]],
      [["id": 2]]
    ) {
      $0.merge(on: "id").deleted(where: "gone", .text)
    },
    Example(
      "the row that counts says whether it is deleted",
      [[["id": 1, "v": 1, "gone": true], ["id": 1, "v": 2]]],
      [["id": 1, "v": 2]]
    ) { $0.merge(on: "id").deleted(where: "gone", .bool) },
    Example(
      "rows of the same day go too",
      [
        [["id": 1, "day": 1], ["id": 2, "day": 1], ["id": 3, "day": 2]], [["id": 9, "day": 1]],
      ],
      [["id": 3, "day": 2], ["id": 9, "day": 1]]
    ) { $0.merge(on: "id", replacing: "day") },
    Example(
      "what is missing goes",
      [[["id": 1], ["id": 2]], [["id": 2, "v": 1]]],
      [["id": 2, "v": 1]]
    ) {
      $0.merge(on: "id", deletingMissing: true)
    },
    Example("but not if nothing comes", [[["id": 1], ["id": 2]], []], [["id": 1], ["id": 2]]) {
      $0.merge(on: "id", deletingMissing: true)
    },
    Example("unless that is believed", [[["id": 1], ["id": 2]], []], []) {
      var options = MergeRule()
      options.believesEmptyLoads = true
      return $0.merge(on: "id", deletingMissing: true, options: options)
    },
    Example(
      "what is missing goes from the days that came",
      [
        [["id": 1, "day": 1], ["id": 2, "day": 1], ["id": 3, "day": 2]], [["id": 1, "day": 1]],
      ],
      [["id": 1, "day": 1], ["id": 3, "day": 2]]
    ) { $0.merge(on: "id", replacing: "day", strategy: .snapshot) },
    Example(
      "what is missing goes from a part of the table",
      [[["id": 1, "day": 1], ["id": 3, "day": 2]], [["id": 4, "day": 1]]],
      [["id": 3, "day": 2], ["id": 4, "day": 1]]
    ) {
      var options = MergeRule()
      options.scope = .column("day", .equal, 1)
      return $0.merge(on: "id", deletingMissing: true, options: options)
    },
    Example(
      "known keys stay as they are",
      [[["id": 1, "v": 1]], [["id": 1, "v": 2], ["id": 2, "v": 3]]],
      [["id": 1, "v": 1], ["id": 2, "v": 3]]
    ) { $0.merge(on: "id", strategy: .insertOnly) },
    Example(
      "only some rows of a load take part",
      [[["id": 1, "v": 1]], [["id": 1, "v": 9], ["id": 2, "v": 2]]],
      [["id": 1, "v": 1], ["id": 2, "v": 2]]
    ) {
      var options = MergeRule()
      options.sourceFilter = .column("v", .less, 5)
      return $0.merge(on: "id", options: options)
    },
    Example(
      "a part of a table is replaced",
      [[["id": 1, "day": 1], ["id": 2, "day": 2]], [["id": 3, "day": 1]]],
      [["id": 2, "day": 2], ["id": 3, "day": 1]],
      beginsPlain: true
    ) { $0.replace(where: .column("day", .equal, 1)) },
    Example(
      "by nothing, if nothing comes",
      [[["id": 1, "day": 1], ["id": 2, "day": 2]], []],
      [["id": 2, "day": 2]],
      beginsPlain: true
    ) {
      $0.replace(where: .column("day", .equal, 1))
    },
    Example("a table is replaced by nothing", [[["id": 1]], []], []) { $0.replace() },
    Example("unless its rows are to be kept", [[["id": 1]], []], [["id": 1]]) {
      $0.replace(onEmpty: .keep)
    },
  ]

  @Test(arguments: examples)
  func `rows meet those that are there`(_ example: Example) async throws {
    let pipeline = LoadPipeline.test("p", dataset: "d")
    for (number, rows) in example.loads.enumerated() {
      let records = Records("t") { output in
        if !rows.isEmpty { try await output.send(rows.map { .record($0) }) }
      }
      try await pipeline.run(
        number == 0 && example.beginsPlain ? records : example.change(records)
      )
    }
    let found = try pipeline.destination.table("d", "t").records.map { record in
      Record(record.filter { !$0.key.hasPrefix("_dlt") }.map { ($0.key, $0.value) })
    }
    #expect(Self.sorted(found) == Self.sorted(example.wanted))
  }

  private static func sorted(_ rows: [Record]) -> [String] {
    rows.map { row in
      row.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
    .sorted()
  }
}
