// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what counts units between days, and what cuts off units.
  mutating func addDateDifferences() {
    for type in [SQLType.date, .timestamp, .timestampTZ, .time] {
      for (names, isWhole) in [
        (["date_diff", "datediff"], false), (["date_sub", "datesub"], true),
      ] {
        add(names, [.varchar, type, type], .bigint) { call in
          let constant = try Self.constantPart(call, 0)
          return try call.rows { row -> Int64? in
            let part = try constant ?? Self.part(call, 0, row)
            return try Self.difference(part, call, row, type, isWhole: isWhole)
          }
        }
      }
    }
    for type in [SQLType.date, .timestamp, .timestampTZ] {
      let result: SQLType = type == .timestampTZ ? .timestampTZ : .timestamp
      add(["date_trunc", "datetrunc"], [.varchar, type], result) { call in
        let constant = try Self.constantPart(call, 0)
        return try call.rows { row -> Int64? in
          let part = try constant ?? Self.part(call, 0, row)
          let made: Int64? =
            type == .date
            ? part.truncate(date: call.value(1, row, Int32.self)).flatMap { SQLDate.timestamp($0) }
            : part.truncate(timestamp: call.value(1, row, Int64.self))
          guard let made else { throw KernelFailure.outOfRange(row: row) }
          return made
        }
      }
    }
    add(["date_trunc", "datetrunc"], [.varchar, .interval], .interval) { call in
      let constant = try Self.constantPart(call, 0)
      return try call.rows { row -> Interval? in
        let part = try constant ?? Self.part(call, 0, row)
        guard let made = part.truncate(call.value(1, row, Interval.self)) else {
          throw KernelFailure.outOfRange(row: row)
        }
        return made
      }
    }
    addTimeBuckets()
  }

  private static func difference(
    _ part: DatePart,
    _ call: ScalarArguments,
    _ row: Int,
    _ type: SQLType,
    isWhole: Bool
  ) throws -> Int64? {
    let made: Int64?
    if type == .date {
      let (start, end) = (call.value(1, row, Int32.self), call.value(2, row, Int32.self))
      guard SQLDate.isFinite(start), SQLDate.isFinite(end) else { return nil }
      made =
        isWhole ? part.wholes(fromDate: start, to: end) : part.boundaries(fromDate: start, to: end)
    } else {
      let (start, end) = (call.value(1, row, Int64.self), call.value(2, row, Int64.self))
      if type == .time {
        made =
          isWhole
          ? part.wholes(fromTime: start, to: end) : part.boundaries(fromTime: start, to: end)
      } else {
        guard SQLTimestamp.isFinite(start), SQLTimestamp.isFinite(end) else { return nil }
        made =
          isWhole
          ? part.wholes(fromTimestamp: start, to: end)
          : part.boundaries(fromTimestamp: start, to: end)
      }
    }
    guard let made else { throw KernelFailure.outOfRange(row: row) }
    return made
  }

  private mutating func addTimeBuckets() {
    for type in [SQLType.date, .timestamp, .timestampTZ] {
      for origin in [nil, type, .interval] as [SQLType?] {
        add(["time_bucket"], [.interval, type] + (origin.map { [$0] } ?? []), type) { call in
          try Self.buckets(call, type, origin)
        }
      }
    }
    // Times of day are moments of the first of January 1970.
    for origin in [nil, .time, .interval] as [SQLType?] {
      add(["time_bucket"], [.interval, .time] + (origin.map { [$0] } ?? []), .time) { call in
        var moments = call
        moments.result = .timestamp
        let starts = try Self.buckets(moments, .timestamp, origin)
        return KernelLoops.map(starts, count: call.count, to: .int64) { (start: Int64) in
          CivilCalendar.modulo(start, SQLTimestamp.perDay)
        }
      }
    }
  }

  private static func buckets(
    _ call: ScalarArguments,
    _ type: SQLType,
    _ origin: SQLType?
  ) throws -> Cells {
    func failure(_ fault: any Error) -> any Error {
      switch fault as? TimeBucket.Fault {
      case .notPositive: SQLError(.invalidInput, "a span of 'time_bucket' is longer than nothing")
      case .mixed: SQLError(.invalidInput, "a span of 'time_bucket' is of months, or has none")
      case .outOfRange: KernelFailure.outOfRange(row: 0)
      case nil: fault
      }
    }
    do {
      if type == .date {
        return try call.rows { row -> Int32? in
          let bucket = try TimeBucket(call.value(0, row, Interval.self))
          let day = call.value(1, row, Int32.self)
          if origin == .interval {
            return try bucket.start(ofDate: day, offset: call.value(2, row, Interval.self))
          }
          guard origin != nil else { return try bucket.start(ofDate: day) }
          let first = call.value(2, row, Int32.self)
          return SQLDate.isFinite(first) ? try bucket.start(ofDate: day, origin: first) : nil
        }
      }
      return try call.rows { row -> Int64? in
        let bucket = try TimeBucket(call.value(0, row, Interval.self))
        let moment = call.value(1, row, Int64.self)
        if origin == .interval {
          return try bucket.start(ofTimestamp: moment, offset: call.value(2, row, Interval.self))
        }
        guard origin != nil else { return try bucket.start(ofTimestamp: moment) }
        let first = call.value(2, row, Int64.self)
        return SQLTimestamp.isFinite(first)
          ? try bucket.start(ofTimestamp: moment, origin: first) : nil
      }
    } catch {
      throw failure(error)
    }
  }
}
