// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What of a cursor's value is compared. The value itself stays as the source has it.
enum CursorKey: Hashable, Sendable {
  case integer(Int64)
  case double(Double)
  case decimal(ExactDecimal)
  case text(String)
  case bytes([UInt8])
  case date(CalendarDate)
  case time(TimeOfDay)
  case moment(Moment)

  /// A date and time, as fine as its text has it.
  struct Moment: Hashable, Sendable {
    /// Microseconds since 1970, which take a local time as UTC.
    var microseconds: Int64
    /// What lies within the microsecond, in units of 10⁻²⁴ seconds.
    var finer: UInt64
    /// Whether nobody knows which instant it is.
    var isLocal: Bool
  }

  /// Two values that have no order.
  struct Incomparable: Error {}

  /// What is compared of `value`; `nil` if it has no order.
  init?(_ value: Value) {
    switch value {
    case .bool(let flag): self = .integer(flag ? 1 : 0)
    case .int(let number): self = .integer(number)
    case .bigInt(let number), .decimal(let number), .wei(let number): self = .decimal(number)
    case .double(let number):
      if number.isNaN { return nil }
      self = .double(number)
    case .text(let text): self = .text(text)
    case .binary(let bytes), .hexBytes(let bytes): self = .bytes(bytes)
    case .date(let date): self = .date(date)
    case .time(let time): self = .time(time)
    case .timestamp(let timestamp): self = .moment(Moment(timestamp))
    case .null, .list, .record: return nil
    }
    if case .decimal(let number) = self, number.isNaN { return nil }
  }

  /// Which of the two comes first; throws if nobody can say.
  func order(to other: CursorKey) throws(Incomparable) -> CursorOrder {
    switch (self, other) {
    case (.integer(let a), .integer(let b)): return CursorOrder(a, b)
    case (.double(let a), .double(let b)): return CursorOrder(a, b)
    case (.text(let a), .text(let b)):
      // The order of bytes is that of code points, as in Python.
      return Self.order(a, b)
    case (.bytes(let a), .bytes(let b)):
      if a == b { return .equal }
      return a.lexicographicallyPrecedes(b) ? .less : .greater
    case (.date(let a), .date(let b)): return CursorOrder(a, b)
    case (.time(let a), .time(let b)): return CursorOrder(a, b)
    case (.moment(let a), .moment(let b)):
      guard a.isLocal == b.isLocal else { throw Incomparable() }
      let order = CursorOrder(a.microseconds, b.microseconds)
      return order == .equal ? CursorOrder(a.finer, b.finer) : order
    default:
      guard let a = number, let b = other.number else { throw Incomparable() }
      return CursorOrder(a, b)
    }
  }

  private static func order(_ a: String, _ b: String) -> CursorOrder {
    let order = a.utf8.withContiguousStorageIfAvailable { a in
      b.utf8.withContiguousStorageIfAvailable { b -> CursorOrder in
        let count = min(a.count, b.count)
        for index in 0..<count where a[index] != b[index] {
          return a[index] < b[index] ? .less : .greater
        }
        return CursorOrder(a.count, b.count)
      }
    }
    if let order, let order { return order }
    if a.utf8.elementsEqual(b.utf8) { return .equal }
    return a.utf8.lexicographicallyPrecedes(b.utf8) ? .less : .greater
  }

  /// The number, or `nil` if this is none.
  var number: ExactDecimal? {
    switch self {
    case .integer(let value): ExactDecimal(value)
    case .decimal(let value): value
    case .double(let value): ExactDecimal(exactInteger: value) ?? ExactDecimal(value)
    default: nil
    }
  }
}

/// Which of two values comes first.
enum CursorOrder: Sendable {
  case less, equal, greater

  init<T: Comparable>(_ a: T, _ b: T) { self = a < b ? .less : a == b ? .equal : .greater }
}

extension CursorKey.Moment {
  /// A date and time to the microsecond.
  init(_ timestamp: Timestamp) {
    self.init(
      microseconds: timestamp.microseconds,
      finer: 0,
      isLocal: timestamp.offset == nil
    )
  }

  /// A date and time as a text has it, however many digits; `nil` if it is none.
  init?(text: String) {
    guard let timestamp = Timestamp(text) else { return nil }
    self.init(timestamp)
    finer = Self.finer(in: text)
  }

  /// What the digits after the sixth of a fraction stand for.
  private static func finer(in text: String) -> UInt64 {
    guard let point = text.utf8.lastIndex(where: { $0 == 0x2E || $0 == 0x2C }) else { return 0 }
    var finer: UInt64 = 0
    var digits = 0
    for byte in text.utf8[point...].dropFirst().prefix(while: { 0x30...0x39 ~= $0 }).dropFirst(6) {
      if digits == 18 { break }
      finer = finer * 10 + UInt64(byte - 0x30)
      digits += 1
    }
    guard digits > 0 else { return 0 }
    for _ in digits..<18 { finer *= 10 }
    return finer
  }
}

/// What values a cursor takes, and what they mean.
enum CursorKind: String, Sendable {
  /// Whatever comes, compared as it is.
  case any
  case integer
  case number
  case decimal
  case text
  case date
  case time
  case instant
  case localTime = "local time"

  /// What is compared of `value`; `nil` if it is not of this kind.
  ///
  /// Texts that stand for a date, a time or a decimal are read, for JSON and CSV have no others.
  func key(of value: Value, localTimes: LocalTimes) -> CursorKey? {
    var key: CursorKey?
    switch (self, value) {
    case (.any, _): key = CursorKey(value)
    case (.integer, .int), (.integer, .bigInt), (.text, .text), (.date, .date), (.time, .time),
      (.instant, .timestamp), (.localTime, .timestamp):
      key = CursorKey(value)
    case (.number, .int), (.number, .bigInt), (.number, .double), (.number, .decimal),
      (.decimal, .int), (.decimal, .bigInt), (.decimal, .double), (.decimal, .decimal),
      (.decimal, .wei):
      key = CursorKey(value)
    case (.decimal, .text(let text)):
      key = ExactDecimal(text).flatMap { $0.isNaN ? nil : .decimal($0) }
    case (.date, .text(let text)): key = CalendarDate(text).map { .date($0) }
    case (.time, .text(let text)): key = TimeOfDay(text).map { .time($0) }
    case (.instant, .text(let text)), (.localTime, .text(let text)):
      key = CursorKey.Moment(text: text).map { .moment($0) }
    default: key = nil
    }
    guard case .moment(var moment) = key else { return key }
    if localTimes.isUTC { moment.isLocal = false }
    switch self {
    case .instant where moment.isLocal: return nil
    case .localTime where !moment.isLocal && !localTimes.isUTC: return nil
    default: return .moment(moment)
    }
  }
}

/// A value of a cursor, and what is compared of it.
struct CursorValue: Hashable, Sendable {
  /// The value as the source has it.
  let value: Value
  /// What is compared; `nil` where the value is not of the kind that the cursor has.
  let key: CursorKey?

  /// A value of the cursor of `rule`.
  init(_ value: Value, _ rule: Incremental) {
    self.value = value
    key =
      rule.options.fold.isCustom
      ? CursorKey(value) : rule.kind.key(of: value, localTimes: rule.options.localTimes)
  }

  /// How far the two lie apart, where that can be said.
  func distance(to other: CursorValue) -> CursorDistance? {
    guard let key, let otherKey = other.key else { return nil }
    return CursorDistance(from: key, to: otherKey)
  }
}
