// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

@Suite struct HistoryTests {
  private let pipeline: LoadPipeline<ColumnStore>
  private let clock = TestClock(microseconds: 1_000_000_000_000)

  init() { pipeline = LoadPipeline.test("p", dataset: "d", settings: .test(clock: clock)) }

  private func load(
    _ rows: [Value],
    _ change: (Records) -> Records = { $0.history() }
  ) async throws -> RunReport {
    clock.advance(by: .seconds(1))
    return try await pipeline.run(change(Records("t", of: rows)))
  }

  /// The versions as `id v from-to`, moments counted in loads.
  private func versions() throws -> [String] {
    func load(_ value: Value?) -> String {
      guard let moment = value?.dateTime else { return "-" }
      return "\((moment.microseconds - 1_000_000_000_000) / 1_000_000)"
    }
    return try pipeline.destination.table("d", "t").records.map { row in
      "\(row["id"] ?? .null) \(row["v"] ?? .null) "
        + "\(load(row["_dlt_valid_from"]))…\(load(row["_dlt_valid_to"]))"
    }
    .sorted()
  }

  @Test func `versions end when they are not in the load any more`() async throws {
    _ = try await load([["id": 1, "v": 1], ["id": 2, "v": 1]])
    _ = try await load([["id": 1, "v": 2]])
    let report = try await load([["id": 1, "v": 1]])
    #expect(try versions() == ["1 1 1…2", "1 1 3…-", "1 2 2…3", "2 1 1…2"])
    var changes = RowChanges()
    (changes.inserted, changes.deleted) = (1, 1)
    #expect(report["t"]?.changes == changes)
  }

  @Test func `with a key only versions end whose key is in the load`() async throws {
    for rows: [Value] in [[["id": 1, "v": 1], ["id": 2, "v": 1]], [["id": 1, "v": 2]]] {
      _ = try await load(rows) { $0.history(on: ["id"]) }
    }
    #expect(try versions() == ["1 1 1…2", "1 2 2…-", "2 1 1…-"])
  }

  @Test func `an empty load ends nothing`() async throws {
    _ = try await load([["id": 1, "v": 1]])
    _ = try await load([])
    #expect(try versions() == ["1 1 1…-"])
  }

  @Test func `the same version twice in a load is one`() async throws {
    _ = try await load([["id": 1, "v": 1], ["id": 1, "v": 1]])
    #expect(try versions() == ["1 1 1…-"])
  }

  @Test func `rows below a version come with it, and once`() async throws {
    for v in [1, 2, 1] {
      _ = try await load([["id": 1, "v": Value(integer: v), "l": ["a", "b"]]])
    }
    #expect(try versions() == ["1 1 1…2", "1 1 3…-", "1 2 2…3"])
    let below = try pipeline.destination.table("d", "t__l")
    #expect(below.rowCount == 4)
    let ids = Set(try pipeline.destination.table("d", "t").records.compactMap { $0["_dlt_id"] })
    #expect(below.records.allSatisfy { ids.contains($0["_dlt_parent_id"] ?? .null) })
  }

  @Test func `with a version of the data, rows below a known version do not come again`()
    async throws
  {
    var options = MergeRule.History()
    options.version = "rev"
    for tag in ["a", "b"] {
      _ = try await load([["id": 1, "v": 1, "rev": "r1", "l": [.text(tag)]]]) {
        $0.history(options: options)
      }
    }
    #expect(try versions() == ["1 1 1…-"])
    #expect(try pipeline.destination.table("d", "t__l")["value"] == ["a"])
  }

  @Test func `columns, the moment and what stands for now can be chosen`() async throws {
    var options = MergeRule.History()
    (options.validFrom, options.validTo) = ("since", "till")
    options.active = Timestamp("9999-12-31T00:00:00Z")
    options.boundary = Timestamp("2020-01-01T00:00:00Z")
    _ = try await load([["id": 1]]) { $0.history(options: options) }
    options.boundary = Timestamp("2020-01-02T00:00:00Z")
    _ = try await load([["id": 2]]) { $0.history(options: options) }
    let table = try pipeline.destination.table("d", "t")
    #expect(
      table["till"]?.compactMap(\.dateTime?.utcDate.description) == ["2020-01-02", "9999-12-31"]
    )
    #expect(
      table["since"]?.compactMap(\.dateTime?.utcDate.description) == ["2020-01-01", "2020-01-02"]
    )
  }
}
