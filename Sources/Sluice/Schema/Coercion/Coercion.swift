// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rules by which a value enters a column of another type.
enum Coercion {
  /// What becomes of a value.
  enum Outcome: Hashable, Sendable {
    /// The value fits, in this form.
    case converted(Value)
    /// The value does not fit, and recovers as `value` in a variant column named after `typeName`.
    case variant(Value, typeName: String)
    /// The value does not fit and goes as it is to a variant column of its own kind.
    case misfit
    /// The load fails.
    case failure(CoercionFailure)
  }

  /// Brings `value` into a column of type `type`.
  ///
  /// No value stays none. A timestamp keeps its offset: Timestamp/stored(hasTimeZone:) makes of
  /// it what the column holds.
  static func convert(_ value: Value, to type: DataType) -> Outcome {
    let kind = value.kind
    guard let kind else { return .converted(value) }
    if kind == type.kind, kind != .wei { return .converted(value) }
    do {
      guard let converted = try converted(value, to: type.kind) else { return .misfit }
      guard case .wei(let wei) = converted else { return .converted(converted) }
      return try checked(wei)
    } catch {
      return .failure(error)
    }
  }

  /// Whether `value` fits into a column of type `type`.
  static func converts(_ value: Value, to type: DataType) -> Bool {
    if case .converted = convert(value, to: type) { true } else { false }
  }

  private static func converted(
    _ value: Value,
    to kind: DataType.Kind
  ) throws(CoercionFailure) -> Value? {
    switch kind {
    case .text: .text(text(of: value))
    case .bigint: integer(from: value)
    case .double: double(from: value).map { .double($0) }
    case .bool: boolean(from: value).map { .bool($0) }
    case .timestamp: try timestamp(from: value).map { .timestamp($0) }
    case .date: try date(from: value).map { .date($0) }
    case .time: time(from: value).map { .time($0) }
    case .decimal: decimal(from: value).map { .decimal($0) }
    case .wei: decimal(from: value).map { .wei($0) }
    case .binary: bytes(from: value).map { .binary($0) }
    case .json: value.string.flatMap { parseJSON($0) }
    }
  }

  // dlt's bounds of a wei: 2^255 without its last 38 digits, and one below minus that.
  static let largestWei = ExactDecimal(
    limbs: (0x2DCF_7A6B_1920_9442, 0xB38F_B9DA_A78E_44AB, 1, 0),
    isNegative: false
  )
  private static let smallestWei = ExactDecimal(
    limbs: (0x2DCF_7A6B_1920_9443, 0xB38F_B9DA_A78E_44AB, 1, 0),
    isNegative: true
  )

  private static func checked(_ wei: ExactDecimal) throws(CoercionFailure) -> Outcome {
    if wei.isNaN { throw .notANumberAsWei }
    guard wei <= largestWei, wei >= smallestWei else {
      return .variant(.text(wei.description), typeName: "str")
    }
    return .converted(.wei(wei))
  }
}

/// A value that no column can take, not even a variant.
enum CoercionFailure: Error, Hashable {
  /// A wei cannot be not-a-number.
  case notANumberAsWei
  /// A number of seconds lies so far away that its year cannot be counted.
  case secondsOutOfRange
}

extension Coercion {
  /// The name of a value's own type, as it stands in the names of variant columns.
  static func typeName(of value: Value) -> String { value.kind?.rawValue ?? "null" }
}
