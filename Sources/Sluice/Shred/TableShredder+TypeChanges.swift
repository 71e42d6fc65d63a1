// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Columns that get another type while their table has rows.

extension TableShredder {
  /// Goes on with another type of a column. Rows so far become batches with the type that it had.
  ///
  /// The current record has been taken back.
  func adopt(_ column: Column, in table: ShredTable) {
    guard let type = column.type else { return }
    table.known[column.name] = column
    guard let pointer = table.existingColumn(column.name) else { return }
    if pointer.pointee.type.kind != type.kind {
      seal()
      table.retype(column.name, to: type)
    }
    for index in shape.slots.indices {
      let slot = shape.slot(index)
      if slot.pointee.column == pointer { teach(slot, pointer, column) }
      // From here on nested data has its place in the column, as in a run that starts with it.
      let info = shape.slots[index]
      if type.kind == .json, info.name == column.name,
        shape.nodes[info.node].table == table.rows.pointee.index
      {
        if slot.pointee.objects == .nest { slot.pointee.objects = .json }
        if slot.pointee.lists == .nest { slot.pointee.lists = .json }
      }
    }
  }

  /// Says that the current record has to begin anew, for `column` of `table` has another type.
  func restart(with column: Column, of table: ShredTable, from old: DataType?) {
    if let old { context.report(.typeChanged(table: table.name, column: column, from: old)) }
    restart = (column, table)
  }
}
