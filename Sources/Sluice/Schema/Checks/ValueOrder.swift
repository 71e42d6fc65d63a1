// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How two values of a check stand to each other.
enum ValueOrder: Hashable, Sendable {
  case less
  case equal
  case greater
  /// They are of types that cannot be compared, or one is no number.
  case incomparable

  /// Compares values that are both there.
  init(_ left: Value, _ right: Value) {
    switch (left, right) {
    case (.int(let left), .int(let right)):
      self.init(left, right)
    case (.text(let left), .text(let right)):
      self.init(utf8: left, right)
    case (.bool(let left), .bool(let right)):
      self.init(left ? 1 : 0, right ? 1 : 0)
    case (.timestamp(let left), .timestamp(let right)):
      self.init(left.microseconds, right.microseconds)
    case (.timestamp(let left), .date(let right)):
      self.init(left.microseconds, Self.midnight(right))
    case (.date(let left), .timestamp(let right)):
      self.init(Self.midnight(left), right.microseconds)
    case (.date(let left), .date(let right)):
      self.init(left.days, right.days)
    case (.time(let left), .time(let right)):
      self.init(left.microseconds, right.microseconds)
    case (.text, _):
      self = Self.converting(left, to: right).map { ValueOrder($0, right) } ?? .incomparable
    case (_, .text):
      self = Self.converting(right, to: left).map { ValueOrder(left, $0) } ?? .incomparable
    default:
      if let left = left.exactDecimal, let right = right.exactDecimal {
        self = left.isNaN || right.isNaN ? .incomparable : ValueOrder(left, right)
      } else if let left = left.number, let right = right.number {
        self = left.isNaN || right.isNaN ? .incomparable : ValueOrder(left, right)
      } else if let left = left.bytes, let right = right.bytes {
        self =
          left == right ? .equal : left.lexicographicallyPrecedes(right) ? .less : .greater
      } else {
        self = left == right ? .equal : .incomparable
      }
    }
  }

  private init<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) {
    self = left < right ? .less : left == right ? .equal : .greater
  }

  private init(utf8 left: String, _ right: String) {
    if left.utf8.elementsEqual(right.utf8) {
      self = .equal
    } else {
      self = left.utf8.lexicographicallyPrecedes(right.utf8) ? .less : .greater
    }
  }

  private static func midnight(_ date: CalendarDate) -> Int64 {
    Int64(date.days) * CivilCalendar.microsecondsPerDay
  }

  /// A text as a value of the same kind as `other`.
  private static func converting(_ text: Value, to other: Value) -> Value? {
    guard let kind = other.kind, kind != .text, kind != .json,
      case .converted(let value) = Coercion.convert(text, to: DataType(kind)), value.kind == kind
    else { return nil }
    return value
  }
}
