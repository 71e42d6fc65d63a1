// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which all cells belong to, and rows of a
// selection are among them.

extension Comparison {
  /// The rows for which the comparison holds, in order; only those of `rows` if there are any given.
  func select(
    _ left: Cells,
    _ right: Cells,
    count: Int,
    within rows: Selection? = nil
  ) -> Selection {
    let room = rows?.count ?? count
    let result = Selection(capacity: room)
    if left.isConstantNull || right.isConstantNull { return result }
    let (isEquality, isSwapped, isInverted) = parts
    let (left, right) = isSwapped ? (right, left) : (left, right)
    let mask = bit(isInverted)
    switch left.kind {
    case .bool: Self.select(UInt8.self, isEquality, mask, left, right, room, rows, result)
    case .int32: Self.select(Int32.self, isEquality, mask, left, right, room, rows, result)
    case .int64: Self.select(Int64.self, isEquality, mask, left, right, room, rows, result)
    case .int128: Self.select(Int128.self, isEquality, mask, left, right, room, rows, result)
    case .double: Self.select(Double.self, isEquality, mask, left, right, room, rows, result)
    case .interval: Self.select(Interval.self, isEquality, mask, left, right, room, rows, result)
    case .bytes: Self.select(ByteRun.self, isEquality, mask, left, right, room, rows, result)
    case .list, .structure:
      RowFilter.pick(room, rows, result) { row in
        guard left.isValid(row), right.isValid(row) else { return 0 }
        let order = CellOrder.compareValues(left, row, right, row)
        return (isEquality ? bit(order == 0) : bit(order < 0)) ^ mask
      }
    }
    RowFilter.keepValid(left, in: result)
    RowFilter.keepValid(right, in: result)
    return result
  }

  @inline(__always)
  private static func select<Value: ComparableCell>(
    _ type: Value.Type,
    _ isEquality: Bool,
    _ mask: UInt8,
    _ left: Cells,
    _ right: Cells,
    _ room: Int,
    _ rows: Selection?,
    _ result: Selection
  ) {
    let (first, second) = (left.values(type), right.values(type))
    switch (left.isConstant, right.isConstant) {
    case (false, false):
      if isEquality {
        RowFilter.pick(room, rows, result) { Value.same(first[$0], second[$0]) ^ mask }
      } else {
        RowFilter.pick(room, rows, result) { Value.less(first[$0], second[$0]) ^ mask }
      }
    case (false, true):
      let value = second[0]
      if isEquality {
        RowFilter.pick(room, rows, result) { Value.same(first[$0], value) ^ mask }
      } else {
        RowFilter.pick(room, rows, result) { Value.less(first[$0], value) ^ mask }
      }
    case (true, _):
      let value = first[0]
      if right.isConstant {
        let holds =
          (isEquality ? Value.same(value, second[0]) : Value.less(value, second[0])) ^ mask
        RowFilter.pick(room, rows, result) { _ in holds }
      } else if isEquality {
        RowFilter.pick(room, rows, result) { Value.same(second[$0], value) ^ mask }
      } else {
        RowFilter.pick(room, rows, result) { Value.less(value, second[$0]) ^ mask }
      }
    }
  }
}

/// Makes selections out of conditions, without branches.
enum RowFilter {
  /// Adds those of the first `room` rows, or of `rows`, for which `holds` is one.
  @inline(__always)
  static func pick(
    _ room: Int,
    _ rows: Selection?,
    _ result: Selection,
    _ holds: (Int) -> UInt8
  ) {
    let target = result.rows
    var found = 0
    if let rows {
      let source = UnsafePointer(rows.rows)
      for place in 0..<room {
        let row = source[place]
        target[found] = row
        found &+= Int(holds(Int(row)))
      }
    } else {
      for row in 0..<room {
        target[found] = UInt32(truncatingIfNeeded: row)
        found &+= Int(holds(row))
      }
    }
    result.count = found
  }

  /// Leaves only rows that have a value.
  static func keepValid(_ cells: Cells, in selection: Selection) {
    guard let validity = cells.validity else { return }
    if cells.isConstant {
      if validity[0] & 1 == 0 { selection.count = 0 }
      return
    }
    let rows = selection.rows
    var found = 0
    for place in 0..<selection.count {
      let row = rows[place]
      rows[found] = row
      found &+= Int(validity[Int(row >> 6)] >> UInt64(row & 63) & 1)
    }
    selection.count = found
  }

  /// The rows where booleans are true; only those of `rows` if there are any given.
  static func selectTrue(_ cells: Cells, count: Int, within rows: Selection? = nil) -> Selection {
    select(cells, count, rows, 0)
  }

  /// The rows where booleans are false or missing; only those of `rows` if there are any given.
  static func selectNotTrue(_ cells: Cells, count: Int, within rows: Selection? = nil) -> Selection
  {
    select(cells, count, rows, 1)
  }

  private static func select(
    _ cells: Cells,
    _ count: Int,
    _ rows: Selection?,
    _ mask: UInt8
  ) -> Selection {
    let room = rows?.count ?? count
    let result = Selection(capacity: room)
    // Missing booleans hold zero.
    let flags = cells.values(UInt8.self)
    if cells.isConstant {
      let flag = flags[0] ^ mask
      pick(room, rows, result) { _ in flag }
    } else {
      pick(room, rows, result) { flags[$0] ^ mask }
    }
    return result
  }
}
