// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct PlannedLoadTests {
  private struct Database: Destination {
    var capabilities: Capabilities { Capabilities() }
    func open(dataset: String) async throws -> any DestinationSession {
      try await ColumnStore().open(dataset: dataset)
    }
  }

  private func table(_ name: String, _ columns: [Column], seen: Bool = true) -> Table {
    var table = Table(name, resource: name)
    table.disposition = .replace
    table.hasSeenData = seen
    for column in columns { table[column.name] = column }
    return table
  }

  private var load: PlannedLoad {
    var before = Schema("shop")
    before["orders"] = table("orders", [Column("id", .bigint), Column("late")])
    before["unused"] = table("unused", [Column("id", .bigint)], seen: false)
    var after = before
    after["orders"] = table(
      "orders",
      [
        Column("id", .text), Column("late", .date),
        Column("a \"b\"", .decimal(precision: 12, scale: 2), nullable: false),
      ]
    )
    after["new"] = table("new", [Column("id", .bigint), Column("never")])
    return PlannedLoad(
      dataset: "shop",
      before: before,
      after: after,
      tables: ["orders", "new"].compactMap { name in
        after[name].map { .init(table: $0, rows: 2, present: name == "orders" ? 5 : nil) }
      },
      systemTables: ["_dlt_version", "_sluice_loads", "_dlt_loads"]
    )
  }

  @Test func `a load says what is new`() {
    #expect(load.newTables.map(\.name) == ["new"])
    #expect(load.newColumns.map { $0.columns.map(\.name) } == [["late", "a \"b\""]])
    #expect(load.changedColumns.map { $0.columns.map(\.name) } == [["id"]])
    #expect(load.changesSchema)
  }

  @Test func `a load in SQL`() {
    #expect(
      Database().statements(for: load) == [
        #"CREATE TABLE "shop"."new" ("id" bigint)"#,
        #"ALTER TABLE "shop"."orders" ADD COLUMN "late" date"#,
        #"ALTER TABLE "shop"."orders" ADD COLUMN "a ""b""" decimal(12, 2) NOT NULL"#,
        #"ALTER TABLE "shop"."orders" ALTER COLUMN "id" TYPE text"#,
        #"DELETE FROM "shop"."orders""#,
        #"INSERT INTO "shop"."orders" ("id", "late", "a ""b""") -- rows: 2"#,
        #"INSERT INTO "shop"."new" ("id") -- rows: 2"#,
        #"INSERT INTO "shop"."_dlt_version""#, #"INSERT INTO "shop"."_sluice_loads""#,
        #"INSERT INTO "shop"."_dlt_loads""#,
      ]
    )
  }

  @Test func `a load into a store`() {
    #expect(
      ColumnStore().statements(for: load) == [
        "make the table 'shop.new': id bigint",
        "add to 'shop.orders': late date, a \"b\" decimal(12, 2)",
        "convert in 'shop.orders': id text", "remove 5 rows from 'shop.orders'",
        "add 2 rows to 'shop.orders'", "add 2 rows to 'shop.new'",
        "note the load in _dlt_version, _sluice_loads, _dlt_loads",
      ]
    )
  }

  @Test func `a load into files and closures`() {
    #expect(
      FileDestination(at: "out", format: .csv).statements(for: load) == [
        "write out/shop/orders/LOAD.0.csv and more parts: 2 rows, new columns: late date, "
          + "a \"b\" decimal(12, 2)",
        "remove the files of earlier loads from out/shop/orders",
        "write out/shop/new/LOAD.0.csv and more parts: 2 rows",
        "write one file to out/shop/_dlt_version", "write one file to out/shop/_sluice_loads",
        "write one file to out/shop/_dlt_loads",
      ]
    )
    #expect(
      ClosureDestination { _, _ in }.statements(for: load) == [
        "hand 2 rows of 'orders' to the closure", "hand 2 rows of 'new' to the closure",
      ]
    )
  }

  @Test func `asking what is remembered leaves no session open`() async throws {
    let recording = RecordingDestination()
    let state = try await recording.inspect(
      Recall(schema: "shop", pipeline: "demo"),
      dataset: "demo"
    )
    #expect(state.schema == nil)
    #expect(recording.log == ["open demo", "abandon"])
  }
}
