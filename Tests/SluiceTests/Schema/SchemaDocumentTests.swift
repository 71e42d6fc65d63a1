// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

@Suite struct SchemaDocumentTests {
  /// A schema with everything that a schema can say.
  static func full() throws -> Schema {
    var settings = SchemaSettings()
    settings.detections = [.isoTimestamp, .isoDate]
    settings.preferredTypes = [
      (.exactly("amount"), .decimal), (try .matching("_at$"), .timestamp),
    ]
    settings.defaultHints = [
      DefaultHint(.exactly("key"), .notNull), DefaultHint(.exactly("email"), .hint(.unique)),
      DefaultHint(.exactly("seen"), .hint(.incremental)),
    ]
    settings.breaksPaths = false
    settings.contract = Contract(tables: .quarantine, columns: .freeze)
    var schema = Schema("shop", settings: settings)
    schema.description = "Orders: what was bought, and \"when\"."
    var orders = Table("orders", resource: "orders")
    orders["id"] = Column("id", .bigint(bits: 32), nullable: false, hints: [.primaryKey, .unique])
    orders["total"] = Column("total", .decimal(precision: 12, scale: 2))
    orders["total"]?.conflictPolicy = .quarantine
    orders["at"] = Column("at", .timestamp(precision: 3, hasTimeZone: false), nullable: true)
    orders["at"]?.sourcePath = ["createdAt"]
    var note = Column("note")
    note.description = "what was said"
    note.deduplicationOrder = .descending
    note.annotations["x-note"] = ["k": [1, .null, 1.5, "é"], "yes": "no"]
    note.typeDetails.precision = 7
    note.deniedHints = [.mergeKey]
    orders["note"] = note
    orders.disposition = .replace
    orders.rowID = .keyHash
    orders.maximumNesting = 2
    orders.hasSeenData = true
    orders.isSealed = false
    orders.tableFormat = "iceberg"
    orders.fileFormat = "parquet"
    orders.variantName = "big"
    orders.contract = .declared(.quarantine)
    orders.filters = FieldFilters(excludes: [try .matching("^secret")], includes: [.exactly("a")])
    var reference = TableReference(to: "users", columns: ["id"], referencedColumns: ["uid"])
    reference.label = "bought by"
    reference.cardinality = "many_to_one"
    orders.references = [reference]
    orders.annotations["x-owner"] = "sales"
    orders.annotations["x-normalizer"] = ["seen-null-first": true]
    orders.evolvesColumnsOnce = true
    orders.conflictPolicy = .widen
    orders.maximumColumns = 40
    schema["orders"] = orders
    var lines = Table("orders__lines", parent: "orders")
    lines.sourcePath = ["lines"]
    for hint in ColumnHint.all {
      lines["a_\(hint)"] = Column("a_\(hint)", .text, hints: [hint])
    }
    for kind in DataType.Kind.allCases {
      lines["b_\(kind)"] = Column("b_\(kind)", DataType(kind))
    }
    schema["orders__lines"] = lines
    schema.normalizers.update(
      naming: "snake_case",
      maximumNesting: 5,
      addsRootKey: true,
      handsDown: ["id": "_root_id"],
      ["orders": ["id": "order_id"]]
    )
    schema.ancestors = ["abc", "def"]
    schema.importedVersionHash = "ghi"
    return schema
  }

  @Test func `a schema reads back as it was`() throws {
    let schema = try Self.full()
    for read in [
      try Schema(json: schema.json()), try Schema(json: schema.json(.full, inLines: false)),
      try Schema(json: schema.json(.withoutDefaults)), try Schema(stored: schema.documentText),
      try Schema(yaml: schema.yaml()), try Schema(yaml: schema.yaml(.withoutDefaults)),
      // JSON is YAML, too.
      try Schema(yaml: schema.json()),
    ] {
      #expect(read.contentHash == schema.contentHash)
      #expect(read.spellings.isEmpty)
      #expect(read.tables == schema.tables)
      #expect(read.settings == schema.settings)
      #expect(read.normalizers == schema.normalizers)
      #expect(read.description == schema.description)
      #expect(read.version == schema.version)
      #expect(read.ancestors == schema.ancestors)
      #expect(read.importedVersionHash == schema.importedVersionHash)
    }
  }

