// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The value of types that a column type was made for; `nil` for all others.
///
/// Dates and amounts of Foundation have encodings of their own that would lose what they are. Throws
/// ``LoadError`` with the code `valueOutOfRange` for a date that no timestamp can stand for.
func scalarValue<T>(of value: T) throws(LoadError) -> Value? {
  if T.self == Value.self { return value as? Value }
  if T.self == Record.self { return (value as? Record).map(Value.record) }
  if T.self == Timestamp.self { return (value as? Timestamp).map(Value.timestamp) }
  if T.self == CalendarDate.self { return (value as? CalendarDate).map(Value.date) }
  if T.self == TimeOfDay.self { return (value as? TimeOfDay).map(Value.time) }
  if T.self == ExactDecimal.self { return (value as? ExactDecimal).map(Value.decimal) }
  if T.self == Date.self, let date = value as? Date { return .timestamp(try Timestamp(date)) }
  if T.self == UUID.self, let id = value as? UUID { return .text(id.uuidString.lowercased()) }
  if T.self == Data.self, let data = value as? Data { return .binary(Array(data)) }
  if T.self == URL.self, let url = value as? URL { return .text(url.absoluteString) }
  if T.self == Decimal.self, let decimal = value as? Decimal {
    return ExactDecimal(decimal.description).map(Value.decimal)
  }
  return nil
}

/// The column type of values of `type`, where one was made for them; `nil` for all others.
///
/// Beside those that ``scalarValue(of:)`` takes and that are not of any type, these are the types of
/// the standard library that every encoder takes as they are.
func columnType(of type: Any.Type) -> DataType? {
  let integers: [Any.Type] = [
    Int.self, Int8.self, Int16.self, Int32.self, Int64.self, Int128.self, UInt.self, UInt8.self,
    UInt16.self, UInt32.self, UInt64.self,
  ]
  if integers.contains(where: { $0 == type }) { return .bigint }
  if type == String.self || type == UUID.self || type == URL.self { return .text }
  if type == Bool.self { return .bool }
  if type == Double.self || type == Float.self { return .double }
  if type == Date.self || type == Timestamp.self { return .timestamp }
  if type == CalendarDate.self { return .date }
  if type == TimeOfDay.self { return .time }
  if type == Decimal.self || type == ExactDecimal.self { return .decimal }
  if type == Data.self { return .binary }
  return nil
}

/// A value of a type that has a column type or can hold any; `nil` for all others.
///
/// Where texts and numbers are free, it is `text` or `number`.
func sampleValue<T>(of type: T.Type, text: String, number: Int8) -> T? {
  if columnType(of: type) == .bigint, let integer = type as? any FixedWidthInteger.Type {
    return integer.init(clamping: number) as? T
  }
  if type == String.self { return text as? T }
  if type == Bool.self { return true as? T }
  if type == Double.self { return Double(number) as? T }
  if type == Float.self { return Float(number) as? T }
  if type == Date.self { return Date(timeIntervalSince1970: 0) as? T }
  if type == Data.self { return Data([0]) as? T }
  if type == UUID.self { return UUID(uuidString: "00000000-0000-0000-0000-000000000000") as? T }
  if type == URL.self { return URL(string: "https://example.org/") as? T }
  if type == Decimal.self { return Decimal(Int(number)) as? T }
  if type == ExactDecimal.self { return ExactDecimal(number) as? T }
  if type == Timestamp.self { return Timestamp(microseconds: 0) as? T }
  if type == CalendarDate.self { return CalendarDate(days: 0) as? T }
  if type == TimeOfDay.self { return TimeOfDay(microseconds: 0) as? T }
  if type == Value.self { return Value.null as? T }
  if type == Record.self { return Record() as? T }
  return nil
}

/// What `value` is as a type of Foundation that ``scalarValue(of:)`` takes; `nil` if it is none.
func foundationType<T>(_ type: T.Type, from value: Value) -> T? {
  switch value {
  case .timestamp(let timestamp) where type == Date.self: Date(timestamp) as? T
  case .text(let text) where type == UUID.self: UUID(uuidString: text) as? T
  case .text(let text) where type == URL.self: URL(string: text) as? T
  case .binary(let bytes) where type == Data.self: Data(bytes) as? T
  case .decimal(let number) where type == Decimal.self: Decimal(string: number.description) as? T
  case .int(let number) where type == Decimal.self: Decimal(number) as? T
  default: nil
  }
}

extension Date {
  /// The moment of `timestamp`, with the precision that a date has.
  fileprivate init(_ timestamp: Timestamp) {
    let (seconds, microseconds) = timestamp.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    self.init(timeIntervalSince1970: Double(seconds) + Double(microseconds) / 1_000_000)
  }
}

extension Timestamp {
  /// The microsecond that `date` falls into.
  fileprivate init(_ date: Date) throws(LoadError) {
    let seconds = date.timeIntervalSince1970
    // Microseconds have to fit 64 bits. Not a number fails the comparison, too.
    guard abs(seconds) < 9_223_372_036_854 else {
      throw LoadError(
        .valueOutOfRange,
        "A date is too far away for a timestamp. Check its unit: dates are made of seconds.",
        offendingValue: "\(seconds) s"
      )
    }
    let whole = seconds.rounded(.down)
    let fraction = ((seconds - whole) * 1_000_000).rounded()
    self.init(microseconds: Int64(whole) * 1_000_000 + Int64(fraction), offset: 0)
  }
}
