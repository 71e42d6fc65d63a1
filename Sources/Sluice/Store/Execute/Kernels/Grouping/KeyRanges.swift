// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are those of the index.

/// Cuts the keys of several dense indexes into ranges of the same width.
///
/// Indexes that are merged range by range stay dense, and a range that only one of them has keys of needs
/// no merging. So it is with rows that lie in the order of their keys.
struct KeyRanges: Sendable {
  /// The number of ranges.
  let count: Int
  private let least: Int64
  private let shift: UInt64

  /// At most `limit` ranges; `nil` if an index has no numbers that are dense as its keys.
  init?(_ indexes: [GroupIndex], limit: Int) {
    var range: ClosedRange<Int64>?
    for index in indexes {
      guard index.mode == .dense else { return nil }
      guard let own = index.keyRange else { continue }
      let known = range ?? own
      range = min(known.lowerBound, own.lowerBound)...max(known.upperBound, own.upperBound)
    }
    guard let range else { return nil }
    let width = UInt64(bitPattern: range.upperBound &- range.lowerBound)
    var shift: UInt64 = 0
    while width >> shift >= UInt64(max(1, limit)) { shift += 1 }
    least = range.lowerBound
    self.shift = shift
    count = Int(width >> shift) + 1
  }

  /// The range that a key lies in.
  @inline(__always)
  func place(of key: Int64) -> Int {
    Int(truncatingIfNeeded: UInt64(bitPattern: key &- least) >> shift)
  }

  /// The keys that lie in a range.
  func keys(_ place: Int) -> ClosedRange<Int64> {
    let first = least &+ Int64(bitPattern: UInt64(place) << shift)
    let last = first.addingReportingOverflow(Int64(bitPattern: (1 << shift) &- 1))
    return first...(last.overflow ? .max : last.partialValue)
  }
}

extension GroupIndex {
  /// The least and the greatest key of a dense index; `nil` if there is none.
  fileprivate var keyRange: ClosedRange<Int64>? {
    keys[0].kind == .int32 ? keyRange(Int32.self) : keyRange(Int64.self)
  }

  private func keyRange<Key: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
    _ type: Key.Type
  ) -> ClosedRange<Int64>? {
    let values = keys[0].values(type)
    var (least, greatest) = (Key.max, Key.min)
    for group in 0..<count where group != missingGroup {
      least = min(least, values[group])
      greatest = max(greatest, values[group])
    }
    return least > greatest ? nil : Int64(least)...Int64(greatest)
  }

  /// The groups of a dense index by the ranges of their keys, in order. A key that is missing counts as one
  /// of the first range.
  func partitions(_ ranges: KeyRanges) -> [Selection] {
    keys[0].kind == .int32 ? partitions(ranges, Int32.self) : partitions(ranges, Int64.self)
  }

  private func partitions<Key: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
    _ ranges: KeyRanges,
    _ type: Key.Type
  ) -> [Selection] {
    let values = keys[0].values(type)
    let missing = Int(missingGroup)
    func place(_ group: Int) -> Int {
      group == missing ? 0 : ranges.place(of: Int64(values[group]))
    }
    var counts = [Int](repeating: 0, count: ranges.count)
    for group in 0..<count { counts[place(group)] += 1 }
    let result = counts.map { Selection(capacity: max(1, $0)) }
    for group in 0..<count {
      let part = result[place(group)]
      part.rows[part.count] = UInt32(truncatingIfNeeded: group)
      part.count += 1
    }
    return result
  }
}
