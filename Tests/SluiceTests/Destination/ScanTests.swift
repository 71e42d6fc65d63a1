// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What sessions read back.
@Suite struct ScanTests {
  private let folder = TemporaryFolder()

  private var destinations: [any Destination] {
    [
      ColumnStore(), FileDestination(at: folder.path + "/j", format: .jsonl),
      FileDestination(at: folder.path + "/c", format: .csv),
    ]
  }

  private static let row: Record = [
    "bool": true, "int": -5, "double": 1.5, "text": "a \"b\",\n\r\u{F026}ü", "empty": "",
    "binary": .binary([0, 255]), "nobytes": .binary([]), "date": .date(CalendarDate(days: -1)),
    "time": .time(TimeOfDay(microseconds: 1)),
    "instant": .timestamp(Timestamp(microseconds: 1_700_000_000_123_456, offset: 0)),
    "local": .timestamp(Timestamp(microseconds: 5, offset: nil)),
    "decimal": .decimal(ExactDecimal(unscaled: 1_50, scale: 2)), "wei": .wei(ExactDecimal(7)),
  ]

  private func resource() -> Records {
    Records("t", of: [Self.row, ["int": 1, "missing": 1]])
      .column("local", .timestamp(hasTimeZone: false)).column("json", .json)
      .column("decimal", .decimal(precision: 10, scale: 2)).column("missing", .text)
      .map { record in
        var record = record
        if record["bool"] != nil { record["json"] = ["a": [1, "x"]] }
        return record
      }
  }

  private func scan(
    _ destination: any Destination,
    _ table: Table
  ) async throws -> [Record] {
    let session = try await destination.open(dataset: "demo")
    try await session.begin(Load(id: "9000000000.000001", pipeline: "p", schema: "s"))
    var rows: [Record] = []
    let columns = table.completeColumns.map(\.name)
    for try await batch in try await session.scan(table, columns: columns) { rows += batch.records }
    await session.abandon()
    return rows
  }

  @Test func `rows come back with their values`() async throws {
    for destination in destinations {
      #expect(destination.capabilities.canScan)
      func load<Target: Destination>(_ target: Target) async throws -> Schema? {
        try await LoadPipeline("demo", into: target).run(resource()).schema
      }
      let schema = try await load(destination)
      let table = try #require(schema?["t"])
      let rows = try await scan(destination, table)
      #expect(rows.count == 2)
      let first = try #require(rows.first)
      for (name, value) in Self.row { #expect(first[name] == value, "\(name)") }
      #expect(first["json"] == ["a": [1, "x"]])
      #expect(first["missing"] == nil)
      #expect(rows.last?["int"] == 1 && rows.last?["missing"] == "1")
      #expect(try await scan(destination, Table("unknown")).isEmpty)
    }
  }

  @Test func `files of loads that were not committed are not read`() async throws {
    let destination = FileDestination(at: folder.path, format: .jsonl)
    let schema = try await LoadPipeline("demo", into: destination)
      .run(Records("t", json: "{\"a\": 1}")).schema
    let path = "\(folder.path)/demo/t/1600000000.000000.0.jsonl"
    try LocalFileSystem().append(Array("{\"a\": 2}\n".utf8), to: path)
    let rows = try await scan(destination, try #require(schema?["t"]))
    #expect(rows.map { $0["a"] } == [1])
  }

  @Test(arguments: [
    ("jsonl", "{\"a\": }\n"), ("jsonl", "{\"a\": \"word\"}\n"), ("csv", "a,b\n1\n"),
    ("csv", "a\nword\n"), ("parquet", "PAR1"),
  ])
  func `a file that is not what it should be is an error`(_ form: String, _ text: String)
    async throws
  {
    let destination = FileDestination(at: folder.path, format: .jsonl)
    let schema = try await LoadPipeline("demo", into: destination)
      .run(Records("t", json: "{\"a\": 1}")).schema
    let names = try LocalFileSystem().names(in: "\(folder.path)/demo/t")
    let load = try #require(names.first?.split(separator: ".").prefix(2).joined(separator: "."))
    let path = "\(folder.path)/demo/t/\(load).1.\(form)"
    try LocalFileSystem().append(Array(text.utf8), to: path)
    let table = try #require(schema?["t"])
    let error = await #expect(throws: LoadError.self) { try await scan(destination, table) }
    #expect(error?.code == (form == "parquet" ? .unsupported : .destinationFailed))
    #expect(error?.message.contains(path) == true)
  }

  @Test(arguments: 1...9)
  func `CSV is taken apart wherever it is cut`(_ size: Int) {
    let text = Array("a,b\n\"x\"\"y\",\n\"\",\"1\n2\"\n,\"\"\"\"\nlast,".utf8)
    var records = CSVRecords()
    var found: [[String?]] = []
    for start in stride(from: 0, to: text.count, by: size) {
      found += records.take(text[start..<min(start + size, text.count)])
    }
    found += records.finish()
    #expect(
      found == [["a", "b"], ["x\"y", nil], ["", "1\n2"], [nil, "\""], ["last", nil]]
    )
  }
}
