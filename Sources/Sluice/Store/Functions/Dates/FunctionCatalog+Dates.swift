// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions of days, times and moments.
  mutating func addDateFunctions() {
    addDateParts()
    addDateDifferences()
    addDateArithmetic()
    addExactMoments()
    addIntervals()
    addDateMakers()
    addDateFormats()
    addClock()
  }

  /// Reads the name of a part of dates.
  static func part(_ call: ScalarArguments, _ argument: Int, _ row: Int) throws -> DatePart {
    try call.withText(argument, row) { text in
      guard let part = DatePart(text) else {
        throw SQLError(
          .conversion,
          "'\(String(decoding: text, as: UTF8.self))' is no part of dates and times"
        )
      }
      return part
    }
  }

  /// The part for all rows, if it is the same.
  static func constantPart(_ call: ScalarArguments, _ argument: Int) throws -> DatePart? {
    guard call.cells[argument].isConstant, call.cells[argument].isValid(0) else { return nil }
    return try part(call, argument, 0)
  }

  /// The types of what has parts.
  static let dated: [SQLType] = [
    .date, .timestamp, .timestampTZ, .interval, .time, .timestampNS, .timestampTZNS, .timeNS,
    .timeTZ,
  ]

  private mutating func addDateParts() {
    for type in Self.dated {
      add(["date_part", "datepart"], signature: "VARCHAR, \(type)") { arguments in
        guard arguments.count == 2 else { return nil }
        if case .texts(let names) = arguments[0].literal {
          return Self.parts(names, type)
        }
        // A part that is written out is a whole number if it always is one.
        if case .text(let name) = arguments[0].literal,
          let part = name.withUnsafeBufferPointer({ DatePart($0) }), !part.isFractional
        {
          return TypedFunction([.varchar, type], .bigint) { call in
            try Self.check(part, type)
            return call.rows { row -> Int64? in Self.whole(part, call, 1, row, type) }
          }
        }
        return TypedFunction([.varchar, type], .double) { call in
          let constant = try Self.constantPart(call, 0)
          return try call.rows { row -> Double? in
            // An infinity has no part, whatever it is called.
            guard constant != nil || Self.isFinite(call, 1, row, type) else { return nil }
            let part = try constant ?? Self.part(call, 0, row)
            try Self.check(part, type)
            if part.isFractional { return Self.fraction(part, call, 1, row, type) }
            return Self.whole(part, call, 1, row, type).map { Double($0) }
          }
        }
      }
    }
    let names: [(String, DatePart)] = [
      ("year", .year), ("month", .month), ("day", .day), ("dayofmonth", .day),
      ("decade", .decade), ("century", .century), ("millennium", .millennium),
      ("quarter", .quarter), ("microsecond", .microsecond), ("millisecond", .millisecond),
      ("second", .second), ("minute", .minute), ("hour", .hour), ("dayofweek", .dayOfWeek),
      ("weekday", .dayOfWeek), ("isodow", .isoDayOfWeek), ("week", .week), ("weekofyear", .week),
      ("isoyear", .isoYear), ("dayofyear", .dayOfYear), ("yearweek", .yearWeek), ("era", .era),
      ("timezone", .timezone), ("timezone_hour", .timezoneHour),
      ("timezone_minute", .timezoneMinute), ("epoch", .epoch), ("julian", .julianDay),
    ]
    for (name, part) in names {
      for type in Self.dated {
        let isKnown =
          switch type {
          case .interval: part.isOfIntervals
          case .time, .timeNS, .timeTZ: part.isOfTimes
          default: true
          }
        guard isKnown else { continue }
        if part.isFractional {
          add([name], [type], .double) { call in
            call.rows { row -> Double? in Self.fraction(part, call, 0, row, type) }
          }
        } else {
          add([name], [type], .bigint) { call in
            call.rows { row -> Int64? in Self.whole(part, call, 0, row, type) }
          }
        }
      }
    }
    for (name, isMonth) in [("monthname", true), ("dayname", false)] {
      for type in [SQLType.date, .timestamp, .timestampTZ] {
        add([name], [type], .varchar) { call in
          call.texts { row, bytes in
            let days = Self.days(call, 0, row, type)
            guard
              let name = isMonth
                ? CalendarNames.month(ofDate: days) : CalendarNames.day(ofDate: days)
            else { return false }
            TextWriter.append(word: name, to: &bytes)
            return true
          }
        }
      }
    }
    for type in [SQLType.date, .timestamp, .timestampTZ] {
      add(["last_day"], [type], .date) { call in
        call.rows { row -> Int32? in SQLDate.lastDay(Self.days(call, 0, row, type)) }
      }
    }
  }

  /// Several parts whose names are written out, as a structure.
  private static func parts(_ names: [[UInt8]], _ type: SQLType) -> TypedFunction? {
    var (parts, fields) = ([DatePart](), [SQLType.Field]())
    for name in names {
      guard let part = name.withUnsafeBufferPointer({ DatePart($0) }) else { return nil }
      parts.append(part)
      let text = String(decoding: name, as: UTF8.self)
      fields.append(SQLType.Field(name: text, type: part.isFractional ? .double : .bigint))
    }
    guard !parts.isEmpty, Set(fields.map(\.name)).count == fields.count else { return nil }
    let all = parts
    return TypedFunction([.list(.varchar), type], .structure(fields)) { call in
      var one = call
      one.cells = [call.cells[1]]
      let children = try all.map { part -> Cells in
        // Among several parts the zone of a day is nothing, as its time is.
        if type != .date { try Self.check(part, type) }
        one.result = part.isFractional ? .double : .bigint
        return part.isFractional
          ? one.rows { row -> Double? in Self.fraction(part, call, 1, row, type) }
          : one.rows { row -> Int64? in Self.whole(part, call, 1, row, type) }
      }
      let block = CellBlock(.structure, capacity: call.count)
      for row in 0..<call.count where !call.hasAll(row) { block.setMissing(row, stride: 0) }
      return Cells(.structure, block, children: children)
    }
  }

  private static func check(_ part: DatePart, _ type: SQLType) throws {
    let isKnown =
      switch type {
      case .interval: part.isOfIntervals
      case .time, .timeNS, .timeTZ: part.isOfTimes
      case .date: part.isOfDates
      default: true
      }
    guard isKnown else {
      throw SQLError(.unsupported, "values of the type \(type) have no such part")
    }
  }

  private static func isFinite(
    _ call: ScalarArguments,
    _ argument: Int,
    _ row: Int,
    _ type: SQLType
  ) -> Bool {
    switch type {
    case .date: SQLDate.isFinite(call.value(argument, row, Int32.self))
    case .timestamp, .timestampTZ, .timestampNS, .timestampTZNS:
      SQLTimestamp.isFinite(call.value(argument, row, Int64.self))
    default: true
    }
  }

  /// The day of a day or a moment.
  static func days(_ call: ScalarArguments, _ argument: Int, _ row: Int, _ type: SQLType) -> Int32 {
    type == .date
      ? call.value(argument, row, Int32.self)
      : SQLTimestamp.date(call.value(argument, row, Int64.self))
  }

  static func whole(
    _ part: DatePart,
    _ call: ScalarArguments,
    _ argument: Int,
    _ row: Int,
    _ type: SQLType
  ) -> Int64? {
    switch type {
    case .date: part.value(ofDate: call.value(argument, row, Int32.self))
    case .interval: part.value(of: call.value(argument, row, Interval.self))
    case .time: part.value(ofTime: call.value(argument, row, Int64.self))
    case .timeNS:
      part.value(ofTime: SQLNanoseconds.microseconds(call.value(argument, row, Int64.self)))
    case .timeTZ: part.value(of: ZonedTime(cell: call.value(argument, row, Int64.self)))
    case .timestampNS, .timestampTZNS:
      part.value(ofTimestamp: SQLNanoseconds.microseconds(call.value(argument, row, Int64.self)))
    default: part.value(ofTimestamp: call.value(argument, row, Int64.self))
    }
  }

  private static func fraction(
    _ part: DatePart,
    _ call: ScalarArguments,
    _ argument: Int,
    _ row: Int,
    _ type: SQLType
  ) -> Double? {
    switch type {
    case .date: part.fraction(ofDate: call.value(argument, row, Int32.self))
    case .interval: part.fraction(of: call.value(argument, row, Interval.self))
    case .time: part.fraction(ofTime: call.value(argument, row, Int64.self))
    case .timeNS:
      part.fraction(ofTime: SQLNanoseconds.microseconds(call.value(argument, row, Int64.self)))
    case .timeTZ:
      part.fraction(ofTime: ZonedTime(cell: call.value(argument, row, Int64.self)).time)
    case .timestampNS, .timestampTZNS:
      part.fraction(ofTimestamp: SQLNanoseconds.microseconds(call.value(argument, row, Int64.self)))
    default: part.fraction(ofTimestamp: call.value(argument, row, Int64.self))
    }
  }
}
