// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a kernel that casts has to know about a type of numbers.
struct NumberForm: Hashable, Sendable {
  /// How the numbers lie in memory: bool, int32, int64, int128 or double.
  var kind: CellKind
  /// The digits behind the point, if the numbers are integers that stand for decimals.
  var scale = 0
  /// The least and the greatest integer.
  var limits = IntegerLimits.all(of: Int128.self)
  /// Whether doubles are rounded to floats.
  var isFloat = false
  /// Whether an integer stands for a decimal, so that a double is rounded half away from zero.
  var isDecimal = false
}

extension NumberForm {
  /// The form of a type; `nil` if it is none of numbers and booleans.
  init?(_ type: SQLType) {
    switch type {
    case .float: self.init(kind: .double, isFloat: true)
    case .double: self.init(kind: .double)
    case .decimal(_, let scale):
      self.init(kind: type.cellKind, scale: scale, isDecimal: true)
    case .boolean, .tinyint, .smallint, .integer, .bigint, .hugeint: self.init(kind: type.cellKind)
    case .utinyint, .usmallint, .uinteger, .ubigint: self.init(kind: type.cellKind)
    default: return nil
    }
    if let limits = type.integerLimits { self.limits = limits }
  }
}

extension NumberForm {
  /// Whether all numbers of the form lie in memory as they do in the other one.
  func isPart(of other: NumberForm) -> Bool {
    kind == other.kind && kind != .double && scale == other.scale
      && limits.lower >= other.limits.lower && limits.upper <= other.limits.upper
  }
}
