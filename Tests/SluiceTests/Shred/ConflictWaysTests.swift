// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Columns that change their type, and tables that overflow, look the same whichever way records go.
@Suite struct ConflictWaysTests {
  private static func stages(_ seed: UInt64) -> [any Stage] {
    let policies: [ConflictPolicy] = [.widen, .json]
    let resolve = ResolveConflicts(policies[Int(seed % 2)])
    return switch seed % 6 {
    case 0, 1: [InferTypes(), EvolveSchema(), resolve]
    case 2: [InferTypes(), EvolveSchema(), LimitColumns(to: 0)]
    case 3: [InferTypes(), EvolveSchema(), LimitColumns(to: 3)]
    default: [InferTypes(), EvolveSchema(), resolve, LimitColumns(to: Int(seed % 5))]
    }
  }

  @Test(arguments: 0..<18 as Range<UInt64>)
  func `JSON and records`(seed: UInt64) throws {
    var source = JSONWaysTests.Source(random: SeededGenerator(seed: 5_000 + seed))
    source.collides = seed % 4 == 0
    let stages = Self.stages(seed)
    for _ in 0..<2 {
      var templates: [String] = []
      for _ in 0..<3 { templates.append(source.object(3)) }
      var text = ""
      for _ in 0..<40 {
        text += (source.pick(3) > 0 ? templates[source.pick(3)] : source.object(3)) + "\n"
      }
      try JSONWaysTests.compare(text, &source.random) { ShredHarness(stages: stages) }
      try JSONWaysTests.compare(text, &source.random) { ShredHarness(nesting: 1, stages: stages) }
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `columns with policies of their own`(seed: UInt64) throws {
    var source = JSONWaysTests.Source(random: SeededGenerator(seed: 6_000 + seed))
    source.maximumKeys = 5
    let kinds = DataType.Kind.allCases.map { DataType($0) } + [nil]
    for _ in 0..<8 {
      let columns = ["a", "b", "c", "id"].map { name in
        var column = Column(name, kinds[source.pick(kinds.count)])
        column.conflictPolicy = [.variant, .widen, .json, .quarantine][source.pick(4)]
        return column
      }
      var text = ""
      for _ in 0..<12 { text += source.object(2) + "\n" }
      try JSONWaysTests.compare(text, &source.random) { ShredHarness(columns: columns) }
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `CSV`(seed: UInt64) {
    var source = CSVWaysTests.Source(random: SeededGenerator(seed: 7_000 + seed))
    let stages = Self.stages(seed)
    for _ in 0..<4 {
      let text = Array(source.table(rows: 40).utf8)
      let careful = CSVWaysTests.read(
        text,
        careful: true,
        skips: false,
        stages: stages,
        sizes: { .max }
      )
      var random = source.random
      let pieces = CSVWaysTests.read(
        text,
        careful: false,
        skips: false,
        stages: stages,
        sizes: { Int.random(in: 1...50, using: &random) },
        takes: { Int.random(in: 0..<10, using: &random) == 0 }
      )
      source.random = random
      #expect(pieces == careful, "\(String(decoding: text, as: UTF8.self))")
    }
  }

  // MARK: - Nothing is lost

  private static func leaves(_ value: Value, _ path: [String] = []) -> [String: String] {
    switch value {
    case .null: return [:]
    case .record(let record):
      return record.reduce(into: [:]) { all, field in
        all.merge(leaves(field.value, path + [field.key])) { $1 }
      }
    default: return [path.joined(separator: "/"): value.description]
    }
  }

  private static func leaves(ofRow row: Record) -> [String: String] {
    var all: [String: String] = [:]
    for (name, value) in row {
      if name == LimitColumns.overflow {
        all.merge(leaves(value)) { "\($0) and \($1)" }
        continue
      }
      var parts = name.split(separator: "__").map { String($0) }
      if parts.last?.hasPrefix("v_") == true { parts.removeLast() }
      all.merge([parts.joined(separator: "/"): value.description]) { "\($0) and \($1)" }
    }
    return all
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `columns and overflow together are the record`(seed: UInt64) throws {
    var random = SeededGenerator(seed: 8_000 + seed)
    let records = (0..<60).map { _ in record(&random, 3) }
    let limit = Int.random(in: 0..<9, using: &random)
    let harness = ShredHarness(
      stages: [InferTypes(), EvolveSchema(), LimitColumns(to: limit)]
    )
    let lines = records.map { JSONWriter().string(.record($0)) + "\n" }.joined()
    try harness.json(Array(lines.utf8))
    let rows = harness.data()
    try #require(rows.count == records.count)
    for (row, record) in zip(rows, records) {
      let (found, expected) = (Self.leaves(ofRow: row), Self.leaves(.record(record)))
      #expect(found.keys.sorted() == expected.keys.sorted())
      for (path, text) in expected where found[path]?.lowercased() != text.lowercased() {
        // A number may have become a text, or true a number, as in any column.
        #expect(["true", "1", "1.0"].contains(text) || Double(text) != nil, "\(path)")
      }
    }
    let columns = harness.keeper.schema["t"]?.dataColumnCount ?? 0
    #expect(columns <= limit)
  }

  private func record(_ random: inout SeededGenerator, _ depth: Int) -> Record {
    var record = Record()
    for _ in 0..<Int.random(in: 0..<8, using: &random) {
      let number = Int.random(in: 0..<12, using: &random)
      let digit = Int.random(in: 0..<9, using: &random)
      let values: [Value] = [.null, .int(Int64(digit)), .text("t\(digit)"), .bool(true), 1.5]
      if depth > 0, number < 3 {
        record["o\(number)"] = .record(self.record(&random, depth - 1))
      } else {
        record["k\(number)"] = values.randomElement(using: &random)
      }
    }
    return record
  }
}
