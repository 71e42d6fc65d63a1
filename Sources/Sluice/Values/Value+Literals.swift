// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// There is no nil literal on purpose: with one, `condition ? value : nil` would be null and not the
// absence of a value, without a word from the compiler.

extension Value: ExpressibleByBooleanLiteral {
  /// Makes a boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension Value: ExpressibleByIntegerLiteral {
  /// Makes an integer.
  public init(integerLiteral value: Int64) { self = .int(value) }
}

extension Value: ExpressibleByFloatLiteral {
  /// Makes a floating-point number.
  public init(floatLiteral value: Double) { self = .double(value) }
}

extension Value: ExpressibleByStringInterpolation {
  /// Makes a text.
  public init(stringLiteral value: String) { self = .text(value) }
}

extension Value: ExpressibleByArrayLiteral {
  /// Makes a list.
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
}

extension Value: ExpressibleByDictionaryLiteral {
  /// Makes a record. Of equal keys the last one sets the value.
  public init(dictionaryLiteral elements: (String, Value)...) { self = .record(Record(elements)) }
}

extension Value {
  /// Makes an integer of any size, in the form that suits it.
  public init(integer value: some FixedWidthInteger) {
    if let small = Int64(exactly: value) {
      self = .int(small)
    } else {
      self = .bigInt(ExactDecimal(value))
    }
  }

  /// Makes an integer from a decimal, or `nil` if it is not one or has over 5000 digits.
  public init?(integer value: ExactDecimal) {
    if let small = value.int64 {
      self = .int(small)
    } else if let integer = value.normalizedInteger {
      self = .bigInt(integer)
    } else {
      return nil
    }
  }
}
