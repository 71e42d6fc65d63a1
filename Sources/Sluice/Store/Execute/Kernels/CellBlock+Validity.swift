// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which all cells belong to.

extension CellBlock {
  /// Makes those cells missing that are missing in `cells`, which are no constant NULL.
  func takeMissing(of cells: Cells, count: Int) {
    guard !cells.isConstant, let source = cells.validity else { return }
    let words = (count + 63) / 64
    if let own = validity {
      for word in 0..<words { own[word] &= source[word] }
    } else {
      makeValidity().update(from: source, count: words)
    }
  }

  /// Sets the first `count` cells to zero where they are missing.
  func zeroMissing(_ kind: CellKind, count: Int) {
    guard let validity else { return }
    let stride = kind.stride
    guard stride > 0 else { return }
    for word in 0..<(count + 63) / 64 where validity[word] != .max {
      var missing = ~validity[word]
      if count - word * 64 < 64 { missing &= (1 << UInt64(count - word * 64)) - 1 }
      while missing != 0 {
        let row = word * 64 + missing.trailingZeroBitCount
        memoryZero(base + row * stride, stride)
        missing &= missing - 1
      }
    }
  }

  /// Makes a cell missing, and zero.
  func setMissing(_ row: Int, stride: Int) {
    makeValidity()[row >> 6] &= ~(1 << UInt64(row & 63))
    if stride > 0 { memoryZero(base + row * stride, stride) }
  }
}

extension Cells {
  /// How many of the first `count` cells have a value.
  func validCount(_ count: Int) -> Int {
    guard let validity else { return count }
    if isConstant { return validity[0] & 1 == 1 ? count : 0 }
    var total = 0
    for word in 0..<(count + 63) / 64 { total += validity.word(word, of: count).nonzeroBitCount }
    return total
  }

  /// Calls `body` with each row that has a value, in order.
  @inline(__always)
  func forEachValid(_ count: Int, _ body: (Int) -> Void) {
    guard let validity else {
      for row in 0..<count { body(row) }
      return
    }
    if isConstant {
      if validity[0] & 1 == 1 { for row in 0..<count { body(row) } }
      return
    }
    for word in 0..<(count + 63) / 64 {
      var bits = validity.word(word, of: count)
      if bits == .max {
        for row in word * 64..<word * 64 + 64 { body(row) }
        continue
      }
      while bits != 0 {
        body(word * 64 + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
  }

  /// The cells written out if one stands for all.
  func flattened(_ count: Int) -> Cells {
    guard isConstant else { return self }
    let rows = Selection(capacity: count)
    rows.count = count
    return spread(rows)
  }

  /// The bit of a row, also of a constant.
  @inline(__always)
  func validBit(_ row: Int) -> UInt64 {
    guard let validity else { return 1 }
    let row = isConstant ? 0 : row
    return validity[row >> 6] >> UInt64(row & 63) & 1
  }
}

extension UnsafePointer<UInt64> {
  /// A word of the bits of `count` cells, without what is beyond them.
  @inline(__always)
  func word(_ word: Int, of count: Int) -> UInt64 {
    let left = count &- word &* 64
    return left >= 64 ? self[word] : self[word] & ((1 &<< UInt64(left)) &- 1)
  }
}
