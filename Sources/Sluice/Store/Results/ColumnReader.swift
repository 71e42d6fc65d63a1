// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The name of a column, where decoding goes wrong.
struct ColumnKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// Reads the values of one column of a result as types of Swift.
struct ColumnReader {
  let name: String
  let type: SQLType
  let cells: Cells

  /// Whether a row has no value.
  @inline(__always)
  func isNull(_ row: Int) -> Bool { !cells.isValid(row) }

  /// The value of a row, for people.
  func value(_ row: Int) -> Value { Value(cells, row, type) }

  /// The integer of a row, also of a decimal without digits behind the point.
  @inline(__always)
  func integer<Number: FixedWidthInteger>(_ row: Int, _ target: Number.Type) throws -> Number {
    try requireValue(row, target)
    let number: Number?
    switch (type, cells.kind) {
    case (.date, _), (.uuid, _), (.enumeration, _): number = nil
    case (let type, .int64) where type.isClock: number = nil
    case (.uhugeint, _):
      number = Number(exactly: UnsignedNumber.value(cells.value(row, Int128.self)))
    case (.decimal(_, let scale), _) where scale > 0: number = nil
    case (_, .int32): number = Number(exactly: cells.value(row, Int32.self))
    case (_, .int64): number = Number(exactly: cells.value(row, Int64.self))
    case (_, .int128): number = Number(exactly: cells.value(row, Int128.self))
    case (.json, _): number = value(row).exactDecimal?.int128.flatMap { Number(exactly: $0) }
    default: number = nil
    }
    if let number { return number }
    throw mismatch(row, target)
  }

  /// The number of a row, rounded to a double.
  @inline(__always)
  func double(_ row: Int, _ target: Any.Type = Double.self) throws -> Double {
    try requireValue(row, target)
    switch type {
    case .double, .float: return cells.value(row, Double.self)
    case .tinyint, .utinyint, .smallint, .usmallint, .integer:
      return Double(cells.value(row, Int32.self))
    case .uinteger, .bigint: return Double(cells.value(row, Int64.self))
    case .hugeint, .ubigint: return Double(cells.value(row, Int128.self))
    case .uhugeint: return Double(UnsignedNumber.value(cells.value(row, Int128.self)))
    case .decimal(_, let scale):
      return ExactDecimal(unscaled: cells.digits(row), scale: scale).doubleValue
    case .json:
      if let number = value(row).number { return number }
      throw mismatch(row, target)
    default: throw mismatch(row, target)
    }
  }

  /// The boolean of a row.
  @inline(__always)
  func bool(_ row: Int) throws -> Bool {
    try requireValue(row, Bool.self)
    switch type {
    case .boolean: return cells.value(row, UInt8.self) != 0
    case .json:
      if let boolean = value(row).boolean { return boolean }
      throw mismatch(row, Bool.self)
    default: throw mismatch(row, Bool.self)
    }
  }

  /// The text of a row, also of what has no type of Swift: UUIDs, spans of time, enumerations, JSON.
  @inline(__always)
  func string(_ row: Int) throws -> String {
    try requireValue(row, String.self)
    switch type {
    case .varchar, .json: return cells.value(row, ByteRun.self).string
    case .uuid, .interval, .enumeration, .bit: return cells.text(row, type)
    case .timeNS, .timeTZ, .timestampNS, .timestampTZNS: return cells.text(row, type)
    case .union:
      if case .text(let text) = value(row) { return text }
      throw mismatch(row, String.self)
    default: throw mismatch(row, String.self)
    }
  }

  /// The value of a row as any type that can be decoded.
  func decode<Decoded: Decodable>(_ target: Decoded.Type, _ row: Int) throws -> Decoded {
    if isNull(row), !(target is any ExpressibleByNilLiteral.Type) { throw missing(row, target) }
    // As fields of rows are decoded, which come by functions of their own.
    if target == String.self, let text = try string(row) as? Decoded { return text }
    if let number = target as? any FixedWidthInteger.Type {
      if let number = try integer(row, anyOf: number) as? Decoded { return number }
    }
    if target == Double.self, let number = try double(row) as? Decoded { return number }
    return try RecordDecoder.decode(target, from: value(row), at: [key])
  }

  private func integer<Number: FixedWidthInteger>(
    _ row: Int,
    anyOf type: Number.Type
  ) throws -> Any {
    try integer(row, type)
  }

  @inline(__always)
  private func requireValue(_ row: Int, _ target: Any.Type) throws {
    if isNull(row) { throw missing(row, target) }
  }

  var key: any CodingKey { ColumnKey(stringValue: name) }

  @inline(never)
  private func missing(_ row: Int, _ target: Any.Type) -> DecodingError {
    .valueNotFound(
      target,
      DecodingError.Context(
        codingPath: [key],
        debugDescription: "The column '\(name)' has no value in row \(row + 1). Decode an optional "
          + "where values may be missing."
      )
    )
  }

  @inline(never)
  private func mismatch(_ row: Int, _ target: Any.Type) -> DecodingError {
    .typeMismatch(
      target,
      DecodingError.Context(
        codingPath: [key],
        debugDescription: "The column '\(name)' of the type \(type) has a value in row \(row + 1) "
          + "that is no \(target)."
      )
    )
  }
}
