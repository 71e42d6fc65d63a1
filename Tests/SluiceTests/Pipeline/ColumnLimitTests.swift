// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Tables with a limit of columns, and the json column for what does not fit.
@Suite struct ColumnLimitTests {
  private let store = ColumnStore()
  private let overflow = "_sluice_overflow"

  private var pipeline: LoadPipeline<ColumnStore> { LoadPipeline("demo", into: store) }

  private func columns(_ table: String = "t") throws -> [String] {
    try store.table("demo", table).columns.map(\.name).filter { !$0.hasPrefix("_dlt") }
  }

  @Test func `fields beyond the limit keep their names and places`() async throws {
    let json = """
      {"a": 1, "b": 2, "c": 3, "o": {"X": 1, "p": {"y": [1, 2]}}, "d": "x"}
      {"d": {"e": 1}, "c": null, "a": 2}
      {"b": 5}
      {"o": {"X": true, "p": {"z": "2024-01-01T00:00:00Z"}}, "q.r": 1.50, "ü": "\\n"}
      """
    let report = try await pipeline.run(Records("t", json: json).maximumColumns(2))
    #expect(try columns() == ["a", "b", overflow])
    let table = try store.table("demo", "t")
    #expect(
      table[overflow] == [
        ["c": 3, "o": ["X": 1], "d": "x"],
        ["d": ["e": 1]],
        .null,
        ["o": ["X": true, "p": ["z": "2024-01-01T00:00:00Z"]], "q.r": 1.5, "ü": "\n"],
      ]
    )
    #expect(try store.table("demo", "t__o__p__y")["value"] == [1, 2])
    #expect(report["t"]?.overflow == overflow)
    #expect(report["t"]?.onlyNulls == [])
    #expect(report.description.contains("'t' is full: more fields went into '_sluice_overflow'"))
  }

  private struct Row: Codable, Sendable {
    var a = 1
    var b = "x"
    var c = ["d": 1]
  }

  @Test func `in every form of input`() async throws {
    let numbers = { () -> Vector in
      let builder = VectorBuilder(.bigint)
      builder.append(1 as Int64)
      builder.appendMissing()
      builder.append(3 as Int64)
      return builder.finish()
    }
    let batch = Batch(["a": numbers(), "b": numbers(), "c": numbers()])
    let json = #"{"a": 1, "b": 1, "c": 1}{}{"a": 3, "b": 3, "c": 3}"#
    for resource in [
      Records("t", of: [batch]), Records("t", json: json), Records("t", json: json).map { $0 },
      Records("t", csv: "a,b,c\n1,1,1\n,,\n3,3,3\n"),
    ] {
      let store = ColumnStore()
      try await LoadPipeline("demo", into: store).run(resource.maximumColumns(1))
      let table = try store.table("demo", "t")
      #expect(table["a"] == [1, .null, 3])
      #expect(table[overflow] == [["b": 1, "c": 1], .null, ["b": 3, "c": 3]])
    }
    try await pipeline.run(Records("t", of: [Row(), Row()]).maximumColumns(1))
    #expect(try columns() == ["a", overflow])
    #expect(
      try store.table("demo", "t")[overflow]
        == [["b": "x", "c": ["d": 1]], ["b": "x", "c": ["d": 1]]]
    )
  }

  @Test func `columns of earlier loads and declared ones stay`() async throws {
    try await pipeline.run(Records("t", json: #"{"a": 1, "b": 2}"#))
    let rows = Records("t", json: #"{"c": 5, "x": 9, "b": 7, "a": 8}"#)
    try await pipeline.run(rows.column("x").maximumColumns(1))
    #expect(try columns() == ["a", "b", "x", overflow] || columns() == ["a", "b", overflow, "x"])
    #expect(try store.table("demo", "t")[overflow] == [.null, ["c": 5]])
    let report = try await pipeline.run(rows.maximumColumns(1))
    #expect(try store.table("demo", "t")[overflow] == [.null, ["c": 5], ["c": 5]])
    #expect(report["t"]?.columnsAdded == [])
    #expect(report["t"]?.overflow == overflow)
  }

  @Test func `more declared columns than there may be`() async throws {
    let rows = Records("t", json: "{}").column("a", .text).primaryKey("b").maximumColumns(1)
    let error = await #expect(throws: LoadError.self) { try await pipeline.run(rows) }
    #expect(error?.code == .inconsistentHints)
    try await pipeline.run(Records("t", json: #"{"a": 1}"#).column("a").maximumColumns(1))
  }

  @Test func `variants count`() async throws {
    let json = #"{"a": 1}{"a": "x"}{"a": true}{"a": "y"}{"a": 2}"#
    try await pipeline.run(Records("t", json: json).maximumColumns(2))
    #expect(try columns() == ["a", "a__v_text", overflow])
    let table = try store.table("demo", "t")
    #expect(table["a"] == [1, .null, .null, .null, 2])
    #expect(table["a__v_text"] == [.null, "x", .null, "y", .null])
    #expect(table[overflow] == [.null, .null, ["a": true], .null, .null])
  }

  @Test func `nested tables have limits of their own`() async throws {
    let json = #"{"a": 1, "l": [{"x": 1, "y": 2}, {"y": 3, "m": [4]}], "z": 1}"#
    let rows = Records("t", json: json).maximumColumns(9).nested("l") { $0.maximumColumns = 1 }
    try await pipeline.run(rows)
    #expect(try columns() == ["a", "z"])
    #expect(try columns("t__l") == ["x", overflow])
    #expect(try store.table("demo", "t__l")[overflow] == [["y": 2], ["y": 3]])
    #expect(try store.table("demo", "t__l__m")["value"] == [4])
  }

  @Test func `a stage limits all tables`() async throws {
    let (events, feed) = Event.stream()
    let pipeline = try LoadPipeline("demo", into: store) {
      InferTypes()
      EvolveSchema()
      LimitColumns(to: 1, overflow: "Rest")
    }.onEvent(feed)
    let json = #"{"a": 1, "b": 2, "l": [{"x": 1, "y": 2}]}{"b": 3, "c": 4}"#
    try await pipeline.run(Records("t", json: json))
    #expect(try columns() == ["a", "rest"] && columns("t__l") == ["x", "rest"])
    #expect(try store.table("demo", "t")["rest"] == [["b": 2], ["b": 3, "c": 4]])
    var told: [String] = []
    for await event in events {
      if case .columnsFull(let table, let name, "t") = event { told.append("\(table) \(name)") }
    }
    #expect(told == ["t rest", "t__l rest"])
  }

  @Test func `a field called like the json column goes there`() async throws {
    let json = #"{"a": 1, "b": 2}{"_sluice_overflow": {"b": 7}, "b": 3}{"_sluice_overflow": null}"#
    try await pipeline.run(Records("t", json: json).maximumColumns(1))
    let expected: [Value] = [["b": 2], ["b": 3, "_sluice_overflow": ["b": 7]], .null]
    #expect(try store.table("demo", "t")[overflow] == expected)
    let taken = Records("u", json: #"{"_sluice_overflow": 1, "b": 2}"#).maximumColumns(1)
    let error = await #expect(throws: LoadError.self) { try await pipeline.run(taken) }
    #expect(error?.code == .inconsistentHints)
  }

  @Test func `many records with keys of their own`() async throws {
    let lines = (0..<3_000).map { number in
      #"{"id": \#(number), "k\#(number % 700)": \#(number), "o": {"k\#(number % 90)": "x"}}"# + "\n"
    }
    try await pipeline.run(Records("t", json: lines.joined()).maximumColumns(20))
    let table = try store.table("demo", "t")
    #expect(try columns().count == 21)
    var found = 0
    for row in table.records {
      found += row[overflow]?.asRecord.count { $0.key.hasPrefix("k") } ?? 0
      found += row.count { $0.key.hasPrefix("k") }
    }
    #expect(found == 3_000)
  }
}
