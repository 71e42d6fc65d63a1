// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

@Suite struct DocumentValidationTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    var path: [String]
    var value: Value?
    var message: String
    var testDescription: String { "\(path.joined(separator: "/")) = \(value ?? "nothing")" }

    init(_ path: String, _ value: Value?, _ message: String) {
      self.path = path.split(separator: "/").map { String($0) }
      self.value = value
      self.message = message
    }
  }

  static let long = String(repeating: "n", count: 1_025)

  @Test(arguments: [
    Mistake("naem", "x", ": the field 'naem' is not known. Did you mean 'name'?"),
    Mistake("x-note", 1, ": the field 'x-note' is not known."),
    Mistake("name", nil, ": the field 'name' is missing."),
    Mistake("name", 1, " at 'name': expected a text, found a number."),
    Mistake("name", "", " at 'name': expected a name of 1 to 64 letters"),
    Mistake("name", "a b", "found 'a b'."),
    Mistake("name", "9a", "found '9a'."),
    Mistake("name", .text(long), "found one of 1025."),
    Mistake("version", 0, " at 'version': expected a whole number from 1, found 0."),
    Mistake("version", 1.5, " at 'version': expected a whole number from 1, found a number."),
    Mistake("version", "1", "found a text."),
    Mistake("version", nil, ": the field 'version' is missing."),
    Mistake("engine_version", nil, ": the field 'engine_version' is missing."),
    Mistake("engine_version", true, " at 'engine_version': expected a whole number"),
    Mistake("previous_hashes", "a", " at 'previous_hashes': expected a list, found a text."),
    Mistake("previous_hashes", [1], " at 'previous_hashes/0': expected a text, found a number."),
    Mistake("tables", nil, ": the field 'tables' is missing."),
    Mistake("tables", [], " at 'tables': expected fields, found a list."),
    Mistake("tables/_dlt_loads", nil, "the table '_dlt_loads' is missing"),
    Mistake("tables/t", 1, " at 'tables/t': expected fields, found a number."),
    Mistake("tables/t/name", "u", " at 'tables/t/name': expected 't', as the key says, found 'u'."),
    Mistake("tables/t/columns", nil, " at 'tables/t': the field 'columns' is missing."),
    Mistake(
      "tables/t/parnt",
      "t",
      "the field 'parnt' is not known; notes of your own begin with 'x-'. Did you mean 'parent'?"
    ),
    Mistake("tables/t/parent", "u", " at 'tables/t/parent': there is no table 'u'."),
    Mistake("tables/t/parent", "t", " at 'tables/t/parent': the table lies below itself."),
    Mistake("tables/t/write_disposition", "apend", "found 'apend'. Did you mean 'append'?"),
    Mistake("tables/t/table_format", "x", " at 'tables/t/table_format': expected one of 'iceberg'"),
    Mistake("tables/t/file_format", "x", " at 'tables/t/file_format': expected one of 'preferred'"),
    Mistake("tables/t/table_sealed", 1, "expected true or false, found a number."),
    Mistake("tables/t/schema_contract", "frezze", "found 'frezze'. Did you mean 'freeze'?"),
    Mistake(
      "tables/t/schema_contract",
      "quarantine",
      "expected one of 'evolve', 'freeze', 'discard_row', 'discard_value'"
    ),
    Mistake("tables/t/schema_contract", 1, "expected a mode, or a mode for each of"),
    Mistake("tables/t/schema_contract", ["rows": "freeze"], "the field 'rows' is not known"),
    Mistake(
      "tables/t/filters",
      ["excludes": ["re:("]],
      " at 'tables/t/filters/excludes/0': expected a regular expression"
    ),
    Mistake("tables/t/filters", ["exclude": []], "Did you mean 'excludes'?"),
    Mistake(
      "tables/t/references",
      [["columns": []]],
      " at 'tables/t/references/0': the field 'referenced_table'"
    ),
    Mistake(
      "tables/t/references",
      [["referenced_table": "u", "columns": ["a"], "referenced_columns": []]],
      "as many columns as in 'columns', 1, found 0."
    ),
    Mistake(
      "tables/t/references",
      [
        [
          "referenced_table": "u", "columns": [], "referenced_columns": [],
          "cardinality": "zero_to_zero",
        ]
      ],
      "references/0/cardinality': expected one of"
    ),
    Mistake("tables/t/x-row-id", "none", " at 'tables/t/x-row-id': expected one of 'random'"),
    Mistake(
      "tables/t/x-normalizer",
      ["seen-data": 1],
      " at 'tables/t/x-normalizer/seen-data': expected true"
    ),
    Mistake("tables/t/columns/id", [], " at 'tables/t/columns/id': expected fields"),
    Mistake("tables/t/columns/id/name", "di", "expected 'id', as the key says"),
    Mistake(
      "tables/t/columns/id/data_type",
      "bigit",
      " at 'tables/t/columns/id/data_type': expected one of 'text', 'bigint', 'double', 'bool', 'timestamp', 'date', 'time', 'decimal', 'wei', 'binary', 'json', found 'bigit'. Did you mean 'bigint'?"
    ),
    Mistake("tables/t/columns/id/precision", -1, "expected a whole number from 0, found -1."),
    Mistake("tables/t/columns/id/precision", 99_999_999_999, "found 99999999999."),
    Mistake("tables/t/columns/id/nullable", "no", "expected true or false, found a text."),
    Mistake("tables/t/columns/id/primary_key", 1, "expected true or false"),
    Mistake("tables/t/columns/id/primry_key", true, "Did you mean 'primary_key'?"),
    Mistake("tables/t/columns/id/dedup_sort", "up", "expected one of 'asc', 'desc', found 'up'."),
    Mistake("tables/t/columns/id/x-conflict-policy", "wide", "Did you mean 'widen'?"),
    Mistake("tables/t/columns/id/x-source-path", ["a", 1], "x-source-path/1': expected a text"),
    Mistake(
      "tables/t/columns/",
      nil,
      "expected a name of 1 to 1024 characters, found an empty one."
    ),
    Mistake(
      "settings/detections",
      ["iso_date", "x"],
      " at 'settings/detections/1': expected one of"
    ),
    Mistake("settings/default_hints", ["uniq": []], "Did you mean 'unique'?"),
    Mistake("settings/default_hints", ["unique": ["(a)"]], "expected a name, or 're:'"),
    Mistake(
      "settings/preferred_types",
      ["a": "txt"],
      " at 'settings/preferred_types/a': expected one of"
    ),
    Mistake("settings/preferred_types", ["a": .null], "the field 'a' is missing"),
    Mistake("settings/preferred_types", ["re:[": "text"], "expected a regular expression"),
    Mistake("normalizers", nil, ": the field 'normalizers' is missing."),
    Mistake("normalizers/names", nil, " at 'normalizers': the field 'names' is missing."),
    Mistake("normalizers/json/module", nil, " at 'normalizers/json': the field 'module'"),
    Mistake("normalizers/json/config", 1, " at 'normalizers/json/config': expected fields"),
  ])
  func `a mistake is named with its place`(_ mistake: Mistake) throws {
    var value = try Value(json: SchemaDocumentTests.minimal().json())
    if mistake.path == ["tables", "t", "columns"] && mistake.value == nil
      && mistake.message.contains("empty")
    {
      value.change(["tables", "t", "columns", ""], to: [:])
    } else {
      value.change(mistake.path, to: mistake.value)
    }
    for read in [
      { try Schema(json: JSONWriter().string(value)) },
      { try Schema(yaml: YAMLWriter.string(value)) },
    ] {
      let error = #expect(throws: LoadError.self) { try read() }
      #expect(error?.code == .invalidDocument)
      let message = try #require(error?.message)
      #expect(message.hasPrefix("The schema document is not valid"))
      #expect(message.contains(mistake.message), "\(message)")
    }
  }

  @Test func `an error names table and column`() throws {
    var value = try Value(json: SchemaDocumentTests.minimal().json())
    value.change(["tables", "t", "columns", "id", "data_type"], to: "txt")
    let error = #expect(throws: LoadError.self) { try Schema(json: JSONWriter().string(value)) }
    #expect(error?.location.table == "t")
    #expect(error?.location.column == "id")
    #expect(error?.violation?.found == "'txt'")
  }

  @Test func `long names and long cycles are refused`() throws {
    var value = try Value(json: SchemaDocumentTests.minimal().json())
    value.change(["tables", Self.long], to: ["columns": [:]])
    #expect(throws: LoadError.self) { try Schema(json: JSONWriter().string(value)) }
    value.change(["tables", Self.long], to: nil)
    for number in 0..<5_000 {
      value.change(
        ["tables", "t\(number)"],
        to: ["columns": [:], "parent": .text("t\((number + 1) % 5_000)")]
      )
    }
    let error = #expect(throws: LoadError.self) { try Schema(json: JSONWriter().string(value)) }
    #expect(error?.message.contains("lies below itself") == true)
  }

  @Test(arguments: [1_000, 1_001])
  func `tables nest as deep as records`(depth: Int) throws {
    var value = try Value(json: SchemaDocumentTests.minimal().json())
    for number in 0..<depth {
      let parent = number == 0 ? "t" : "n\(number - 1)"
      value.change(["tables", "n\(number)"], to: ["columns": [:], "parent": .text(parent)])
    }
    let text = JSONWriter().string(value)
    guard depth > 1_000 else {
      // Whoever walks down the tables does not run out of stack.
      #expect(try Schema(json: text).swiftCode().isEmpty == false)
      return
    }
    let error = #expect(throws: LoadError.self) { try Schema(json: text) }
    #expect(error?.message.contains("1001 levels") == true)
  }

  @Test(arguments: ["", "[]", "{}", "1", "{", "\u{0}", "a: [", "name: a\nname: b"])
  func `anything else is no schema`(text: String) {
    #expect(throws: LoadError.self) { try Schema(json: text) }
    #expect(throws: LoadError.self) { try Schema(yaml: text) }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `changed documents are read or refused, and never more`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let whole = try Value(json: SchemaDocumentTests.full().json())
    let values: [Value] = [
      .null, true, false, 0, -1, 11, 1.5, "", "t", "re:(", "freeze", [], [:], ["a"], ["a": 1],
      ["x-a": [[]]], "orders", "orders__lines", .text(String(repeating: "(", count: 3_000)),
      .text("re:" + String(repeating: "(", count: 3_000)),
    ]
    for _ in 0..<60 {
      var value = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let path = Self.path(in: value, &random)
        let isGone = Int.random(in: 0..<4, using: &random) == 0
        value.change(path, to: isGone ? nil : values.randomElement(using: &random))
      }
      do {
        let schema = try Schema(json: JSONWriter().string(value))
        #expect(try Schema(yaml: schema.yaml()).contentHash == schema.contentHash)
      } catch {
        #expect([.invalidDocument, .unsupportedDocument].contains(error.code))
      }
    }
  }

  private static func path(in value: Value, _ random: inout SeededGenerator) -> [String] {
    var path: [String] = []
    var value = value
    while let fields = value.fields, let key = fields.keys.randomElement(using: &random) {
      path.append(key)
      value = fields[key] ?? .null
      if Int.random(in: 0..<5, using: &random) == 0 { break }
    }
    if Int.random(in: 0..<8, using: &random) == 0 { path[path.count - 1] += "x" }
    return path
  }
}

extension Value {
  /// Sets, or removes, what `path` leads to.
  mutating func change(_ path: [String], to value: Value?) {
    guard var record = fields, let key = path.first else { return }
    if path.count == 1 {
      record[key] = value
    } else {
      var inner = record[key] ?? [:]
      inner.change(Array(path.dropFirst()), to: value)
      record[key] = inner
    }
    self = .record(record)
  }
}
