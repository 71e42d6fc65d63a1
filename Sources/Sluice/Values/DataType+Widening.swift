// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DataType {
  /// Whether a column of this type can become one of `type`.
  ///
  /// All types become text of any length or json, and integers become floating-point numbers.
  /// Integers that those do not hold exactly are lost otherwise: their column becomes text instead.
  public func widens(to type: DataType) -> Bool {
    switch (kind, type.kind) {
    case (_, .text): type.precision == nil
    case (_, .json), (.bigint, .double): true
    default: false
    }
  }

  /// Whether an integer has more bits than a column of this type.
  func isTooNarrow(for value: Value) -> Bool {
    guard kind == .bigint else { return false }
    let bits = precision ?? 64
    switch value {
    case .int(let integer):
      guard bits < 64 else { return false }
      let sign = integer >> Int64(bits - 1)
      return sign != 0 && sign != -1
    case .bigInt(let integer):
      return bits <= 64 || integer.unscaled(scale: 0, precision: 38) == nil
    default: return false
    }
  }

  /// The narrowest type that takes the values of a column of this type and `value`, too.
  func widened(by value: Value) -> DataType {
    switch (kind, value) {
    case (.json, _): .json
    case (.bigint, .double): .double
    case (.double, .int(let integer)) where Double(exactly: integer) != nil: .double
    default: .text
    }
  }
}

extension Value {
  /// The text of the value in a text column.
  var columnText: String {
    // Every other type is written as it is described.
    if case .bool(let value) = self { return value ? "True" : "False" }
    return description
  }
}
