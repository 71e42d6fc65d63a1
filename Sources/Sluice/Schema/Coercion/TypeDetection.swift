// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A rule that gives a new column another type than its first value has.
public struct TypeDetection: Hashable, Sendable {
  private enum Rule: String, CaseIterable {
    case isoTimestamp = "iso_timestamp"
    case isoDate = "iso_date"
    case timestamp
    case largeInteger = "large_integer"
    case hexBytesToText = "hexbytes_to_text"
    case weiToDouble = "wei_to_double"
  }

  private let rule: Rule

  private init(rule: Rule) { self.rule = rule }

  /// Texts that are an ISO 8601 date with a time of day start a timestamp.
  public static let isoTimestamp = TypeDetection(rule: .isoTimestamp)
  /// Texts that are an ISO 8601 date start a date.
  public static let isoDate = TypeDetection(rule: .isoDate)
  /// Numbers that are Unix seconds within five years of now start a timestamp.
  public static let timestamp = TypeDetection(rule: .timestamp)
  /// Integers beyond 64 bits start a wei, and those too large for one a text.
  public static let largeInteger = TypeDetection(rule: .largeInteger)
  /// Bytes whose text form is hexadecimal start a text.
  public static let hexBytesToText = TypeDetection(rule: .hexBytesToText)
  /// A wei starts a double.
  public static let weiToDouble = TypeDetection(rule: .weiToDouble)

  /// Every rule.
  public static let all = Rule.allCases.map { TypeDetection(rule: $0) }

  /// Makes the rule that schemas call `name`, or `nil` if there is none.
  public init?(name: String) {
    guard let rule = Rule(rawValue: name) else { return nil }
    self.rule = rule
  }

  /// The name in schemas, such as `iso_timestamp`.
  public var name: String { rule.rawValue }

  // Years of 365 days.
  private static let fiveYears = 5 * 365 * 86_400.0

  /// The type of the column that `value` starts, or `nil` if this rule has nothing to say.
  public func detect(_ value: Value, now: Timestamp) -> DataType.Kind? {
    switch (rule, value) {
    case (.isoTimestamp, .text(let text)):
      guard case .timestamp = ISO8601.moment(text) else { return nil }
      return .timestamp
    case (.isoDate, .text(let text)):
      guard case .date = ISO8601.moment(text) else { return nil }
      return .date
    case (.timestamp, .int(let seconds)): return Self.isNear(Double(seconds), now)
    case (.timestamp, .double(let seconds)): return Self.isNear(seconds, now)
    case (.largeInteger, .bigInt(let integer)):
      guard !integer.isNegative else { return nil }
      return integer <= Coercion.largestWei ? .wei : .text
    case (.hexBytesToText, .hexBytes): return .text
    case (.weiToDouble, .wei): return .double
    default: return nil
    }
  }

  private static func isNear(_ seconds: Double, _ now: Timestamp) -> DataType.Kind? {
    abs(seconds - Double(now.microseconds) / 1e6) <= fiveYears ? .timestamp : nil
  }
}

extension TypeDetection: CustomStringConvertible {
  /// The name in schemas.
  public var description: String { name }
}
