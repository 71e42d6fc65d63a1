// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// What `DESCRIBE`, `SHOW` and `SUMMARIZE` tell.
  func describe(_ description: SQL.Description) throws -> StatementResult {
    switch description.target {
    case .name(let name):
      if description.kind == .summarize {
        return try summarize(.table(name), at: description.range)
      }
      return try describe(name, description)
    case .query(let query):
      if description.kind == .summarize {
        return try summarize(.query(query, isLateral: false), at: description.range)
      }
      let columns = try makeBinder().bind(query).columns
      return Self.described(
        columns.map { Description(name: $0.name, type: "\($0.type)", isNullable: true) }
      )
    case .tables(let schema):
      let wanted = try schema.map { name throws(SQLError) in
        try dataset(
          for: SQL.QualifiedName(name.parts + [SQL.Name("")]),
          isTemporary: false
        )
      }
      let names = catalog.described.filter { known in
        wanted.map { known.schema == $0 }
          ?? (known.schema == state.schema || known.schema == StoreCatalog.temporarySchema)
      }.map(\.name)
      return StatementResult([(name: "name", type: .varchar)], names.sorted().map { [.text($0)] })
    case .allTables:
      let tables = catalog.described.map { known -> [Datum] in
        [
          .text(StoreCatalog.databaseName), .text(known.schema), .text(known.name),
          .list(known.columns.map { .text($0.name) }),
          .list(known.columns.map { .text("\($0.type)") }),
          .bool(known.schema == StoreCatalog.temporarySchema),
        ]
      }
      return StatementResult(
        [
          (name: "database", type: .varchar), (name: "schema", type: .varchar),
          (name: "name", type: .varchar), (name: "column_names", type: .list(.varchar)),
          (name: "column_types", type: .list(.varchar)), (name: "temporary", type: .boolean),
        ],
        tables
      )
    case .databases:
      return StatementResult(
        [(name: "database_name", type: .varchar)],
        [[.text(StoreCatalog.databaseName)]]
      )
    case .schemas:
      return StatementResult(
        [(name: "database_name", type: .varchar), (name: "schema_name", type: .varchar)],
        edit.datasets.keys.sorted().map { [.text(StoreCatalog.databaseName), .text($0)] }
      )
    case .settings: return try ask("SELECT * FROM duckdb_settings()")
    case .variables:
      let variables = state.variables.sorted { $0.key < $1.key }
      return StatementResult(
        [
          (name: "name", type: .varchar), (name: "value", type: .varchar),
          (name: "type", type: .varchar),
        ],
        variables.map { name, value in
          let cells = Cells([value.value], value.type)
          let text = ValueTexts.texts(cells, value.type, count: 1)[0]
          return [.text(name), text.map { .text($0) } ?? .null, .text("\(value.type)")]
        }
      )
    }
  }

  private struct Description {
    var name: String
    var type: String
    var isNullable: Bool
    var key: String?
    var standard: String?
  }

  private func describe(
    _ name: SQL.QualifiedName,
    _ description: SQL.Description
  ) throws -> StatementResult {
    if description.kind == .show, let single = name.single,
      catalog.relation(name) == nil, let value = state.value(of: SQLName.folded(single.text))
    {
      return StatementResult([(name: single.text, type: .varchar)], [[.text(value)]])
    }
    if let place = catalog.table(name), let table = edit.datasets[place.dataset]?[place.name] {
      let target = TargetTable(place.dataset, table)
      let keys = table.definition?.keys ?? []
      return Self.described(
        target.columns.enumerated().map { place, column in
          let said = target.definition(place)
          let key = keys.first { $0.columns.contains(column.name) }
          return Description(
            name: column.name,
            type: "\(column.type)",
            isNullable: said?.isNotNull != true,
            key: key.map { $0.isPrimary ? "PRI" : "UNI" },
            standard: said?.defaultValue?.sql
          )
        }
      )
    }
    let star = SQL.Expression(.star(SQL.Star()))
    let query = SQL.Query([SQL.SelectItem(star)], from: [SQL.TableReference(name)])
    let columns = try makeBinder().bind(query).columns
    return Self.described(
      columns.map { Description(name: $0.name, type: "\($0.type)", isNullable: true) }
    )
  }

  private static func described(_ columns: [Description]) -> StatementResult {
    func text(_ text: String?) -> Datum { text.map { .text($0) } ?? .null }
    return StatementResult(
      [
        (name: "column_name", type: .varchar), (name: "column_type", type: .varchar),
        (name: "null", type: .varchar), (name: "key", type: .varchar),
        (name: "default", type: .varchar), (name: "extra", type: .varchar),
      ],
      columns.map { column in
        [
          .text(column.name), .text(column.type), .text(column.isNullable ? "YES" : "NO"),
          text(column.key), text(column.standard), .null,
        ]
      }
    )
  }

  /// Figures of all columns of a table or a query.
  private func summarize(
    _ kind: SQL.TableReference.Kind,
    at range: SQL.SourceRange
  ) throws -> StatementResult {
    let reference = SQL.TableReference(kind: kind, range: range)
    let star = SQL.Expression(.star(SQL.Star()))
    let all = SQL.Query([SQL.SelectItem(star)], from: [reference])
    let source = try rows(of: all, catalog)
    let names = source.columns.indices.map { "c\($0)" }
    let relation = CatalogRelation.rows(
      source.rows,
      zip(names, source.columns).map { (name: $0, type: $1.type) },
      "s"
    )
    var rows: [[Datum]] = []
    for (name, column) in zip(names, source.columns) {
      let isNumber = column.type.isNumeric
      func figure(_ function: String, _ isThere: Bool) -> String {
        isThere ? "CAST(\(function) AS VARCHAR)" : "NULL::VARCHAR"
      }
      let isOrdered = !column.type.isNested
      let texts = [
        figure("min(\(name))", isOrdered), figure("max(\(name))", isOrdered),
        "approx_count_distinct(\(name))::VARCHAR",
        figure("avg(\(name))", isNumber), figure("stddev(\(name))", isNumber),
        figure("quantile_cont(\(name), 0.25)", isNumber),
        figure("quantile_cont(\(name), 0.5)", isNumber),
        figure("quantile_cont(\(name), 0.75)", isNumber), "count(*)::VARCHAR",
        "round(100.0 * (count(*) - count(\(name))) / nullif(count(*), 0), 2)::DECIMAL(9, 2)::VARCHAR",
      ]
      let found = try ask("SELECT \(texts.joined(separator: ", ")) FROM s", ["s": relation]).texts[
        0
      ]
      rows.append(
        [.text(column.name), .text("\(column.type)")]
          + found.enumerated().map { place, text in
            guard let text else { return .null }
            return place == 2 || place == 8 ? .integer(Int128(text) ?? 0) : .text(text)
          }
      )
    }
    return StatementResult(
      [
        (name: "column_name", type: .varchar), (name: "column_type", type: .varchar),
        (name: "min", type: .varchar), (name: "max", type: .varchar),
        (name: "approx_unique", type: .bigint), (name: "avg", type: .varchar),
        (name: "std", type: .varchar), (name: "q25", type: .varchar),
        (name: "q50", type: .varchar), (name: "q75", type: .varchar),
        (name: "count", type: .bigint), (name: "null_percentage", type: .varchar),
      ],
      rows
    )
  }
}