  @Test func `what people edit has no traces of loads`() throws {
    let schema = try Self.full()
    let text = schema.yaml(.toEdit)
    #expect(!text.contains("seen-data") && !text.contains("x-normalizer"))
    let read = try Schema(yaml: text)
    #expect(read["orders"]?.hasSeenData == false)
    let document = try Value(json: schema.json(.toEdit))
    #expect(document["version_hash"] == .text(read.contentHash))
  }

  @Test func `what dlt has no word for is a note`() throws {
    let schema = try Self.full()
    let document = try Value(json: schema.json())
    let orders: Value = document["tables"]["orders"]
    #expect(orders["schema_contract"] == "discard_row")
    #expect(
      orders["x-schema-contract"] == [
        "tables": "quarantine", "columns": "quarantine", "data_type": "quarantine",
        "from_first_row": true,
      ]
    )
    #expect(orders["columns"]["total"]["x-conflict-policy"] == "quarantine")
    #expect(orders["columns"]["at"]["x-source-path"] == ["createdAt"])
    #expect(orders["columns"]["id"]["x-source-path"] == .null)
    #expect(document["settings"]["x-schema-contract"] == ["tables": "quarantine"])
    #expect(
      document["settings"]["schema_contract"] == [
        "tables": "discard_row", "columns": "freeze", "data_type": "evolve",
      ]
    )
  }

  @Test func `a note on a contract that was changed since does not count`() throws {
    let text = try Self.full().json().replacing(
      #""schema_contract": "discard_row""#,
      with: #""schema_contract": "freeze""#
    )
    let schema = try Schema(json: text)
    let contract = try #require(schema["orders"]?.contract)
    #expect(contract.columns == .freeze)
    #expect(contract.holdsFromFirstRow)
  }

  @Test func `a new schema is that of dlt`() throws {
    let schema = Schema("a")
    #expect(schema.contentHash == "+y/PAe/hPiUNvfJgD8OXpSsCojMXKNR2lSW/PRdov8s=")
    #expect(schema.version == 1)
    let document = try Value(json: schema.json())
    #expect(document["engine_version"] == 11)
    #expect(
      document.fields?.keys == [
        "version", "version_hash", "engine_version", "name", "tables", "settings", "normalizers",
        "previous_hashes",
      ]
    )
  }

  @Test func `words that mean nothing are kept for the hash`() throws {
    let plain = try Self.minimal()
    var document = try #require(Value(json: plain.json()).fields)
    document["description"] = .null
    document["settings"] = [
      "detections": ["iso_timestamp"], "default_hints": ["not_null": [], "nullable": ["a"]],
      "x-mine": [1],
    ]
    let found: Value = document["tables"] ?? .null
    let all = try #require(found.fields)
    var table = try #require(found["t"].fields)
    table["filters"] = [:]
    table["schema_contract"] = ["tables": "freeze"]
    table["references"] = []
    table["x-normalizer"] = ["seen-data": false]
    var tables = all
    tables["t"] = .record(table)
    document["tables"] = .record(tables)
    let schema = try Schema(json: JSONWriter().string(.record(document)))
    #expect(schema.contentHash == DocumentHash.of(document))
    #expect(schema.contentHash != plain.contentHash)
    #expect(try Schema(json: schema.json()).contentHash == schema.contentHash)
    var changed = schema
    changed["t"]?.contract = .freeze
    let written = try Value(json: changed.json())
    #expect(written["tables"]["t"]["schema_contract"] == "freeze")
  }

  @Test func `JSON in lines is the same JSON`() throws {
    let schema = try Self.full()
    let lines = schema.json()
    #expect(lines.hasPrefix("{\n  \"version\": 1,\n  \"version_hash\": "))
    #expect(lines.contains("\"previous_hashes\": [\n    \"abc\",\n    \"def\"\n  ]"))
    #expect(try JSONWriter().string(Value(json: lines)) == schema.json(inLines: false))
    #expect(
      IndentedJSON.text(#"{"a":{},"b":[],"c":"{\\\"[,:"}"#)
        == "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": \"{\\\\\\\"[,:\"\n}"
    )
  }

  @Test func `versions count, and the last ten are remembered`() throws {
    var schema = Schema("a")
    var hashes: [String] = []
    for number in 1...12 {
      let hash = schema.contentHash
      hashes.insert(hash, at: 0)
      let isNew = schema.commitVersion(after: hash)
      #expect(!isNew)
      schema["t\(number)"] = Table("t\(number)")
      let isChanged = schema.commitVersion(after: hash)
      #expect(isChanged)
    }
    #expect(schema.version == 13)
    #expect(schema.ancestors == Array(hashes.prefix(10)))
  }

  @Test func `a stored document that was changed is refused`() throws {
    let text = try Self.minimal().documentText
    _ = try Schema(stored: text)
    let changed = text.replacing(#""data_type":"bigint""#, with: #""data_type":"text""#)
    let error = #expect(throws: LoadError.self) { try Schema(stored: changed) }
    #expect(error?.code == .schemaModified)
    // Who imports a document may have changed it.
    _ = try Schema(json: changed)
  }

  static func minimal() throws -> Schema {
    var schema = Schema("a")
    var table = Table("t", resource: "t")
    table["id"] = Column("id", .bigint)
    schema["t"] = table
    return schema
  }

  @Test func `small numbers are hashed as dlt spells them`() {
    let numbers: Value = [1e-7, 1e-5, -1.5e-5, 1e-10, 2.5e-300, 1e22, 0.0001, "1e-05 \"e-07"]
    #expect(
      DocumentHash.text(["x": numbers])
        == #"{"x":[1e-7,0.00001,-0.000015,1e-10,2.5e-300,1e+22,0.0001,"1e-05 \"e-07"]}"#
    )
  }

  // MARK: - Older forms

  @Test func `documents of older forms are brought up to date`() throws {
    let ninth = #"""
      {"version": 3, "version_hash": "x", "engine_version": 9, "name": "a", "previous_hashes": [],
       "tables": {
         "_dlt_version": {"columns": {}}, "_dlt_loads": {"columns": {}},
         "t": {"columns": {"data": {"data_type": "complex"},
           "_dlt_id": {"data_type": "text", "unique": true}}},
         "t__l": {"parent": "t", "columns": {
           "_dlt_parent_id": {"data_type": "text", "foreign_key": true}}}},
       "settings": {"default_hints": {"foreign_key": ["_dlt_parent_id"], "unique": ["_dlt_id"]},
         "preferred_types": {"a": "complex"}},
       "normalizers": {"names": "snake_case", "json": {"module": "m",
         "config": {"generate_dlt_id": true, "max_nesting": 2}}}}
      """#
    let schema = try Schema(json: ninth)
    #expect(schema["t"]?["data"]?.type == .json)
    #expect(schema["t"]?["_dlt_id"]?.hints == [.rowKey, .unique])
    #expect(schema["t__l"]?["_dlt_parent_id"]?.hints == [.parentKey])
    #expect(schema.settings.preferredTypes.map(\.kind) == [.json])
    #expect(!schema.settings.breaksPaths)
    #expect(schema.normalizers.configuration == ["max_nesting": 2])
    let tenth = ninth.replacing("9, \"name\"", with: "10, \"name\"")
      .replacing("complex", with: "json").replacing(", \"foreign_key\": true", with: "")
      .replacing("\"foreign_key\": [\"_dlt_parent_id\"], ", with: "")
    #expect(try !Schema(json: tenth).settings.breaksPaths)
  }

  @Test(arguments: [(12, "future"), (99, "future"), (8, "too old"), (1, "too old")])
  func `documents of other forms are refused`(version: Int, reason: String) throws {
    let text = try Self.minimal().json().replacing(
      "\"engine_version\": 11",
      with: "\"engine_version\": \(version)"
    )
    let error = #expect(throws: LoadError.self) { try Schema(json: text) }
    #expect(error?.code == .unsupportedDocument)
    #expect(error?.message.contains(reason) == true)
  }
}
