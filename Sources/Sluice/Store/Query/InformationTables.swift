// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Tables that tell what the store has: those of the standard, and those that tools of DuckDB ask for.
struct InformationTable {
  typealias Column = (name: String, type: SQLType)

  private(set) var columns: [Column]
  private(set) var rows: [[Datum]] = []

  init(_ columns: KeyValuePairs<String, SQLType>) {
    self.columns = columns.map { (name: $0.key, type: $0.value) }
  }

  mutating func add(_ values: Datum...) { rows.append(values) }

  /// The rows as a table of a query.
  func relation(_ name: String) -> CatalogRelation {
    let stored = StatementResult(columns, rows).rows
    return .rows(stored, columns, name)
  }
}

extension Datum {
  fileprivate static func yes(_ value: Bool) -> Datum { .text(value ? "YES" : "NO") }

  fileprivate static func text(_ text: String?) -> Datum { text.map { .text($0) } ?? .null }

  /// A whole number.
  static func number(_ value: Int) -> Datum { .integer(Int128(value)) }
}

extension StoreCatalog {
  /// A table that tells what the store has.
  func description(_ parts: [String]) -> CatalogRelation? {
    let names = parts.map(SQLName.folded)
    let last = names[names.count - 1]
    switch (names.dropLast().last, last) {
    case ("information_schema", "schemata"): return schemata.relation(last)
    case ("information_schema", "tables"): return tables.relation(last)
    case ("information_schema", "columns"): return columns.relation(last)
    case ("information_schema", "table_constraints"): return constraints.relation(last)
    case (nil, "sqlite_master"), ("main", "sqlite_master"), (nil, "sqlite_schema"):
      return master.relation(last)
    case (nil, "duckdb_tables"), (nil, "duckdb_views"), (nil, "duckdb_columns"),
      (nil, "duckdb_schemas"), (nil, "duckdb_constraints"), (nil, "duckdb_indexes"),
      (nil, "duckdb_sequences"), (nil, "duckdb_types"), (nil, "duckdb_settings"),
      (nil, "duckdb_memory"):
      return (try? describingFunction(last, [])) ?? nil
    default: return nil
    }
  }

  /// A function that tells what the store has.
  func describingFunction(
    _ name: String,
    _ arguments: [TypedDatum]
  ) throws(SQLError) -> CatalogRelation? {
    switch name {
    case "duckdb_tables": return systemTables.relation(name)
    case "duckdb_views": return systemViews.relation(name)
    case "duckdb_columns": return systemColumns.relation(name)
    case "duckdb_schemas": return systemSchemas.relation(name)
    case "duckdb_constraints": return constraints.relation(name)
    case "duckdb_indexes": return indexes.relation(name)
    case "duckdb_sequences": return sequences.relation(name)
    case "duckdb_types": return types.relation(name)
    case "duckdb_settings": return settings.relation(name)
    case "duckdb_memory": return memory.relation(name)
    case "pragma_database_size": return databaseSize.relation(name)
    case "pragma_storage_info":
      guard case .bytes(let text) = arguments.first?.value else { return nil }
      return try storageInfo(String(decoding: text, as: UTF8.self)).relation(name)
    case "pragma_table_info", "pragma_show":
      guard case .bytes(let text) = arguments.first?.value else { return nil }
      return try tableInfo(String(decoding: text, as: UTF8.self)).relation(name)
    case "pragma_version":
      var table = InformationTable(["library_version": .varchar])
      table.add(.text("v1.0"))
      return table.relation(name)
    case "pragma_database_list":
      var table = InformationTable(["seq": .bigint, "name": .varchar, "file": .varchar])
      table.add(.number(0), .text(Self.databaseName), .null)
      return table.relation(name)
    default: return nil
    }
  }

  // MARK: - What there is

