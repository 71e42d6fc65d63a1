// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The known way for records that are trees of values.

extension TableShredder {
  /// Walks a record along the known shape; false if it is not known, or anything about it is odd.
  ///
  /// `beginRecord` comes before; on false the record has to be taken back.
  func walk(_ record: Record) -> Bool {
    guard tables[0].hasSystemColumns else { return false }
    if tables[0].rows.pointee.count == tables[0].rows.pointee.capacity { tables[0].grow() }
    while true {
      let row = hot.addRow(to: tables[0].rows, parent: 0, position: 0)
      if walk(record, root, row) { return true }
      guard hot.pointee.isFull else { return false }
      growFullTables()
      rollBack()
    }
  }

  /// The number of the field `key`, or -1; repairs the prediction where it was wrong.
  func number(
    of key: String,
    in node: UnsafeMutablePointer<ShapeNode>,
    predicted: Int32,
    after previous: Int32
  ) -> Int32 {
    if predicted >= 0, shape.slots[node.pointee.slots[Int(predicted)].index].key == key {
      return node.pointee.slots[Int(predicted)].isShared ? -1 : predicted
    }
    guard let number = shape.nodes[node.pointee.index].numbers[key],
      !node.pointee.slots[number].isShared
    else { return -1 }
    if previous >= 0 {
      node.pointee.slots[Int(previous)].next = Int32(number)
    } else {
      node.pointee.first = Int32(number)
    }
    return Int32(number)
  }

  func walk(
    _ record: Record,
    _ node: UnsafeMutablePointer<ShapeNode>,
    _ row: Int
  ) -> Bool {
    hot.pointee.object &+= 1
    let stamp = hot.pointee.object
    var current = node.pointee.first
    var previous: Int32 = -1
    for (key, value) in record {
      current = number(of: key, in: node, predicted: current, after: previous)
      guard current >= 0 else { return false }
      let slot = node.pointee.slots + Int(current)
      if slot.pointee.stamp == stamp { return false }
      slot.pointee.stamp = stamp
      guard store(value, in: slot, at: row) else { return false }
      previous = current
      current = slot.pointee.next
    }
    return true
  }

  func store(
    _ value: Value,
    in slot: UnsafeMutablePointer<ShapeSlot>,
    at row: Int
  ) -> Bool {
    switch value {
    case .null:
      if slot.pointee.refusesNull { return false }
      return slot.pointee.column?.has(row) != true
    case .record(let record):
      if slot.pointee.objects == .nest, let node = slot.pointee.object {
        return walk(record, node, row)
      }
      if slot.pointee.objects == .skip {
        reportDiscard(of: slot, isNested: true)
        return true
      }
      if slot.pointee.objects == .json { return storeOdd(value, in: slot, at: row) }
      return false
    case .list(let elements):
      if slot.pointee.lists == .nest {
        guard let node = slot.pointee.list else { return elements.isEmpty }
        return walk(elements, node, row)
      }
      if slot.pointee.lists == .skip {
        reportDiscard(of: slot, isNested: true)
        return true
      }
      if slot.pointee.lists == .json { return storeOdd(value, in: slot, at: row) }
      return false
    case .double(let number) where !number.isFinite:
      return false
    default:
      if let column = slot.pointee.column, value.kind == column.pointee.type.kind {
        return !column.has(row) && storeIfFits(value, in: column, at: row)
      }
      return storeOdd(value, in: slot, at: row)
    }
  }

  private func walk(
    _ elements: [Value],
    _ node: UnsafeMutablePointer<ShapeNode>,
    _ parent: Int
  ) -> Bool {
    for (position, element) in elements.enumerated() {
      let row = hot.addRow(to: node.pointee.table, parent: parent, position: position)
      guard row >= 0 else { return false }
      let isStored: Bool
      switch element {
      case .record(let record):
        isStored = walk(record, node, row)
      case .list:
        let number = Int(node.pointee.listSlot)
        isStored = number >= 0 && store(element, in: node.pointee.slots + number, at: row)
      default:
        let number = Int(node.pointee.scalarSlot)
        isStored = number >= 0 && store(element, in: node.pointee.slots + number, at: row)
      }
      guard isStored else { return false }
    }
    return true
  }
}
