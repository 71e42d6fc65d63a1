// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The parts of dates, times and spans of time that SQL names.
enum DatePart: UInt8, CaseIterable, Sendable {
  case year, month, day, decade, century, millennium, quarter
  case microsecond, millisecond, second, minute, hour
  case epoch, dayOfWeek, isoDayOfWeek, week, isoYear, dayOfYear, yearWeek, era
  case timezone, timezoneHour, timezoneMinute, julianDay

  /// The part that a word in small or great letters names.
  init?(_ name: TextBytes) {
    // Longer words are none, and shorter ones need no memory of their own.
    guard name.count <= 15 else { return nil }
    let word = String(unsafeUninitializedCapacity: 15) { buffer in
      for (index, byte) in name.enumerated() { buffer[index] = byte.lowercasedASCII }
      return name.count
    }
    guard let part = Self.names[word] else { return nil }
    self = part
  }

  /// The part that a word in small or great letters names.
  init?(_ name: String) {
    var name = name
    guard let part = name.withUTF8({ DatePart($0) }) else { return nil }
    self = part
  }

  private static let names: [String: DatePart] = {
    let words: [(DatePart, String)] = [
      (.year, "year yr y years yrs"), (.month, "month mon months mons"),
      (.day, "day days d dayofmonth"), (.decade, "decade dec decades decs"),
      (.century, "century cent centuries c"),
      (.millennium, "millennium mil millenniums millennia mils millenium"),
      (.quarter, "quarter quarters"),
      (.microsecond, "microseconds microsecond us usec usecs usecond useconds"),
      (.millisecond, "milliseconds millisecond ms msec msecs msecond mseconds"),
      (.second, "second sec seconds secs s"), (.minute, "minute min minutes mins m"),
      (.hour, "hour hr hours hrs h"), (.epoch, "epoch"),
      (.dayOfWeek, "dow dayofweek weekday"), (.isoDayOfWeek, "isodow"),
      (.week, "week weeks w weekofyear"), (.isoYear, "isoyear"),
      (.dayOfYear, "doy dayofyear"), (.yearWeek, "yearweek"), (.era, "era"),
      (.timezone, "timezone"), (.timezoneHour, "timezone_hour"),
      (.timezoneMinute, "timezone_minute"), (.julianDay, "julian jd"),
    ]
    return words.reduce(into: [:]) { names, entry in
      for word in entry.1.split(separator: " ") { names[String(word)] = entry.0 }
    }
  }()
}
