// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which the cells belong to.

/// Constants that values are looked up in, as by `IN (1, 2, 3)`. May be asked by several tasks.
final class ConstantSet: @unchecked Sendable {
  // Unchecked, as a block: filled when it is made, and then only read.

  /// Up to so many constants are compared one after the other.
  private static let scanLimit = 4
  private let index: GroupIndex
  private let hasMissing: Bool
  private let constants: Cells
  private let count: Int

  /// The first `count` cells, which may hold the same more than once.
  init(_ constants: Cells, count: Int) {
    index = GroupIndex([CellShape(constants)])
    let rows = Logic.selectNull(constants, count: count, inverted: true)
    hasMissing = rows.count < count
    let groups = Selection(capacity: max(1, count))
    index.findOrAdd([constants.spread(rows)], count: rows.count, into: groups.rows)
    self.constants = index.cells[0]
    self.count = index.count
  }

  /// True where a value is one of the constants, else false; unknown where it is missing, or none
  /// of them while one of them is missing. With `inverted`, the opposite.
  func contains(_ cells: Cells, count rows: Int, inverted: Bool = false) -> Cells {
    if count == 0 && !hasMissing { return .constant(.bool, bit(inverted)) }
    if cells.isConstantNull { return .null(.bool) }
    let isConstant = cells.isConstant
    let rows = isConstant ? 1 : rows
    let block = CellBlock(.bool, capacity: max(1, rows))
    let target = block.cells(UInt8.self)
    fill(cells, rows, target)
    if hasMissing {
      for row in 0..<rows where target[row] == 0 { block.setMissing(row, stride: 0) }
    }
    if inverted { for row in 0..<rows { target[row] ^= 1 } }
    block.takeMissing(of: cells, count: rows)
    block.zeroMissing(.bool, count: rows)
    return Cells(.bool, block, isConstant: isConstant)
  }

  private func fill(_ cells: Cells, _ rows: Int, _ target: UnsafeMutablePointer<UInt8>) {
    if count <= Self.scanLimit {
      switch cells.kind {
      case .int32: return scan(Int32.self, cells, rows, target)
      case .int64: return scan(Int64.self, cells, rows, target)
      case .bytes: return scan(ByteRun.self, cells, rows, target)
      default: break
      }
    }
    let groups = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, rows))
    defer { groups.deallocate() }
    index.find([cells], count: rows, into: groups, using: GroupScratch())
    for row in 0..<rows { target[row] = bit(groups[row] != GroupIndex.none) }
  }

  @inline(__always)
  private func scan<Value: ComparableCell>(
    _ type: Value.Type,
    _ cells: Cells,
    _ rows: Int,
    _ target: UnsafeMutablePointer<UInt8>
  ) {
    let (values, constants) = (cells.values(type), constants.values(type))
    target.update(repeating: 0, count: rows)
    for place in 0..<count {
      let constant = constants[place]
      for row in 0..<rows { target[row] |= Value.same(values[row], constant) }
    }
  }
}
