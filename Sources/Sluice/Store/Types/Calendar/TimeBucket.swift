// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Divides time into spans of one length: `time_bucket`.
///
/// Spans of days and clock times are counted from Monday, 2000-01-03, those of months from
/// 2000-01-01, unless an origin is given.
struct TimeBucket {
  /// Why there are no such spans.
  enum Fault: Error {
    /// The length is not positive.
    case notPositive
    /// Months have days or a time beside them.
    case mixed
    /// A moment or a length cannot be counted.
    case outOfRange
  }

  private enum Width {
    case microseconds(Int64)
    case months(Int64)
  }

  private let width: Width

  init(_ width: Interval) throws(Fault) {
    if width.months == 0 {
      guard let microseconds = width.totalMicroseconds else { throw .outOfRange }
      guard microseconds > 0 else { throw .notPositive }
      self.width = .microseconds(microseconds)
    } else {
      guard width.days == 0, width.microseconds == 0 else { throw .mixed }
      guard width.months > 0 else { throw .notPositive }
      self.width = .months(Int64(width.months))
    }
  }

  /// The beginning of the span that a moment is in; an infinity stays one.
  ///
  /// - Parameter origin: A moment that a span begins with, which is finite.
  func start(ofTimestamp moment: Int64, origin: Int64? = nil) throws(Fault) -> Int64 {
    guard SQLTimestamp.isFinite(moment) else { return moment }
    switch width {
    case .microseconds(let width):
      let origin = (origin ?? 10_959 * SQLTimestamp.perDay) % width
      let (distance, overflow) = moment.subtractingReportingOverflow(origin)
      if overflow { throw .outOfRange }
      let start = (distance / width).multipliedReportingOverflow(by: width)
      var result = start.partialValue
      if distance % width < 0 {
        let (lower, overflow) = result.subtractingReportingOverflow(width)
        if overflow { throw .outOfRange }
        result = lower
      }
      let (sum, isBeyond) = result.addingReportingOverflow(origin)
      if isBeyond { throw .outOfRange }
      return sum
    case .months(let width):
      let origin = origin.map { Self.months(SQLTimestamp.split($0).days) } ?? 360
      let distance = Self.months(SQLTimestamp.split(moment).days) - origin % width
      let months = CivilCalendar.floorDivide(distance, width) * width + origin % width
      let year = 1_970 + CivilCalendar.floorDivide(months, 12)
      guard
        let day = SQLDate.days(
          year: Int(year),
          month: Int(CivilCalendar.modulo(months, 12)) + 1,
          day: 1
        ), let start = SQLDate.timestamp(day)
      else { throw .outOfRange }
      return start
    }
  }

  /// As above, with spans that begin `offset` later.
  func start(ofTimestamp moment: Int64, offset: Interval) throws(Fault) -> Int64 {
    guard SQLTimestamp.isFinite(moment) else { return moment }
    guard let shifted = offset.subtracted(fromTimestamp: moment),
      let result = offset.added(toTimestamp: try start(ofTimestamp: shifted))
    else { throw .outOfRange }
    return result
  }

  /// The beginning of the span that a day is in, as a day.
  func start(ofDate days: Int32, origin: Int32? = nil) throws(Fault) -> Int32 {
    guard SQLDate.isFinite(days) else { return days }
    var moment: Int64?
    if let origin {
      moment = SQLDate.timestamp(origin)
      if moment == nil { throw .outOfRange }
    }
    guard let start = SQLDate.timestamp(days) else { throw .outOfRange }
    return SQLTimestamp.date(try self.start(ofTimestamp: start, origin: moment))
  }

  /// As above, with spans that begin `offset` later.
  func start(ofDate days: Int32, offset: Interval) throws(Fault) -> Int32 {
    guard SQLDate.isFinite(days) else { return days }
    guard let start = SQLDate.timestamp(days) else { throw .outOfRange }
    return SQLTimestamp.date(try self.start(ofTimestamp: start, offset: offset))
  }

  /// The months since January 1970.
  private static func months(_ days: Int32) -> Int64 {
    let (year, month, _) = SQLDate.civil(days)
    return Int64((year - 1_970) * 12 + month - 1)
  }
}
