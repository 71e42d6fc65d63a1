// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What users see of the rows of a query.
@Suite struct QueryResultTests {
  private func result() throws -> QueryResult {
    try QueryResult.of(
      """
      SELECT * FROM (VALUES
        (1, 'one', 1.50::DECIMAL(15,2), DATE '2024-02-29', [1, 2], {'a': 1, 'b': 'x'}),
        (2, NULL, NULL, NULL, NULL, NULL),
        (3, 'three', 2.25, '1970-01-01', [], {'a': NULL, 'b': 'y'})
      ) t(id, name, price, day, numbers, part)
      """
    )
  }

  @Test func `columns have names and types`() throws {
    let result = try result()
    #expect(result.columns.map(\.name) == ["id", "name", "price", "day", "numbers", "part"])
    #expect(
      result.columns.map(\.type) == [
        "INTEGER", "VARCHAR", "DECIMAL(15,2)", "DATE", "INTEGER[]",
        "STRUCT(a INTEGER, b VARCHAR)",
      ]
    )
    #expect(result.rowCount == 3)
    #expect(!result.isEmpty)
  }

  @Test func `a column is found by its name`() throws {
    let result = try result()
    #expect(result["id"] == [.int(1), .int(2), .int(3)])
    #expect(result["NAME"] == [.text("one"), .null, .text("three")])
    #expect(result["price"]?[0] == .decimal(ExactDecimal("1.50") ?? .zero))
    #expect(result["numbers"] == [.list([.int(1), .int(2)]), .null, .list([])])
    #expect(result["part"]?[2] == .record(["a": .null, "b": .text("y")]))
    #expect(result["nothing"] == nil)
  }

  @Test func `columns of the same name are told apart`() throws {
    let result = try QueryResult.of("SELECT 1 AS a, 2 AS a, 3 AS a_1")
    #expect(result.columns.map(\.name) == ["a", "a", "a_1"])
    #expect(result.first?.keys == ["a", "a_1", "a_1_1"])
    #expect(try result.batches()[0].names == ["a", "a_1", "a_1_1"])
    #expect(result["a_1"] == [.int(2)])
  }

  @Test func `values have the type that is asked for`() throws {
    let result = try result()
    #expect(try result.values("id", as: Int.self) == [1, 2, 3])
    #expect(try result.values("id", as: UInt8.self) == [1, 2, 3])
    #expect(try result.values("id", as: Double.self) == [1, 2, 3])
    #expect(try result.values("price", as: Double?.self) == [1.5, nil, 2.25])
    #expect(try result.values("name", as: String?.self) == ["one", nil, "three"])
    #expect(
      try result.values("day", as: CalendarDate?.self).map { $0?.description }
        == ["2024-02-29", nil, "1970-01-01"]
    )
    #expect(try result.values("numbers", as: [Int]?.self) == [[1, 2], nil, []])
    #expect(try result.values("id", as: Value.self) == [.int(1), .int(2), .int(3)])
  }

  @Test func `a value that does not fit says so`() throws {
    let result = try result()
    let missing = try #require(throws: DecodingError.self) {
      try result.values("name", as: String.self)
    }
    #expect("\(missing)".contains("The column 'name' has no value in row 2."))
    let other = try #require(throws: DecodingError.self) {
      try result.values("name", as: Int?.self)
    }
    #expect("\(other)".contains("of the type VARCHAR has a value in row 1 that is no Int."))
    let unknown = try #require(throws: DecodingError.self) {
      try result.values("nam", as: Int.self)
    }
    #expect("\(unknown)".contains("Did you mean 'name'?"))
    #expect(throws: DecodingError.self) { try result.values("price", as: Int?.self) }
  }

  @Test func `the only value is the result`() throws {
    #expect(try QueryResult.of("SELECT count(*) FROM range(7)").value(as: Int.self) == 7)
    #expect(try QueryResult.of("SELECT NULL::INTEGER").value(as: Int?.self) == nil)
    #expect(try QueryResult.of("SELECT 1 WHERE false").value(as: Int?.self) == nil)
    #expect(throws: DecodingError.self) {
      try QueryResult.of("SELECT 1 WHERE false").value(as: Int.self)
    }
    #expect(throws: DecodingError.self) { try QueryResult.of("SELECT 1, 2").value(as: Int.self) }
    #expect(
      try QueryResult.of("SELECT sum(i) FROM range(3) t(i)").value(as: Int.self) == 3,
      "A HUGEINT is one, too."
    )
  }

  private struct Part: Decodable, Equatable {
    var a: Int?
    var b: String
  }

  private struct Row: Decodable, Equatable {
    var id: Int
    var name: String?
    var price: ExactDecimal?
    var day: CalendarDate?
    var numbers: [Int]?
    var part: Part?
    var nothing: Bool?
  }

  @Test func `rows become values of a type`() throws {
    let rows = try result().decode(Row.self)
    #expect(rows.count == 3)
    #expect(rows[0].name == "one" && rows[0].numbers == [1, 2])
    #expect(rows[0].part == Part(a: 1, b: "x"))
    #expect(rows[1] == Row(id: 2))
    #expect(rows[2].part == Part(a: nil, b: "y"))
    #expect(rows[2].day == CalendarDate(days: 0))
    #expect(rows[0].price == ExactDecimal("1.5"))
  }

  private struct Moments: Decodable {
    var takenAt: Timestamp
    var time: TimeOfDay
    var json: Part
    var bytes: [UInt8]
    var id: String
    var span: String
    var numbers: [String: Int]
  }

  @Test func `all types have one to decode into`() throws {
    let result = try QueryResult.of(
      """
      SELECT TIMESTAMPTZ '2024-01-02 03:04:05+00' AS taken_at, TIME '10:20:30' AS time,
        '{"b": "x"}'::JSON AS json, 'ab'::BLOB AS bytes, INTERVAL 1 DAY AS span,
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID AS id, MAP {'a': 1} AS numbers
      """
    )
    let row = try #require(try result.decode(Moments.self).first)
    #expect(row.takenAt.description == "2024-01-02T03:04:05+00:00")
    #expect(row.time.description == "10:20:30")
    #expect(row.json == Part(a: nil, b: "x"))
    #expect(row.bytes == [0x61, 0x62])
    #expect(row.id == "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")
    #expect(row.span == "1 day")
    #expect(row.numbers == ["a": 1])
  }

  @Test func `rows of one column become its values`() throws {
    #expect(try QueryResult.of("FROM range(3)").decode(Int.self) == [0, 1, 2])
    #expect(try QueryResult.of("SELECT 1 AS a, 2 AS b").decode([Int].self) == [[1, 2]])
    #expect(
      try QueryResult.of("SELECT 1 AS a, 2 AS b").decode([String: Int].self) == [["a": 1, "b": 2]]
    )
  }

  @Test func `rows are records, also for those who await them`() async throws {
    let result = try result()
    #expect(result.rows.count == 3)
    #expect(result.rows.map { $0["id"] } == [.int(1), .int(2), .int(3)])
    #expect(result.first?["name"] == .text("one"))
    #expect(try result.decode(Record.self) == Array(result.rows))
    var count = 0
    for try await row in result.stream {
      #expect(row == result.rows[count])
      count += 1
    }
    #expect(count == 3)
  }

  @Test func `batches have the types of tables`() throws {
    let batch = try #require(try result().batches().first)
    #expect(
      batch.vectors.map(\.type) == [
        .bigint(bits: 32), .text, .decimal(precision: 15, scale: 2), .date, .json, .json,
      ]
    )
    #expect(batch["numbers"]?[0] == .list([.int(1), .int(2)]))
    #expect(
      try QueryResult.of("FROM range(200000)").batches().map(\.rowCount).reduce(0, +) == 200_000
    )
  }
}
