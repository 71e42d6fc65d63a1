// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The rows of a selection are rows of the cells.

extension Cells {
  /// A row number of a selection that stands for no row: its cell is missing.
  static let noRow = UInt32.max

  /// The cells of some rows, in their order.
  ///
  /// With `hasGaps` a row may be ``noRow``.
  func gathered(_ selection: Selection, hasGaps: Bool = false) -> Cells {
    if isConstant && !hasGaps { return self }
    return spread(selection, hasGaps: hasGaps)
  }

  /// The same for many rows, which ends if the query does.
  func gathered(
    _ selection: Selection,
    hasGaps: Bool = false,
    _ query: RunningQuery
  ) throws -> Cells {
    try query.checkCancellation()
    if isConstant || kind == .structure { return gathered(selection, hasGaps: hasGaps) }
    return try copied(selection, hasGaps: hasGaps) { try query.checkCancellation() }
  }

  /// The cells of some rows, of which each has its own also if one stands for all.
  func spread(_ selection: Selection, hasGaps: Bool = false) -> Cells {
    guard isConstant else { return copied(selection, hasGaps: hasGaps) {} }
    // One row for all: what the numbers of the selection are does not matter.
    let first = Selection(capacity: selection.count)
    for place in 0..<selection.count {
      first.rows[place] = hasGaps && selection.rows[place] == Self.noRow ? Self.noRow : 0
    }
    first.count = selection.count
    return copied(first, hasGaps: hasGaps) {}
  }

  /// The rows that are copied between two calls of `check`.
  private static let blockSize = 1 << 16

  @inline(__always)
  private func copied(
    _ selection: Selection,
    hasGaps: Bool,
    _ check: () throws -> Void
  ) rethrows -> Cells {
    let block = CellBlock(kind, capacity: selection.count)
    if kind == .bytes { block.owners = [owner] }
    let count = selection.count
    for start in stride(from: 0, to: count, by: Self.blockSize) {
      try check()
      pick(selection, start..<min(count, start + Self.blockSize), hasGaps, into: block)
    }
    let rows = UnsafePointer(selection.rows)
    pickValidity(rows, count, hasGaps, into: block)
    let children =
      kind == .structure
      ? children.map { $0.spread(selection, hasGaps: hasGaps) } : children
    return Cells(kind, block, children: children)
  }

  private func pick(
    _ selection: Selection,
    _ places: Range<Int>,
    _ hasGaps: Bool,
    into block: CellBlock
  ) {
    let rows = UnsafePointer(selection.rows)
    switch kind {
    case .bool: pick(UInt8.self, 0, rows, places, hasGaps, into: block)
    case .int32: pick(Int32.self, 0, rows, places, hasGaps, into: block)
    case .int64: pick(Int64.self, 0, rows, places, hasGaps, into: block)
    case .double: pick(Double.self, 0, rows, places, hasGaps, into: block)
    case .list: pick(ListRun.self, ListRun(), rows, places, hasGaps, into: block)
    case .int128: pick(Int128.self, 0, rows, places, hasGaps, into: block)
    case .bytes: pick(ByteRun.self, ByteRun(), rows, places, hasGaps, into: block)
    case .interval: pick(Interval.self, Interval(), rows, places, hasGaps, into: block)
    case .structure: break
    }
  }

  @inline(__always)
  private func pick<Value: BitwiseCopyable>(
    _ type: Value.Type,
    _ zero: Value,
    _ rows: UnsafePointer<UInt32>,
    _ places: Range<Int>,
    _ hasGaps: Bool,
    into block: CellBlock
  ) {
    let (source, target) = (values(type), block.cells(type))
    if hasGaps {
      for place in places {
        let row = rows[place]
        target[place] = row == Self.noRow ? zero : source[Int(row)]
      }
    } else {
      for place in places { target[place] = source[Int(rows[place])] }
    }
  }

  private func pickValidity(
    _ rows: UnsafePointer<UInt32>,
    _ count: Int,
    _ hasGaps: Bool,
    into block: CellBlock
  ) {
    guard hasGaps || validity != nil else { return }
    let source = validity
    var made: UnsafeMutablePointer<UInt64>?
    var start = 0
    while start < count {
      var word: UInt64 = 0
      let size = min(64, count - start)
      for place in 0..<size {
        let row = rows[start &+ place]
        var isValid: UInt64 = 1
        if hasGaps && row == Self.noRow {
          isValid = 0
        } else if let source {
          isValid = source[Int(row >> 6)] >> UInt64(row & 63) & 1
        }
        word |= isValid << UInt64(place)
      }
      if word != (size == 64 ? .max : 1 << UInt64(size) - 1) {
        let bits = made ?? block.makeValidity()
        made = bits
        bits[start >> 6] = word
      }
      start += 64
    }
  }
}
