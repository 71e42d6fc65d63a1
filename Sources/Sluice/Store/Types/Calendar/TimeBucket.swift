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
  /// A span begins with the origin, which is finite.
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
      let day = try Self.start(
        ofDate: SQLTimestamp.split(moment).days,
        width,
        origin: origin.map { SQLTimestamp.split($0).days }
      )
      guard let start = SQLDate.timestamp(day) else { throw .outOfRange }
      return start
    }
  }

  private static func start(
    ofDate days: Int32,
    _ width: Int64,
    origin: Int32?
  ) throws(Fault) -> Int32 {
    let origin = (origin.map { months($0) } ?? 360) % width
    let distance = months(days) - origin
    let start = CivilCalendar.floorDivide(distance, width) * width + origin
    guard
      let day = SQLDate.days(
        year: Int(1_970 + CivilCalendar.floorDivide(start, 12)),
        month: Int(CivilCalendar.modulo(start, 12)) + 1,
        day: 1
      )
    else { throw .outOfRange }
    return day
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
    if case .months(let width) = width {
      return try Self.start(ofDate: days, width, origin: origin)
    }
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
