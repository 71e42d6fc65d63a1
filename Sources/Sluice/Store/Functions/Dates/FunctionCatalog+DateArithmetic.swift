// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds sums and differences of days, times, moments and spans of time.
  mutating func addDateArithmetic() {
    addMoment(["+", "add"], [.date, .integer], .date) {
      SQLDate.sum($0.value(0, $1), $0.value(1, $1))
    }
    addMoment(["+", "add"], [.integer, .date], .date) {
      SQLDate.sum($0.value(1, $1), $0.value(0, $1))
    }
    addMoment(["-", "subtract"], [.date, .integer], .date) {
      SQLDate.difference($0.value(0, $1), $0.value(1, $1))
    }
    addMoment(["-", "subtract"], [.date, .date], .bigint) { call, row -> Int64? in
      let (end, start) = (call.value(0, row, Int32.self), call.value(1, row, Int32.self))
      guard SQLDate.isFinite(end), SQLDate.isFinite(start) else { return nil }
      return Int64(end) - Int64(start)
    }
    for names in [["+", "add", "date_add"]] {
      addMoment(names, [.date, .interval], .timestamp) {
        $0.value(1, $1, Interval.self).added(toDate: $0.value(0, $1))
      }
      for type in [SQLType.timestamp, .timestampTZ] {
        addMoment(names, [type, .interval], type) {
          $0.value(1, $1, Interval.self).added(toTimestamp: $0.value(0, $1))
        }
      }
    }
    addMoment(["+", "add"], [.interval, .date], .timestamp) {
      $0.value(0, $1, Interval.self).added(toDate: $0.value(1, $1))
    }
    addMoment(["-", "subtract"], [.date, .interval], .timestamp) {
      $0.value(1, $1, Interval.self).subtracted(fromDate: $0.value(0, $1))
    }
    for type in [SQLType.timestamp, .timestampTZ] {
      addMoment(["+", "add"], [.interval, type], type) {
        $0.value(0, $1, Interval.self).added(toTimestamp: $0.value(1, $1))
      }
      addMoment(["-", "subtract"], [type, .interval], type) {
        $0.value(1, $1, Interval.self).subtracted(fromTimestamp: $0.value(0, $1))
      }
      addMoment(["-", "subtract"], [type, type], .interval) {
        Interval.difference($0.value(0, $1, Int64.self), $0.value(1, $1, Int64.self))
      }
      add(["age"], [type, type], .interval) { call in
        call.rows { row -> Interval? in
          Interval.age(call.value(0, row), since: call.value(1, row))
        }
      }
      add(["age"], signature: "\(type)") { arguments in
        guard arguments.count == 1 else { return nil }
        let midnight = SQLTimestamp.split(Self.now()).days
        return TypedFunction([type], .interval) { call in
          call.rows { row -> Interval? in
            SQLDate.timestamp(midnight).flatMap { Interval.age($0, since: call.value(0, row)) }
          }
        }
      }
    }
    for (parameters, time, span) in [
      ([SQLType.time, .interval], 0, 1), ([.interval, .time], 1, 0),
    ] {
      addMoment(["+", "add"], parameters, .time) { call, row -> Int64? in
        call.value(span, row, Interval.self).added(toTime: call.value(time, row))
      }
    }
    addMoment(["-", "subtract"], [.time, .interval], .time) {
      $0.value(1, $1, Interval.self).subtracted(fromTime: $0.value(0, $1))
    }
    for (parameters, date, time) in [([SQLType.date, .time], 0, 1), ([.time, .date], 1, 0)] {
      addMoment(["+", "add"], parameters, .timestamp) { call, row -> Int64? in
        let days = call.value(date, row, Int32.self)
        return SQLDate.isFinite(days)
          ? SQLTimestamp.joined(days: Int64(days), time: call.value(time, row))
          : SQLDate.timestamp(days)
      }
    }
    addMoment(["+", "add"], [.interval, .interval], .interval) {
      Interval.sum($0.value(0, $1), $0.value(1, $1))
    }
    addMoment(["-", "subtract"], [.interval, .interval], .interval) {
      Interval.difference($0.value(0, $1, Interval.self), $0.value(1, $1, Interval.self))
    }
    addMoment(["-"], [.interval], .interval) { $0.value(0, $1, Interval.self).negated }
  }

  /// A function of what may lie beyond what can be counted.
  private mutating func addMoment<Made: BitwiseCopyable>(
    _ names: [String],
    _ parameters: [SQLType],
    _ result: SQLType,
    _ body: @escaping @Sendable (ScalarArguments, Int) -> Made?
  ) {
    add(names, parameters, result) { call in
      try call.rows { row -> Made? in
        guard let made = body(call, row) else { throw KernelFailure.outOfRange(row: row) }
        return made
      }
    }
  }

  /// Adds what makes spans of time, and more or fewer of them.
  mutating func addIntervals() {
    let units: [(String, DatePart)] = [
      ("to_millennia", .millennium), ("to_centuries", .century), ("to_decades", .decade),
      ("to_years", .year), ("to_quarters", .quarter), ("to_months", .month), ("to_weeks", .week),
      ("to_days", .day), ("to_hours", .hour), ("to_minutes", .minute), ("to_seconds", .second),
      ("to_milliseconds", .millisecond), ("to_microseconds", .microsecond),
    ]
    for (name, unit) in units {
      // First, as it is the one for texts that are written out.
      let isFractional = unit == .second || unit == .millisecond
      addMoment([name], [.double], .interval) { call, row -> Interval? in
        let count = call.double(0, row)
        if isFractional { return Interval(rounding: count, unit) }
        return Int64(exactly: count.rounded(.towardZero)).flatMap { Interval($0, unit) }
      }
      addMoment([name], [.bigint], .interval) { Interval($0.value(0, $1, Int64.self), unit) }
    }
    for names in [["*"], ["multiply"]] {
      addMoment(names, [.interval, .bigint], .interval) {
        $0.value(0, $1, Interval.self).multiplied(by: $0.value(1, $1, Int64.self))
      }
      addMoment(names, [.bigint, .interval], .interval) {
        $0.value(1, $1, Interval.self).multiplied(by: $0.value(0, $1, Int64.self))
      }
      addMoment(names, [.interval, .double], .interval) {
        $0.value(0, $1, Interval.self).multiplied(by: $0.double(1, $1))
      }
      addMoment(names, [.double, .interval], .interval) {
        $0.value(1, $1, Interval.self).multiplied(by: $0.double(0, $1))
      }
    }
    add(["/"], [.interval, .double], .interval) { call in
      try call.rows { row -> Interval? in
        let divisor = call.double(1, row)
        if divisor == 0 { return nil }
        guard let made = call.value(0, row, Interval.self).divided(by: divisor) else {
          throw KernelFailure.outOfRange(row: row)
        }
        return made
      }
    }
    let changes: [(String, @Sendable (Interval) -> Interval?)] = [
      ("justify_days", { $0.justifiedDays }), ("justify_hours", { $0.justifiedHours }),
      ("justify_interval", { $0.justified }),
      (
        "normalized_interval",
        { span in
          // What does not fit into months stays days, and what does not fit into those a time.
          let allDays = Int64(span.days) + span.microseconds / SQLTimestamp.perDay
          let months = Int32(clamping: Int64(span.months) + allDays / 30)
          let restOfDays = allDays - (Int64(months) - Int64(span.months)) * 30
          let days = Int32(clamping: restOfDays)
          let rest =
            span.microseconds % SQLTimestamp.perDay
            + (restOfDays - Int64(days)) * SQLTimestamp.perDay
          return Interval(months: months, days: days, microseconds: rest)
        }
      ),
    ]
    for (name, body) in changes {
      addMoment([name], [.interval], .interval) { body($0.value(0, $1, Interval.self)) }
    }
  }
}
