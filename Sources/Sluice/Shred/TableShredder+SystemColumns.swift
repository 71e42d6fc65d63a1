// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Takes a field that the library fills itself; false if the field is ordinary data.
  func takeSystemField(
    _ field: Field,
    of table: ShredTable,
    id: inout String?
  ) throws(LoadError) -> Bool {
    switch field.name {
    case SystemColumn.id:
      // The slot stays without a column, so that such records always come this way. A record that
      // has the field but no id in it gets one, at the place of the field.
      if case .converted(.text(let text)) = Coercion.convert(field.value, to: .text),
        !field.value.isMissing, !text.isEmpty
      {
        id = text
      }
    case SystemColumn.loadID where table.isRoot:
      shape.slot(field.slot).pointee.skipsScalars = true
    case SystemColumn.parentID where !table.isRoot,
      SystemColumn.listIndex where !table.isRoot,
      SystemColumn.rootID where table.parent != nil && table.hasRootKey:
      shape.slot(field.slot).pointee.skipsScalars = true
    default:
      return false
    }
    shape.slots[field.slot].isSystem = true
    if !table.hasSystemColumns { ensureSystemColumn(field.name, of: table) }
    return true
  }

  /// Gives a table the columns that it has beside its data.
  func addSystemColumns(to table: ShredTable) {
    table.hasSystemColumns = true
    ensureSystemColumns(of: table)
    context.schema.withSchema { $0[table.name]?.hasSeenData = true }
  }

  /// Gives the schema the columns that a table has beside its data.
  func ensureSystemColumns(of table: ShredTable) {
    if table.parent != nil {
      addInheritedColumns(to: table)
      if table.hasRootKey { ensureSystemColumn(SystemColumn.rootID, of: table) }
    }
    if table.isRoot {
      ensureSystemColumn(SystemColumn.loadID, of: table)
    } else {
      ensureSystemColumn(SystemColumn.parentID, of: table)
      ensureSystemColumn(SystemColumn.listIndex, of: table)
    }
    ensureSystemColumn(SystemColumn.id, of: table)
  }

  private func addInheritedColumns(to table: ShredTable) {
    for rule in table.inherited {
      guard let type = tables[rule.table].known[rule.column]?.type else { continue }
      context.schema.ensureColumn(Column(rule.name, type, nullable: true), in: table.name)
    }
  }

  private func ensureSystemColumn(_ name: String, of table: ShredTable) {
    var column = SystemColumn.column(name)
    if name == SystemColumn.id, table.isRoot, rowID == .rowHash {
      column = context.schema.schema[table.name]?.idColumn(column) ?? column
    }
    context.schema.ensureColumn(column, in: table.name)
  }

  /// The id that a root row gets for its content.
  func contentID(
    of content: Content,
    _ fields: [Field],
    in table: ShredTable,
    record number: Int
  ) throws(LoadError) -> String? {
    guard case .record(let record) = content else { return nil }
    if rowID == .rowHash { return RowHash.row(record) }
    let keys = context.schema.schema[table.name]?.columns(with: .primaryKey) ?? []
    var key = Record()
    for name in keys {
      guard let field = fields.first(where: { $0.name == name }) else {
        throw LoadError(
          .missingValue,
          "A record lacks the column '\(name)' of the primary key, which its id is made of. "
            + "Fill the field, or choose other row ids.",
          at: .init(
            resource: context.resource,
            table: table.name,
            column: name,
            record: number
          )
        )
      }
      // Rows that lack a part of the key are the same as no other, and so draw their ids.
      if field.value.isNull { return nil }
      key[name] = field.value
    }
    guard !keys.isEmpty else {
      throw LoadError(
        .inconsistentHints,
        "Row ids from the key need a primary key. Declare one.",
        at: .init(resource: context.resource, table: table.name)
      )
    }
    return RowHash.key(key, columns: keys)
  }
}
