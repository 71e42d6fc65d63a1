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

  /// The cells of some rows, of which each has its own also if one stands for all.
  func spread(_ selection: Selection, hasGaps: Bool = false) -> Cells {
    guard isConstant else { return copied(selection, hasGaps: hasGaps) }
    // One row for all: what the numbers of the selection are does not matter.
    let first = Selection(capacity: selection.count)
    for place in 0..<selection.count {
      first.rows[place] = hasGaps && selection.rows[place] == Self.noRow ? Self.noRow : 0
    }
    first.count = selection.count
    return copied(first, hasGaps: hasGaps)
  }

  private func copied(_ selection: Selection, hasGaps: Bool) -> Cells {
    let block = CellBlock(kind, capacity: selection.count)
    block.owners = [owner]
    let rows = UnsafePointer(selection.rows)
    let count = selection.count
    if hasGaps {
      gatherWithGaps(rows, count, into: block)
    } else {
      switch kind {
      case .bool: pick(UInt8.self, rows, count, into: block)
      case .int32: pick(Int32.self, rows, count, into: block)
      case .int64: pick(Int64.self, rows, count, into: block)
      case .double: pick(Double.self, rows, count, into: block)
      case .list: pick(ListRun.self, rows, count, into: block)
      case .int128: pick(Int128.self, rows, count, into: block)
      case .bytes: pick(ByteRun.self, rows, count, into: block)
      case .interval: pick(Interval.self, rows, count, into: block)
      case .structure: break
      }
      if validity != nil {
        let bits = block.makeValidity()
        for place in 0..<count where !isValid(Int(rows[place])) {
          bits[place >> 6] &= ~(1 << UInt64(place & 63))
        }
      }
    }
    let children =
      kind == .structure
      ? children.map { $0.spread(selection, hasGaps: hasGaps) } : children
    return Cells(kind, block, children: children)
  }

  private func pick<Value: BitwiseCopyable>(
    _ type: Value.Type,
    _ rows: UnsafePointer<UInt32>,
    _ count: Int,
    into block: CellBlock
  ) {
    let (source, target) = (values(type), block.cells(type))
    for place in 0..<count { target[place] = source[Int(rows[place])] }
  }

  private func gatherWithGaps(
    _ rows: UnsafePointer<UInt32>,
    _ count: Int,
    into block: CellBlock
  ) {
    let stride = kind.stride
    var bits: UnsafeMutablePointer<UInt64>?
    for place in 0..<count {
      let row = rows[place]
      if row == Self.noRow || !isValid(Int(row)) {
        if stride > 0 { memoryZero(block.base + place * stride, stride) }
        let made = bits ?? block.makeValidity()
        bits = made
        made[place >> 6] &= ~(1 << UInt64(place & 63))
      } else if stride > 0 {
        let source = UnsafeRawPointer(values(UInt8.self))
        (block.base + place * stride)
          .copyMemory(from: source + (isConstant ? 0 : Int(row)) * stride, byteCount: stride)
      }
    }
  }
}
