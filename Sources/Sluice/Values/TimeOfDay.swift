// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A time of day, to the microsecond.
public struct TimeOfDay: Sendable, Hashable {
  /// Microseconds since midnight.
  public var microseconds: Int64

  /// Makes the time that is `microseconds` after midnight.
  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// Makes a time of day, or `nil` if a part is out of range.
  public init?(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
    guard 0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second, 0...999_999 ~= microsecond else {
      return nil
    }
    microseconds = Int64((hour * 60 + minute) * 60 + second) * 1_000_000 + Int64(microsecond)
  }

  /// The hour, the minute, the second and the microsecond.
  public var components: (hour: Int, minute: Int, second: Int, microsecond: Int) {
    let seconds = Int(microseconds / 1_000_000)
    return (
      seconds / 3600, seconds / 60 % 60, seconds % 60, Int(microseconds % 1_000_000)
    )
  }
}

extension TimeOfDay: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    left.microseconds < right.microseconds
  }
}

extension TimeOfDay: LosslessStringConvertible {
  /// Reads an ISO 8601 time. One with an offset is moved to UTC.
  public init?(_ text: String) {
    guard case .time(let time) = ISO8601.moment(text) else { return nil }
    self = time
  }

  /// The text `10:20:30.500000`, without a fraction where it is zero.
  public var description: String { String(asciiCapacity: 15) { append(to: &$0) } }

  /// Appends the text `10:20:30.500000` as UTF-8, without a fraction where it is zero.
  public func append(to bytes: inout [UInt8]) {
    let (hour, minute, second, microsecond) = components
    bytes.appendPair(hour)
    bytes.append(0x3A)
    bytes.appendPair(minute)
    bytes.append(0x3A)
    bytes.appendPair(second)
    guard microsecond != 0 else { return }
    bytes.append(0x2E)
    bytes.appendPair(microsecond / 10_000)
    bytes.appendPair(microsecond / 100 % 100)
    bytes.appendPair(microsecond % 100)
  }
}

extension TimeOfDay: Codable {
  /// Reads an ISO 8601 time.
  public init(from decoder: any Decoder) throws {
    self = try decoder.decodeText("an ISO 8601 time") { TimeOfDay($0) }
  }

  /// Writes the text `10:20:30.500000`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
