// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLType: CustomStringConvertible {
  /// The type as SQL writes it.
  var description: String {
    switch self {
    case .null: "\"NULL\""
    case .boolean: "BOOLEAN"
    case .tinyint: "TINYINT"
    case .smallint: "SMALLINT"
    case .integer: "INTEGER"
    case .bigint: "BIGINT"
    case .hugeint: "HUGEINT"
    case .utinyint: "UTINYINT"
    case .usmallint: "USMALLINT"
    case .uinteger: "UINTEGER"
    case .ubigint: "UBIGINT"
    case .uhugeint: "UHUGEINT"
    case .float: "FLOAT"
    case .double: "DOUBLE"
    case .decimal(let width, let scale): "DECIMAL(\(width),\(scale))"
    case .varchar: "VARCHAR"
    case .blob: "BLOB"
    case .json: "JSON"
    case .uuid: "UUID"
    case .bit: "BIT"
    case .date: "DATE"
    case .time: "TIME"
    case .timeNS: "TIME_NS"
    case .timeTZ: "TIME WITH TIME ZONE"
    case .timestampS: "TIMESTAMP_S"
    case .timestampMS: "TIMESTAMP_MS"
    case .timestampNS: "TIMESTAMP_NS"
    case .timestampTZNS: "TIMESTAMPTZ_NS"
    case .timestamp: "TIMESTAMP"
    case .timestampTZ: "TIMESTAMP WITH TIME ZONE"
    case .interval: "INTERVAL"
    case .enumeration(let names):
      names.typeName
        ?? "ENUM(\(names.names.map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", ")))"
    case .list(let element): "\(element)[]"
    case .array(let element, let count): "\(element)[\(count)]"
    case .structure(let fields): "STRUCT(\(Self.text(of: fields)))"
    case .map(let key, let value): "MAP(\(key), \(value))"
    case .union(let members): "UNION(\(Self.text(of: members)))"
    }
  }

  private static func text(of fields: [Field]) -> String {
    fields.map { "\(SQLName.quoted($0.name)) \($0.type)" }.joined(separator: ", ")
  }
}

/// How names are written and compared in SQL.
enum SQLName {
  /// The name as it is written where it has to be quoted: with what is no plain word, in quotes.
  static func quoted(_ name: String) -> String {
    let isPlain = name.utf8.enumerated().allSatisfy { place, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): place > 0
      default: false
      }
    }
    return isPlain && !name.isEmpty ? name : "\"\(name.replacing("\"", with: "\"\""))\""
  }

  /// What is the same for names that differ in case only.
  static func folded(_ name: String) -> String {
    // Most names are lower case already.
    name.utf8.contains { $0 >= 0x80 || $0 >= 0x41 && $0 <= 0x5A } ? name.lowercased() : name
  }
}

extension SQLType {
  /// The type that a plain word names; `nil` if none does. Aliases are those of DuckDB and PostgreSQL.
  static func named(_ word: String) -> SQLType? { names[SQLName.folded(word)] }

  /// The words that name types, for those who look for what was meant.
  static var knownNames: [String] { names.keys.sorted() }

  private static let names: [String: SQLType] = [
    "boolean": .boolean, "bool": .boolean, "logical": .boolean,
    "tinyint": .tinyint, "int1": .tinyint,
    "smallint": .smallint, "int2": .smallint, "short": .smallint, "int16": .smallint,
    "integer": .integer, "int": .integer, "int4": .integer, "signed": .integer, "int32": .integer,
    "integral": .integer,
    "bigint": .bigint, "int8": .bigint, "long": .bigint, "int64": .bigint, "oid": .bigint,
    "hugeint": .hugeint, "int128": .hugeint,
    "utinyint": .utinyint, "uint8": .utinyint,
    "usmallint": .usmallint, "uint16": .usmallint,
    "uinteger": .uinteger, "uint32": .uinteger,
    "ubigint": .ubigint, "uint64": .ubigint,
    "uhugeint": .uhugeint, "uint128": .uhugeint,
    "float": .float, "float4": .float, "real": .float,
    "double": .double, "float8": .double,
    "decimal": .decimal(width: 18, scale: 3), "numeric": .decimal(width: 18, scale: 3),
    "dec": .decimal(width: 18, scale: 3),
    "varchar": .varchar, "text": .varchar, "string": .varchar, "char": .varchar,
    "bpchar": .varchar, "nvarchar": .varchar, "character": .varchar, "name": .varchar,
    "blob": .blob, "bytea": .blob, "binary": .blob, "varbinary": .blob,
    "json": .json, "uuid": .uuid, "guid": .uuid, "bit": .bit, "bitstring": .bit, "varbit": .bit,
    "date": .date, "time": .time, "timestamp": .timestamp, "datetime": .timestamp,
    "time_ns": .timeNS, "timetz": .timeTZ,
    "timestamp_us": .timestamp, "timestamp_s": .timestampS, "timestamp_ms": .timestampMS,
    "timestamp_ns": .timestampNS, "timestamptz_ns": .timestampTZNS,
    "timestamptz": .timestampTZ, "interval": .interval, "null": .null,
  ]
}
