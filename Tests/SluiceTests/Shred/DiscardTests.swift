// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// What stages leave out is told, and told once.
@Suite struct DiscardTests {
  private struct LeaveOut: Stage {
    let name: String

    func review(_ change: inout SchemaChange) throws {
      if change.column?.name == name { change.decision = .discardValue("It is not wanted.") }
    }
  }

  private struct RefuseTable: Stage {
    let name: String

    func review(_ change: inout SchemaChange) throws {
      if case .newTable = change.kind, change.table.name == name {
        change.decision = .discardRow("It is not wanted.")
      }
    }
  }

  private func run(_ resource: Records, _ stage: any Stage) async throws -> RunReport {
    try await LoadPipeline("demo", into: ColumnStore()) {
      InferTypes()
      EvolveSchema()
      stage
    }.run(resource)
  }

  private struct Row: Codable, Sendable {
    var secret: Int
    var tags: [Int]
    var more: [String: Int]
  }

  @Test func `a value is counted once, even if its record is read twice`() async throws {
    // Every record brings a new field behind the value, and fills a nested table halfway.
    let rows = (0..<40).map { number in
      Row(secret: number, tags: Array(0..<100), more: ["k\(number)": 1])
    }
    let lines = rows.enumerated().map { number, row in
      "{\"secret\": \(row.secret), \"tags\": \(row.tags), \"more\": {\"k\(number)\": 1}}\n"
    }.joined()
    let csv = "secret,x\n" + (0..<40).map { "\($0),\($0 % 2 == 0 ? "1" : "word")\n" }.joined()
    for resource in [
      Records("rows", of: rows), Records("rows", json: lines), Records("rows", csv: csv),
      Records("rows", json: lines).map { $0 },
    ] {
      let report = try await run(resource, LeaveOut(name: "secret"))
      #expect(report["rows"]?.rows == 40)
      #expect(report["rows"]?.discardedValues == ["secret": 40])
    }
  }

  @Test func `rows of a refused table are told`() async throws {
    let numbers = VectorBuilder(.bigint)
    for number in 0..<3 { numbers.append(Int64(number)) }
    for resource in [
      Records("rows", json: "{\"a\": 1}\n{\"a\": 2}\n{\"b\": 3}"),
      Records("rows", of: [Batch(["a": numbers.finish()])]),
    ] {
      let report = try await run(resource, RefuseTable(name: "rows"))
      #expect(report.rows == 0)
      #expect(report["rows"]?.discardedRows == 3)
      #expect(report.schema?["rows"]?.hasSeenData != true)
    }
  }

  @Test func `a table of ready columns is reported as new`() async throws {
    let numbers = VectorBuilder(.bigint)
    numbers.append(1 as Int64)
    let batch = Batch(["a": numbers.finish()])
    let pipeline = LoadPipeline("demo", into: ColumnStore())
    let empty = Records("empty") { try await $0.materialize() }
    for (resource, name) in [(Records("rows", of: [batch]), "rows"), (empty, "empty")] {
      let first = try await pipeline.run(resource)
      #expect(first[name]?.isNew == true)
      let second = try await pipeline.run(resource)
      #expect(second[name]?.isNew != true)
    }
  }

  private struct LeaveOutRows: Stage {
    func review(_ change: inout SchemaChange) throws {
      if change.column?.name == "b" { change.decision = .discardRow("It is not wanted.") }
    }
  }

  private func batch() throws -> Batch {
    let (a, b) = (VectorBuilder(.bigint), VectorBuilder(.text))
    for number in 0..<5 {
      a.append(Int64(number))
      try b.append(number % 2 == 0 ? .null : "odd")
    }
    return Batch(["a": a.finish(), "b": b.finish()])
  }

  @Test func `rows of a batch that have a refused column are left out`() async throws {
    let store = ColumnStore()
    let report = try await LoadPipeline("demo", into: store) {
      InferTypes()
      EvolveSchema()
      LeaveOutRows()
    }.run(Records("rows", of: [batch(), batch()]))
    #expect(try store.table("demo", "rows")["a"] == [0, 2, 4, 0, 2, 4])
    #expect(report["rows"]?.rows == 6)
    #expect(report["rows"]?.discardedRows == 4)
  }

  @Test func `every value of a refused column of a batch is told`() async throws {
    let report = try await run(Records("rows", of: [batch()]), LeaveOut(name: "b"))
    #expect(report["rows"]?.rows == 5)
    #expect(report["rows"]?.discardedValues == ["b": 2])
  }
}
