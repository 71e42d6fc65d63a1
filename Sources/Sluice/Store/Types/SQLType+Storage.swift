// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLType {
  /// The type in SQL of a column that a table keeps.
  init(_ type: DataType) {
    switch type.kind {
    case .text: self = .varchar
    case .bigint:
      switch type.precision ?? 64 {
      case ...8: self = .tinyint
      case ...16: self = .smallint
      case ...32: self = .integer
      case ...64: self = .bigint
      default: self = .hugeint
      }
    case .double: self = .double
    case .bool: self = .boolean
    case .timestamp: self = type.hasTimeZone == false ? .timestamp : .timestampTZ
    case .date: self = .date
    case .time: self = .time
    case .decimal: self = .decimal(width: type.storedPrecision, scale: type.storedScale)
    case .wei: self = .hugeint
    case .binary: self = .blob
    case .json: self = .json
    }
  }
}

extension SQLType {
  /// How a table keeps the values of the type.
  ///
  /// Whole numbers are kept as such of as many bits as they need, what has others inside as JSON, and
  /// what columns have no kind for as the text that SQL writes.
  var storage: DataType {
    switch self {
    case .null, .boolean: .bool
    case .tinyint: .bigint(bits: 8)
    case .utinyint, .smallint: .bigint(bits: 16)
    case .usmallint, .integer: .bigint(bits: 32)
    case .uinteger, .bigint: .bigint(bits: 64)
    case .ubigint: .decimal(precision: 20, scale: 0)
    case .hugeint: .bigint(bits: 128)
    case .uhugeint: .wei
    case .float, .double: .double
    case .decimal(let width, let scale): .decimal(precision: width, scale: scale)
    case .varchar, .uuid, .bit, .interval, .enumeration: .text
    case .timeNS, .timeTZ, .timestampNS, .timestampTZNS: .text
    case .blob: .binary
    case .date: .date
    case .time: .time
    case .timestampS: .timestamp(precision: 0, hasTimeZone: false)
    case .timestampMS: .timestamp(precision: 3, hasTimeZone: false)
    case .timestamp: .timestamp(hasTimeZone: false)
    case .timestampTZ: .timestamp
    case .json, .list, .array, .structure, .map, .union: .json
    }
  }

  /// Whether the values are kept as texts that are read and written.
  var isStoredAsText: Bool {
    switch self {
    case .uuid, .bit, .interval, .enumeration: true
    case .timeNS, .timeTZ, .timestampNS, .timestampTZNS: true
    default: isNested
    }
  }
}
