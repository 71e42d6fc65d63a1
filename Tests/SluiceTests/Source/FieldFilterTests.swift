// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Fields that are left out by request.
@Suite struct FieldFilterTests {
  private let store = ColumnStore()

  private static let json = """
    {"id": 1, "b": 2, "d": {"x": 1, "y": 2}, "l": [{"a": 1, "keep": 2}, {"a": 3}]}
    {"id": 2, "b": null, "d": {"x": 3}, "l": [{"a": 4}]}
    """

  struct Example: Sendable, CustomTestStringConvertible {
    var excludes: [String]
    var keeps: [String] = []
    var root: [String]
    /// The columns and the number of rows of the nested table, or nothing.
    var nested: (columns: [String], rows: Int)?
    var testDescription: String { "\(excludes) but \(keeps)" }
  }

  static let examples = [
    Example(excludes: ["b"], root: ["id", "d__x", "d__y"], nested: (["a", "keep"], 3)),
    Example(excludes: ["re:^d"], root: ["id", "b"], nested: (["a", "keep"], 3)),
    Example(excludes: ["d"], root: ["id", "b", "d__x", "d__y"], nested: (["a", "keep"], 3)),
    Example(excludes: ["l__a"], root: ["id", "b", "d__x", "d__y"], nested: (["keep"], 3)),
    Example(excludes: ["re:^l"], root: ["id", "b", "d__x", "d__y"], nested: nil),
    Example(
      excludes: ["re:^l"],
      keeps: ["l__keep"],
      root: ["id", "b", "d__x", "d__y"],
      nested: (["keep"], 1)
    ),
    Example(excludes: ["re:a$"], root: ["id", "b", "d__x", "d__y"], nested: (["keep"], 3)),
    Example(
      excludes: ["re:^l"],
      keeps: ["l__never"],
      root: ["id", "b", "d__x", "d__y"],
      nested: nil
    ),
    Example(excludes: ["re:__"], root: ["id", "b"], nested: nil),
    Example(excludes: ["re:."], keeps: ["b"], root: ["b"], nested: nil),
  ]

  private static func patterns(_ texts: [String]) throws -> [NamePattern] {
    try texts.map { $0.hasPrefix("re:") ? try .matching(String($0.dropFirst(3))) : .exactly($0) }
  }

  @Test(arguments: examples) func `patterns are for paths`(_ example: Example) async throws {
    let records = try Value(json: "[\(Self.json.replacing("\n", with: ","))]").elements
    for resource in [
      Records("items", json: Self.json), Records("items", of: records.compactMap(\.fields)),
    ] {
      let store = ColumnStore()
      let report = try await LoadPipeline("demo", into: store).run(
        resource.excluding(
          try Self.patterns(example.excludes),
          except: try Self.patterns(example.keeps)
        )
      )
      #expect(try columns("items", of: store) == example.root)
      let nested = try? columns("items__l", of: store)
      #expect(nested == example.nested?.columns)
      #expect(report["items__l"]?.rows ?? 0 == example.nested?.rows ?? 0)
      #expect(report.tables.allSatisfy { $0.leftOut.isEmpty && $0.onlyNulls.isEmpty })
    }
  }

  @Test func `nothing is left of rows whose columns all match`() async throws {
    let report = try await LoadPipeline("demo", into: store)
      .run(Records("items", json: Self.json).excluding([try .matching(".")]))
    #expect(report.rows == 0)
    #expect(!store.tables(in: "demo").contains("items"))
  }

  @Test func `names are spelled as in the source or in the destination`() async throws {
    let csv = "userName,ssn\nann,1\nben,2\n"
    try await LoadPipeline("demo", into: store)
      .run(Records("users", csv: csv).excluding("userName"))
    #expect(try columns("users", of: store) == ["ssn"])
  }

  @Test func `what is left out breaks no contract`() async throws {
    let pipeline = LoadPipeline("demo", into: store)
    try await pipeline.run(Records("items", json: #"{"id": 1}"#))
    try await pipeline.run(
      Records("items", json: #"{"id": 2, "new": 1}"#).excluding("new").contract(.freeze)
    )
    #expect(try columns("items", of: store) == ["id"])
  }

  @Test func `nested hints have filters of their own`() async throws {
    try await LoadPipeline("demo", into: store).run(
      Records("items", json: Self.json).nested("l") {
        $0.filters = FieldFilters(excludes: [.exactly("a")])
      }
    )
    #expect(try columns("items__l", of: store) == ["keep"])
  }

  private func columns(_ table: String, of store: ColumnStore) throws -> [String] {
    try store.table("demo", table).columns.map(\.name).filter { !$0.hasPrefix("_dlt") }
  }
}
