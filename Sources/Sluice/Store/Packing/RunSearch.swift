// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those of the vector, and views lie within their heap.

/// Finds out whether the values of a column come in runs of rows that have the same, or all none.
///
/// A few places are looked at first, so that a column without runs costs a few comparisons however long
/// it is; the search itself ends as soon as there are too many.
struct RunSearch {
  /// The fewest rows that are worth it.
  private static let leastCount = 64
  /// Where neighbours are looked at first, and how many of them.
  private static let (samplePlaces, sampleRows) = (8, 8)
  /// Of all these neighbours so many may differ.
  private static let sampleChanges = 8

  private let bits: ContiguousArray<UInt64>
  private let count: Int
  private let limit: Int

  /// The first row after each run of `vector`, in order; `nil` if there are more runs than `limit`.
  static func ends(of vector: Vector, limit: Int) -> ContiguousArray<UInt32>? {
    guard vector.count >= leastCount, limit > 0 else { return nil }
    let search = RunSearch(
      bits: vector.validity.missing > 0 ? vector.validity.words : [],
      count: vector.count,
      limit: limit
    )
    switch vector.storage {
    case .bool(let values): return search.ends(values)
    case .int32(let values): return search.ends(values)
    case .int64(let values): return search.ends(values)
    case .int128(let values): return search.ends(values)
    case .double(let values):
      return values.withUnsafeBufferPointer { values in
        // By their bits: what is no number is the same as itself.
        values.withMemoryRebound(to: UInt64.self) { search.ends($0) { _, _ in false } }
      }
    case .wide(let values):
      return values.withUnsafeBufferPointer { values in
        search.ends(
          hasChange: { rows in rows.contains { values[$0] != values[$0 - 1] } },
          isSame: { values[$0] == values[$0 - 1] }
        )
      }
    case .bytes(let texts):
      return texts.heap.withUnsafeBufferPointer { heap in
        texts.views.withUnsafeBufferPointer { views in
          search.ends(views) { Self.isSame($0, $1, heap.baseAddress) }
        }
      }
    }
  }

  private func ends<Number: FixedWidthInteger>(
    _ values: ContiguousArray<Number>
  ) -> ContiguousArray<UInt32>? {
    values.withUnsafeBufferPointer { ends($0) { _, _ in false } }
  }

  /// The ends of runs of numbers; `isSame` says whether two that differ stand for the same all the same.
  @inline(__always)
  private func ends<Number: FixedWidthInteger>(
    _ values: UnsafeBufferPointer<Number>,
    _ isSame: (Number, Number) -> Bool
  ) -> ContiguousArray<UInt32>? {
    guard let values = values.baseAddress else { return nil }
    return ends(
      hasChange: { rows in
        var difference: Number = 0
        for row in rows { difference |= values[row] ^ values[row &- 1] }
        return difference != 0
      },
      isSame: { row in
        let (value, before) = (values[row], values[row &- 1])
        return value == before || isSame(value, before)
      }
    )
  }

  /// Both say something of rows and those before them: whether any of some differs, whether one does not.
  @inline(__always)
  private func ends(
    hasChange: (Range<Int>) -> Bool,
    isSame: (Int) -> Bool
  ) -> ContiguousArray<UInt32>? {
    guard isWorthIt(isSame) else { return nil }
    var ends = ContiguousArray<UInt32>()
    var isLastValid: UInt64 = 0
    var start = 0
    while start < count {
      let rows = max(start, 1)..<min(start + 64, count)
      var changes: UInt64 = 0
      if !bits.isEmpty {
        let word = bits[start >> 6]
        changes = word ^ (word << 1 | isLastValid)
        isLastValid = word >> 63
        // The first row has none before it, and behind the last one there may be anything.
        if start == 0 { changes &= ~1 }
        if rows.upperBound & 63 != 0 { changes &= 1 << UInt64(rows.upperBound & 63) - 1 }
      }
      start += 64
      guard changes != 0 || hasChange(rows) else { continue }
      for row in rows where changes >> UInt64(row & 63) & 1 == 1 || !isSame(row) {
        ends.append(UInt32(truncatingIfNeeded: row))
        guard ends.count < limit else { return nil }
      }
    }
    ends.append(UInt32(truncatingIfNeeded: count))
    return ContiguousArray(filling: ends.count) { _ = $0.initialize(fromContentsOf: ends) }
  }

  /// Whether neighbours at a few places are mostly the same.
  @inline(__always)
  private func isWorthIt(_ isSame: (Int) -> Bool) -> Bool {
    var changes = 0
    let step = (count - 1) / Self.samplePlaces
    for place in 0..<Self.samplePlaces {
      let first = place * step + 1
      for row in first..<min(first + Self.sampleRows, count) {
        if isValid(row) == isValid(row - 1) && isSame(row) { continue }
        changes += 1
        guard changes <= Self.sampleChanges else { return false }
      }
    }
    return true
  }

  private func isValid(_ row: Int) -> Bool {
    bits.isEmpty || bits[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// Whether two views are of the same bytes.
  private static func isSame(_ left: UInt64, _ right: UInt64, _ heap: UnsafePointer<UInt8>?) -> Bool
  {
    let count = Int(left & 0xFFFF_FFFF)
    guard let heap, count == Int(right & 0xFFFF_FFFF) else { return false }
    return ByteRun.isSame(
      ByteRun(heap + Int(left >> 32), count),
      ByteRun(heap + Int(right >> 32), count)
    )
  }
}
