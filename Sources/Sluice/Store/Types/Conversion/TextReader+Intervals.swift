// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextReader {
  /// Reads `1 year 2 mons -3 days 04:05:06.7`, `1.5 hours ago` or a number of seconds.
  ///
  /// Units follow their numbers; a clock time ends the text. A fraction goes on in smaller units.
  static func interval(_ text: TextBytes) throws(TextFault) -> Interval {
    var cursor = TextCursor(text)
    _ = cursor.skip(0x40)
    var sum = IntervalSum()
    var isEmpty = true
    while true {
      while [0x20, 0x09, 0x0A].contains(cursor.byte) { cursor.place += 1 }
      if cursor.isAtEnd { break }
      if cursor.byte | 0x20 == 0x61 {
        guard cursor.skip(word: "ago"), isEnd(&cursor) else { throw .malformed }
        try sum.negate()
        break
      }
      let isNegative = cursor.skip(0x2D)
      guard cursor.isAtDigit else { throw .malformed }
      let start = cursor.place
      while cursor.isAtDigit { cursor.place += 1 }
      if cursor.byte == 0x3A {
        cursor.place = start
        guard let clock = ClockText(&cursor, isStrict: false) else { throw .malformed }
        try sum.add(microseconds: isNegative ? -clock.microseconds : clock.microseconds)
        isEmpty = false
        break
      }
      guard let whole = integer(TextBytes(rebasing: text[start..<cursor.place]), as: Int64.self)
      else { throw .outOfRange }
      let fraction = try fraction(&cursor)
      let number = IntervalSum.Number(
        whole: isNegative ? -whole : whole,
        fraction: isNegative ? -fraction : fraction
      )
      while [0x20, 0x09, 0x0A].contains(cursor.byte) { cursor.place += 1 }
      let nameStart = cursor.place
      while cursor.byte.isASCIILetter { cursor.place += 1 }
      if cursor.place == nameStart, isEmpty {
        try sum.add(number, unit: .second)
        guard isEnd(&cursor) else { throw .malformed }
        isEmpty = false
        break
      }
      let name = TextBytes(rebasing: text[nameStart..<cursor.place])
      guard let unit = DatePart(name) else { throw .unknownUnit }
      try sum.add(number, unit: unit)
      isEmpty = false
    }
    guard !isEmpty else { throw .malformed }
    return sum.interval
  }

  private static func isEnd(_ cursor: inout TextCursor) -> Bool {
    while [0x20, 0x09, 0x0A].contains(cursor.byte) { cursor.place += 1 }
    return cursor.isAtEnd
  }

  private static func fraction(_ cursor: inout TextCursor) throws(TextFault) -> Double {
    let start = cursor.place
    guard cursor.skip(0x2E), cursor.isAtDigit else { return 0 }
    while cursor.isAtDigit { cursor.place += 1 }
    let digits = TextBytes(rebasing: cursor.bytes[start..<cursor.place])
    guard let fraction = double(digits) else { throw .malformed }
    return fraction
  }
}

/// Adds up the parts of a span of time that a text names.
private struct IntervalSum {
  /// A number of units, with what is behind its point.
  struct Number {
    var whole: Int64
    var fraction = 0.0
  }

  private(set) var interval = Interval()

  mutating func negate() throws(TextFault) {
    guard let opposite = interval.negated else { throw .outOfRange }
    interval = opposite
  }

  mutating func add(microseconds: Int64) throws(TextFault) {
    interval.microseconds = try Self.sum(interval.microseconds, microseconds)
  }

  mutating func add(_ number: Number, unit: DatePart) throws(TextFault) {
    switch unit {
    case .millennium: try addMonths(number, 12_000)
    case .century: try addMonths(number, 1_200)
    case .decade: try addMonths(number, 120)
    case .year: try addMonths(number, 12)
    case .quarter:
      try addMonths(Number(whole: number.whole), 3)
      let months = Int64(number.fraction * 3)
      try addMonths(Number(whole: months), 1)
      try addDays(Number(whole: 0, fraction: number.fraction * 3 - Double(months)), 30)
    case .month:
      try addMonths(Number(whole: number.whole), 1)
      try addFraction(number.fraction, days: 30)
    case .week:
      try addDays(Number(whole: number.whole), 7)
      try addFraction(number.fraction, days: 7)
    case .day:
      try addDays(Number(whole: number.whole), 1)
      try addTime(Number(whole: 0, fraction: number.fraction), SQLTimestamp.perDay)
    case .hour: try addTime(number, SQLTimestamp.perHour)
    case .minute: try addTime(number, SQLTimestamp.perMinute)
    case .second: try addTime(number, SQLTimestamp.perSecond)
    case .millisecond: try addTime(number, 1_000)
    case .microsecond: try addTime(Number(whole: number.whole), 1)
    default: throw .unsupportedUnit
    }
  }

  /// Adds a fraction of a number of days as days and as a time.
  private mutating func addFraction(_ fraction: Double, days: Int64) throws(TextFault) {
    let part = fraction * Double(days)
    let whole = Int64(part)
    try addDays(Number(whole: whole), 1)
    try addTime(Number(whole: 0, fraction: part - Double(whole)), SQLTimestamp.perDay)
  }

  private mutating func addMonths(_ number: Number, _ unit: Int64) throws(TextFault) {
    interval.months = try Self.sum(interval.months, number, unit)
  }

  private mutating func addDays(_ number: Number, _ unit: Int64) throws(TextFault) {
    interval.days = try Self.sum(interval.days, number, unit)
  }

  private mutating func addTime(_ number: Number, _ unit: Int64) throws(TextFault) {
    interval.microseconds = try Self.sum(interval.microseconds, number, unit)
  }

  private static func sum<T: FixedWidthInteger>(
    _ value: T,
    _ number: Number,
    _ unit: Int64
  ) throws(TextFault) -> T {
    let (product, overflow) = number.whole.multipliedReportingOverflow(by: unit)
    guard !overflow, let addend = T(exactly: product) else { throw .outOfRange }
    let sum = try sum(value, addend)
    guard number.fraction.magnitude > 1e-10 else { return sum }
    // The fraction is below 1 and the unit below 2³⁷.
    let rounded = (number.fraction * Double(unit)).rounded(.toNearestOrAwayFromZero)
    return try self.sum(sum, T(rounded))
  }

  private static func sum<T: FixedWidthInteger>(_ left: T, _ right: T) throws(TextFault) -> T {
    let (sum, overflow) = left.addingReportingOverflow(right)
    if overflow { throw .outOfRange }
    return sum
  }
}