  /// A table or a view with its columns.
  struct Described {
    var schema: String
    var name: String
    var isView: Bool
    var columns: [(name: String, type: SQLType)]
    var definition: TableDefinition?
    var rowCount: Int
    var text: String?
    var comment: String?
    var columnComments: [String: String] = [:]
  }

  /// All tables and views.
  var described: [Described] {
    datasets.sorted { $0.key < $1.key }.flatMap { schema, dataset in
      dataset.tables.map { table in
        Described(
          schema: schema,
          name: table.name,
          isView: false,
          columns: StoreTableSource(table: table).columns,
          definition: table.definition,
          rowCount: table.rowCount,
          text: table.definition?.text,
          comment: table.definition?.statement.comment
        )
      }
        + dataset.objects.filter { $0.kind == .view }.map { object in
          Described(
            schema: schema,
            name: object.name,
            isView: true,
            columns: viewColumns(object),
            rowCount: 0,
            text: object.text,
            comment: object.comment,
            columnComments: object.columnComments
          )
        }
    }
  }

  func viewColumns(_ object: CatalogObject) -> [(name: String, type: SQLType)] {
    guard case .createView(let view) = object.statement.kind,
      let bound = try? Binder(self, .standard).bind(view.query)
    else { return [] }
    return bound.columns.enumerated().map { place, column in
      (name: place < view.columns.count ? view.columns[place].text : column.name, type: column.type)
    }
  }

  private var schemaNames: [String] { datasets.keys.sorted() }

  private var schemata: InformationTable {
    var table = InformationTable([
      "catalog_name": .varchar, "schema_name": .varchar, "schema_owner": .varchar,
    ])
    for name in schemaNames { table.add(.text(Self.databaseName), .text(name), .text("sluice")) }
    return table
  }

  private var tables: InformationTable {
    var table = InformationTable([
      "table_catalog": .varchar, "table_schema": .varchar, "table_name": .varchar,
      "table_type": .varchar, "is_insertable_into": .varchar,
    ])
    for known in described {
      let kind =
        known.isView
        ? "VIEW" : known.schema == Self.temporarySchema ? "LOCAL TEMPORARY" : "BASE TABLE"
      table.add(
        .text(Self.databaseName),
        .text(known.schema),
        .text(known.name),
        .text(kind),
        .yes(!known.isView)
      )
    }
    return table
  }

  private var columns: InformationTable {
    var table = InformationTable([
      "table_catalog": .varchar, "table_schema": .varchar, "table_name": .varchar,
      "column_name": .varchar, "ordinal_position": .integer, "column_default": .varchar,
      "is_nullable": .varchar, "data_type": .varchar, "numeric_precision": .integer,
      "numeric_scale": .integer,
    ])
    for known in described {
      for (place, column) in known.columns.enumerated() {
        let said = known.definition?.column(column.name)
        var (precision, scale) = (Datum.null, Datum.null)
        if case .decimal(let width, let digits) = column.type {
          (precision, scale) = (.number(width), .number(digits))
        }
        table.add(
          .text(Self.databaseName),
          .text(known.schema),
          .text(known.name),
          .text(column.name),
          .number(place + 1),
          .text(said?.defaultValue?.sql),
          .yes(said?.isNotNull != true),
          .text("\(column.type)"),
          precision,
          scale
        )
      }
    }
    return table
  }

