// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A format of `strftime` and `strptime`, taken apart once.
struct TimeFormat: Sendable {
  /// What a percent sign and the letter behind it stand for.
  enum Field: UInt8, Sendable {
    case shortWeekday, weekday, weekdayNumber, isoWeekdayNumber
    case day, unpaddedDay, shortMonth, month, monthNumber, unpaddedMonthNumber
    case shortYear, unpaddedShortYear, year, isoYear
    case hour, unpaddedHour, halfDayHour, unpaddedHalfDayHour, halfOfDay
    case minute, unpaddedMinute, second, unpaddedSecond
    case nanosecond, microsecond, millisecond, offset, zone
    case dayOfYear, unpaddedDayOfYear, sundayWeek, mondayWeek, isoWeek
  }

  /// Why a text is no format, and where.
  struct Fault: Error, Hashable {
    enum Reason: Hashable {
      /// There is nothing.
      case empty
      /// The last byte is a percent sign.
      case isCut
      /// No field has the letter.
      case unknownField
    }
    var reason: Reason
    /// The place of the percent sign.
    var place: Int
    /// The bytes of the field, of which there is at least the percent sign.
    var field: Range<Int>
  }

  /// What stands before each field, and what stands behind the last one.
  private(set) var literals: [[UInt8]] = []
  private(set) var fields: [Field] = []

  /// Takes a format apart.
  init(_ text: TextBytes) throws(Fault) {
    guard !text.isEmpty else { throw Fault(reason: .empty, place: 0, field: 0..<0) }
    var literal: [UInt8] = []
    try parse(text, &literal)
    literals.append(literal)
  }

  /// Takes a format apart.
  init(_ text: String) throws(Fault) {
    var text = text
    let result = text.withUTF8 { bytes in
      Result { () throws(Fault) in try TimeFormat(bytes) }
    }
    self = try result.get()
  }

  /// Whether texts have nanoseconds.
  var hasNanoseconds: Bool { fields.contains(.nanosecond) }

  /// Whether texts name a time zone or an offset, so that moments are in UTC.
  var hasZone: Bool { fields.contains { $0 == .offset || $0 == .zone } }

  private mutating func parse(_ text: TextBytes, _ literal: inout [UInt8]) throws(Fault) {
    var cursor = TextCursor(text)
    while !cursor.isAtEnd {
      let start = cursor.place
      let byte = cursor.byte
      cursor.place += 1
      guard byte == 0x25 else {
        literal.append(byte)
        continue
      }
      guard !cursor.isAtEnd else {
        throw Fault(reason: .isCut, place: start, field: start..<cursor.place)
      }
      if cursor.skip(0x25) {
        literal.append(0x25)
        continue
      }
      let isUnpadded = cursor.byte == 0x2D && cursor.rest > 1
      if isUnpadded { cursor.place += 1 }
      let letter = cursor.byte
      cursor.place += 1
      if !isUnpadded, let composite = Self.composite(letter) {
        try parse(
          TextBytes(start: composite.utf8Start, count: composite.utf8CodeUnitCount),
          &literal
        )
        continue
      }
      guard let field = isUnpadded ? Self.unpadded(letter) : Self.padded(letter) else {
        throw Fault(reason: .unknownField, place: start, field: start..<cursor.place)
      }
      literals.append(literal)
      fields.append(field)
      literal = []
    }
  }

  /// What stands for several fields.
  private static func composite(_ letter: UInt8) -> StaticString? {
    switch letter {
    case 0x63: "%Y-%m-%d %H:%M:%S"  // c
    case 0x78: "%Y-%m-%d"  // x
    case 0x58, 0x54: "%H:%M:%S"  // X, T
    default: nil
    }
  }

  private static func unpadded(_ letter: UInt8) -> Field? {
    switch UnicodeScalar(letter) {
    case "d": .unpaddedDay
    case "m": .unpaddedMonthNumber
    case "y": .unpaddedShortYear
    case "H": .unpaddedHour
    case "I": .unpaddedHalfDayHour
    case "M": .unpaddedMinute
    case "S": .unpaddedSecond
    case "j": .unpaddedDayOfYear
    default: nil
    }
  }

  private static func padded(_ letter: UInt8) -> Field? {
    switch UnicodeScalar(letter) {
    case "a": .shortWeekday
    case "A": .weekday
    case "w": .weekdayNumber
    case "u": .isoWeekdayNumber
    case "d": .day
    case "b", "h": .shortMonth
    case "B": .month
    case "m": .monthNumber
    case "y": .shortYear
    case "Y": .year
    case "G": .isoYear
    case "H": .hour
    case "I": .halfDayHour
    case "p": .halfOfDay
    case "M": .minute
    case "S": .second
    case "n": .nanosecond
    case "f": .microsecond
    case "g": .millisecond
    case "z": .offset
    case "Z": .zone
    case "j": .dayOfYear
    case "U": .sundayWeek
    case "W": .mondayWeek
    case "V": .isoWeek
    default: nil
    }
  }
}
