// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The type of a column: one of eleven kinds, and how precise it is.
public struct DataType: Hashable, Sendable {
  /// The eleven kinds of data that a column can hold.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Unicode text.
    case text
    /// A signed integer of 64 bits, or of as many as the precision says.
    case bigint
    /// A floating-point number of 64 bits.
    case double
    /// True or false.
    case bool
    /// A point in time, or a local date and time where the time zone is off.
    case timestamp
    /// A day of the calendar.
    case date
    /// A time of day.
    case time
    /// An exact decimal number of up to 38 digits.
    case decimal
    /// An integer of up to 256 bits.
    case wei
    /// Bytes.
    case binary
    /// Nested data as it was, kept in one value.
    case json
  }

  /// What kind of data this is.
  public var kind: Kind
  /// Digits of a decimal, bits of an integer, length of a text, fractional digits of a timestamp.
  ///
  /// `nil` leaves the choice to the destination.
  public var precision: Int?
  /// Digits after the point of a decimal. `nil` leaves the choice to the destination.
  public var scale: Int?
  /// Whether a timestamp is an instant. `nil` means that it is.
  public var hasTimeZone: Bool?

  /// Makes a data type of `kind`.
  public init(
    _ kind: Kind,
    precision: Int? = nil,
    scale: Int? = nil,
    hasTimeZone: Bool? = nil
  ) {
    self.kind = kind
    self.precision = precision
    self.scale = scale
    self.hasTimeZone = hasTimeZone
  }

  /// Unicode text of any length.
  public static let text = DataType(.text)
  /// A signed integer of 64 bits.
  public static let bigint = DataType(.bigint)
  /// A floating-point number of 64 bits.
  public static let double = DataType(.double)
  /// True or false.
  public static let bool = DataType(.bool)
  /// An instant, to the microsecond.
  public static let timestamp = DataType(.timestamp)
  /// A day of the calendar.
  public static let date = DataType(.date)
  /// A time of day, to the microsecond.
  public static let time = DataType(.time)
  /// An exact decimal number with 38 digits, 9 of them after the point.
  public static let decimal = DataType(.decimal)
  /// An integer of up to 256 bits.
  public static let wei = DataType(.wei)
  /// Bytes.
  public static let binary = DataType(.binary)
  /// Nested data as it was, kept in one value.
  public static let json = DataType(.json)

  /// Text of at most `length` characters.
  public static func text(length: Int) -> DataType { DataType(.text, precision: length) }
  /// A signed integer of `bits` bits: 8, 16, 32, 64 or 128.
  public static func bigint(bits: Int) -> DataType { DataType(.bigint, precision: bits) }
  /// An exact decimal number of `precision` digits, at most 38, `scale` of them after the point.
  public static func decimal(precision: Int, scale: Int) -> DataType {
    DataType(.decimal, precision: precision, scale: scale)
  }
  /// A timestamp with `precision` fractional digits, at most 9; an instant, or a local time.
  public static func timestamp(precision: Int? = nil, hasTimeZone: Bool) -> DataType {
    DataType(.timestamp, precision: precision, hasTimeZone: hasTimeZone)
  }
}

extension DataType {
  /// How precise a type is, apart from its kind.
  public struct Details: Hashable, Sendable {
    /// What ``DataType/precision`` says.
    public var precision: Int?
    /// What ``DataType/scale`` says.
    public var scale: Int?
    /// What ``DataType/hasTimeZone`` says.
    public var hasTimeZone: Bool?

    /// Makes details; what is `nil` is left open.
    public init(precision: Int? = nil, scale: Int? = nil, hasTimeZone: Bool? = nil) {
      self.precision = precision
      self.scale = scale
      self.hasTimeZone = hasTimeZone
    }

    /// These details where they say something, and those of `other` elsewhere.
    func completed(by other: Details) -> Details {
      Details(
        precision: precision ?? other.precision,
        scale: scale ?? other.scale,
        hasTimeZone: hasTimeZone ?? other.hasTimeZone
      )
    }
  }

  /// The type without its kind.
  var details: Details {
    Details(precision: precision, scale: scale, hasTimeZone: hasTimeZone)
  }

  /// The type, with `details` where it leaves something open.
  func completed(by details: Details) -> DataType {
    let details = self.details.completed(by: details)
    return DataType(
      kind,
      precision: details.precision,
      scale: details.scale,
      hasTimeZone: details.hasTimeZone
    )
  }
}

extension DataType {
  /// What the details of this type have to be, in words, if they are not that.
  var allowedDetails: String? {
    switch kind {
    case .bigint:
      let isAllowed = precision.map { [8, 16, 32, 64, 128].contains($0) } ?? true
      return isAllowed ? nil : "8, 16, 32, 64 or 128 bits"
    case .decimal:
      let digits = precision ?? 38
      guard 1...38 ~= digits else { return "a precision of 1 to 38 digits" }
      return 0...digits ~= scale ?? 0 ? nil : "a scale of 0 to \(digits) digits"
    case .timestamp:
      return 0...9 ~= precision ?? 0 ? nil : "a precision of 0 to 9 fractional digits"
    case .text, .binary:
      return precision ?? 1 > 0 ? nil : "a length of at least 1"
    case .double, .bool, .date, .time, .wei, .json:
      return nil
    }
  }
}

extension DataType: CustomStringConvertible {
  /// The kind and what was said about it: `decimal(12, 2)`, `timestamp(3, no time zone)`.
  public var description: String {
    var details = [precision, scale].compactMap { $0.map { String($0) } }
    if hasTimeZone == false { details.append("no time zone") }
    return details.isEmpty ? kind.rawValue : "\(kind.rawValue)(\(details.joined(separator: ", ")))"
  }
}

extension DataType.Kind: CustomStringConvertible {
  public var description: String { rawValue }
}
