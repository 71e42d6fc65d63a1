// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The bounds of a range; what is `nil` is open.
struct CheckedBounds: Hashable, Sendable {
  var lower: Value?
  var upper: Value?
  /// Whether the upper bound itself is in the range.
  var includesUpper = true

  /// The range as it is written.
  var description: String {
    "\(lower?.description ?? "")\(includesUpper ? "..." : "..<")\(upper?.description ?? "")"
  }
}

/// A range of numbers, texts, dates or times, for ``Check/range(_:_:)``.
///
/// Ranges of the standard library are: `0...100`, `0..<100`, `0...`, `...100` and `..<100`.
public protocol CheckRange {
  /// The lower bound, which is in the range, if there is one.
  var checkedLowerBound: Value? { get }
  /// The upper bound, if there is one.
  var checkedUpperBound: Value? { get }
  /// Whether the upper bound is in the range.
  var includesUpperBound: Bool { get }
}

extension CheckRange {
  /// No lower bound.
  public var checkedLowerBound: Value? { nil }
  /// No upper bound.
  public var checkedUpperBound: Value? { nil }
  /// The upper bound is in the range.
  public var includesUpperBound: Bool { true }
}

extension ClosedRange: CheckRange where Bound: CheckOperand {
  /// The lower bound.
  public var checkedLowerBound: Value? { lowerBound.checkedValue }
  /// The upper bound.
  public var checkedUpperBound: Value? { upperBound.checkedValue }
}

extension Range: CheckRange where Bound: CheckOperand {
  /// The lower bound.
  public var checkedLowerBound: Value? { lowerBound.checkedValue }
  /// The upper bound.
  public var checkedUpperBound: Value? { upperBound.checkedValue }
  /// The upper bound is not in the range.
  public var includesUpperBound: Bool { false }
}

extension PartialRangeFrom: CheckRange where Bound: CheckOperand {
  /// The lower bound.
  public var checkedLowerBound: Value? { lowerBound.checkedValue }
}

extension PartialRangeThrough: CheckRange where Bound: CheckOperand {
  /// The upper bound.
  public var checkedUpperBound: Value? { upperBound.checkedValue }
}

extension PartialRangeUpTo: CheckRange where Bound: CheckOperand {
  /// The upper bound.
  public var checkedUpperBound: Value? { upperBound.checkedValue }
  /// The upper bound is not in the range.
  public var includesUpperBound: Bool { false }
}

extension Check {
  /// The column lies within `range`, compared as a ``Cell`` is; one side may be open.
  public static func range(_ column: String, _ range: some CheckRange) -> Check {
    let bounds = CheckedBounds(
      lower: range.checkedLowerBound,
      upper: range.checkedUpperBound,
      includesUpper: range.includesUpperBound
    )
    return Check("\(column) is in \(bounds.description)", .range(column, bounds))
  }
}
