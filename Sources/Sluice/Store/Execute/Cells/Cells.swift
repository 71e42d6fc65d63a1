// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Cells know their number through the chunk that they belong to.

/// The values of one column or expression for the rows of a chunk. Immutable.
///
/// A cell without a value holds zero: no bytes, no list. One value may stand for all rows.
struct Cells: Sendable {
  /// How the values lie in memory.
  let kind: CellKind
  /// Whether the first cell stands for all.
  let isConstant: Bool
  /// What keeps the memory alive: a ``CellBlock``, or a part of a table.
  let owner: any AnyObject & Sendable
  /// The children: one of lists, one for each field of structures, which are constant if it is.
  private(set) var children: [Cells]
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer
  private nonisolated(unsafe) let bits: UnsafeMutablePointer<UInt64>?

  /// The cells of a block from one on, which is a multiple of 64.
  ///
  /// Children of a structure begin where it does.
  init(
    _ kind: CellKind,
    _ block: CellBlock,
    from start: Int = 0,
    isConstant: Bool = false,
    children: [Cells] = []
  ) {
    self.kind = kind
    self.isConstant = isConstant
    self.children = children
    owner = block
    base = block.base + start * kind.stride
    bits = block.validity.map { $0 + start / 64 }
  }

  /// Cells in memory that an object keeps and nobody changes, with a bit for each that has a value.
  init(
    _ kind: CellKind,
    at base: UnsafeRawPointer,
    validity: UnsafePointer<UInt64>?,
    owner: any AnyObject & Sendable
  ) {
    self.kind = kind
    isConstant = false
    children = []
    self.owner = owner
    self.base = UnsafeMutableRawPointer(mutating: base)
    bits = validity.map { UnsafeMutablePointer(mutating: $0) }
  }

  private init(_ other: Cells, isConstant: Bool, offset: Int) {
    kind = other.kind
    self.isConstant = isConstant
    children = kind == .structure ? other.children.map { $0.from(offset) } : other.children
    owner = other.owner
    base = other.base + offset * other.kind.stride
    bits = other.bits.map { $0 + offset / 64 }
  }

  /// The cells from one on, which is a multiple of 64.
  func from(_ start: Int) -> Cells {
    isConstant ? self : Cells(self, isConstant: false, offset: start)
  }

  /// The same with other children.
  func replacing(_ children: [Cells]) -> Cells {
    var copy = self
    copy.children = children
    return copy
  }

  /// The cell of one row, for all rows.
  func single(_ row: Int) -> Cells {
    if isConstant { return self }
    let rows = Selection(capacity: 1)
    rows.rows[0] = UInt32(row)
    rows.count = 1
    return gathered(rows).asConstant
  }

  /// The first cell, standing for all rows.
  var asConstant: Cells {
    var cells = Cells(self, isConstant: true, offset: 0)
    if kind == .structure { cells.children = cells.children.map(\.asConstant) }
    return cells
  }

  /// The values, as they are in the machine.
  @inline(__always)
  func values<Value: BitwiseCopyable>(_ type: Value.Type = Value.self) -> UnsafePointer<Value> {
    UnsafePointer(base.assumingMemoryBound(to: Value.self))
  }

  /// The bits of cells that have a value; `nil` if all have.
  var validity: UnsafePointer<UInt64>? { bits.map { UnsafePointer($0) } }

  /// Whether the cell of a row has a value.
  @inline(__always)
  func isValid(_ row: Int) -> Bool {
    guard let bits else { return true }
    let row = isConstant ? 0 : row
    return bits[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// The value of a row.
  @inline(__always)
  func value<Value: BitwiseCopyable>(_ row: Int, _ type: Value.Type = Value.self) -> Value {
    values(type)[isConstant ? 0 : row]
  }

  /// Whether this is one value for all rows, and missing.
  var isConstantNull: Bool { isConstant && !isValid(0) }
}

extension Cells {
  /// One missing value for all rows.
  static func null(_ kind: CellKind, children: [Cells] = []) -> Cells {
    let block = CellBlock(kind, capacity: 1)
    memoryZero(block.base, max(1, kind.stride))
    block.makeValidity()[0] = 0
    return Cells(kind, block, isConstant: true, children: children)
  }

  /// One value for all rows.
  static func constant<Value: BitwiseCopyable>(_ kind: CellKind, _ value: Value) -> Cells {
    let block = CellBlock(kind, capacity: 1)
    block.cells(Value.self)[0] = value
    return Cells(kind, block, isConstant: true)
  }

  /// One text for all rows.
  static func constant(_ text: String) -> Cells {
    let block = CellBlock(.bytes, capacity: 1)
    block.cells(ByteRun.self)[0] = block.store(text)
    return Cells(.bytes, block, isConstant: true)
  }
}

/// Sets `count` bytes to zero.
func memoryZero(_ start: UnsafeMutableRawPointer, _ count: Int) {
  start.initializeMemory(as: UInt8.self, repeating: 0, count: count)
}
