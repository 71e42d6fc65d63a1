// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The growing rows of one table: its column buffers, and where each row hangs.
final class ShredTable {
  /// The name in the destination.
  let name: String
  /// The normalised names that lead to the table, that of the root table first.
  let fragments: [String]
  /// The table above, by number; `nil` for the root.
  let parent: Int?
  /// Whether the table stands below another in the records, but by its hints is one of its own.
  var isDetached = false
  /// The columns that hold data, in the order in which they were made.
  private(set) var columns: [(name: String, pointer: ColumnPointer)] = []
  /// What the hot loop sees.
  let rows: UnsafeMutablePointer<TableRows>
  /// Whether the stages were asked about the table.
  var isReviewed = false
  /// Why rows are left out, if they are.
  var refusal: Refusal?
  /// Whether the schema has columns of the table: its first row is past.
  var hasColumns = false
  /// Which columns are left out by request, if any are.
  var filter: ColumnFilter?
  /// What the schema knows of the columns that values were put into.
  var known: [String: Column] = [:]
  /// Columns that rows get beside their data, once the schema has them.
  var hasSystemColumns = false
  /// The ids of rows whose records bring their own, by the row's number.
  var givenIDs: [Int: String] = [:]
  /// Rows with a column `_dlt_root_id`.
  var hasRootKey = false
  /// The json column for fields without a column, once there is one.
  var overflow: OverflowRows?
  /// Columns of rows above that are handed down: the table, its column, and the column here.
  var inherited: [(table: Int, column: String, name: String)] = []
  private var indices: [String: Int] = [:]

  /// Whether rows name their load, and not a row above.
  var isRoot: Bool { parent == nil || isDetached }

  /// Makes a table without rows or columns.
  init(name: String, fragments: [String], parent: Int?, index: Int) {
    self.name = name
    self.fragments = fragments
    self.parent = parent
    rows = .allocate(capacity: 1)
    rows.initialize(
      to: TableRows(
        capacity: 1_024,
        parents: .allocate(capacity: 1_024),
        positions: .allocate(capacity: 1_024),
        index: index
      )
    )
  }

  deinit {
    for column in columns {
      column.pointer.pointee.free()
      column.pointer.deallocate()
    }
    rows.pointee.parents.deallocate()
    rows.pointee.positions.deallocate()
    rows.deallocate()
  }

  /// The column called `name`, made with `type` if it is not there.
  func column(_ name: String, type: DataType) -> ColumnPointer {
    if let index = indices[name] { return columns[index].pointer }
    let pointer = ColumnPointer.allocate(capacity: 1)
    pointer.initialize(to: ColumnBuffer(type: type, capacity: rows.pointee.capacity))
    indices[name] = columns.count
    columns.append((name, pointer))
    return pointer
  }

  /// The column called `name`, if it was made.
  func existingColumn(_ name: String) -> ColumnPointer? {
    indices[name].map { columns[$0].pointer }
  }

  /// Empties a column, which has no rows left to take, and gives it another type.
  func retype(_ name: String, to type: DataType) {
    guard let pointer = existingColumn(name) else { return }
    pointer.pointee.free()
    pointer.pointee = ColumnBuffer(type: type, capacity: rows.pointee.capacity)
  }

  /// Doubles the room for rows.
  func grow() {
    let capacity = rows.pointee.capacity
    for column in columns { column.pointer.pointee.grow(from: capacity, to: capacity * 2) }
    rows.pointee.parents = Self.moved(rows.pointee.parents, capacity, to: capacity * 2)
    rows.pointee.positions = Self.moved(rows.pointee.positions, capacity, to: capacity * 2)
    rows.pointee.capacity = capacity * 2
  }

  private static func moved(
    _ old: UnsafeMutablePointer<UInt32>,
    _ count: Int,
    to capacity: Int
  ) -> UnsafeMutablePointer<UInt32> {
    let new = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    new.moveInitialize(from: old, count: count)
    old.deallocate()
    return new
  }

  /// Forgets the rows that the current record brought.
  func rollBack() {
    let count = rows.pointee.countBeforeRecord
    for column in columns { column.pointer.pointee.truncate(to: count) }
    if !givenIDs.isEmpty { givenIDs = givenIDs.filter { $0.key < count } }
    rows.pointee.count = count
  }
}
