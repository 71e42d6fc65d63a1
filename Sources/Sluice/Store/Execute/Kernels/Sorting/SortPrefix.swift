// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those of the cells.

/// Parts of values as words whose order is that of the values.
///
/// | kind | words |
/// |---|---|
/// | bool, int32, int64, double | one |
/// | int128, interval | two: the upper half and the lower one |
/// | bytes | eight bytes each, as many as there are; equal words do not mean equal texts |
enum SortPrefix {
  /// The number of words after which values of a kind are known to be equal; `nil` if that is never so.
  static func exactWords(_ kind: CellKind) -> Int? {
    switch kind {
    case .bool, .int32, .int64, .double: 1
    case .int128, .interval: 2
    case .bytes, .list, .structure: nil
    }
  }

  /// Whether values of the kind have words at all.
  static func hasWords(_ kind: CellKind) -> Bool { kind != .list && kind != .structure }

  @inline(__always)
  static func word(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ 1 << 63 }

  @inline(__always)
  static func word(_ value: Double) -> UInt64 {
    // Both zeros are equal, and all that is not a number is the same and comes last.
    let same = value == value ? value + 0 : Double.nan.magnitude
    let bits = same.bitPattern
    let isNegative = bits >> 63
    return bits ^ ((0 &- isNegative) | 1 << 63)
  }

  /// A half of a value.
  @inline(__always)
  static func word(_ value: Int128, _ level: Int) -> UInt64 {
    level == 0
      ? UInt64(truncatingIfNeeded: value >> 64) ^ 1 << 63 : UInt64(truncatingIfNeeded: value)
  }

  /// Eight bytes from a place on, the first one uppermost; zeros behind the end.
  @inline(__always)
  static func word(_ run: ByteRun, at offset: Int) -> UInt64 {
    let count = run.count
    if offset >= count { return 0 }
    if run.isInline {
      let (first, second) = (run.head >> 32 | run.tail << 32, run.tail >> 32)
      if offset == 0 { return first.byteSwapped }
      if offset >= 8 { return (second >> UInt64((offset - 8) * 8)).byteSwapped }
      let shift = UInt64(offset * 8)
      return (first >> shift | second << (64 - shift)).byteSwapped
    }
    return longWord(run, offset)
  }

  @inline(never)
  private static func longWord(_ run: ByteRun, _ offset: Int) -> UInt64 {
    run.withBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      if offset + 8 <= bytes.count {
        return UnsafeRawPointer(start).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          .byteSwapped
      }
      // The last eight bytes of it, without those before the offset.
      let last = UnsafeRawPointer(start)
        .loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self).byteSwapped
      return last << UInt64((offset + 8 - bytes.count) * 8)
    }
  }
}
