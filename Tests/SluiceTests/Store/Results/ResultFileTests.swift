// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Results go on to files and pipelines.
@Suite struct ResultFileTests {
  private func result() throws -> QueryResult {
    try QueryResult.of(
      "SELECT * FROM (VALUES (1, 'a,b', 1.5::DOUBLE), (2, NULL, NULL)) t(id, name, score)"
    )
  }

  @Test func `rows become text`() throws {
    #expect(
      try result().jsonl() == """
        {"id":1,"name":"a,b","score":1.5}
        {"id":2}

        """
    )
    #expect(try result().csv() == "id,name,score\n1,\"a,b\",1.5\n2,,\n")
  }

  @Test func `rows become files`() throws {
    let path = "/tmp/sluice-result-\(UInt64.random(in: 0...UInt64.max))"
    let disk = LocalFileSystem()
    defer { try? disk.remove(path) }
    try result().write(csv: path)
    #expect(String(decoding: try disk.read(path), as: UTF8.self) == (try result().csv()))
    try result().write(jsonl: path)
    #expect(String(decoding: try disk.read(path), as: UTF8.self) == (try result().jsonl()))
    #expect(throws: LoadError.self) { try result().write(csv: "/nowhere/at/all") }
  }

  private struct Rows: Source {
    let resources: [any Resource]
  }

  @Test func `rows feed a pipeline`() async throws {
    let store = ColumnStore()
    let nested = try QueryResult.of("SELECT 1 AS id, [{'a': 1}, {'a': 2}] AS parts")
    let rows = Rows(resources: [Records("plain", of: try result()), Records("nested", of: nested)])
    try await LoadPipeline.test("d", into: store).run(rows)
    #expect(try store.table("d", "plain")["name"] == [.text("a,b"), .null])
    #expect(try store.table("d", "nested__parts")["a"] == [.int(1), .int(2)])
  }
}
