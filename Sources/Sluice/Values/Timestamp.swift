// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A date and time of the years 1 to 9999, to the microsecond, with or without an offset from UTC.
///
/// Two timestamps are equal if they are the same instant with the same offset. They are ordered by
/// microseconds, which takes a local date and time as UTC; equal instants by their offsets.
public struct Timestamp: Sendable, Hashable {
  /// Microseconds since 1970.
  ///
  /// They count to the instant where there is an offset, and to the wall clock where there is none.
  public var microseconds: Int64
  /// Seconds east of UTC, or `nil` for a local date and time.
  public var offset: Int32?

  /// Makes a timestamp.
  public init(microseconds: Int64, offset: Int32? = 0) {
    self.microseconds = microseconds
    self.offset = offset
  }

  /// Makes the local date and time `time` of `date`, or the instant that it is at `offset`.
  public init(_ date: CalendarDate, _ time: TimeOfDay, offset: Int32? = nil) {
    microseconds =
      Int64(date.days) * CivilCalendar.microsecondsPerDay + time.microseconds
      - Int64(offset ?? 0) * 1_000_000
    self.offset = offset
  }

  /// The microseconds since 1970 that the clock shows at the offset.
  public var wallMicroseconds: Int64 { microseconds + Int64(offset ?? 0) * 1_000_000 }

  /// The day that the calendar shows at the offset.
  public var localDate: CalendarDate { Self.date(wallMicroseconds) }

  /// The time that the clock shows at the offset.
  public var localTime: TimeOfDay {
    TimeOfDay(
      microseconds: CivilCalendar.modulo(wallMicroseconds, CivilCalendar.microsecondsPerDay)
    )
  }

  /// The day in UTC. A local date and time counts as UTC.
  public var utcDate: CalendarDate { Self.date(microseconds) }

  /// The microseconds that a column stores, which are in UTC with a time zone and without one.
  ///
  /// A local date and time counts as UTC.
  public func storedMicroseconds(hasTimeZone: Bool) -> Int64 {
    // Both sorts of columns agree: an instant is moved to UTC before its offset is dropped.
    microseconds
  }

  /// The value that a column holds: in UTC, with an offset if the column has a time zone.
  public func stored(hasTimeZone: Bool) -> Timestamp {
    Timestamp(
      microseconds: storedMicroseconds(hasTimeZone: hasTimeZone),
      offset: hasTimeZone ? 0 : nil
    )
  }

  /// The nearest moment with `digits` digits of a second, the later one if two are as near.
  func rounded(toDigits digits: Int) -> Timestamp {
    var unit: Int64 = 1
    for _ in max(digits, 0)..<max(digits, 6) { unit *= 10 }
    guard unit > 1 else { return self }
    let units = CivilCalendar.floorDivide(microseconds + unit / 2, unit)
    return Timestamp(microseconds: units * unit, offset: offset)
  }

  private static func date(_ microseconds: Int64) -> CalendarDate {
    let days = CivilCalendar.floorDivide(microseconds, CivilCalendar.microsecondsPerDay)
    return CalendarDate(days: Int32(truncatingIfNeeded: days))
  }
}

extension Timestamp: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    if left.microseconds != right.microseconds { return left.microseconds < right.microseconds }
    // A local date and time comes before every instant.
    return Int64(left.offset ?? .min) < Int64(right.offset ?? .min)
  }
}

extension Timestamp: LosslessStringConvertible {
  /// Reads an ISO 8601 date with a time of day; digits after the sixth of a second are dropped.
  ///
  /// A date alone is not a timestamp: see CalendarDate.
  public init?(_ text: String) {
    var text = text
    guard let timestamp = text.withUTF8({ Timestamp(utf8: $0) }) else { return nil }
    self = timestamp
  }

  /// Reads an ISO 8601 date with a time of day from UTF-8.
  public init?(utf8 bytes: Span<UInt8>) {
    if let timestamp = ISO8601.usualTimestamp(bytes) {
      self = timestamp
    } else if case .timestamp(let timestamp) = ISO8601.moment(bytes) {
      self = timestamp
    } else {
      return nil
    }
  }

  /// Reads an ISO 8601 date with a time of day from UTF-8.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    self.init(utf8: bytes.span)
  }

  /// The ISO 8601 text, without a fraction where it is zero.
  public var description: String { String(asciiCapacity: 32) { append(to: &$0) } }

  /// Appends the text `2024-03-01T10:20:30.123456+02:00` as UTF-8.
  ///
  /// A fraction of zero is left out, and so is the offset of a local date and time.
  public func append(to bytes: inout [UInt8]) {
    localDate.append(to: &bytes)
    bytes.append(0x54)
    localTime.append(to: &bytes)
    guard let offset else { return }
    bytes.append(offset < 0 ? 0x2D : 0x2B)
    let seconds = Int(offset.magnitude)
    bytes.appendPair(seconds / 3600)
    bytes.append(0x3A)
    bytes.appendPair(seconds / 60 % 60)
    guard seconds % 60 != 0 else { return }
    bytes.append(0x3A)
    bytes.appendPair(seconds % 60)
  }
}

extension Timestamp: Codable {
  /// Reads an ISO 8601 date with a time of day.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText("an ISO 8601 date and time") { Timestamp($0) }
  }

  /// Writes the text `2024-03-01T10:20:30.123456+02:00`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
