// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CellCast {
  /// Casts between days, times and moments.
  static func ofMoments(_ failure: CastFailure) -> CellCast? {
    let (source, target) = (failure.source, failure.target)
    switch (source, target) {
    case (.date, _) where target.isMoment:
      return CellCast {
        try failure.map($0, $1) { (days: Int32) -> Int64? in
          SQLDate.timestamp(days).flatMap { Self.moment($0, in: target) }
        }
      }
    case (_, .date) where source.isMoment:
      return CellCast {
        try failure.map($0, $1) { (moment: Int64) -> Int32? in
          SQLTimestamp.date(Self.microseconds(moment, in: source))
        }
      }
    case (_, .time) where source.isMoment:
      return CellCast {
        try failure.map($0, $1) { (moment: Int64) -> Int64? in
          SQLTimestamp.time(Self.microseconds(moment, in: source))
        }
      }
    case (.timestampNS, .timeNS):
      return CellCast { try failure.map($0, $1) { SQLNanoseconds.time($0) } }
    case (_, .timeTZ) where source.isMoment:
      return CellCast {
        try failure.map($0, $1) { (moment: Int64) -> Int64? in
          SQLTimestamp.time(Self.microseconds(moment, in: source)).flatMap {
            ZonedTime(time: $0, offset: 0)?.cell
          }
        }
      }
    case _ where source.isMoment && target.isMoment: return ofMoments(failure, source, target)
    default: return ofTimes(failure)
    }
  }

  private static func ofTimes(_ failure: CastFailure) -> CellCast? {
    switch (failure.source, failure.target) {
    case (.time, .interval):
      CellCast {
        try failure.map($0, $1) { (time: Int64) -> Interval? in Interval(microseconds: time) }
      }
    case (.time, .timeNS):
      CellCast {
        try failure.map($0, $1) { (time: Int64) in time * SQLNanoseconds.perMicrosecond }
      }
    case (.timeNS, .time):
      CellCast { try failure.map($0, $1) { (time: Int64) in SQLNanoseconds.rounded(time) } }
    case (.time, .timeTZ):
      CellCast {
        try failure.map($0, $1) { (time: Int64) in ZonedTime(time: time, offset: 0)?.cell }
      }
    case (.timeTZ, .time):
      CellCast { try failure.map($0, $1) { (cell: Int64) in ZonedTime(cell: cell).time } }
    default: nil
    }
  }

  /// Moments in another unit, rounded half away from 1970.
  private static func ofMoments(
    _ failure: CastFailure,
    _ source: SQLType,
    _ target: SQLType
  ) -> CellCast {
    let (from, to) = (source.ticksPerMicrosecond, target.ticksPerMicrosecond)
    if from < to {
      return CellCast { try failure.map($0, $1) { SQLNanoseconds.moment($0) } }
    }
    let unit = target.momentUnit
    if from == to, unit == 1 || unit == source.momentUnit { return CellCast { cells, _ in cells } }
    return CellCast {
      try failure.map($0, $1) { (moment: Int64) -> Int64? in
        guard from > to else { return SQLTimestamp.rounded(moment, to: unit) }
        let rounded = SQLTimestamp.rounded(moment, to: unit * SQLNanoseconds.perMicrosecond)
        return rounded.map { SQLNanoseconds.microseconds($0) }
      }
    }
  }

  /// A moment in microseconds as a type has it; `nil` if it cannot be counted.
  private static func moment(_ microseconds: Int64, in type: SQLType) -> Int64? {
    type.ticksPerMicrosecond == 1 ? microseconds : SQLNanoseconds.moment(microseconds)
  }

  /// A moment of a type in microseconds, rounded half away from 1970.
  private static func microseconds(_ moment: Int64, in type: SQLType) -> Int64 {
    type.ticksPerMicrosecond == 1 ? moment : SQLNanoseconds.rounded(moment)
  }
}

extension SQLType {
  /// The ticks of a microsecond in which moments are counted.
  fileprivate var ticksPerMicrosecond: Int {
    self == .timestampNS || self == .timestampTZNS ? 1_000 : 1
  }

  /// The microseconds of which moments are whole multiples.
  fileprivate var momentUnit: Int64 {
    switch self {
    case .timestampS: SQLTimestamp.perSecond
    case .timestampMS: 1_000
    default: 1
    }
  }
}
