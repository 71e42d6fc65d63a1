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
