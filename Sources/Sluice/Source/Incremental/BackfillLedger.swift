// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Which ranges of a cursor were loaded by backfills, as the state of a resource keeps it.
///
/// Ranges are half-open, do not overlap and are in order; those that touch are one.
struct BackfillLedger: Sendable {
  /// A range of a cursor: its start belongs to it, and its end does not.
  struct Range: Hashable, Sendable {
    var start: Value
    var end: Value
  }

  /// The key in the state of a resource, below which are the ranges by the paths of their cursors.
  static let key = "_sluice_backfills"

  private(set) var ranges: [Range] = []
  private let kind: CursorKind
  private let localTimes: LocalTimes

  /// No range of the cursor of `rule`.
  init(of rule: Incremental) {
    kind = rule.kind
    localTimes = rule.options.localTimes
  }

  /// The ranges that `record`, the state of a resource, keeps for the cursor of `rule`.
  init(in record: Record, of rule: Incremental) {
    self.init(of: rule)
    for pair in record[Self.key]?[rule.name]?.elements ?? [] {
      if let start = pair[0], let end = pair[1] { ranges.append(Range(start: start, end: end)) }
    }
  }

  /// Keeps the ranges in `record`.
  func keep(in record: inout Record, of name: String) {
    var cursors = record[Self.key]?.fields ?? Record()
    cursors[name] = .list(ranges.map { .list([$0.start, $0.end]) })
    record[Self.key] = .record(cursors)
  }

  /// Adds a range.
  mutating func add(_ range: Range) throws {
    var merged = range
    var others: [Range] = []
    for other in ranges {
      if try isBefore(other.end, merged.start) || isBefore(merged.end, other.start) {
        others.append(other)
      } else {
        merged.start = try isBefore(other.start, merged.start) ? other.start : merged.start
        merged.end = try isBefore(merged.end, other.end) ? other.end : merged.end
      }
    }
    let place = try others.firstIndex { try isBefore(merged.start, $0.start) } ?? others.count
    others.insert(merged, at: place)
    ranges = others
  }

  /// The parts of `range` that are not loaded, in windows of `width`, the first `limit` of them.
  ///
  /// Windows begin where they would if nothing was loaded. Throws `CursorKey.Incomparable` or
  /// `LagRule.Inapplicable`.
  func windows(
    of range: Range,
    by width: LagRule,
    limit: Int = .max
  ) throws -> [Range] {
    var windows: [Range] = []
    var start = range.start
    var number: Int64 = 1
    while try isBefore(start, range.end), windows.count < limit {
      // Counted from the first start: a month after 31 January and another is not 28 March.
      let next = try width.multiplied(by: number).moved(range.start, back: false, unitOf: nil)
      guard try isBefore(start, next) else { throw LagRule.Inapplicable() }
      let end = try isBefore(next, range.end) ? next : range.end
      windows += try missing(in: Range(start: start, end: end)).prefix(limit - windows.count)
      start = end
      number += 1
    }
    return windows
  }

  /// The parts of `range` that are not loaded.
  private func missing(in range: Range) throws -> [Range] {
    var missing: [Range] = []
    var start = range.start
    for other in ranges where try isBefore(start, range.end) {
      guard try isBefore(start, other.end) else { continue }
      if try isBefore(start, other.start) {
        let end = try isBefore(other.start, range.end) ? other.start : range.end
        missing.append(Range(start: start, end: end))
      }
      start = other.end
    }
    if try isBefore(start, range.end) { missing.append(Range(start: start, end: range.end)) }
    return missing
  }

  private func isBefore(_ a: Value, _ b: Value) throws -> Bool {
    guard let a = kind.key(of: a, localTimes: localTimes),
      let b = kind.key(of: b, localTimes: localTimes)
    else { throw CursorKey.Incomparable() }
    return try a.order(to: b) == .less
  }
}

extension LagRule {
  /// The distance, several times.
  func multiplied(by count: Int64) throws -> LagRule {
    func product(_ number: Int64) throws -> Int64 {
      let (product, overflow) = number.multipliedReportingOverflow(by: count)
      guard !overflow else { throw Inapplicable() }
      return product
    }
    switch self {
    case .microseconds(let number): return .microseconds(try product(number))
    case .days(let number): return .days(Int(try product(Int64(number))))
    case .months(let number): return .months(Int(try product(Int64(number))))
    case .count(let number): return .count(try product(number))
    case .number(let number): return .number(number * Double(count))
    case .decimal(let number):
      let scale = max(0, -number.exponent)
      guard let unscaled = number.unscaled(scale: scale, precision: 38) else {
        throw Inapplicable()
      }
      let (product, overflow) = unscaled.multipliedReportingOverflow(by: Int128(count))
      guard !overflow else { throw Inapplicable() }
      return .decimal(ExactDecimal(unscaled: product, scale: scale))
    }
  }
}
