// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct RecordsCSVTests {
  private let text = "id,name,zip,score\n1,Ann,Oslo 7,1.5\n2,,007,\n3,\"Bo, \"\"B\"\"\",12,2\n"

  private func rows(_ records: Records) async throws -> [Record] {
    let store = ColumnStore()
    try await LoadPipeline("shop", into: store).run(records)
    return try store.table("shop", "people").records.map { row in
      Record(row.filter { !$0.key.hasPrefix("_dlt") }.map { ($0.key, $0.value) })
    }
  }

  private let expected: [Record] = [
    ["id": 1, "name": "Ann", "zip": "Oslo 7", "score": 1.5], ["id": 2, "zip": "007"],
    ["id": 3, "name": "Bo, \"B\"", "zip": "12", "score": 2.0],
  ]

  @Test func `CSV becomes typed rows`() async throws {
    #expect(try await rows(Records("people", csv: text)) == expected)
  }

  @Test func `steps see the same values`() async throws {
    #expect(try await rows(Records("people", csv: text).filter { _ in true }) == expected)
    let later = try await rows(Records("people", csv: text).limit(rows: 1))
    #expect(later == [expected[0]])
  }

  @Test func `records may name their table`() async throws {
    let records = Records("all", csv: text).table { _ in "people" }
    #expect(try await rows(records) == expected)
  }

  @Test func `given names stand for a header`() async throws {
    var options = CSVOptions()
    options.hasHeader = false
    options.names = ["a", "b"]
    let rows = try await rows(Records("people", csv: "1,x\n2,y\n", options: options))
    #expect(rows == [["a": 1, "b": "x"], ["a": 2, "b": "y"]])
  }

  @Test(arguments: [true, false])
  func `malformed records are passed over and kept`(hasStep: Bool) async throws {
    let store = ColumnStore()
    var records = Records("people", csv: "a,b\n1,2\n3\n4,5\n").malformed(.skip)
    if hasStep { records = records.filter { _ in true } }
    let report = try await LoadPipeline("shop", into: store).run(records)
    #expect(try store.table("shop", "people").rowCount == 2)
    #expect(report.skipped.map(\.raw) == [Array("3".utf8)])
    #expect(report.skipped.first?.location.line == 3)
  }
}
