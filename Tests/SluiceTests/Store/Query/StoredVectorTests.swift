// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Values become what tables keep, and the same values again.
@Suite struct StoredVectorTests {
  /// The values after a stay in a table.
  static func stored(_ cells: Cells, _ type: SQLType, count: Int) throws -> Cells {
    let vector = try #require(Vector(cells, type, rows: 0..<count))
    #expect(vector.type == type.storage)
    #expect(vector.count == count)
    return Chunk([VectorCells(vector, type).column(from: 0, count: count, nil)], count: count)[0]
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `nothing is lost`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let type = SQLType.random(&random)
    let count = Int.random(in: 0...150, using: &random)
    let values = (0..<count).map { _ in Datum.random(type, &random) }
    let cells = Cells(values, type)
    let back = try Self.stored(cells, type, count: count)
    for row in 0..<count {
      // Not a number is not itself, but its text is.
      #expect(
        String(describing: back.datum(row, type)) == String(describing: values[row]),
        "\(type)"
      )
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `one value stands for many`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let type = SQLType.random(&random)
    let value = Datum.random(type, &random)
    let back = try Self.stored(.constant(TypedDatum(value, type)), type, count: 70)
    for row in 0..<70 {
      #expect(String(describing: back.datum(row, type)) == String(describing: value), "\(type)")
    }
  }

