// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The bytes of code points of a set: sequences of one to four ranges of bytes.
///
/// ```text
/// U+00E0 … U+0FFF     C3 A0…BF
///                     C4…DF 80…BF
///                     E0 A0…BF 80…BF
/// ```
enum UTF8Sequences {
  /// The sequences of a set, in the order of their bytes.
  static func of(_ set: CodePointSet) -> [[ClosedRange<UInt8>]] {
    var result: [[ClosedRange<UInt8>]] = []
    for range in set.ranges { split(range, into: &result) }
    return result
  }

  private static func split(_ range: ClosedRange<UInt32>, into result: inout [[ClosedRange<UInt8>]])
  {
    var pending = [range]
    next: while let range = pending.popLast() {
      let (low, high) = (range.lowerBound, range.upperBound)
      // The number of bytes has to be the same for all.
      for limit: UInt32 in [0x7F, 0x7FF, 0xFFFF] where low <= limit && limit < high {
        pending.append(limit + 1...high)
        pending.append(low...limit)
        continue next
      }
      if high > 0x7F {
        // Where a byte but the last is not the same for all, those behind it have to be all.
        for index in 1..<4 as Range<UInt32> {
          let mask: UInt32 = 1 << (6 * index) - 1
          guard low & ~mask != high & ~mask else { continue }
          if low & mask != 0 {
            pending.append((low | mask) + 1...high)
            pending.append(low...low | mask)
            continue next
          }
          if high & mask != mask {
            pending.append(high & ~mask...high)
            pending.append(low...(high & ~mask) - 1)
            continue next
          }
        }
      }
      var (first, last): ([UInt8], [UInt8]) = ([], [])
      UTF8Scalar.encode(low, into: &first)
      UTF8Scalar.encode(high, into: &last)
      result.append(zip(first, last).map { $0...$1 })
    }
  }
}