  private var constraints: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "schema_name": .varchar, "table_name": .varchar,
      "constraint_type": .varchar, "constraint_text": .varchar, "constraint_name": .varchar,
      "constraint_column_names": .list(.varchar),
    ])
    for known in described {
      guard let definition = known.definition else { continue }
      func add(_ kind: String, _ text: String, _ name: String?, _ columns: [String]) {
        table.add(
          .text(Self.databaseName),
          .text(known.schema),
          .text(known.name),
          .text(kind),
          .text(text),
          .text(name),
          .list(columns.map { .text($0) })
        )
      }
      for check in definition.checks {
        add("CHECK", "CHECK(\(check.condition.sql))", check.name, [])
      }
      for key in definition.keys {
        let kind = key.isPrimary ? "PRIMARY KEY" : "UNIQUE"
        add(kind, "\(kind)(\(key.columns.joined(separator: ", ")))", key.name, key.columns)
      }
      for column in definition.columns where column.isNotNull {
        add("NOT NULL", "NOT NULL", nil, [column.name])
      }
      for reference in definition.references {
        let target = reference.table.last.text
        let text =
          "FOREIGN KEY (\(reference.columns.joined(separator: ", "))) REFERENCES \(target)"
          + (reference.targets.isEmpty ? "" : "(\(reference.targets.joined(separator: ", ")))")
        add("FOREIGN KEY", text, nil, reference.columns)
      }
    }
    return table
  }

  private var master: InformationTable {
    var table = InformationTable([
      "type": .varchar, "name": .varchar, "tbl_name": .varchar, "rootpage": .integer,
      "sql": .varchar,
    ])
    for known in described {
      table.add(
        .text(known.isView ? "view" : "table"),
        .text(known.name),
        .text(known.name),
        .number(0),
        .text(known.text.map { "\($0);" })
      )
    }
    for (_, dataset) in datasets.sorted(by: { $0.key < $1.key }) {
      for object in dataset.objects {
        guard case .createIndex(let index) = object.statement.kind else { continue }
        table.add(
          .text("index"),
          .text(object.name),
          .text(index.table.last.text),
          .number(0),
          .text("\(object.text);")
        )
      }
    }
    return table
  }

  private var systemTables: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "schema_name": .varchar, "table_name": .varchar,
      "comment": .varchar, "internal": .boolean, "temporary": .boolean, "has_primary_key": .boolean,
      "estimated_size": .bigint, "column_count": .bigint, "sql": .varchar,
    ])
    for known in described where !known.isView {
      table.add(
        .text(Self.databaseName),
        .text(known.schema),
        .text(known.name),
        .text(known.comment),
        .bool(false),
        .bool(known.schema == Self.temporarySchema),
        .bool(known.definition?.keys.contains(where: \.isPrimary) ?? false),
        .number(known.rowCount),
        .number(known.columns.count),
        .text(known.text.map { "\($0);" })
      )
    }
    return table
  }

  private var systemViews: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "schema_name": .varchar, "view_name": .varchar,
      "comment": .varchar, "internal": .boolean, "temporary": .boolean, "column_count": .bigint,
      "sql": .varchar,
    ])
    for known in described where known.isView {
      table.add(
        .text(Self.databaseName),
        .text(known.schema),
        .text(known.name),
        .text(known.comment),
        .bool(false),
        .bool(known.schema == Self.temporarySchema),
        .number(known.columns.count),
        .text(known.text.map { "\($0);" })
      )
    }
    return table
  }

  private var systemColumns: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "schema_name": .varchar, "table_name": .varchar,
      "column_name": .varchar, "column_index": .integer, "comment": .varchar, "internal": .boolean,
      "column_default": .varchar, "is_nullable": .boolean, "data_type": .varchar,
    ])
    for known in described {
      for (place, column) in known.columns.enumerated() {
        let said = known.definition?.column(column.name)
        table.add(
          .text(Self.databaseName),
          .text(known.schema),
          .text(known.name),
          .text(column.name),
          .number(place + 1),
          .text(said?.comment ?? known.columnComments[column.name]),
          .bool(false),
          .text(said?.defaultValue?.sql),
          .bool(said?.isNotNull != true),
          .text("\(column.type)")
        )
      }
    }
    return table
  }

  private var systemSchemas: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "schema_name": .varchar, "internal": .boolean,
    ])
    for name in schemaNames {
      table.add(.text(Self.databaseName), .text(name), .bool(name == Self.temporarySchema))
    }
    return table
  }

  private var indexes: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "schema_name": .varchar, "index_name": .varchar,
      "table_name": .varchar, "comment": .varchar, "is_unique": .boolean, "sql": .varchar,
    ])
    for (schema, dataset) in datasets.sorted(by: { $0.key < $1.key }) {
      for object in dataset.objects {
        guard case .createIndex(let index) = object.statement.kind else { continue }
        table.add(
          .text(Self.databaseName),
          .text(schema),
          .text(object.name),
          .text(index.table.last.text),
          .text(object.comment),
          .bool(index.isUnique),
          .text("\(object.text);")
        )
      }
    }
    return table
  }

  private var sequences: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "schema_name": .varchar, "sequence_name": .varchar,
      "comment": .varchar, "temporary": .boolean, "start_value": .bigint, "min_value": .bigint,
      "max_value": .bigint,
      "increment_by": .bigint, "cycle": .boolean,
    ])
    for (schema, dataset) in datasets.sorted(by: { $0.key < $1.key }) {
      for object in dataset.objects {
        guard let rule = object.counter?.rule else { continue }
        table.add(
          .text(Self.databaseName),
          .text(schema),
          .text(object.name),
          .text(object.comment),
          .bool(schema == Self.temporarySchema),
          .integer(Int128(rule.start)),
          .integer(Int128(rule.minimum)),
          .integer(Int128(rule.maximum)),
          .integer(Int128(rule.increment)),
          .bool(rule.cycles)
        )
      }
    }
    return table
  }

  private var types: InformationTable {
    var table = InformationTable([
      "database_name": .varchar, "schema_name": .varchar, "type_name": .varchar,
      "logical_type": .varchar, "comment": .varchar, "internal": .boolean,
    ])
    for name in SQLType.knownNames {
      let type = SQLType.named(name).map { "\($0)" } ?? ""
      table.add(
        .text(Self.databaseName),
        .text("main"),
        .text(name),
        .text(type),
        .null,
        .bool(true)
      )
    }
    for (schema, dataset) in datasets.sorted(by: { $0.key < $1.key }) {
      for object in dataset.objects where object.kind == .type {
        let name = SQL.QualifiedName([SQL.Name(schema), SQL.Name(object.name)])
        let word = type(name).map { if case .enumeration = $0 { "ENUM" } else { "\($0)" } }
        table.add(
          .text(Self.databaseName),
          .text(schema),
          .text(object.name),
          .text(word),
          .text(object.comment),
          .bool(false)
        )
      }
    }
    return table
  }

  private var settings: InformationTable {
    var table = InformationTable(["name": .varchar, "value": .varchar])
    for name in SessionState.names { table.add(.text(name), .text(session?.value(of: name))) }
    return table
  }

  private func tableInfo(_ name: String) throws(SQLError) -> InformationTable {
    let parts = name.split(separator: ".").map { SQL.Name(String($0)) }
    var found: Described?
    if !parts.isEmpty {
      let written = SQL.QualifiedName(parts)
      let place = table(written) ?? self.place(of: written, .view)
      found = described.first { $0.schema == place?.dataset && $0.name == place?.name }
    }
    guard let found else {
      throw SQLError(
        .catalog,
        "there is no table '\(name)'",
        advice: NearestName.advice(for: name, among: relationNames)
      )
    }
    var table = InformationTable([
      "cid": .integer, "name": .varchar, "type": .varchar, "notnull": .boolean,
      "dflt_value": .varchar, "pk": .boolean,
    ])
    let primary = found.definition?.keys.first(where: \.isPrimary)?.columns ?? []
    for (place, column) in found.columns.enumerated() {
      let said = found.definition?.column(column.name)
      table.add(
        .number(place),
        .text(column.name),
        .text("\(column.type)"),
        .bool(said?.isNotNull ?? false),
        .text(said?.defaultValue?.sql),
        .bool(primary.contains(column.name))
      )
    }
    return table
  }
}
