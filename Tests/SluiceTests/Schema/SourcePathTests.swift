// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// What columns came from is remembered, so that names keep their meaning from load to load.
@Suite struct SourcePathTests {
  private let store = ColumnStore()
  private let workspace = Workspace.memory()

  private struct Shop: Source {
    let name = "shop"
    var json: String
    var naming: any NamingConvention = SnakeCase()
    var columns: [Column] = []
    var resources: [any Resource] { Records("items", json: json).columns(columns) }
  }

  private func run(_ source: Shop) async throws -> RunReport {
    try await LoadPipeline("demo", into: store, workspace: workspace).run(source)
  }

  @Test func `columns and tables know the fields they come from`() async throws {
    _ = try await run(
      Shop(json: #"{"id": 1, "userName": "a", "a": {"B": 1}, "Lines": [{"X": 1}]}"#)
    )
    let schema = try #require(workspace.latestSchema(of: "demo"))
    let items = try #require(schema["items"])
    #expect(items["id"]?.sourcePath == [])
    #expect(items["user_name"]?.sourcePath == ["userName"])
    #expect(items["a__b"]?.sourcePath == ["a", "B"])
    #expect(schema["items__lines"]?.sourcePath == ["Lines"])
    #expect(schema["items__lines"]?["x"]?.sourcePath == ["X"])
  }

  @Test func `a collision with an earlier load is told`() async throws {
    _ = try await run(Shop(json: #"{"userName": "a", "b": {"c": 1}, "d": 1}"#))
    let report = try await run(Shop(json: #"{"user_name": "b", "b__c": 2, "d": 2}"#))
    #expect(report.collisions.map(\.name) == ["user_name", "b__c"])
    #expect(report.collisions.first?.first == ["userName"])
    #expect(report.collisions.first?.second == ["user_name"])
    let same = try await run(Shop(json: #"{"userName": "c", "b": {"c": 1}}"#))
    #expect(same.collisions.isEmpty)
  }

  @Test func `a declared column collides with nothing`() async throws {
    let columns = [Column("userName", .text), Column("b__c", .bigint)]
    let source = Shop(json: #"{"id": 1, "userName": "a", "b": {"c": 1}}"#, columns: columns)
    for _ in 1...2 {
      let report = try await run(source)
      #expect(report.collisions.isEmpty)
    }
    #expect(workspace.latestSchema(of: "demo")?["items"]?["b__c"]?.sourcePath == ["b", "c"])
  }

  @Test func `lists of two names that fill one table are told in a later load, too`() async throws {
    _ = try await run(Shop(json: #"{"myLines": [{"x": 1}]}"#))
    let report = try await run(Shop(json: #"{"my_lines": [{"x": 2}]}"#))
    #expect(report.collisions.map(\.table) == ["items__my_lines"])
    #expect(report.collisions.map(\.first) == [["myLines"]])
    #expect(report.collisions.map(\.second) == [["my_lines"]])
  }

  @Test func `hints in the names of the destination are no collision`() async throws {
    struct Hinted: Source {
      let name = "shop"
      var resources: [any Resource] {
        Records("items", json: #"{"myLines": [{"someX": 1}]}"#)
          .nested("my_lines") { $0.columns = [Column("some_x", .bigint)] }
      }
    }
    let pipeline = LoadPipeline("demo", into: store, workspace: workspace)
    for _ in 1...2 {
      let report = try await pipeline.run(Hinted())
      #expect(report.collisions.isEmpty)
    }
    let lines = try #require(workspace.latestSchema(of: "demo")?["items__my_lines"])
    #expect(lines.sourcePath == ["myLines"])
    #expect(lines["some_x"]?.sourcePath == ["someX"])
  }

  @Test func `another convention is refused once there are rows`() async throws {
    _ = try await run(Shop(json: #"{"id": 1, "userName": "a"}"#))
    let error = await #expect(throws: LoadError.self) {
      try await run(Shop(json: #"{"id": 2}"#, naming: DirectNaming()))
    }
    #expect(error?.code == .identifiersFrozen)
    #expect(
      error?.description
        == "table 'items', column 'user_name', field 'userName': The column 'user_name' would be called "
        + "'userName' under the convention 'direct', and its table has rows. Keep the convention "
        + "'snake_case', or load into another dataset."
    )
    #expect(error?.violation?.expected == "user_name")
    #expect(error?.violation?.found == "userName")
  }

  @Test func `the name of a table counts as well`() async throws {
    struct Other: Source {
      let name = "shop"
      var naming: any NamingConvention
      var resources: [any Resource] { Records("MyItems", json: #"{"id": 1}"#) }
    }
    let pipeline = LoadPipeline("demo", into: store, workspace: workspace)
    try await pipeline.run(Other(naming: DirectNaming()))
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(Other(naming: SnakeCase()))
    }
    #expect(
      error?.description
        == "table 'MyItems': The table 'MyItems' would be called 'my_items' under the convention "
        + "'snake_case', and it has rows. Keep the convention 'direct', or load into another dataset."
    )
  }

  @Test func `another convention is refused even where no name would change`() async throws {
    _ = try await run(Shop(json: #"{"id": 1}"#))
    let error = await #expect(throws: LoadError.self) {
      try await run(Shop(json: #"{"id": 2}"#, naming: SQLCaseSensitive()))
    }
    #expect(error?.code == .identifiersFrozen)
    #expect(
      error?.message
        == "The names of the tables came about by the convention 'snake_case', the source now has "
        + "'sql_cs_v1', and the tables have rows. Keep the convention 'snake_case', or load into "
        + "another dataset."
    )
  }

  @Test func `without rows the convention may change`() async throws {
    _ = try await run(Shop(json: ""))
    _ = try await run(Shop(json: #"{"userName": 1}"#, naming: DirectNaming()))
    #expect(try store.table("demo", "items")["userName"] == [.int(1)])
  }
}
