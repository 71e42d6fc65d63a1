// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How far two values of a cursor lie apart.
public enum CursorDistance: Hashable, Sendable {
  /// A time, between moments or times of day.
  case duration(Duration)
  /// Days of the calendar.
  case days(Int)
  /// A number, rounded if need be.
  case number(Double)

  /// How far `key` and `other` lie apart; `nil` where nobody can say, as between most texts.
  init?(from key: CursorKey, to other: CursorKey) {
    switch (key, other) {
    case (.moment(let a), .moment(let b)):
      self = .duration(.microseconds(abs(b.microseconds - a.microseconds)))
    case (.time(let a), .time(let b)):
      self = .duration(.microseconds(abs(b.microseconds - a.microseconds)))
    case (.date(let a), .date(let b)): self = .days(abs(Int(b.days) - Int(a.days)))
    case (.text(let a), .text(let b)):
      if let a = CursorKey.Moment(text: a), let b = CursorKey.Moment(text: b) {
        self.init(from: .moment(a), to: .moment(b))
      } else if let a = CalendarDate(a), let b = CalendarDate(b) {
        self.init(from: .date(a), to: .date(b))
      } else {
        return nil
      }
    default:
      guard let a = key.number?.doubleValue, let b = other.number?.doubleValue else { return nil }
      self = .number(abs(b - a))
    }
  }

  /// The greater of two; the first where they are of different kinds.
  func maximum(_ other: CursorDistance) -> CursorDistance {
    switch (self, other) {
    case (.duration(let a), .duration(let b)): .duration(max(a, b))
    case (.days(let a), .days(let b)): .days(max(a, b))
    case (.number(let a), .number(let b)): .number(max(a, b))
    default: self
    }
  }
}

extension CursorDistance: CustomStringConvertible {
  /// The distance with its unit: `2 h 30 min`, `3 days`, `17`.
  public var description: String {
    switch self {
    case .duration(let duration): Self.text(of: duration)
    case .days(let days): days.counted("day")
    case .number(let number):
      Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    }
  }

  private static func text(of duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    guard seconds > 0 else { return "\(attoseconds / 1_000_000_000_000_000) ms" }
    let parts = [
      (seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"),
      (seconds % 60, "s"),
    ]
    return parts.filter { $0.0 > 0 }.prefix(2).map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }
}
