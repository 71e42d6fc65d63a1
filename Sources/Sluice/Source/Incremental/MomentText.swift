// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A text that is a date, or a date and time, and how it is written: it can be moved and keeps its form.
struct MomentText {
  /// What the clock of the text shows, in microseconds since 1970.
  var microseconds: Int64
  /// How much of a date there is, and with which signs.
  private let date: DateForm
  /// What stands between date and time; `nil` without a time.
  private let separator: UInt8?
  /// The digits of a fraction, after the sixth; `nil` without a fraction.
  private let finer: [UInt8]?
  /// The offset as it is written.
  private let zone: [UInt8]

  private enum DateForm { case full, basic, month, year }

  /// Reads a text; `nil` if it is none that can be written again.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ 0x30...0x39 ~= $0 }) else {
        return nil
      }
      return bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    guard let year = number(0..<4) else { return nil }
    var month: Int? = 1
    var day: Int? = 1
    var end: Int
    switch bytes.count {
    case 4: (date, end) = (.year, 4)
    case 7 where bytes[4] == 0x2D:
      month = number(5..<7)
      (date, end) = (.month, 7)
    case 8 where bytes[4] != 0x2D:
      (month, day) = (number(4..<6), number(6..<8))
      (date, end) = (.basic, 8)
    case 10... where bytes[4] == 0x2D && bytes[7] == 0x2D:
      (month, day) = (number(5..<7), number(8..<10))
      (date, end) = (.full, 10)
    default: return nil
    }
    guard let month, let day, CivilCalendar.isValid(year: year, month: month, day: day) else {
      return nil
    }
    let days = CivilCalendar.days(year: year, month: month, day: day)
    guard end < bytes.count else {
      microseconds = Int64(days) * CivilCalendar.microsecondsPerDay
      (separator, finer, zone) = (nil, nil, [])
      return
    }
    guard bytes.count >= 19, let moment = Timestamp(text), bytes[end] == 0x54 || bytes[end] == 0x20,
      bytes[13] == 0x3A, bytes[16] == 0x3A
    else { return nil }
    microseconds = moment.wallMicroseconds
    separator = bytes[end]
    end = 19
    if end < bytes.count, bytes[end] == 0x2E {
      let digits = bytes[(end + 1)...].prefix { 0x30...0x39 ~= $0 }
      finer = Array(digits.dropFirst(6))
      end = digits.endIndex
    } else {
      finer = nil
    }
    zone = Array(bytes[end...])
  }

  /// Whether it is a date alone, with its day.
  var isDate: Bool { separator == nil && (date == .full || date == .basic) }

  /// Forgets the time of day, though not how it is written.
  mutating func dropTime() {
    microseconds -= CivilCalendar.modulo(microseconds, CivilCalendar.microsecondsPerDay)
  }

  /// The text, in the form that it was read in. A fraction has six digits at least.
  var text: String {
    let moment = Timestamp(microseconds: microseconds, offset: nil)
    let (year, month, day) = moment.localDate.components
    var bytes: [UInt8] = []
    bytes.appendDigits(year, width: 4)
    switch date {
    case .year: break
    case .month:
      bytes.append(0x2D)
      bytes.appendPair(month)
    case .full:
      bytes.append(0x2D)
      bytes.appendPair(month)
      bytes.append(0x2D)
      bytes.appendPair(day)
    case .basic:
      bytes.appendPair(month)
      bytes.appendPair(day)
    }
    if let separator {
      let (hour, minute, second, microsecond) = moment.localTime.components
      bytes.append(separator)
      bytes.appendPair(hour)
      bytes.append(0x3A)
      bytes.appendPair(minute)
      bytes.append(0x3A)
      bytes.appendPair(second)
      if let finer {
        bytes.append(0x2E)
        bytes.appendDigits(microsecond, width: 6)
        bytes += finer
      }
      bytes += zone
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
