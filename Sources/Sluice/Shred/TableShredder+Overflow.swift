// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fields for which a table has no columns of their own.

extension TableShredder {
  /// Notes that what comes for a field goes into the json column `column`: all of it, or what is of
  /// the kind `misfit`. What is not noted is asked about again.
  func learnOverflow(
    of field: Field,
    into column: Column,
    isFirst: Bool = false,
    misfit: DataType.Kind? = nil,
    isNoted: Bool = true,
    in table: ShredTable
  ) {
    if table.overflow == nil {
      table.overflow = OverflowRows(column.name, table.column(column.name, type: .json))
    }
    if isFirst {
      context.report(.columnsFull(table: table.name, overflow: column.name))
    }
    shape.slots[field.slot].onlyNulls = false
    if let misfit {
      let decided = VariantSlot(overflows: true)
      if isNoted { shape.teach(decided, of: field.slot, for: misfit) }
    } else {
      shape.slot(field.slot).pointee.overflows = true
    }
    guard let overflow = table.overflow else { return }
    table.rows.pointee.overflow = Unmanaged.passUnretained(overflow)
    guard !overflow.knows(field.slot) else { return }
    var path: [(slot: Int, key: String)] = []
    var next: Int? = field.slot
    while let slot = next {
      let info = shape.slots[slot]
      path.append((slot, info.key))
      next = shape.nodes[info.node].owner
    }
    overflow.learn(path.reversed())
  }

  /// Keeps a field for the json column of its table.
  func overflow(_ value: Value, of slot: UnsafeMutablePointer<ShapeSlot>, at row: Int) {
    hasOverflow = true
    // Safe: the table keeps what it points to.
    rows(at: slot).pointee.overflow?._withUnsafeGuaranteedRef {
      $0.append(value, of: slot.pointee.index, at: row)
    }
  }

  /// Keeps a field that is JSON already for the json column of its table.
  func overflow(
    _ json: UnsafeBufferPointer<UInt8>,
    of slot: UnsafeMutablePointer<ShapeSlot>,
    at row: Int
  ) {
    hasOverflow = true
    // Safe: as above.
    rows(at: slot).pointee.overflow?._withUnsafeGuaranteedRef {
      $0.append(json, of: slot.pointee.index, at: row)
    }
  }

  /// The rows that the field of a slot stands in.
  private func rows(at slot: UnsafeMutablePointer<ShapeSlot>) -> UnsafeMutablePointer<TableRows> {
    shape.nodes[shape.slots[slot.pointee.index].node].pointer.pointee.table
  }

  /// Writes the fields of records that are there to stay.
  func storeOverflow() {
    for table in tables { table.overflow?.store(in: &hot.pointee.heap) }
    hasOverflow = false
  }

  /// Forgets the fields of the current record.
  func forgetOverflow() {
    for table in tables { table.overflow?.removeAll() }
    hasOverflow = false
  }
}
