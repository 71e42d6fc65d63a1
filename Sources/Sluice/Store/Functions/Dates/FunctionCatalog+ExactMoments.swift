// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what computes with moments in nanoseconds and times with an offset.
  mutating func addExactMoments() {
    for type in [SQLType.timestampNS, .timestampTZNS] {
      addShifts(of: type) { moment, span in
        guard SQLTimestamp.isFinite(moment) else { return moment }
        return span.added(toTimestamp: SQLNanoseconds.microseconds(moment)).flatMap {
          SQLNanoseconds.moment($0, SQLNanoseconds.rest(moment))
        }
      }
    }
    addShifts(of: .timeTZ) { cell, span in
      let time = ZonedTime(cell: cell)
      return ZonedTime(time: span.added(toTime: time.time), offset: time.offset)?.cell
    }
    for (parameters, date, time) in [([SQLType.date, .timeTZ], 0, 1), ([.timeTZ, .date], 1, 0)] {
      add(["+", "add"], parameters, .timestampTZ) { call in
        try call.rows { row -> Int64? in
          let days = call.value(date, row, Int32.self)
          let zoned = ZonedTime(cell: call.value(time, row))
          let moment =
            SQLDate.isFinite(days)
            ? SQLTimestamp.joined(
              days: Int64(days),
              time: zoned.time - Int64(zoned.offset) * SQLTimestamp.perSecond
            ) : SQLDate.timestamp(days)
          guard let moment else { throw KernelFailure.outOfRange(row: row) }
          return moment
        }
      }
    }
    add(["timezone"], [.interval, .timeTZ], .timeTZ) { call in
      try call.rows { row -> Int64? in
        let span = call.value(0, row, Interval.self)
        let seconds = Int(span.microseconds / SQLTimestamp.perSecond)
        let time = ZonedTime(cell: call.value(1, row))
        let moved = time.timeInUTC + Int64(seconds) * SQLTimestamp.perSecond
        guard span.months == 0, span.days == 0,
          let made = ZonedTime(
            time: CivilCalendar.modulo(moved, SQLTimestamp.perDay),
            offset: seconds
          )
        else { throw SQLError(.invalidInput, "an offset is less than 16 hours") }
        return made.cell
      }
    }
    add(["timetz_byte_comparable"], [.timeTZ], .ubigint) { call in
      call.rows { row -> Int128? in Int128(call.value(0, row, Int64.self)) }
    }
    for type in Self.dated {
      add(["nanosecond"], [type], .bigint) { call in
        call.rows { row -> Int64? in
          guard let microseconds = Self.whole(.microsecond, call, 0, row, type) else { return nil }
          let rest =
            switch type {
            case .timestampNS, .timestampTZNS, .timeNS: SQLNanoseconds.rest(call.value(0, row))
            default: 0 as Int64
            }
          return microseconds * SQLNanoseconds.perMicrosecond + rest
        }
      }
    }
  }

  /// Adds the sums and differences of values of a type and spans of time.
  private mutating func addShifts(
    of type: SQLType,
    _ body: @escaping @Sendable (Int64, Interval) -> Int64?
  ) {
    for (parameters, place, span) in [([type, .interval], 0, 1), ([.interval, type], 1, 0)] {
      add(place == 0 ? ["+", "add", "date_add"] : ["+", "add"], parameters, type) { call in
        try call.rows { row -> Int64? in
          guard let made = body(call.value(place, row), call.value(span, row)) else {
            throw KernelFailure.outOfRange(row: row)
          }
          return made
        }
      }
    }
    add(["-", "subtract"], [type, .interval], type) { call in
      try call.rows { row -> Int64? in
        guard let back = call.value(1, row, Interval.self).negated,
          let made = body(call.value(0, row), back)
        else { throw KernelFailure.outOfRange(row: row) }
        return made
      }
    }
  }
}
