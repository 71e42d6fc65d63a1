// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A type that functions of one's own take and return in SQL.
///
/// Booleans, integers, doubles, texts, bytes, decimals, dates and times are such types, and so are
/// optionals of them. A type of one's own becomes one of those:
///
/// ```swift
/// extension Currency: FunctionValue {
///   static var functionType: DataType { .text }
///   init?(functionValue: Value) { self.init(rawValue: functionValue.string ?? "") }
///   var functionValue: Value { .text(rawValue) }
/// }
/// ```
public protocol FunctionValue: Sendable {
  /// The type of columns that hold such values; arguments of other types become values of it.
  ///
  /// It is one of `bool`, `bigint`, `double`, `text`, `binary`, `decimal`, `date`, `time` and `timestamp`.
  static var functionType: DataType { get }

  /// Whether a missing value is one of the type. False by default: then functions are not called for it.
  static var takesNull: Bool { get }

  /// Makes a value of one of the column; `nil` if it is none of the type.
  init?(functionValue: Value)

  /// The value for the column.
  var functionValue: Value { get }
}

extension FunctionValue {
  public static var takesNull: Bool { false }
}

extension Optional: FunctionValue where Wrapped: FunctionValue {
  public static var functionType: DataType { Wrapped.functionType }
  public static var takesNull: Bool { true }

  /// Takes a missing value, or one of the wrapped type.
  public init?(functionValue: Value) {
    guard !functionValue.isNull else {
      // A value that is missing, and not no value of the type.
      self = Wrapped?.none
      return
    }
    guard let wrapped = Wrapped(functionValue: functionValue) else { return nil }
    self = wrapped
  }

  public var functionValue: Value { self?.functionValue ?? .null }
}

extension Bool: FunctionValue {
  public static var functionType: DataType { .bool }
  /// Takes a boolean.
  public init?(functionValue: Value) {
    guard case .bool(let value) = functionValue else { return nil }
    self = value
  }
  public var functionValue: Value { .bool(self) }
}

extension FunctionValue where Self: FixedWidthInteger & SignedInteger {
  public static var functionType: DataType { .bigint }
  /// Takes a whole number that fits.
  public init?(functionValue: Value) {
    guard case .int(let value) = functionValue else { return nil }
    self.init(exactly: value)
  }
  public var functionValue: Value {
    Int64(exactly: self).map { .int($0) } ?? .bigInt(ExactDecimal(self))
  }
}

extension Int: FunctionValue {}
extension Int64: FunctionValue {}
extension Int32: FunctionValue {}

extension Double: FunctionValue {
  public static var functionType: DataType { .double }
  /// Takes a number.
  public init?(functionValue: Value) {
    guard case .double(let value) = functionValue else { return nil }
    self = value
  }
  public var functionValue: Value { .double(self) }
}

extension String: FunctionValue {
  public static var functionType: DataType { .text }
  /// Takes a text.
  public init?(functionValue: Value) {
    guard case .text(let value) = functionValue else { return nil }
    self = value
  }
  public var functionValue: Value { .text(self) }
}

extension [UInt8]: FunctionValue {
  public static var functionType: DataType { .binary }
  /// Takes bytes.
  public init?(functionValue: Value) {
    guard case .binary(let value) = functionValue else { return nil }
    self = value
  }
  public var functionValue: Value { .binary(self) }
}

extension ExactDecimal: FunctionValue {
  /// Decimals of 38 digits, of which 9 are behind the point.
  public static var functionType: DataType { .decimal }
  /// Takes a decimal, or a whole number.
  public init?(functionValue: Value) {
    guard let value = functionValue.exactDecimal else { return nil }
    self = value
  }
  public var functionValue: Value { .decimal(self) }
}

extension CalendarDate: FunctionValue {
  public static var functionType: DataType { .date }
  /// Takes a day.
  public init?(functionValue: Value) {
    guard case .date(let value) = functionValue else { return nil }
    self = value
  }
  public var functionValue: Value { .date(self) }
}

extension TimeOfDay: FunctionValue {
  public static var functionType: DataType { .time }
  /// Takes a time of day.
  public init?(functionValue: Value) {
    guard case .time(let value) = functionValue else { return nil }
    self = value
  }
  public var functionValue: Value { .time(self) }
}

extension Timestamp: FunctionValue {
  /// Instants: local dates and times count as UTC.
  public static var functionType: DataType { .timestamp }
  /// Takes a moment.
  public init?(functionValue: Value) {
    guard case .timestamp(let value) = functionValue else { return nil }
    self = value
  }
  public var functionValue: Value { .timestamp(self) }
}
