// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct EmptyContainerTests {
  private struct Row: Encodable, Sendable {
    var json: [String]?
    var object: [String: Int] = [:]
  }

  private let rows: [Value] = [
    ["n": 1, "json": .null], ["json": [:]], ["json": []], ["n": 2, "json": .null], ["json": []],
  ]

  private func load(_ resource: Records) async throws -> StoredTable {
    let store = ColumnStore()
    try await LoadPipeline("demo", into: store).run(resource)
    return try store.table("demo", "items")
  }

  @Test func `a json column keeps empty containers`() async throws {
    let expected: [Value] = [.null, [:], [], .null, []]
    let asValues = try await load(Records("items", of: rows).column("json", .json))
    #expect(asValues["json"] == expected)
    let lines = rows.map { JSONWriter().string($0) }.joined(separator: "\n")
    let asJSON = try await load(Records("items", json: lines).column("json", .json))
    #expect(asJSON["json"] == expected)
    let typed = [Row(json: nil), Row(json: ["a"]), Row(json: []), Row(json: nil), Row(json: [])]
    let asTypes = try await load(
      Records("items", of: typed).column("json", .json).column("object", .json)
    )
    #expect(asTypes["json"] == [.null, ["a"], [], .null, []])
    #expect(asTypes["object"] == Array(repeating: [:], count: 5))
  }

  @Test func `other columns lose empty containers`() async throws {
    let lines = rows.map { JSONWriter().string($0) }.joined(separator: "\n")
    for table in [
      try await load(Records("items", of: rows)), try await load(Records("items", json: lines)),
    ] {
      #expect(table["json"] == nil)
      #expect(table["n"] == [1, .null, .null, 2, .null])
    }
  }
}
