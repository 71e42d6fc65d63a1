// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A day of the years 1 to 9999.
public struct CalendarDate: Sendable, Hashable {
  /// Days since 1970-01-01.
  public var days: Int32

  /// Makes the day that is `days` after 1970-01-01.
  public init(days: Int32) { self.days = days }

  /// Makes a day of the Gregorian calendar, or `nil` if there is none.
  public init?(year: Int, month: Int, day: Int) {
    guard CivilCalendar.isValid(year: year, month: month, day: day) else { return nil }
    days = Int32(CivilCalendar.days(year: year, month: month, day: day))
  }

  /// The year, the month from 1 and the day from 1.
  public var components: (year: Int, month: Int, day: Int) {
    CivilCalendar.civil(days: Int(days))
  }
}

extension CalendarDate: Comparable {
  public static func < (left: Self, right: Self) -> Bool { left.days < right.days }
}

extension CalendarDate: LosslessStringConvertible {
  /// Reads an ISO 8601 date: calendar, week or ordinal, extended or basic.
  public init?(_ text: String) {
    guard case .date(let date) = ISO8601.moment(text) else { return nil }
    self = date
  }

  /// The text `2024-03-01`.
  public var description: String { String(asciiCapacity: 10) { append(to: &$0) } }

  /// Appends the text `2024-03-01` as UTF-8.
  public func append(to bytes: inout [UInt8]) {
    let (year, month, day) = components
    if 0...9999 ~= year {
      bytes.appendPair(year / 100)
      bytes.appendPair(year % 100)
    } else {
      bytes.appendDigits(year, width: 4)
    }
    bytes.append(0x2D)
    bytes.appendPair(month)
    bytes.append(0x2D)
    bytes.appendPair(day)
  }
}

extension CalendarDate: Codable {
  /// Reads an ISO 8601 date.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText("an ISO 8601 date") { CalendarDate($0) }
  }

  /// Writes the text `2024-03-01`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Decoder {
  /// Decodes a text that `parse` understands.
  func decodeText<T>(_ what: String, _ parse: (String) -> T?) throws -> T {
    let container = try singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = parse(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "The text is not \(what)."
      )
    }
    return value
  }
}
