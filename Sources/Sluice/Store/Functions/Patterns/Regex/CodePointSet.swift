// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A set of code points, as ranges in their order that neither overlap nor touch.
struct CodePointSet: Hashable, Sendable {
  /// The last code point of all.
  static let last: UInt32 = 0x10FFFF

  /// All code points.
  static let all = CodePointSet(0...last)

  /// The ranges, in their order.
  private(set) var ranges: [ClosedRange<UInt32>] = []

  /// No code points.
  init() {}

  /// The code points of one range.
  init(_ range: ClosedRange<UInt32>) { ranges = [range] }

  /// The code points of some ranges, in any order, which may overlap.
  init(_ ranges: [ClosedRange<UInt32>]) {
    self.ranges = ranges
    normalize()
  }

  /// Whether there is none.
  var isEmpty: Bool { ranges.isEmpty }

  /// The only code point, if there is one only.
  var single: UInt32? {
    guard ranges.count == 1, ranges[0].count == 1 else { return nil }
    return ranges[0].lowerBound
  }

  /// Whether a code point is in the set.
  func contains(_ scalar: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= scalar
  }

  /// Adds the code points of another set.
  mutating func formUnion(_ other: CodePointSet) {
    ranges += other.ranges
    normalize()
  }

  /// Adds the code points of a range.
  mutating func insert(_ range: ClosedRange<UInt32>) {
    ranges.append(range)
    normalize()
  }

  /// All code points that are not in the set.
  var inverted: CodePointSet {
    var result = CodePointSet()
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.ranges.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.last { result.ranges.append(next...Self.last) }
    return result
  }

  /// The set together with all that differ from its code points in case only.
  var caseFolded: CodePointSet {
    let folding = CaseFolding.shared
    var result = self
    var added: [ClosedRange<UInt32>] = []
    for range in ranges {
      folding.forEach(in: range) { scalar in
        for other in folding.orbit(of: scalar) where !contains(other) {
          added.append(other...other)
        }
      }
    }
    guard !added.isEmpty else { return self }
    result.ranges += added
    result.normalize()
    return result
  }

  private mutating func normalize() {
    guard ranges.count > 1 else { return }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    var merged: [ClosedRange<UInt32>] = []
    merged.reserveCapacity(ranges.count)
    var current = ranges[0]
    for range in ranges.dropFirst() {
      if range.lowerBound <= current.upperBound || range.lowerBound == current.upperBound + 1 {
        current = current.lowerBound...max(current.upperBound, range.upperBound)
      } else {
        merged.append(current)
        current = range
      }
    }
    merged.append(current)
    ranges = merged
  }
}
