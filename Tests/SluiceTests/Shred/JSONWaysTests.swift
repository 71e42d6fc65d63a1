// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Records give the same rows whether they go the known way, as JSON or as values, or the careful
/// way.
@Suite struct JSONWaysTests {
  /// Text of random records, and the records as a reader sees them.
  struct Source {
    var random: SeededGenerator
    let keys = [
      "a", "b", "c", "A", "id", "a__b", "value", "list", "a much longer key than sixteen bytes",
      "with \"quote\"", "exactly_8", "größe", "a/b", "é",
    ]
    var maximumKeys = 8
    var collides = true

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    mutating func blank() -> String {
      pick(6) > 0 ? "" : [" ", "  ", "\t", "\r\n", "\n"][pick(5)]
    }

    mutating func string(_ text: String) -> String {
      var json = "\""
      for scalar in text.unicodeScalars {
        if scalar == "\"" || scalar == "\\" {
          json += "\\\(scalar)"
        } else if scalar.value < 0x20 || pick(12) == 0 && scalar.value < 0x1_0000 {
          let digits = String(scalar.value, radix: 16)
          json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          json.unicodeScalars.append(scalar)
        }
      }
      return json + "\""
    }

    mutating func scalar() -> String {
      switch pick(16) {
      case 0, 1: return "null"
      case 2: return ["true", "false"][pick(2)]
      case 3...6: return "\(pick(2_000) - 1_000)"
      case 7: return "\(Int64(bitPattern: random.next()) >> Int64(pick(64)))"
      case 8: return ["1.0", "-0.0", "2.5e3", "1E-7", "0.1", "123456.789", "-0"][pick(7)]
      case 9: return string(["2024-01-01T10:00:00Z", "2024-02-29 01:02:03.5+02:00"][pick(2)])
      case 10: return string(["2024-01-01", "12", "1.5", "true", "", "nan", "x"][pick(7)])
      default: return string(JSONFuzzTests.text(&random))
      }
    }

    mutating func value(_ depth: Int) -> String {
      guard depth > 0, pick(3) == 0 else { return scalar() }
      guard pick(2) == 0 else { return object(depth - 1) }
      let elements = (0..<pick(4)).map { _ in value(depth - 1) }
      return "[" + blank() + elements.joined(separator: blank() + "," + blank()) + blank() + "]"
    }

    mutating func object(_ depth: Int) -> String {
      let usable = collides ? keys : keys.filter { !["A", "a__b", "é"].contains($0) }
      var fields = (0..<pick(maximumKeys)).map { _ in
        string(usable[pick(usable.count)]) + blank() + ":" + blank() + value(depth)
      }
      if pick(4) == 0 { fields.shuffle(using: &random) }
      return "{" + blank() + fields.joined(separator: blank() + "," + blank()) + blank() + "}"
    }
  }

  static func compare(
    _ text: String,
    _ random: inout SeededGenerator,
    _ harness: () -> ShredHarness
  ) throws {
    let (known, careful, values) = (harness(), harness(), harness())
    var generator = random
    let knownFails = try fails {
      try known.json(
        Array(text.utf8),
        sizes: { Int.random(in: 1...200, using: &generator) },
        takes: { Int.random(in: 0..<20, using: &generator) == 0 }
      )
    }
    random = generator
    let carefulFails = try fails {
      for record in try JSONReader.records(in: text.utf8) {
        careful.shredder.beginRecord()
        try careful.shredder.learn(record)
      }
      careful.take()
    }
    let valuesFail = try fails {
      for record in try JSONReader.records(in: text.utf8) { try values.shredder.shred(record) }
      values.take()
    }
    #expect(knownFails == carefulFails && valuesFail == carefulFails, "\(text)")
    guard !carefulFails, !knownFails, !valuesFail else { return }
    expect(known, equals: careful, text)
    expect(values, equals: careful, text)
  }

  private static func fails(_ body: () throws -> Void) throws -> Bool {
    do {
      try body()
      return false
    } catch is LoadError {
      return true
    }
  }

