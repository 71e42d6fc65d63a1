// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Removes tables, schemas or other objects.
  func drop(_ drop: SQL.Drop) throws -> StatementResult {
    for name in drop.names { try self.drop(name, drop) }
    return .nothing
  }

  private func drop(_ name: SQL.QualifiedName, _ drop: SQL.Drop) throws {
    let catalog = catalog
    switch drop.kind {
    case .table:
      if let place = catalog.table(name) {
        try checkNoneRefers(to: try target(name, at: name.range), at: name.range)
        return try dropTable(place.name, in: place.dataset)
      }
      if catalog.place(of: name, .view) != nil {
        throw SQLError(
          .catalog,
          "'\(name.last.text)' is a view",
          at: name.range,
          advice: "DROP VIEW removes it."
        )
      }
    case .schema:
      if let dataset = catalog.schemaName(name.parts) {
        return try dropSchema(dataset, drop, at: name.range)
      }
    case .view where catalog.table(name) != nil:
      throw SQLError(
        .catalog,
        "'\(name.last.text)' is a table",
        at: name.range,
        advice: "DROP TABLE removes it."
      )
    case .database, .column:
      throw SQLError(.unsupported, "a store has one database, which is its own", at: name.range)
    default:
      if let place = catalog.place(of: name, drop.kind) {
        if drop.kind == .index { try dropKey(catalog.object(name, .index)) }
        edit.make(.dropObject(drop.kind), in: place.dataset, place.name)
        return
      }
    }
    guard !drop.ifExists else { return }
    throw SQLError(
      .catalog,
      "there is no \(drop.kind.rawValue.lowercased()) '\(name.parts.map(\.text).joined(separator: "."))'",
      at: name.range,
      advice: NearestName.advice(for: name.last.text, among: catalog.relationNames)
    )
  }

  private func dropSchema(
    _ dataset: String,
    _ drop: SQL.Drop,
    at range: SQL.SourceRange
  ) throws(SQLError) {
    guard dataset != StoreCatalog.mainSchema, dataset != StoreCatalog.temporarySchema else {
      throw SQLError(.catalog, "the schema '\(dataset)' is always there", at: range)
    }
    let content = edit.datasets[dataset]
    let isEmpty = content?.tables.isEmpty != false && content?.objects.isEmpty != false
    guard isEmpty || drop.behavior == .cascade else {
      throw SQLError(
        .catalog,
        "the schema '\(dataset)' is not empty",
        at: range,
        advice: "DROP SCHEMA … CASCADE removes what is in it as well."
      )
    }
    for table in content?.tables ?? [] {
      let target = TargetTable(dataset, table)
      if let (child, _) = references(to: target).first(where: { $0.child.dataset != dataset }) {
        throw SQLError(
          .catalog,
          "rows of '\(child.name)' refer to '\(dataset).\(table.name)'",
          at: range,
          advice: "Drop '\(child.name)' first."
        )
      }
    }
    edit.make(.dropDataset, in: dataset)
  }

  /// Removes a table with its indexes.
  func dropTable(_ name: String, in dataset: String) throws(SQLError) {
    for (object, _) in indexes(of: name, in: dataset) {
      edit.make(.dropObject(.index), in: dataset, object.name)
    }
    edit.make(.dropTable, in: dataset, name)
  }
}