  @Test func `rows from the middle are the ones that are asked for`() throws {
    let values = (0..<200).map { $0 % 7 == 0 ? Datum.null : .text("text number \($0)") }
    let cells = Cells(values, .varchar)
    let vector = try #require(Vector(cells, .varchar, rows: 64..<190))
    for row in 0..<126 {
      let value = values[row + 64]
      #expect(vector.validity[row] == !value.isNull)
      if !value.isNull { #expect(vector[row] == .text("text number \(row + 64)")) }
    }
  }

  @Test func `a union keeps its member`() throws {
    let type = SQLType.union([
      SQLType.Field(name: "number", type: .integer), SQLType.Field(name: "te\"xt", type: .varchar),
    ])
    let column = CellColumn(CellShape(type))
    for text in [#"{"number":5}"#, #"{"te\"xt":"a"}"#, #"{"number":null}"#, #"{"no":1}"#, "nul"] {
      var bytes = Array(text.utf8)
      bytes.withUnsafeMutableBufferPointer {
        StoredJSON.append(TextBytes($0), type, to: column)
      }
    }
    let back = try Self.stored(column.cells, type, count: 5)
    #expect(back.children[0].datum(0, .integer) == .integer(0))
    #expect(back.children[1].datum(0, .integer) == .integer(5))
    #expect(back.children[0].datum(1, .integer) == .integer(1))
    #expect(back.children[2].datum(1, .varchar) == .text("a"))
    #expect(back.isValid(2) && !back.children[1].isValid(2))
    #expect(!back.isValid(3) && !back.isValid(4))
  }

  @Test(arguments: [
    ("[1, 2", "[1, 2]"), ("[1 2]", "[1]"), ("", "NULL"), ("{", "NULL"), ("[[1]]", "[NULL]"),
    ("[\"1\", \"x\"]", "[1, NULL]"), ("[1,]", "[1, NULL]"), ("null", "NULL"),
  ])
  func `a text that no one wrote is no danger`(text: String, expected: String) {
    #expect(Self.read(text, .list(.integer)) == expected)
  }

  @Test(arguments: [
    (#"{"a":1,"b":"x"}"#, "{'a': 1, 'b': x}"), (#"{"b":"x","a":1}"#, "{'a': 1, 'b': x}"),
    (#"{"a":1}"#, "{'a': 1, 'b': NULL}"), (#"{}"#, "{'a': NULL, 'b': NULL}"),
    (#"{"c":[1,2],"b":"x","d":{}}"#, "{'a': NULL, 'b': x}"),
    (#"{"a":1,"b""#, "{'a': 1, 'b': NULL}"),
    (#"[1]"#, "{'a': 1, 'b': NULL}"), (#"7"#, "NULL"), (#"{"a" 1}"#, "{'a': NULL, 'b': NULL}"),
    (#"{"a":1,"c":2,"b":"x"}"#, "{'a': 1, 'b': x}"),
  ])
  func `fields are found by their names`(text: String, expected: String) {
    let fields = [
      SQLType.Field(name: "a", type: .integer), SQLType.Field(name: "b", type: .varchar),
    ]
    #expect(Self.read(text, .structure(fields)) == expected)
  }

  private static func read(_ text: String, _ type: SQLType) -> String {
    let column = CellColumn(CellShape(type))
    Array(text.utf8).withUnsafeBufferPointer { StoredJSON.append($0, type, to: column) }
    #expect(column.count == 1)
    var bytes: [UInt8] = []
    guard column.isValid(0) else { return "NULL" }
    CellText.append(column.cells, 0, type, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension SQLType {
  /// A type, with others inside up to three levels deep.
  static func random(_ random: inout SplitMix, depth: Int = 3) -> SQLType {
    let plain: [SQLType] = [
      .boolean, .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .usmallint, .uinteger,
      .ubigint, .float, .double, .decimal(width: 4, scale: 4), .decimal(width: 18, scale: 2),
      .decimal(width: 38, scale: 0), .decimal(width: 38, scale: 37), .varchar, .blob, .json, .uuid,
      .bit, .date, .time, .timestamp, .timestampTZ, .interval, .uhugeint, .timeNS, .timeTZ,
      .timestampS, .timestampMS, .timestampNS, .timestampTZNS,
      .enumeration(EnumerationNames(["a", "", "\"b\"", "ü,"])),
    ]
    guard depth > 0, Int.random(in: 0..<2, using: &random) == 0 else {
      return plain[Int.random(in: 0..<plain.count, using: &random)]
    }
    func part() -> SQLType { .random(&random, depth: depth - 1) }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return .list(part())
    case 1: return .array(part(), count: 2)
    case 2: return .map(part(), part())
    case 3: return .structure([Field(name: "", type: part()), Field(name: "", type: part())])
    default:
      return .structure([
        Field(name: "a", type: part()), Field(name: "\"\\\n", type: part()),
        Field(name: "ü b", type: part()),
      ])
    }
  }
}

extension Datum {
  /// A value of a type, often an odd one.
  static func random(_ type: SQLType, _ random: inout SplitMix, isKey: Bool = false) -> Datum {
    if !isKey, Int.random(in: 0..<6, using: &random) == 0 { return .null }
    func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }
    if let range = type.integerRange {
      return .integer(pick([range.lowerBound, range.upperBound, 0, 1, 42]))
    }
    switch type {
    case .boolean: return .bool(Bool.random(using: &random))
    case .float, .double:
      let value = pick([
        0, -0.0, 1.5, 1e300, .leastNonzeroMagnitude, .infinity, -.infinity, .nan, 0.1, 1e15,
      ])
      return .double(type == .float ? Double(Float(value)) : value)
    case .decimal(let width, _):
      let limit = Int128(Magnitude.powersOfTen[width]) - 1
      return .integer(pick([limit, -limit, 0, 1, -1, limit / 3]))
    case .varchar:
      return .text(pick(["", "a", "null", "[1]", "a \"quoted\"\\ text\n\u{1}", "日本語 too"]))
    case .blob: return .bytes(pick([[], [0, 255, 34, 92], Array(repeating: 200, count: 30)]))
    case .json:
      return .text(
        pick([
          "null", " null", "{}", "{\"a\": [1, null]}", "\"text\"", "\"a\\u0041\"", "1.50", "[\n1]",
          "true ", "-1e5",
        ])
      )
    case .uuid: return .integer(pick([.min, .max, 0, 123_456_789_012_345_678_901_234_567]))
    case .bit: return .bytes(pick([[7, 0xFE], [0, 0b1010_1010], [3, 0b1110_0001, 0xFF]]))
    case .date: return .integer(Int128(pick([0, .max, -Int32.max, -719_529, 20_000, 2_932_897])))
    case .time: return .integer(pick([0, 1, 86_399_999_999, 86_400_000_000]))
    case .uhugeint: return .integer(pick([.min, .max, 0, -1, 123_456_789_012_345_678]))
    case .timeNS: return .integer(pick([0, 1, 86_399_999_999_999, 86_400_000_000_000]))
    case .timeTZ:
      let time = ZonedTime(
        time: pick([0, 1, 86_399_999_999, 86_400_000_000]),
        offset: pick([0, 7_200, -12_600, 57_599, -57_599])
      )
      return .integer(Int128(time?.cell ?? 0))
    case .timestampS, .timestampMS:
      return .integer(
        pick([
          0, -1_000_000, Int128(Int64.max), -Int128(Int64.max), 1_700_000_000_000_000,
          -70_000_000_000_000_000,
        ])
      )
    case .timestamp, .timestampTZ, .timestampNS, .timestampTZNS:
      return .integer(
        pick([
          0, -1, Int128(Int64.max), -Int128(Int64.max), 1_700_000_000_123_456,
          -70_000_000_000_000_000,
        ])
      )
    case .interval:
      return .interval(
        pick([
          Interval(), Interval(months: -13, days: 4, microseconds: -1),
          Interval(months: .max, days: .min, microseconds: .max),
          Interval(months: .min, days: .max, microseconds: -.max),
          Interval(months: 0, days: 0, microseconds: 360_000_000_001),
        ])
      )
    case .enumeration(let names):
      return .integer(Int128(Int.random(in: 0..<names.names.count, using: &random)))
    case .list(let element):
      return .list(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in .random(element, &random) }
      )
    case .array(let element, let count):
      return .list((0..<count).map { _ in .random(element, &random) })
    case .map(let key, let value):
      return .list(
        (0..<Int.random(in: 0...2, using: &random)).map { _ in
          .structure([.random(key, &random, isKey: true), .random(value, &random)])
        }
      )
    case .structure(let fields): return .structure(fields.map { .random($0.type, &random) })
    default: return .null
    }
  }
}
