// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct RowHashTests {
  /// Whether values can be read from and written to text.
  static let hasValueText = (ExactDecimal.self as Any) is any LosslessStringConvertible.Type

  static func isTyped(_ value: Value) -> Bool {
    switch value {
    case .record(let record):
      record.keys.contains { $0.hasPrefix("$") && $0 != "$binary" }
        || record.values.contains(where: isTyped)
    case .list(let elements): elements.contains(where: isTyped)
    default: false
    }
  }

  static func entries(_ list: String, typed: Bool) throws -> [(entry: Record, value: Value)] {
    try CorpusFile("row_ids").list(list).compactMap { entry in
      guard let raw = entry["row"] ?? entry["value"], isTyped(raw) == typed else { return nil }
      return (entry, try #require(raw.typed(), "\(raw)"))
    }
  }

  static func checkRows(_ list: String, typed: Bool, count: Int) throws {
    let entries = try Self.entries(list, typed: typed)
    #expect(entries.count == count)
    for (entry, value) in entries {
      let record = try #require(value.fields)
      var text = CanonicalText(.extracted)
      text.append(record) { !$0.hasPrefix("_dlt") }
      #expect(String(decoding: text.bytes, as: UTF8.self) == entry["hashed"]?.string)
      #expect(RowHash.row(record) == entry["id"]?.string)
    }
  }

  static func checkBoundaries(typed: Bool, count: Int) throws {
    let entries = try Self.entries("incremental_dedup", typed: typed)
    #expect(entries.count == count)
    for (entry, value) in entries {
      #expect(RowHash.boundary(value) == entry["hash"]?.string, "\(value)")
      #expect(RowHash.legacyBoundary(value) == entry["legacy_hash"]?.string, "\(value)")
    }
  }

  @Test func `the row hashes of the corpus agree`() throws {
    try Self.checkRows("row_hash", typed: false, count: 33)
    try Self.checkRows("typed_row_hash", typed: false, count: 2)
  }

  @Test(.enabled(if: hasValueText))
  func `the row hashes of typed values of the corpus agree`() throws {
    try Self.checkRows("row_hash", typed: true, count: 1)
    try Self.checkRows("typed_row_hash", typed: true, count: 7)
  }

  @Test func `the boundary hashes of the corpus agree`() throws {
    try Self.checkBoundaries(typed: false, count: 6)
  }

  @Test(.enabled(if: hasValueText))
  func `the boundary hashes of typed values of the corpus agree`() throws {
    try Self.checkBoundaries(typed: true, count: 5)
  }

  @Test func `the key hashes of the corpus agree`() throws {
    let entries = try CorpusFile("row_ids").list("key_hash")
    #expect(entries.count == 8)
    for entry in entries {
      let record = try #require(entry["row"]?.fields)
      let columns = try #require(entry["key"]).elements.compactMap(\.string)
      #expect(RowHash.key(record, columns: columns) == entry["id"]?.string)
      #expect(RowHash.key(record, columns: columns.reversed()) == entry["id"]?.string)
      #expect(RowHash.key(record, columns: columns + ["missing"]) == nil)
    }
  }

  @Test(
    arguments: [
      (1.0, "1.0"), (0, "0.0"), (-0.0, "-0.0"), (0.1, "0.1"), (-1.5, "-1.5"), (123.456, "123.456"),
      (1e15, "1000000000000000.0"), (9_007_199_254_740_992, "9007199254740992.0"),
      (1e16, "1e+16"), (1.25e20, "1.25e+20"), (1e300, "1e+300"), (0.00001, "0.00001"),
      (0.0000123, "0.0000123"), (0.000001, "1e-6"), (1.5e-7, "1.5e-7"),
      (.leastNonzeroMagnitude, "5e-324"),
      (.infinity, "null"), (.nan, "null"), (100, "100.0"),
    ] as [(Double, String)]
  )
  func `a double is written in its shortest form`(number: Double, text: String) {
    #expect(JSONDouble.text(number) == text)
  }

  @Test func `text is escaped where JSON demands it`() {
    var text = CanonicalText(.extracted)
    text.append(.text("\"\\\u{8}\t\n\u{C}\r\u{0}\u{1F}/\u{7F}é"))
    let expected = #""\"\\\b\t\n\f\r\u0000\u001f/"# + "\u{7F}é\""
    #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
  }

  @Test func `keys are sorted by code point at every level`() {
    var inner = Record()
    inner["é"] = .int(1)
    inner["z"] = .int(2)
    inner["e\u{301}x"] = .int(3)
    var record = Record()
    record["\u{1F600}"] = .record(inner)
    record["\u{FFFD}"] = .null
    var text = CanonicalText(.boundary)
    text.append(.record(record))
    #expect(
      String(decoding: text.bytes, as: UTF8.self)
        == "{\"\u{FFFD}\":null,\"\u{1F600}\":{\"e\u{301}x\":3,\"z\":2,\"é\":1}}"
    )
  }
}
