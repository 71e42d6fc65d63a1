// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. One structure that never moves, so that the hot loops reach everything
// through one pointer and without exclusivity checks.

/// What the hot loops share while they walk a record.
struct HotState {
  /// The bytes of the texts.
  var heap: ByteHeap
  /// The number of the record, counted over the life of the shredder.
  var record: UInt64 = 0
  /// The number of the object, counted over the life of the shredder.
  var object: UInt64 = 0
  /// Tables that got rows from the current record; room for as many as there are tables.
  var touched: UnsafeMutablePointer<UnsafeMutablePointer<TableRows>>
  /// The number of tables that got rows from the current record.
  var touchedCount = 0
  /// Room for tables that got rows.
  var touchedCapacity: Int
  /// A table has no room for its next row.
  var isFull = false
  /// Levels of nesting that the known way follows; the careful way counts for itself.
  static let maximumDepth = 256
  /// Levels of nesting so far.
  var depth = 0

  /// Starts without anything.
  init() {
    heap = ByteHeap(capacity: 1 << 16)
    touchedCapacity = 16
    touched = .allocate(capacity: 16)
  }

  /// Frees the memory.
  func free() {
    heap.free()
    touched.deallocate()
  }

  /// Makes room for `count` tables.
  mutating func reserveTables(_ count: Int) {
    guard count > touchedCapacity else { return }
    let capacity = max(count, touchedCapacity * 2)
    let new = UnsafeMutablePointer<UnsafeMutablePointer<TableRows>>.allocate(capacity: capacity)
    new.moveInitialize(from: touched, count: touchedCount)
    touched.deallocate()
    touched = new
    touchedCapacity = capacity
  }
}

extension UnsafeMutablePointer where Pointee == HotState {
  /// Adds a row to `table` and returns its number, or -1 if there is no room.
  @inline(__always)
  func addRow(to table: UnsafeMutablePointer<TableRows>, parent: Int, position: Int) -> Int {
    let row = table.pointee.count
    if row == table.pointee.capacity {
      pointee.isFull = true
      return -1
    }
    if table.pointee.record != pointee.record {
      table.pointee.record = pointee.record
      table.pointee.countBeforeRecord = row
      pointee.touched[pointee.touchedCount] = table
      pointee.touchedCount &+= 1
    }
    table.pointee.parents[row] = UInt32(truncatingIfNeeded: parent)
    table.pointee.positions[row] = UInt32(truncatingIfNeeded: position)
    table.pointee.count = row &+ 1
    return row
  }
}
