// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// A cursor that is looked up in the bytes of JSON finds what it finds in values.
@Suite struct CursorWaysTests {
  /// Bytes in pieces of a size, so that records are cut anywhere.
  private struct Pieces: ByteStream {
    var bytes: [UInt8]
    var size: Int
    var position = 0

    init(_ text: String, size: Int) {
      bytes = Array(text.utf8)
      self.size = size
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> Int {
      let count = min(size, bytes.count - position, buffer.count)
      buffer.copyBytes(from: bytes[position..<position + count])
      position += count
      return count
    }
  }

  /// What a load of a text came to.
  private struct Outcome: Equatable {
    var rows: [String]
    var state: Value?
    var code: LoadError.Code?
    var location: LoadError.Location?
  }

  private func outcome(
    _ texts: [String],
    _ path: String,
    size: Int,
    _ options: CursorOptions,
    asValues: Bool
  ) async throws -> Outcome {
    let store = ColumnStore()
    let pipeline = LoadPipeline.test("demo", into: store)
    var outcome = Outcome(rows: [])
    for text in texts {
      var records = Records("t", json: Pieces(text, size: size)).incremental(path, options: options)
      // A step makes values of all records.
      if asValues { records = records.filter { _ in true } }
      do {
        try await pipeline.run(records)
      } catch let error as LoadError {
        (outcome.code, outcome.location) = (error.code, error.location)
      }
    }
    outcome.state = try await pipeline.state()?.sources["demo"]?["resources"]?["t"]
    for name in store.tables(in: "demo").sorted() where name.hasPrefix("t") {
      let table = try store.table("demo", name)
      let rows = table.records.map { record in
        Record(record.filter { !$0.key.hasPrefix("_dlt") }.map { ($0.key, $0.value) }).description
      }
      outcome.rows += ["\(name): \(table.columns.map(\.name))"] + rows
    }
    return outcome
  }

  private func agree(
    _ texts: [String],
    _ path: String = "at",
    size: Int = 1_000_000,
    _ options: CursorOptions = CursorOptions()
  ) async throws {
    let bytes = try await outcome(texts, path, size: size, options, asValues: false)
    let values = try await outcome(texts, path, size: size, options, asValues: true)
    #expect(bytes == values, "\(texts)")
  }

  @Test(arguments: [
    ["{\"at\":1,\"at\":2}{\"at\":3,\"l\":[{\"at\":9}]}", "[{\"at\":3},{\"at\":4}]"],
    ["{\"\\u0061t\":1}\n{\"at\" : \"a\\n\"}"], ["{\"at\":5}\n{\"at\":nul}"],
    ["{\"at\":5}\n{\"x\":\"\\ud800\",\"at\":6}"], ["{\"at\":{\"b\":1}}"], ["{\"at\":5} 7"],
    ["{\"at\":5}\n{\"x\":1}"], ["{\"at\":5}\n{\"at\":null}"], ["{\"at\":5}\n{\"at\":\"x\"}"],
    ["", "\n \n", "[]", "{\"at\":1}"], ["{\"at\":18446744073709551617}{\"at\":1e3}"],
    ["{\n \"at\": 1,\n \"b\": [\n 1, 2]\n}\n{\"at\": 2}"], ["{\"at\":1}{\"at\":2"],
    ["{\"m\":{\"at\":9},\"at\":1}", "{\"at\":1,\"m\":{\"at\":9}}{\"m\":{\"at\":9},\"at\":1}"],
  ])
  func `both ways agree on odd texts`(texts: [String]) async throws {
    for size in [1, 7, 1_000] { try await agree(texts, size: size) }
  }

  @Test(arguments: ["m.at", "$.m['at']", "m.x.at", "at"])
  func `both ways agree on paths`(path: String) async throws {
    let texts = [
      "{\"m\":{\"at\":1,\"x\":{\"at\":5}},\"at\":7}{\"m\":{\"x\":{\"at\":6},\"at\":2},\"at\":6}",
      "{\"m\":{\"at\":1},\"m\":{\"x\":{\"at\":6},\"at\":2},\"at\":7}",
      "{\"x\":{\"m\":{\"at\":99}},\"m\":{\"y\":[{\"at\":3}],\"at\":3,\"x\":{\"at\":9}},\"at\":9}",
    ]
    try await agree(texts, path)
  }

  @Test func `what has no cursor is included both ways`() async throws {
    var options = CursorOptions()
    options.missing = .include
    try await agree(["{\"at\":1}{\"b\":2}3 [4,5]{\"at\":null}"], options)
  }

  private func agree(_ texts: [String], _ options: CursorOptions) async throws {
    try await agree(texts, "at", size: 5, options)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `both ways agree on random records`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let others = ["\"é\\t\"", "[1,{\"at\":3}]", "{\"at\":2,\"b\":{}}", "1.50", "true", "null"]
    let texts = (0..<3).map { _ in
      (0..<Int.random(in: 0...12, using: &random)).map { _ in
        let cursor = "\"at\":\(Int.random(in: 0...5, using: &random))"
        let other = "\"o\":\(others.randomElement(using: &random) ?? "1")"
        let fields = Bool.random(using: &random) ? [cursor, other] : [other, cursor]
        return "{\(fields.joined(separator: ","))}"
      }
      .joined(separator: "\n")
    }
    var options = CursorOptions()
    options.start = Bool.random(using: &random) ? .open : .closed
    try await agree(texts, "at", size: Int.random(in: 1...40, using: &random), options)
  }
}
