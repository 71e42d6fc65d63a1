// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Schemas that say, all together, what a schema can say.
enum Samples {
  /// All of them.
  static func all() async throws -> [Schema] {
    var schemas = [Schema("empty"), try hints(), try settings()]
    schemas += try await loaded()
    return schemas
  }

  /// Every hint, type and contract, references and filters.
  private static func hints() throws -> Schema {
    var schema = Schema("hints")
    schema.description =
      "All there is: \"quotes\", 'more quotes' # and a sign, zażółć 🎈\nsecond line"
    var users = Table("users", resource: "users")
    for hint in ColumnHint.all {
      users["has_\(hint)"] = Column("has_\(hint)", .text, hints: [hint])
      var denied = Column("no_\(hint)", .text, nullable: false)
      denied.deniedHints = [hint]
      users[denied.name] = denied
    }
    users.contract = .freeze
    schema["users"] = users

    var types = Table("users__types", parent: "users")
    for kind in DataType.Kind.allCases { types["a_\(kind)"] = Column("a_\(kind)", DataType(kind)) }
    types["price"] = Column("price", .decimal(precision: 12, scale: 2))
    types["local"] = Column("local", .timestamp(precision: 3, hasTimeZone: false))
    types["later"] = Column("later", nullable: true)
    types["camel"] = Column("camel", .text)
    types["camel"]?.sourcePath = ["camelCase", "inner"]
    types["camel"]?.conflictPolicy = .widen
    types["camel"]?.deduplicationOrder = .ascending
    types["camel"]?.annotations["x-note"] = ["k": [1, 2.5, 1e22, .null, true, "é\u{1}\u{7F}"]]
    schema["users__types"] = types

    var orders = Table("orders", resource: "shop orders")
    orders.disposition = .replace
    orders.contract = .declared(.quarantine)
    orders.isSealed = true
    orders.tableFormat = "delta"
    orders.fileFormat = "parquet"
    orders.rowID = .keyHash
    orders.maximumNesting = 3
    orders.filters = FieldFilters(
      excludes: [try .matching("^secret")],
      includes: [.exactly("secret_a")]
    )
    var reference = TableReference(to: "users", columns: ["id"], referencedColumns: ["has_unique"])
    reference.label = "bought by"
    reference.cardinality = "many_to_one"
    orders["id"] = Column("id", .bigint(bits: 32), nullable: false, hints: [.primaryKey])
    orders.references = [reference]
    orders.annotations["x-owner"] = "sales"
    schema["orders"] = orders
    return schema
  }

  /// Rules for columns, and a contract for all tables.
  private static func settings() throws -> Schema {
    var settings = SchemaSettings()
    settings.detections = [.isoTimestamp, .isoDate, .largeInteger]
    settings.preferredTypes = [(.exactly("amount"), .decimal), (try .matching("_at$"), .timestamp)]
    settings.defaultHints = [
      DefaultHint(.exactly("email"), .hint(.unique)), DefaultHint(try .matching("_key$"), .notNull),
      DefaultHint(.exactly("seen"), .hint(.incremental)),
    ]
    settings.breaksPaths = false
    settings.contract = Contract(tables: .freeze, columns: .quarantine)
    return Schema("settings", settings: settings)
  }

  private struct Shop: Source {
    var name: String
    var json: String

    var maximumNesting: Int? { 4 }
    var addsRootKey: Bool? { true }
    var propagation: Propagation {
      var propagation = Propagation()
      propagation.tables["items"] = ["id": "_item_id"]
      return propagation
    }
    var resources: [any Resource] {
      Records("items", json: json).primaryKey("id")
    }
  }

  /// What loads of nested data with misfits leave behind.
  private static func loaded() async throws -> [Schema] {
    let store = ColumnStore()
    let pipeline = LoadPipeline("loaded", into: store)
    var schemas: [Schema] = []
    for (number, json) in [
      #"{"id": 1, "Name Given": "a", "tags": [{"x": [1]}], "at": "2026-03-01T00:00:00Z"}"#,
      #"{"id": 2, "Name Given": 7, "tags": [{"y": 1}], "price": 1.5, "null": null}"#,
    ].enumerated() {
      let report = try await pipeline.run(Shop(name: "loaded", json: json))
      guard let schema = report.schema else { continue }
      // The document of the later load has the earlier one among its ancestors.
      if number == 1 { schemas.append(schema) }
    }
    return schemas
  }
}
