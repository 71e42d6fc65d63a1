// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The nine ways in which values lie in the memory of a running query.
///
/// | kind | Swift type | SQL types |
/// |---|---|---|
/// | bool | `UInt8`, 0 or 1 | boolean |
/// | int32 | `Int32` | tinyint, smallint, integer, utinyint, usmallint, date, enumerations |
/// | int64 | `Int64` | bigint, uinteger, times, timestamps, decimals of up to 18 digits |
/// | int128 | `Int128` | hugeint, ubigint, uhugeint, decimals of more digits, uuid |
/// | double | `Double` | double, float (rounded to one after each step) |
/// | bytes | ``ByteRun`` | varchar, blob, json, bit |
/// | interval | ``Interval`` | interval |
/// | list | ``ListRun`` | lists, arrays, maps: runs of the cells of a child |
/// | structure | nothing | structures and unions: a child for each field |
enum CellKind: UInt8, Sendable {
  case bool, int32, int64, int128, double, bytes, interval, list, structure

  /// The bytes that a cell takes.
  var stride: Int {
    switch self {
    case .bool: 1
    case .int32: 4
    case .int64, .double, .list: 8
    case .int128, .bytes, .interval: 16
    case .structure: 0
    }
  }
}

extension SQLType {
  /// How values of the type lie in memory. NULL without a type is a boolean that is missing.
  var cellKind: CellKind {
    switch self {
    case .null, .boolean: .bool
    case .tinyint, .smallint, .integer, .utinyint, .usmallint, .date, .enumeration: .int32
    case .bigint, .uinteger, .time, .timeNS, .timeTZ: .int64
    case .timestampS, .timestampMS, .timestamp, .timestampTZ: .int64
    case .timestampNS, .timestampTZNS: .int64
    case .hugeint, .ubigint, .uhugeint, .uuid: .int128
    case .decimal(let width, _): width <= 18 ? .int64 : .int128
    case .float, .double: .double
    case .varchar, .blob, .json, .bit: .bytes
    case .interval: .interval
    case .list, .array, .map: .list
    case .structure, .union: .structure
    }
  }
}

/// A span of time in the three units that do not become one another.
struct Interval: Hashable, Sendable, BitwiseCopyable {
  var months: Int32 = 0
  var days: Int32 = 0
  var microseconds: Int64 = 0
}

/// A run of cells of a child.
struct ListRun: Hashable, Sendable, BitwiseCopyable {
  var start: UInt32 = 0
  var count: UInt32 = 0

  /// The numbers of the cells.
  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
