// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Foundation
import SluiceTesting
import Testing

@Suite struct PlanTests {
  private let store = ColumnStore()

  struct Shop: Source {
    var list: [any Resource]
    var resources: [any Resource] { list }
    var name: String { "shop" }
  }

  /// Leaves out, refuses or fails by the name of a column.
  struct Judge: Stage {
    func review(_ change: inout SchemaChange) throws {
      switch change.column?.name {
      case "secret":
        change.decision = .discardValue(
          Violation("It is secret.", advice: "Drop it.", clause: .init("columns", "discard_value"))
        )
      case "whole": change.decision = .discardRow("The row is not wanted.")
      case "odd": change.decision = .quarantine("The record is odd.")
      case "wrong":
        change.decision = .fail(
          Violation(
            "The column is not in the contract.",
            advice: "Declare it.",
            clause: .init("columns", "freeze")
          )
        )
      default: break
      }
    }
  }

  private func pipeline<Target: Destination>(
    into target: Target,
    workspace: Workspace = .memory()
  ) throws -> LoadPipeline<Target> {
    try LoadPipeline("demo", into: target, settings: .test(), workspace: workspace) {
      InferTypes()
      EvolveSchema()
      Judge()
    }
  }

  @Test func `a plan reads like a diff`() async throws {
    let first = Records("orders", json: #"{"id": 1, "total": 5, "tags": ["a"]}"#).replace()
    try await pipeline(into: store).run(Shop(list: [first]))
    let orders = Records(
      "orders",
      json: #"""
        {"id": 2, "total": 7, "secret": 1}
        {"id": 3, "customer": {"name": "Ada"}, "secret": 2, "lines": [{"sku": "tea"}]}
        {"id": 4, "wrong": true}
        {"id": 5, "wrong": false}
        {"id": 6, "total": "n/a"}
        {"id": 7, "userId": 1, "user_id": 2}
        {"id": }
        """#
    ).jsonLayout(.lines).column("id", nullable: false).replace()
    let plan = try await pipeline(into: store).plan(Shop(list: [orders]))
    #expect(plan.isFailing)
    #expect(
      plan.description == """
        plan of demo: 'shop' into columnStore 'demo'
        ~ orders.id bigint → bigint, not null  (orders)
        + orders.customer__name text  (orders, record 2, customer.name)
        + orders.total__v_text text, variant  (orders, record 5, total)
        + orders.user_id bigint  (orders, record 6, user_id)
        + table orders__lines, below 'orders'  (orders, record 2, lines)
        + orders__lines.sku text  (orders, record 2, lines.sku)
        table          disposition  rows  removes
        -------------  -----------  ----  -------
        orders         replace         4        1
        orders__tags   replace         0        1
        orders__lines  replace         1        0
        the destination would:
          make the table 'demo.orders__lines': sku text, _dlt_parent_id text, _dlt_list_idx bigint, \
        _dlt_id text
          add to 'demo.orders': customer__name text, total__v_text text, user_id bigint
          remove 1 row from 'demo.orders'
          add 4 rows to 'demo.orders'
          remove 1 row from 'demo.orders__tags'
          add 1 row to 'demo.orders__lines'
          note the load in _sluice_schema_changes, _dlt_version, _sluice_loads, _dlt_loads
        left out of 'orders':
          2 values of 'secret' (first: record 1) — columns: discard_value. It is secret.
          → Drop it.
        would fail:
          resource 'orders', table 'orders', column 'wrong', field 'wrong', record 3: columns: freeze. \
        The column is not in the contract. Declare it. (2 records)
          a record of 'orders' cannot be read: Reading JSON stopped at record 7, line 7, byte 235: \
        expected a value, but found '}'; correct the record.
        names that become the same:
          'userId' and 'user_id' would both be 'orders.user_id': the later value would be kept
        """
    )
  }

  @Test func `nothing changes`() async throws {
    let workspace = Workspace.memory()
    let pipeline = try pipeline(into: store, workspace: workspace)
    try await pipeline.run(Records("items", json: #"{"id": 1}"#))
    let tables = store.tables(in: "demo")
    let rows = try tables.map { try store.table("demo", $0).description }
    let schema = try #require(workspace.latestSchema(of: "demo"))
    let plan = try await pipeline.plan(
      Records("items", json: #"{"id": 2, "name": "b", "odd": 1}"#)
    )
    _ = try await pipeline.plan(Records("others", json: #"{"id": 2, "name": "b"}"#))
    #expect(plan.leftOut.map(\.extent) == [.record])
    #expect(store.tables(in: "demo") == tables)
    #expect(try tables.map { try store.table("demo", $0).description } == rows)
    #expect(workspace.latestSchema(of: "demo") == schema)
    // The load after it has the id that it would have had.
    let report = try await pipeline.run(Records("items", json: #"{"id": 3}"#))
    #expect(report.loadID == "1700000000.123457")
  }

  @Test func `nothing is written to files`() async throws {
    let folder = TemporaryFolder()
    let files = FileDestination(at: folder.path, format: .jsonl)
    let first = Records("items", json: #"{"id": 1}"#).replace()
    let plan = try await pipeline(into: files).plan(first)
    #expect(!LocalFileSystem().exists(folder.path))
    #expect(plan["items"]?.removes == 0)
    #expect(
      plan.statements == [
        "write \(folder.path)/demo/items/LOAD.0.jsonl and more parts: 1 row",
        "write one file to \(folder.path)/demo/_sluice_schema_changes",
        "write one file to \(folder.path)/demo/_dlt_version",
        "write one file to \(folder.path)/demo/_dlt_pipeline_state",
        "write one file to \(folder.path)/demo/_sluice_loads",
        "write one file to \(folder.path)/demo/_dlt_loads",
      ]
    )
    try await pipeline(into: files).run(first)
    let before = try Self.listing(folder.path)
    let second = Records("items", json: #"{"id": 2, "name": "b"}"#).replace()
    let next = try await pipeline(into: files).plan(second)
    #expect(try Self.listing(folder.path) == before)
    #expect(next["items"] == .init(table: "items", disposition: .replace, rows: 1, removes: nil))
    #expect(next.statements.prefix(2).last?.hasPrefix("remove the files of earlier loads") == true)
    #expect(next.changes.map(\.description) == ["+ items.name text  (items, record 1, name)"])
  }

  private static func listing(_ folder: String) throws -> [String: String] {
    var listing: [String: String] = [:]
    for name in try #require(FileManager.default.enumerator(atPath: folder)) {
      guard let name = name as? String, !LocalFileSystem().isFolder("\(folder)/\(name)") else {
        continue
      }
      listing[name] = String(
        decoding: try LocalFileSystem().read("\(folder)/\(name)"),
        as: UTF8.self
      )
    }
    return listing
  }

  /// The tables of the library that have other rows than before.
  private func written(since before: [String: Int]) -> Set<String> {
    Set(systemRows.filter { before[$0.key] != $0.value }.keys)
  }

  private var systemRows: [String: Int] {
    let names = store.tables(in: "demo").filter { $0.hasPrefix("_") }
    return Dictionary(
      names.map { ($0, (try? store.table("demo", $0))?.rowCount ?? 0) },
      uniquingKeysWith: { one, _ in one }
    )
  }

  @Test func `a plan names the tables of the library in which the load is noted`() async throws {
    func counting(_ id: Int, to count: Int) -> Records {
      Records("items") { output in
        try await output.send(["id": Value(integer: id)])
        try output.state.set("count", to: count)
      }
    }
    let nothing = Records("items", of: [Record]())
    let renamed = Records("items", json: #"{"name": "a"}"#)
    for resource in [
      nothing, counting(1, to: 1), counting(2, to: 1), counting(3, to: 2), renamed, nothing,
    ] {
      let before = systemRows
      let plan = try await pipeline(into: store).plan(resource)
      #expect(systemRows == before)
      try await pipeline(into: store).run(resource)
      let noted = plan.statements.compactMap { line -> String? in
        line.hasPrefix("note the load in ") ? String(line.dropFirst(17)) : nil
      }
      let tables = noted.flatMap { $0.split(separator: ", ").map(String.init) }
      #expect(Set(tables) == written(since: before), "\(plan)")
    }
  }

  @Test func `a destination that says nothing gets SQL`() async throws {
    let recording = RecordingDestination()
    let orders = Records("orders", json: #"{"id": 1, "na\"me": "x"}"#).primaryKey("id")
    let plan = try await LoadPipeline("demo", into: recording, settings: .test()).plan(orders)
    #expect(
      plan.statements == [
        #"CREATE TABLE "demo"."orders" ("id" bigint NOT NULL, "na_me" text, "#
          + #""_dlt_load_id" text NOT NULL, "_dlt_id" text NOT NULL)"#,
        #"INSERT INTO "demo"."orders" ("id", "na_me", "_dlt_load_id", "_dlt_id") -- rows: 1"#,
        #"INSERT INTO "demo"."_sluice_schema_changes""#, #"INSERT INTO "demo"."_dlt_version""#,
        #"INSERT INTO "demo"."_dlt_pipeline_state""#,
        #"INSERT INTO "demo"."_sluice_loads""#, #"INSERT INTO "demo"."_dlt_loads""#,
      ]
    )
    #expect(recording.log == ["open demo", "abandon"])
  }

  @Test func `a plan sees all that is wrong, and each record once`() async throws {
    let items = Records(
      "items",
      json: #"""
        [{"id": 1, "whole": 1}, {"id": null}, {"id": 2, "wrong": 1, "secret": 1}, {"id": 3, "secret": 1}]
        """#
    ).column("id", .bigint, nullable: false)
    let plan = try await pipeline(into: store).plan(items)
    #expect(plan["items"]?.rows == 1)
    #expect(plan.failures.map(\.code) == ["missingValue", "contractViolation"])
    #expect(plan.failures.map(\.first.record) == [2, 3])
    #expect(plan.leftOut.map(\.extent) == [.row, .value])
    #expect(plan.leftOut.map(\.count) == [1, 1])
  }

  @Test func `a table that is refused is planned without its rows`() async throws {
    struct NoTables: Stage {
      func review(_ change: inout SchemaChange) throws {
        if case .newTable = change.kind { change.decision = .fail("No table is wanted.") }
      }
    }
    let pipeline = try LoadPipeline("demo", into: store, settings: .test()) {
      InferTypes()
      EvolveSchema()
      NoTables()
    }
    let batch = Batch(["id": try Self.vector([1, 2, 3])])
    let plan = try await pipeline.plan(
      Shop(list: [
        Records("a", json: #"[{"id": 1}, {"id": 2}]"#), Records("b") { try await $0.send(batch) },
      ])
    )
    #expect(plan.failures.map(\.first.table).sorted { $0 ?? "" < $1 ?? "" } == ["a", "b"])
    #expect(plan.changes.isEmpty)
    #expect(plan.tables.isEmpty)
  }

  private static func vector(_ numbers: [Int64]) throws -> Vector {
    let builder = VectorBuilder(.bigint)
    for number in numbers { builder.append(number) }
    return builder.finish()
  }

  @Test func `a plan is stored as JSON`() async throws {
    let items = Records("items", json: #"[{"id": 1, "secret": 1}, {"id": 2, "wrong": 1}]"#)
    let plan = try await pipeline(into: store).plan(items)
    let data = try JSONEncoder().encode(plan)
    #expect(try JSONDecoder().decode(LoadPlan.self, from: data) == plan)
    let text = String(decoding: data, as: UTF8.self).replacing("column added", with: "no kind")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LoadPlan.self, from: Data(text.utf8))
    }
  }

  @Test func `a plan may look at the first records only`() async throws {
    let items = Records("items", json: #"[{"a": 1}, {"b": 1}, {"c": 1}]"#)
    let each = items.then("each") { try await $1.send($0) }
    let plan = try await pipeline(into: store).plan(Shop(list: [items, each]), limit: 2)
    #expect(plan["items"]?.rows == 2)
    #expect(plan["each"]?.rows == 2)
    #expect(plan.changes.filter { $0.column == "c" }.isEmpty)
    #expect(plan.description.contains("from the first 2 records"))
  }

  @Test func `the memory of a plan is that of a run`() async throws {
    var limits = Limits()
    limits.memory = .bytes(1 << 16)
    let pipeline = LoadPipeline("demo", into: store, limits: limits, settings: .test())
    let many = Records("many") { output in
      for id in 0..<20_000 { try await output.send(["id": .int(Int64(id))] as Record) }
    }
    #expect(try await pipeline.plan(many)["many"]?.rows == 20_000)
    #expect(store.datasets.isEmpty)
  }

  @Test func `a plan reads JSON as a run does`() async throws {
    let document = "{\n  \"id\": 1,\n  \"name\": \"a\"\n}\n"
    let plan = try await pipeline(into: store).plan(Records("items", json: document))
    #expect(plan["items"]?.rows == 1)
    #expect(!plan.isFailing)
  }

  @Test func `a resource that cannot be read on ends, and the others go on`() async throws {
    let broken = Records("broken", json: #"[{"id": 1}, {"id": 2}, {"id": }, {"id": 4}]"#)
    let each = Records("few", json: #"[{"id": 1}, {"id": 2}]"#).then("each") { record, output in
      try await output.send(json: record["id"] == 1 ? "{\"a\": 1}" : "{\"a\": }")
    }
    let csv = Records("table", csv: "id,name\n1,a\n2,\"b\n3,c\n")
    let plan = try await pipeline(into: store).plan(Shop(list: [broken, each, csv]))
    #expect(plan["broken"]?.rows == 2)
    #expect(plan["each"]?.rows == 1)
    #expect(plan["table"]?.rows ?? 0 > 0)
    let failures = plan.failures.sorted { $0.first.resource ?? "" < $1.first.resource ?? "" }
    #expect(failures.map(\.code) == ["malformedInput", "malformedInput"])
    #expect(failures.map(\.first.resource) == ["broken", "each"])
    #expect(plan.malformed.map(\.resource) == ["table"])
    #expect(plan.isFailing)
  }

  @Test func `nobody is told of a plan`() async throws {
    let heard = Locked(0)
    let items = Records("items", json: "{\"id\": 1}\n{\"id\": }\n")
      .jsonLayout(.lines).malformed(.skip { _ in heard.withLock { $0 += 1 } })
    let pipeline = try pipeline(into: store).onEvent { _ in heard.withLock { $0 += 1 } }
    let plan = try await pipeline.plan(items)
    #expect(heard.withLock { $0 } == 0)
    #expect(plan.malformed.map(\.count) == [1])
    #expect(!plan.isFailing)
    #expect(plan.description.contains("would be skipped:\n  a record of 'items' cannot be read"))
  }

  @Test func `a plan does not wait for a load, nor keep one out`() async throws {
    let folder = TemporaryFolder()
    let files = FileDestination(at: folder.path, format: .jsonl)
    let session = try await files.open(dataset: "demo")
    let plan = try await pipeline(into: files).plan(Records("items", json: #"{"id": 1}"#))
    #expect(plan["items"]?.rows == 1)
    await session.abandon()
  }

  @Test func `a source that fails ends a plan`() async throws {
    struct Broken: Error {}
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: store, settings: .test()).plan(
        Records("items") { _ in throw Broken() }
      )
    }
    #expect(error?.code == .resourceFailed)
  }
}
