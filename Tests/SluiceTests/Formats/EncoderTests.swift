// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

@Suite struct EncoderTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var type: DataType
    var value: Value
    var json: String
    /// What CSV has, where it differs from JSON by more than the quotes.
    var csv: String?
    var testDescription: String { "\(type): \(json)" }
  }

  static let samples = [
    Sample(type: .text, value: "plain", json: "\"plain\""),
    Sample(type: .text, value: "", json: "\"\"", csv: "\"\""),
    Sample(
      type: .text,
      value: "a,\"b\"\r\n\u{1}é",
      json: "\"a,\\\"b\\\"\\r\\n\\u0001é\"",
      csv: "\"a,\"\"b\"\"\r\n\u{1}é\""
    ),
    Sample(type: .text, value: " x", json: "\" x\"", csv: "\" x\""),
    Sample(type: .text, value: "x\t", json: "\"x\\t\"", csv: "\"x\t\""),
    Sample(type: .text, value: "x y", json: "\"x y\""),
    Sample(type: .bool, value: true, json: "true"),
    Sample(type: .bool, value: false, json: "false"),
    Sample(type: .bigint, value: .int(.min), json: "-9223372036854775808"),
    Sample(
      type: .bigint(bits: 128),
      value: .bigInt(
        ExactDecimal(unscaled: -99_999_999_999_999_999_999_999_999_999_999_999_999, scale: 0)
      ),
      json: "-99999999999999999999999999999999999999"
    ),
    Sample(type: .double, value: 1.0, json: "1.0"),
    Sample(type: .double, value: .double(1e300), json: "1e+300"),
    Sample(
      type: .timestamp,
      value: .timestamp(Timestamp(microseconds: 1_704_103_200_000_001)),
      json: "\"2024-01-01T10:00:00.000001Z\""
    ),
    Sample(
      type: .timestamp,
      value: .timestamp(Timestamp(microseconds: -1_000_000)),
      json: "\"1969-12-31T23:59:59Z\""
    ),
    Sample(
      type: .timestamp(hasTimeZone: false),
      value: .timestamp(Timestamp(microseconds: 1_704_103_200_500_000, offset: nil)),
      json: "\"2024-01-01T10:00:00.500000\""
    ),
    Sample(type: .date, value: .date(CalendarDate(days: -719_162)), json: "\"0001-01-01\""),
    Sample(type: .date, value: .date(CalendarDate(days: 2_932_896)), json: "\"9999-12-31\""),
    Sample(
      type: .time,
      value: .time(TimeOfDay(microseconds: 86_399_999_999)),
      json: "\"23:59:59.999999\""
    ),
    Sample(type: .time, value: .time(TimeOfDay(microseconds: 60_000_000)), json: "\"00:01:00\""),
    Sample(type: .decimal, value: decimal("1.5"), json: "\"1.5\""),
    Sample(type: .decimal, value: decimal("-100"), json: "\"-100\""),
    Sample(type: .decimal(precision: 12, scale: 2), value: decimal("1.5"), json: "\"1.50\""),
    Sample(type: .decimal(precision: 12, scale: 2), value: decimal("-0.05"), json: "\"-0.05\""),
    Sample(
      type: .decimal(precision: 38, scale: 38),
      value: decimal("0.00000000000000000001"),
      json: "\"0.00000000000000000001000000000000000000\""
    ),
    Sample(type: .decimal(precision: 38, scale: 0), value: decimal("7"), json: "\"7\""),
    Sample(type: .wei, value: .wei(ExactDecimal(7)), json: "\"7\""),
    Sample(
      type: .wei,
      value: .wei(ExactDecimal(limbs: (0, 0, 0, 1), isNegative: true)),
      json: "\"-6277101735386680763835789423207666416102355444464034512896\""
    ),
    Sample(type: .binary, value: .binary([0, 1, 2, 250]), json: "\"AAEC+g==\""),
    Sample(type: .binary, value: .binary([]), json: "\"\"", csv: "\"\""),
    Sample(
      type: .json,
      value: ["a": [1, .null, "x"]],
      json: "{\"a\":[1,null,\"x\"]}",
      csv: "\"{\"\"a\"\":[1,null,\"\"x\"\"]}\""
    ),
  ]

  static func decimal(_ text: String) -> Value { .decimal(ExactDecimal(text) ?? ExactDecimal(0)) }

  @Test(arguments: samples)
  func `a value is written as`(sample: Sample) {
    let column = Column("key", sample.type)
    // Twice, for the last text of a heap is not followed by anything.
    let batch = EncoderSamples.batch(
      [["key": sample.value], [:], ["key": sample.value]],
      columns: [column]
    )
    var json = JSONLEncoder()
    json.append(batch)
    let line = "{\"key\":\(sample.json)}\n"
    #expect(String(decoding: json.take(), as: UTF8.self) == line + "{}\n" + line)
    var csv = CSVEncoder(columns: ["key"])
    csv.append(batch)
    let field = sample.csv ?? sample.json.replacing("\"", with: "")
    #expect(String(decoding: csv.take(), as: UTF8.self) == "\(field)\n\n\(field)\n")
  }

  @Test func `numbers that are none are left out`() {
    let values = ContiguousArray([Double.nan, 1, .infinity])
    let vector = Vector(
      type: .double,
      storage: .double(values),
      validity: Validity(allValid: 3)
    )
    let batch = Batch(names: ["x"], vectors: [vector], rowCount: 3)
    var json = JSONLEncoder()
    json.append(batch)
    #expect(String(decoding: json.take(), as: UTF8.self) == "{}\n{\"x\":1.0}\n{}\n")
    var csv = CSVEncoder(columns: ["x", "missing"])
    csv.append(batch)
    #expect(String(decoding: csv.take(), as: UTF8.self) == ",\n1.0,\n,\n")
  }

  @Test func `fields come in the order that is asked for`() {
    let batch = EncoderSamples.batch(
      [["b": 1, "a": "x"], ["c": 2]],
      columns: [Column("b", .bigint), Column("a", .text), Column("c", .bigint)]
    )
    var csv = CSVEncoder(columns: ["a", "new, \"one\"", "b", ""], delimiter: UInt8(ascii: ";"))
    csv.appendHeader()
    csv.append(batch)
    #expect(
      String(decoding: csv.take(), as: UTF8.self)
        == "a;\"new, \"\"one\"\"\";b;\"\"\nx;;1;\n;;;\n"
    )
    csv.usesCarriageReturns = true
    csv.append(batch)
    #expect(String(decoding: csv.take(), as: UTF8.self) == "x;;1;\r\n;;;\r\n")
  }

  @Test func `bytes are kept until they are taken, and copies part ways`() {
    let batch = EncoderSamples.batch([["a": 1]], columns: [Column("a", .bigint)])
    var first = JSONLEncoder()
    #expect(first.byteCount == 0)
    first.append(Batch(names: [], vectors: [], rowCount: 0))
    first.append(batch)
    var second = first
    second.append(batch)
    first.append(Batch(names: [], vectors: [], rowCount: 2))
    #expect(first.byteCount == 14)
    let text = second.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    #expect(text == "{\"a\":1}\n{\"a\":1}\n")
    #expect(String(decoding: first.take(), as: UTF8.self) == "{\"a\":1}\n{}\n{}\n")
    #expect(first.byteCount == 0)
    second.removeAll()
    #expect(second.take().isEmpty)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 4_095, 4_096, 4_097, 100_000])
  func `texts of any length`(count: Int) throws {
    let text =
      String(repeating: "\u{1}\",", count: count / 3)
      + String(repeating: "x", count: count % 3)
    let document: Value = .list([.text(text)])
    let batch = EncoderSamples.batch(
      [["t": .text(text), "b": .binary(Array(text.utf8)), "j": document]],
      columns: [Column("t", .text), Column("b", .binary), Column("j", .json)]
    )
    var json = JSONLEncoder()
    json.append(batch)
    let record = try #require(try JSONReader.records(in: json.take()).first?.fields)
    #expect(record["t"] == .text(text))
    #expect(record["j"] == document)
    #expect(record["b"]?.string == Value.binary(Array(text.utf8)).description)
    var csv = CSVEncoder(columns: ["t", "b", "j"])
    csv.appendHeader()
    csv.append(batch)
    let harness = ShredHarness(columns: [
      Column("t", .text), Column("b", .binary), Column("j", .json),
    ])
    try harness.csv(csv.take())
    #expect(harness.data() == batch.records)
  }

  /// What JSON makes of a value in a column.
  static func inJSON(_ value: Value, _ type: DataType) -> Value {
    switch (type.kind, value) {
    case (.timestamp, .timestamp(let moment)):
      return .text(moment.description.replacing("+00:00", with: "Z"))
    case (.decimal, .decimal(let number)):
      guard type == .decimal else { return .text(number.plainDescription) }
      let text = number.plainDescription
      guard text.contains(".") else { return .text(text) }
      let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
      return .text(String(trimmed.reversed()))
    case (.wei, .wei(let number)): return .text(number.plainDescription)
    case (.date, _), (.time, _), (.binary, _): return .text(value.description)
    case (.double, .double(let number)) where number == 0: return .double(number)
    default: return value
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `every value survives being written and read`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let records = EncoderSamples.records(60, &random)
    let batch = EncoderSamples.batch(records)
    var json = JSONLEncoder()
    json.append(batch)
    let read = try JSONReader.records(in: json.take(), options: lines)
    #expect(read.count == records.count)
    for (value, row) in zip(read, batch.records) {
      let fields = try #require(value.fields)
      #expect(fields.keys == row.keys)
      for column in EncoderSamples.columns {
        guard let type = column.type, let expected = row[column.name] else { continue }
        let inJSON = Self.inJSON(expected, type)
        #expect(fields[column.name] == inJSON, "\(column.name): \(expected)")
      }
    }
    var csv = CSVEncoder(columns: EncoderSamples.columns.map(\.name))
    csv.usesCarriageReturns = seed % 2 == 0
    csv.appendHeader()
    csv.append(batch)
    let harness = ShredHarness(
      columns: EncoderSamples.columns.dropLast() + [Column("a_key_of_more_than_16_bytes", .bigint)]
    )
    try harness.csv(csv.take())
    let rows = batch.records.map { row in
      row.map { $0.key.hasPrefix("a ") ? "\($0.value)" : "\($0.key) \($0.value)" }
    }
    let back = harness.data().map { row in
      row.map { $0.key.hasPrefix("a_") ? "\($0.value)" : "\($0.key) \($0.value)" }
    }
    #expect(back.map { $0.sorted() } == rows.map { $0.sorted() })
    #expect(harness.keeper.schema["t"]?.columns.count == EncoderSamples.columns.count + 2)
  }

  private var lines: JSONReadOptions {
    var options = JSONReadOptions()
    options.layout = .lines
    return options
  }
}
