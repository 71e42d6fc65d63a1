// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

/// Schemas as diagrams and as code, compared byte for byte with files that were looked at.
///
/// `SLUICE_REGENERATE=1 swift test --filter ExportTests` writes the files anew.
@Suite struct ExportTests {
  static let names = ["shop", "odd"]

  private func schema(_ name: String) -> Schema {
    name == "shop" ? ExportFixture.shop : ExportFixture.odd
  }

  private func expect(_ text: String, in path: String) throws {
    if ProcessInfo.processInfo.environment["SLUICE_REGENERATE"] != nil {
      let file = SourceTree.root.appending(path: path)
      try Data(text.utf8).write(to: file)
    }
    let expected = try SourceTree.file(path).text
    #expect(text == expected, "\(path) is not what is exported now.")
  }

  @Test(arguments: names)
  func `diagrams show tables, columns, keys and links`(name: String) throws {
    try expect(schema(name).mermaid(), in: "Tests/Exports/\(name).mmd")
    try expect(schema(name).dbml(), in: "Tests/Exports/\(name).dbml")
    try expect(schema(name).graphviz(), in: "Tests/Exports/\(name).dot")
  }

  @Test func `diagrams show the accounts of loads if asked`() throws {
    var options = DiagramOptions()
    options.includesSystemTables = true
    let schema = ExportFixture.shop
    try expect(schema.mermaid(options), in: "Tests/Exports/shop-all.mmd")
    try expect(schema.dbml(options), in: "Tests/Exports/shop-all.dbml")
    try expect(schema.graphviz(options), in: "Tests/Exports/shop-all.dot")
  }

  @Test(arguments: names)
  func `diagrams leave out what the library adds if asked`(name: String) throws {
    var options = DiagramOptions()
    options.includesSystemColumns = false
    let schema = schema(name)
    for text in [schema.mermaid(options), schema.dbml(options), schema.graphviz(options)] {
      #expect(!text.contains("_dlt_id"))
      #expect(!text.contains("_dlt_list_idx"))
    }
    // Tables are linked, though not the columns.
    if name == "shop" {
      #expect(schema.mermaid(options).contains(#"orders__items }o--|| orders : "_dlt_parent""#))
      #expect(schema.graphviz(options).contains(#""orders__items":t -> "orders":t"#))
      #expect(schema.dbml(options).split(separator: "Ref").count == 2)
    } else {
      #expect(!schema.dbml(options).contains("lonely"))
    }
  }

  @Test func `an empty schema is an empty diagram`() {
    let schema = Schema("nothing")
    #expect(schema.mermaid() == "erDiagram\n")
    #expect(schema.dbml().isEmpty)
    #expect(schema.graphviz().hasPrefix("digraph \"nothing\" {\n"))
    #expect(schema.swiftCode().hasSuffix("import Sluice\n"))
  }

  @Test(arguments: [
    ("one_to_one", "||--||"), ("many_to_many", "}o--o{"), ("zero_to_many", "|o--o{"),
    ("many_to_zero", "}o--o|"), ("whatever", "}o--||"),
  ])
  func `a link shows how many rows are on each side`(cardinality: String, line: String) throws {
    var schema = ExportFixture.shop
    schema["orders"]?.references[0].cardinality = cardinality
    #expect(schema.mermaid().contains("orders \(line) customers"))
  }

  // MARK: - Code

  @Test func `code for odd names compiles`() throws {
    let code = ExportFixture.odd.swiftCode()
    let folder = "Tests/SluiceTests/Schema/Export"
    try expect(header + code, in: "\(folder)/GeneratedOddNames.swift")
    // All columns are found by their names again.
    let record: Record = [
      "class": "a", "self": "b", "Type": "c", "1st": "d", "a_1": "e", "a1": "f", "_": "g",
      "qu\"o\\te": "h", "new\nline": "i", "🙂": "j", "key one": 1, "key \"two\"": 2,
    ]
    let json = try JSONDecoder().decode(Row1stTableName.self, from: Data("\(record)".utf8))
    #expect(json.class == "a")
    #expect(json.selfValue == "b")
    #expect(json.type == "c")
    #expect(json.column1st == "d")
    #expect([json.a1, json.a12] == ["e", "f"])
    #expect([json.column, json.column2] == ["g", "j"])
    #expect([json.quOTe, json.newLine] == ["h", "i"])
    #expect(json.keyTwo == 2)
  }