  private static func expect(_ left: ShredHarness, equals right: ShredHarness, _ text: String) {
    #expect(left.rows.keys.sorted() == right.rows.keys.sorted(), "\(text)")
    for table in right.rows.keys {
      #expect(left.data(table).count == right.data(table).count, "\(table): \(text)")
      for (left, right) in zip(left.sortedData(table), right.sortedData(table))
      where left != right {
        Issue.record("\(table): \(left) instead of \(right) from \(text)")
        return
      }
    }
    let schemas = [left, right].map { harness in
      // The table for what is put aside comes with the first such batch.
      harness.keeper.schema.tables.filter { $0.name != "_sluice_quarantine" }
        .map { ["\($0.name)"] + harness.columns($0.name) }
    }
    #expect(schemas[0] == schemas[1], "\(text)")
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `records that resemble each other`(seed: UInt64) throws {
    var source = Source(random: SeededGenerator(seed: seed))
    source.collides = seed % 2 == 0
    for _ in 0..<6 {
      var templates: [String] = []
      for _ in 0..<3 { templates.append(source.object(3)) }
      var text = ""
      for _ in 0..<40 {
        text += (source.pick(3) > 0 ? templates[source.pick(3)] : source.object(3)) + "\n"
      }
      try Self.compare(text, &source.random) { ShredHarness() }
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `records cut off at some level`(seed: UInt64) throws {
    var source = Source(random: SeededGenerator(seed: 1_000 + seed))
    source.maximumKeys = 5
    for nesting in 0...2 {
      var text = ""
      for _ in 0..<40 { text += source.object(4) + "\n" }
      try Self.compare(text, &source.random) { ShredHarness(nesting: nesting) }
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `columns whose types were declared`(seed: UInt64) throws {
    var source = Source(random: SeededGenerator(seed: 2_000 + seed))
    source.maximumKeys = 5
    let kinds = DataType.Kind.allCases
    for _ in 0..<20 {
      let columns = ["a", "b", "c", "id"].map { name in
        Column(name, DataType(kinds[source.pick(kinds.count)]))
      }
      var text = ""
      for _ in 0..<10 { text += source.object(2) + "\n" }
      try Self.compare(text, &source.random) { ShredHarness(columns: columns) }
    }
  }

  @Test(arguments: [
    "{}", "{}\n{}\n{\"a\":1}", "{\"a\":null}\n{\"a\":{}}\n{\"a\":[]}\n{\"a\":[{}]}",
    "{\"a\":1,\"A\":2}\n{\"a\":1,\"A\":null}\n{\"a\":\"x\",\"A\":3}\n{\"A\":\"x\",\"a\":3}",
    "{\"a\":\"x\",\"b\":1}\n{\"a\":1}\n{\"a\":true,\"a\":1}",
    "{\"a\":1,\"A\":1}\n{\"a\":\"x\"}\n{\"a\":\"x\",\"A\":2}\n{\"A\":3,\"a\":\"x\"}",
    "{\"a\":[1],\"A\":[2]}\n{\"a\":[1],\"A\":[2]}\n{\"a\":[1],\"A\":[]}",
    "{\"a\":[1]}\n{\"A\":[2]}\n{\"a\":[1],\"A\":[2]}\n{\"A\":[1],\"\\u0061\":[2]}",
    "{\"a\":1}\n{\"A\":1}\n{\"a\":\"x\"}\n{\"A\":\"x\"}\n"
      + "{\"a\":\"x\",\"A\":2}\n{\"A\":3,\"a\":\"x\"}",
    "{\"a\":[{\"b\":[1]}]}\n{\"a__b\":[2]}\n{\"a__b\":[3],\"a\":[]}",
    "{\"a\":{\"b\":1},\"a__b\":\"x\"}\n{\"a\":{\"b\":\"x\"},\"a__b\":1}\n"
      + "{\"a__b\":2,\"a\":{\"b\":\"x\"}}",
  ])
  func `what is easily got wrong`(text: String) throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<4 { try Self.compare(text, &random) { ShredHarness() } }
    try Self.compare(text, &random) { ShredHarness(nesting: 0) }
    try Self.compare(text, &random) { ShredHarness(columns: [Column("a", .json)]) }
    try Self.compare(text, &random) { ShredHarness(columns: [Column("a", .text)]) }
  }
}
