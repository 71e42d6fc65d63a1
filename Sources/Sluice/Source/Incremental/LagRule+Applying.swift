// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension LagRule {
  /// A value that cannot be moved by this lag.
  struct Inapplicable: Error {}

  /// Where a cursor that has come to `last` starts, but not beyond `initial`.
  ///
  /// A cursor that moves down starts above its last value. Throws ``Inapplicable``, or
  /// `CursorKey.Incomparable` if the two values have no order.
  func start(
    after last: Value,
    initial: Value?,
    movesDown: Bool,
    _ kind: CursorKind,
    _ localTimes: LocalTimes
  )
    throws -> Value
  {
    let moved = try moved(last, back: !movesDown, unitOf: initial)
    guard let initial, !initial.isNull else { return moved }
    guard let first = kind.key(of: initial, localTimes: localTimes),
      let other = kind.key(of: moved, localTimes: localTimes)
    else { throw CursorKey.Incomparable() }
    let beyond: CursorOrder = movesDown ? .less : .greater
    return try first.order(to: other) == beyond ? initial : moved
  }

  /// `value`, moved.
  func moved(_ value: Value, back: Bool, unitOf initial: Value?) throws -> Value {
    if case .text(let text) = value { return .text(try moved(text, back: back, unitOf: initial)) }
    let sign: Int64 = back ? -1 : 1
    switch (self, value) {
    case (.number(let lag), .bool(let flag)):
      return try Self.integer(Double(flag ? 1 : 0) + Double(sign) * lag)
    case (.number(let lag), .int(let number)):
      if let whole = Int64(exactly: lag) { return .int(try Self.sum(number, sign * whole)) }
      return try Self.integer(Double(number) + Double(sign) * lag)
    case (.number(let lag), .double(let number)): return .double(number + Double(sign) * lag)
    case (.number(let lag), .timestamp(let moment)):
      return .timestamp(try Self.shifted(moment, by: .microseconds(Self.microseconds(lag)), sign))
    case (.number(let lag), .date(let date)):
      let days = (Double(sign) * lag).rounded(.down)
      guard let days = Int(exactly: days) else { throw Inapplicable() }
      return .date(try Self.shifted(date, by: .days(days), 1))
    case (.number(let lag), .decimal(let number)):
      return .decimal(try Self.sum(number, ExactDecimal(lag), sign))
    case (.microseconds, .timestamp(let moment)), (.days, .timestamp(let moment)),
      (.months, .timestamp(let moment)):
      return .timestamp(try Self.shifted(moment, by: self, sign))
    case (.days, .date(let date)), (.months, .date(let date)):
      return .date(try Self.shifted(date, by: self, sign))
    case (.microseconds(let lag), .time(let time)):
      // A day ends where it ends: what lies before it is not the evening before.
      let moved = time.microseconds + sign * lag
      return .time(
        TimeOfDay(microseconds: max(0, min(CivilCalendar.microsecondsPerDay - 1, moved)))
      )
    case (.count(let lag), .int(let number)): return .int(try Self.sum(number, sign * lag))
    case (.decimal(let lag), .double(let number)):
      return .double(number + Double(sign) * lag.doubleValue)
    case (.decimal(let lag), _):
      guard let number = value.exactDecimal else { throw Inapplicable() }
      return .decimal(try Self.sum(number, lag, sign))
    default: throw Inapplicable()
    }
  }

  /// A text that is a date or a timestamp, moved; its form stays.
  ///
  /// The unit of a plain number is that of `initial`, where this is such a text, too.
  private func moved(_ text: String, back: Bool, unitOf initial: Value?) throws -> String {
    if case .decimal(let lag) = self, let number = ExactDecimal(text) {
      return try Self.sum(number, lag, back ? -1 : 1).description
    }
    guard var moment = MomentText(text) else { throw Inapplicable() }
    var rule = self
    if case .number(let lag) = self {
      let unit = initial?.string.flatMap { MomentText($0) } ?? moment
      if unit.isDate {
        moment.dropTime()
        // Half a day is kept until the text is written.
        rule = .microseconds(try Self.microseconds(lag * 86_400))
      } else {
        rule = .microseconds(try Self.microseconds(lag))
      }
    }
    let local = Timestamp(microseconds: moment.microseconds, offset: nil)
    moment.microseconds = try Self.shifted(local, by: rule, back ? -1 : 1).microseconds
    return moment.text
  }

  // MARK: - Arithmetic

  private static func microseconds(_ seconds: Double) throws -> Int64 {
    guard let exact = Int64(exactly: (seconds * 1_000_000).rounded()) else { throw Inapplicable() }
    return exact
  }

  private static func integer(_ number: Double) throws -> Value {
    guard let whole = Int64(exactly: number.rounded(.towardZero)) else { throw Inapplicable() }
    return .int(whole)
  }

  private static func sum(_ a: Int64, _ b: Int64) throws -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw Inapplicable() }
    return sum
  }

  private static func sum(
    _ a: ExactDecimal,
    _ b: ExactDecimal,
    _ sign: Int64
  ) throws -> ExactDecimal {
    guard a.isFinite, b.isFinite else { throw Inapplicable() }
    let scale = max(0, -a.exponent, -b.exponent)
    guard let left = a.unscaled(scale: scale, precision: 38),
      let right = b.unscaled(scale: scale, precision: 38)
    else { throw Inapplicable() }
    let (sum, overflow) = left.addingReportingOverflow(Int128(sign) * right)
    guard !overflow else { throw Inapplicable() }
    return ExactDecimal(unscaled: sum, scale: scale)
  }

  static func shifted(_ moment: Timestamp, by rule: LagRule, _ sign: Int64) throws -> Timestamp {
    var moment = moment
    switch rule {
    case .microseconds(let lag): moment.microseconds = try sum(moment.microseconds, sign * lag)
    case .days, .months:
      let local = Timestamp(microseconds: moment.wallMicroseconds, offset: nil)
      let date = try shifted(local.localDate, by: rule, sign)
      moment = Timestamp(date, local.localTime, offset: moment.offset)
    default: throw Inapplicable()
    }
    let day = CivilCalendar.floorDivide(moment.microseconds, CivilCalendar.microsecondsPerDay)
    guard CivilCalendar.supportedDays.contains(Int(day)) else { throw Inapplicable() }
    return moment
  }

  static func shifted(
    _ date: CalendarDate,
    by rule: LagRule,
    _ sign: Int64
  ) throws -> CalendarDate {
    let day: Int
    switch rule {
    case .days(let days): day = Int(try sum(Int64(date.days), sign * Int64(days)))
    case .months(let months):
      var (year, month, number) = date.components
      let total = Int(try sum(Int64(year * 12 + month - 1), sign * Int64(months)))
      (year, month) = (CivilCalendar.floorDivide(total, 12), CivilCalendar.modulo(total, 12) + 1)
      guard 1...9999 ~= year else { throw Inapplicable() }
      number = min(number, CivilCalendar.days(inMonth: month, of: year))
      day = CivilCalendar.days(year: year, month: month, day: number)
    default: throw Inapplicable()
    }
    guard CivilCalendar.supportedDays.contains(day) else { throw Inapplicable() }
    return CalendarDate(days: Int32(day))
  }
}
