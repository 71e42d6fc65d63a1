// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Value {
  /// The kind of column that this value starts, or `nil` for no value.
  public var kind: DataType.Kind? {
    switch self {
    case .null: nil
    case .bool: .bool
    case .int, .bigInt: .bigint
    case .double: .double
    case .text: .text
    case .binary, .hexBytes: .binary
    case .decimal: .decimal
    case .wei: .wei
    case .timestamp: .timestamp
    case .date: .date
    case .time: .time
    case .list, .record: .json
    }
  }

  /// Whether there is no value.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The boolean, or `nil` if this is something else.
  public var boolean: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The integer, or `nil` if this is something else or does not fit.
  public var int64: Int64? {
    switch self {
    case .int(let value): value
    case .bigInt(let value), .wei(let value): value.int64
    default: nil
    }
  }

  /// The number as a double, rounded if need be, or `nil` if this is not a number.
  public var number: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    case .bigInt(let value), .decimal(let value), .wei(let value): value.doubleValue
    default: nil
    }
  }

  /// The number without rounding, or `nil` if this is not an integer, a decimal or a wei.
  public var exactDecimal: ExactDecimal? {
    switch self {
    case .int(let value): ExactDecimal(value)
    case .bigInt(let value), .decimal(let value), .wei(let value): value
    default: nil
    }
  }

  /// The text, or `nil` if this is something else.
  public var string: String? { if case .text(let value) = self { value } else { nil } }

  /// The bytes, or `nil` if this is something else.
  public var bytes: [UInt8]? {
    switch self {
    case .binary(let value), .hexBytes(let value): value
    default: nil
    }
  }

  /// The date and time, or `nil` if this is something else.
  public var dateTime: Timestamp? { if case .timestamp(let value) = self { value } else { nil } }

  /// The day, or `nil` if this is something else.
  public var calendarDate: CalendarDate? { if case .date(let value) = self { value } else { nil } }

  /// The time of day, or `nil` if this is something else.
  public var timeOfDay: TimeOfDay? { if case .time(let value) = self { value } else { nil } }

  /// The values of a list, or `nil` if this is something else.
  public var elements: [Value]? { if case .list(let value) = self { value } else { nil } }

  /// The fields of a record, or `nil` if this is something else.
  public var fields: Record? { if case .record(let value) = self { value } else { nil } }

  /// The field named `key`, or `nil` if there is none or this is not a record.
  ///
  /// Setting a field of no value makes a record; setting one of any other value does nothing.
  public subscript(key: String) -> Value? {
    get { fields?[key] }
    set {
      var record: Record
      switch self {
      case .record(let fields): record = fields
      case .null where newValue != nil: record = Record()
      default: return
      }
      self = .null
      record[key] = newValue
      self = .record(record)
    }
  }

  /// The element at `index`, or `nil` if there is none or this is not a list.
  public subscript(index: Int) -> Value? {
    guard case .list(let values) = self, values.indices.contains(index) else { return nil }
    return values[index]
  }
}
