// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The least and the greatest number of a type that is kept in integers.
struct IntegerLimits: Hashable, Sendable {
  /// The least number.
  var lower: Int128
  /// The greatest number.
  var upper: Int128

  /// All that an integer of the machine can hold.
  static func all<Value: FixedWidthInteger>(of type: Value.Type) -> IntegerLimits {
    IntegerLimits(lower: Int128(Value.min), upper: Int128(Value.max))
  }

  /// All numbers of up to so many decimal digits.
  static func digits(_ count: Int) -> IntegerLimits {
    let power = PowersOfTen.integer(count)
    return IntegerLimits(lower: 1 - power, upper: power - 1)
  }

  /// Whether the number is within.
  @inline(__always) func contains(_ value: Int128) -> Bool { value >= lower && value <= upper }

  /// The limits as integers of the machine; those beyond are brought to its own.
  @inline(__always)
  func clamped<Value: FixedWidthInteger>(_ type: Value.Type) -> (lower: Value, upper: Value) {
    (Value(clamping: lower), Value(clamping: upper))
  }
}

extension SQLType {
  /// The numbers of a type that is kept in integers; `nil` for all others.
  var integerLimits: IntegerLimits? {
    switch self {
    case .boolean: IntegerLimits(lower: 0, upper: 1)
    case .tinyint: .all(of: Int8.self)
    case .smallint: .all(of: Int16.self)
    case .integer, .date: .all(of: Int32.self)
    case .bigint: .all(of: Int64.self)
    case let type where type.isClock: .all(of: Int64.self)
    case .hugeint, .uhugeint, .uuid: .all(of: Int128.self)
    case .utinyint: .all(of: UInt8.self)
    case .usmallint: .all(of: UInt16.self)
    case .uinteger: .all(of: UInt32.self)
    case .ubigint: .all(of: UInt64.self)
    case .decimal(let width, _): .digits(width)
    default: nil
    }
  }
}

/// Ten to the power of up to 38.
enum PowersOfTen {
  // Short functions instead of global tables, which each access would have to look after.

  /// Ten to the power of `exponent`, which is from 0 to 38.
  static func integer(_ exponent: Int) -> Int128 {
    precondition((0...38).contains(exponent), "Powers of ten go from 0 to 38.")
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }

  /// Ten to the power of `exponent`, which is from 0 to 38, as near as a double gets.
  static func double(_ exponent: Int) -> Double { Double(integer(exponent)) }
}
