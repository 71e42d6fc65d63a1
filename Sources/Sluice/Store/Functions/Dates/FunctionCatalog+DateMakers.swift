// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what puts days, times and moments together, and counts since 1970.
  mutating func addDateMakers() {
    add(["make_date"], [.bigint, .bigint, .bigint], .date) { call in
      try Self.made(call) { row -> Int32? in
        SQLTimestamp.date(
          year: call.value(0, row),
          month: call.value(1, row),
          day: call.value(2, row)
        )
      }
    }
    add(["make_date"], [.integer], .date) { call in call.cells[0] }
    add(["make_time"], [.bigint, .bigint, .double], .time) { call in
      try Self.made(call) { row -> Int64? in
        SQLTimestamp.time(
          hour: call.value(0, row),
          minute: call.value(1, row),
          second: call.double(2, row)
        )
      }
    }
    for (name, result) in [
      ("make_timestamp", SQLType.timestamp), ("make_timestamptz", .timestampTZ),
    ] {
      add([name], [.bigint, .bigint, .bigint, .bigint, .bigint, .double], result) { call in
        try Self.made(call) { row -> Int64? in
          SQLTimestamp.moment(
            year: call.value(0, row),
            month: call.value(1, row),
            day: call.value(2, row),
            hour: call.value(3, row),
            minute: call.value(4, row),
            second: call.double(5, row)
          )
        }
      }
      add([name], [.bigint], result) { call in call.cells[0] }
    }
    for names in [["make_timestamp_ms"], ["epoch_ms"]] {
      add(names, [.bigint], .timestamp) { call in
        try Self.made(call) { row -> Int64? in
          SQLTimestamp.moment(call.value(0, row), unit: 1_000)
        }
      }
    }
    add(["make_timestamp_ns"], [.bigint], .timestampNS) { call in call.cells[0] }
    add(["to_timestamp"], [.double], .timestampTZ) { call in
      try Self.made(call) { row -> Int64? in SQLTimestamp.moment(seconds: call.double(0, row)) }
    }
    for type in Self.dated {
      for (name, unit) in [("epoch_us", 1), ("epoch_ms", 1_000), ("epoch_ns", -1_000)]
        as [(String, Int64)]
      {
        add([name], [type], .bigint) { call in
          try call.rows { row -> Int64? in
            let moment: Int64?
            switch type {
            case .date: moment = SQLDate.timestamp(call.value(0, row))
            case .interval:
              moment = call.value(0, row, Interval.self).epochMicroseconds
            case .timeTZ: moment = ZonedTime(cell: call.value(0, row)).time
            case .timestampNS, .timestampTZNS, .timeNS:
              let exact = call.value(0, row, Int64.self)
              if unit < 0, SQLTimestamp.isFinite(exact) { return exact }
              moment = SQLNanoseconds.microseconds(exact)
            default: moment = call.value(0, row, Int64.self)
            }
            guard let moment else { throw KernelFailure.outOfRange(row: row) }
            guard SQLTimestamp.isFinite(moment) else { return nil }
            if unit == 1_000 {
              return type == .interval || type == .time
                ? moment / 1_000 : CivilCalendar.floorDivide(moment, 1_000)
            }
            guard unit < 0 else { return moment }
            let (made, overflow) = moment.multipliedReportingOverflow(by: 1_000)
            guard !overflow else { throw KernelFailure.outOfRange(row: row) }
            return made
          }
        }
      }
    }
  }

  private static func made<Made: BitwiseCopyable>(
    _ call: ScalarArguments,
    _ body: (Int) -> Made?
  ) throws -> Cells {
    try call.rows { row -> Made? in
      guard let made = body(row) else {
        throw SQLError(.conversion, "the parts are those of no \(call.result)")
      }
      return made
    }
  }

  /// Adds what writes and reads days and moments in formats of one's own.
  mutating func addDateFormats() {
    for type in [SQLType.date, .timestamp, .timestampTZ, .timestampNS, .timestampTZNS] {
      add(["strftime"], [type, .varchar], .varchar) { call in
        try Self.written(call, type, format: 1, value: 0)
      }
      add(["strftime"], [.varchar, type], .varchar) { call in
        try Self.written(call, type, format: 0, value: 1)
      }
    }
    for (name, isTrying) in [("strptime", false), ("try_strptime", true)] {
      for isList in [false, true] {
        let formats: SQLType = isList ? .list(.varchar) : .varchar
        add([name], signature: "VARCHAR, \(formats)") { arguments in
          guard arguments.count == 2, arguments[1].type.isList == isList else { return nil }
          if case .text(let text) = arguments[1].literal, text.isEmpty { return nil }
          let texts: [[UInt8]] =
            switch arguments[1].literal {
            case .text(let text): [text]
            case .texts(let texts): texts
            default: []
            }
          let known = texts.compactMap { text in
            text.withUnsafeBufferPointer { try? TimeFormat($0) }
          }
          let result: SQLType =
            known.contains(where: \.hasZone)
            ? .timestampTZ : known.contains(where: \.hasNanoseconds) ? .timestampNS : .timestamp
          return TypedFunction([.varchar, formats], result) { call in
            try Self.read(call, isList: isList, isTrying: isTrying)
          }
        }
      }
    }
  }

  private static func format(_ text: TextBytes) throws -> TimeFormat {
    guard !text.isEmpty else {
      throw SQLError(.invalidInput, "an empty text is no format of dates")
    }
    do {
      return try TimeFormat(text)
    } catch {
      throw SQLError(
        .invalidInput,
        "'\(String(decoding: text, as: UTF8.self))' is no format of dates"
      )
    }
  }

  private static func written(
    _ call: ScalarArguments,
    _ type: SQLType,
    format place: Int,
    value: Int
  ) throws -> Cells {
    var constant: TimeFormat?
    return try call.texts { row, bytes in
      let format = try constant ?? call.withText(place, row) { try Self.format($0) }
      if call.cells[place].isConstant { constant = format }
      if type == .date {
        format.append(date: call.value(value, row), to: &bytes)
      } else {
        let moment = call.value(value, row, Int64.self)
        let isExact = type == .timestampNS || type == .timestampTZNS
        format.append(
          timestamp: isExact ? SQLNanoseconds.microseconds(moment) : moment,
          nanoseconds: isExact ? SQLNanoseconds.rest(moment) : 0,
          zone: type == .timestampTZ || type == .timestampTZNS ? "UTC" : "",
          to: &bytes
        )
      }
      return true
    }
  }

  private static func read(
    _ call: ScalarArguments,
    isList: Bool,
    isTrying: Bool
  ) throws -> Cells {
    var known: [TimeFormat]?
    return try call.rows { row -> Int64? in
      let formats: [TimeFormat]
      if let known {
        formats = known
      } else if isList {
        let elements = call.cells[1].children[0]
        formats = try call.value(1, row, ListRun.self).range.compactMap { place in
          guard elements.isValid(place) else { return nil }
          return try elements.value(place, ByteRun.self).withBytes { try Self.format($0) }
        }
      } else {
        formats = [try call.withText(1, row) { try Self.format($0) }]
      }
      if call.cells[1].isConstant { known = formats }
      return try call.withText(0, row) { text in
        do {
          let reading = try TimeFormat.read(text, formats)
          if let zone = reading.zone, !ZoneText.isUTC(TextBytes(rebasing: text[zone])) {
            throw SQLError(
              .conversion,
              "'\(String(decoding: text[zone], as: UTF8.self))' is no time zone that is known"
            )
          }
          let isExact = call.result == .timestampNS
          guard let moment = isExact ? reading.exactTimestamp : reading.timestamp else {
            throw TimeMismatch(.noSuchDay, 0)
          }
          return moment
        } catch {
          if isTrying { return nil }
          guard let mismatch = error as? TimeMismatch else { throw error }
          throw SQLError(
            .invalidInput,
            "'\(String(decoding: text, as: UTF8.self))' is not of the format: "
              + "\(mismatch.expectation) is missing"
          )
        }
      }
    }
  }

  /// The moment now.
  static func now() -> Int64 { SystemTime().now.microseconds }

  /// Adds what tells the time, which is the same for all rows of a query.
  mutating func addClock() {
    let names = ["now", "current_timestamp", "get_current_timestamp", "transaction_timestamp"]
    add(names, signature: "") { arguments in
      guard arguments.isEmpty else { return nil }
      let moment = Self.now()
      return TypedFunction([], .timestampTZ) { _ in .constant(.int64, moment) }
    }
    add(["localtimestamp", "current_localtimestamp"], signature: "") { arguments in
      guard arguments.isEmpty else { return nil }
      let moment = Self.now()
      return TypedFunction([], .timestamp) { _ in .constant(.int64, moment) }
    }
    add(["current_date", "today"], signature: "") { arguments in
      guard arguments.isEmpty else { return nil }
      let days = SQLTimestamp.split(Self.now()).days
      return TypedFunction([], .date) { _ in .constant(.int32, days) }
    }
    for (times, isZoned) in [
      (["current_time", "get_current_time"], true), (["localtime", "current_localtime"], false),
    ] {
      add(times, signature: "") { arguments in
        guard arguments.isEmpty else { return nil }
        let time = SQLTimestamp.split(Self.now()).time
        let cell = isZoned ? ZonedTime(time: time, offset: 0)?.cell ?? 0 : time
        return TypedFunction([], isZoned ? .timeTZ : .time) { _ in .constant(.int64, cell) }
      }
    }
    for (source, target) in [
      (SQLType.timestamp, SQLType.timestampTZ), (.timestampTZ, .timestamp),
      (.timestampNS, .timestampTZNS), (.timestampTZNS, .timestampNS), (.timeTZ, .timeTZ),
    ] {
      add(["timezone"], [.varchar, source], target) { call in
        try call.rows { row -> Int64? in
          try call.withText(0, row) { name in
            guard ZoneText.isUTC(name) else {
              throw SQLError(
                .unsupported,
                "'\(String(decoding: name, as: UTF8.self))' is no time zone that is known"
              )
            }
          }
          let cell = call.value(1, row, Int64.self)
          guard source == .timeTZ else { return cell }
          return ZonedTime(time: ZonedTime(cell: cell).timeInUTC, offset: 0)?.cell
        }
      }
    }
  }
}

extension Interval {
  /// The microseconds, in months of 30 days.
  fileprivate var epochMicroseconds: Int64? {
    let days = Int128(months) * 30 + Int128(self.days)
    return Int64(exactly: days * Int128(SQLTimestamp.perDay) + Int128(microseconds))
  }
}