  @Test func `public code has initializers`() throws {
    var options = SwiftCodeOptions()
    options.isPublic = true
    options.includesSystemColumns = true
    let code = ExportFixture.shop.swiftCode(options)
    try expect(header + code, in: "Tests/SluiceTests/Schema/Export/GeneratedPublicShop.swift")
    let order = Orders(id: 1, placedAt: Timestamp(microseconds: 0), dltLoadId: "1", dltId: "a")
    #expect(order.total == nil)
  }

  private var header: String {
    FileFormTests.header.hasSuffix("\n")
      ? FileFormTests.header + "\n" : FileFormTests.header + "\n\n"
  }

  /// Columns of every type, nested tables, a field that is a list in some records only.
  private var webOrders: Records {
    Records(
      "web_orders",
      json: """
        {"id": 1, "total": "1.50", "placedAt": "2026-01-02T03:04:05Z", "day": "2026-01-02",
         "at": "03:04:05", "gift": true, "weight": 0.5, "ledger": "12345678901234567890123",
         "photo": "AAEC", "extra": {"a": [1, null]}, "note": "n", "class": "b",
         "customer": {"firstName": "Ada", "phones": ["1", "2"]},
         "lines": [{"sku": "tea", "string": [{"x": 1}]}, {"sku": "cup", "string": []}],
         "matrix": [[1], [2]]}
        {"id": 2, "total": 2, "placedAt": "2026-01-02T03:04:05Z", "photo": "AA==", "note": ["m"]}
        """
    )
    .primaryKey("id")
    .columns([
      Column("total", .decimal(precision: 12, scale: 2), nullable: false),
      Column("placedAt", .timestamp, nullable: false), Column("day", .date), Column("at", .time),
      Column("ledger", .wei), Column("photo", .binary, nullable: false), Column("extra", .json),
    ])
    .describe("What was ordered on the web.")
  }

  @Test func `rows become values of the code, and values become the same tables`() async throws {
    let store = ColumnStore()
    let pipeline = LoadPipeline("web", into: store)
    try await pipeline.run(webOrders)
    let schema = try #require(pipeline.schema)
    let folder = "Tests/SluiceTests/Schema/Export"
    try expect(header + schema.swiftCode(), in: "\(folder)/GeneratedWebOrders.swift")

    let orders = try store.table("web", "web_orders").decode(WebOrders.self)
    let first = try #require(orders.first)
    #expect(first.id == 1)
    #expect(first.total == ExactDecimal("1.50"))
    #expect(first.placedAt == Timestamp("2026-01-02T03:04:05Z"))
    #expect(first.day == CalendarDate(year: 2026, month: 1, day: 2))
    #expect(first.at == TimeOfDay(hour: 3, minute: 4, second: 5))
    #expect(first.gift == true)
    #expect(first.weight == 0.5)
    #expect(first.ledger == ExactDecimal("12345678901234567890123"))
    #expect(first.photo == Data([0, 1, 2]))
    #expect(first.customerFirstName == "Ada")
    #expect(first.class == "b")
    #expect(first.lines == nil)
    #expect(orders.last?.gift == nil)
    let lines = try store.table("web", "web_orders__lines").decode(WebOrders.Lines.self)
    #expect(lines.map(\.sku) == ["tea", "cup"])

    // The type declares what the schema has. Left out are a field that is a text and a list, the
    // json column, and a wei, which is a decimal to Swift.
    let declared = try Schema("web", of: ["web_orders": WebOrders.self])
    for table in schema.tables where table.name != "web_orders__note" {
      for column in table.columns where column.type != .json && column.type != .wei {
        let other = declared[table.name]?[column.name]
        #expect(other?.type?.kind == column.type?.kind, "\(table.name).\(column.name)")
        #expect(other?.isNullable == column.isNullable, "\(table.name).\(column.name)")
      }
    }
  }
}
