// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which all cells belong to.

/// Booleans of three values: true, false, and unknown where one is missing.
enum Logic {
  /// False if one side is, else unknown if one side is.
  static func and(_ left: Cells, _ right: Cells, count: Int) -> Cells {
    combine(left, right, count: count, isAnd: true)
  }

  /// True if one side is, else unknown if one side is.
  static func or(_ left: Cells, _ right: Cells, count: Int) -> Cells {
    combine(left, right, count: count, isAnd: false)
  }

  /// The opposite, or unknown.
  static func not(_ cells: Cells, count: Int) -> Cells {
    KernelLoops.map(cells, count: count, to: .bool) { (x: UInt8) in x ^ 1 }
  }

  /// Whether a value is missing; with `inverted`, whether one is there.
  static func isNull(_ cells: Cells, count: Int, inverted: Bool = false) -> Cells {
    let mask = bit(inverted)
    guard let validity = cells.validity, !cells.isConstant else {
      return .constant(.bool, bit(cells.isConstantNull) ^ mask)
    }
    let block = CellBlock(.bool, capacity: max(1, count))
    let target = block.cells(UInt8.self)
    for row in 0..<count {
      target[row] = UInt8(truncatingIfNeeded: ~validity[row >> 6] >> UInt64(row & 63) & 1) ^ mask
    }
    return Cells(.bool, block)
  }

  /// The rows whose value is missing, or with `inverted` is there; only those of `rows` if given.
  static func selectNull(
    _ cells: Cells,
    count: Int,
    inverted: Bool = false,
    within rows: Selection? = nil
  ) -> Selection {
    let room = rows?.count ?? count
    let result = Selection(capacity: room)
    let mask = bit(inverted)
    guard let validity = cells.validity, !cells.isConstant else {
      let holds = bit(cells.isConstantNull) ^ mask
      RowFilter.pick(room, rows, result) { _ in holds }
      return result
    }
    RowFilter.pick(room, rows, result) { row in
      UInt8(truncatingIfNeeded: ~validity[row >> 6] >> UInt64(row & 63) & 1) ^ mask
    }
    return result
  }

  private static func combine(_ left: Cells, _ right: Cells, count: Int, isAnd: Bool) -> Cells {
    let isConstant = left.isConstant && right.isConstant
    let count = isConstant ? 1 : count
    let block = CellBlock(.bool, capacity: max(1, count))
    let target = block.cells(UInt8.self)
    if isAnd {
      KernelLoops.zip(left, right, count: count, into: target) { (a: UInt8, b: UInt8) in a & b }
    } else {
      KernelLoops.zip(left, right, count: count, into: target) { (a: UInt8, b: UInt8) in a | b }
    }
    guard left.validity != nil || right.validity != nil else {
      return Cells(.bool, block, isConstant: isConstant)
    }
    let bits = block.makeValidity()
    for word in 0..<(count + 63) / 64 {
      let rows = min(64, count - word * 64)
      let (first, second) = (left.logicWord(word, rows), right.logicWord(word, rows))
      var known = first.valid & second.valid
      if isAnd {
        known |= first.valid & ~first.value | second.valid & ~second.value
      } else {
        known |= first.value | second.value
      }
      bits[word] = known
    }
    // What is unknown is zero already: one side of it is missing, which holds zero, or both are not true.
    block.zeroMissing(.bool, count: count)
    return Cells(.bool, block, isConstant: isConstant)
  }
}

extension Cells {
  /// A word of booleans as bits, and of which of them are there. A missing one has no bit in either.
  @inline(__always)
  fileprivate func logicWord(_ word: Int, _ rows: Int) -> (value: UInt64, valid: UInt64) {
    let flags = values(UInt8.self)
    if isConstant {
      let valid: UInt64 = isValid(0) ? .max : 0
      return (flags[0] == 1 ? .max : 0, valid)
    }
    let start = UnsafeRawPointer(flags + word * 64)
    var value: UInt64 = 0
    var row = 0
    while row + 8 <= rows {
      // Eight bytes of 0 and 1 become eight bits, the first the lowest.
      let eight = start.loadUnaligned(fromByteOffset: row, as: UInt64.self)
      value |= ((eight &* 0x0102_0408_1020_4080) >> 56) << UInt64(row)
      row += 8
    }
    while row < rows {
      value |= UInt64(start.load(fromByteOffset: row, as: UInt8.self)) << UInt64(row)
      row += 1
    }
    return (value, validity.map { $0[word] } ?? .max)
  }
}
