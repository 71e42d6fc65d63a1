// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Which records of a resource with a cursor are loaded, run by run.
@Suite struct IncrementalTests {
  private let store = ColumnStore()

  private func pipeline() -> LoadPipeline<ColumnStore> { .test("demo", into: store) }

  private func load(_ records: Records) async throws -> [Int64] {
    try await pipeline().run(records)
    return ids(records.name)
  }

  private func ids(_ table: String) -> [Int64] {
    ((try? store.table("demo", table))?["id"]?.compactMap(\.int64) ?? []).sorted()
  }

  private func rows(_ pairs: [(Int64, Value)]) -> [Record] {
    pairs.map { ["id": .int($0), "at": $1] }
  }

  /// The forms in which the same records can be sent.
  enum Form: CaseIterable, Sendable { case records, codable, json, csv, batch }

  private struct Row: Codable, Sendable {
    var id: Int64
    var at: Int64
  }

  private func resource(_ form: Form, _ rows: [(Int64, Int64)]) throws -> Records {
    switch form {
    case .records: return Records("t", of: rows.map { ["id": .int($0), "at": .int($1)] as Record })
    case .codable: return Records("t", of: rows.map { Row(id: $0, at: $1) })
    case .json:
      return Records("t", json: rows.map { "{\"id\":\($0),\"at\":\($1)}\n" }.joined())
    case .csv: return Records("t", csv: "id,at\n" + rows.map { "\($0),\($1)\n" }.joined())
    case .batch:
      let (ids, times) = (VectorBuilder(.bigint), VectorBuilder(.bigint))
      for (id, time) in rows {
        ids.append(id)
        times.append(time)
      }
      let batch = Batch(
        names: ["id", "at"],
        vectors: [ids.finish(), times.finish()],
        rowCount: rows.count
      )
      return Records("t", of: [batch])
    }
  }

  @Test(arguments: Form.allCases)
  func `records in any form are new once`(form: Form) async throws {
    #expect(
      try await load(resource(form, [(1, 5), (2, 7), (3, 6)]).incremental("at")) == [1, 2, 3]
    )
    let second = try resource(form, [(2, 7), (4, 6), (5, 7), (6, 8)]).incremental("at")
    #expect(try await load(second) == [1, 2, 3, 5, 6])
    #expect(try await load(second) == [1, 2, 3, 5, 6])
    let third = try resource(form, []).incremental("at")
    #expect(try await load(third) == [1, 2, 3, 5, 6])
  }

  @Test func `columns of records that are left out do not come to be`() async throws {
    let first: [Record] = [["id": 1, "at": 5]]
    _ = try await load(Records("t", of: first).incremental("at"))
    let second: [Record] = [["id": 2, "at": 4, "old": 1], ["id": 3, "at": 6, "new": 1]]
    _ = try await load(Records("t", of: second).incremental("at"))
    let names = try store.table("demo", "t").columns.map(\.name)
    #expect(names.contains("new") && !names.contains("old"))
  }

  @Test func `steps come before the cursor, and the limit after it`() async throws {
    let records: [Record] = (1...9).map { ["id": .int($0), "raw": .int($0)] }
    let limited = Records("t", of: records)
      .map { record in
        var record = record
        record["at"] = record["raw"]
        return record
      }
      .incremental("at", options: .ascending)
      .limit(rows: 4)
    #expect(try await load(limited) == [1, 2, 3, 4])
    #expect(try await load(limited) == Array(1...8))
    #expect(try await load(limited) == Array(1...9))
  }

  @Test(arguments: [
    (MissingCursor.include, [Int64(1), 2, 3, 4], nil), (.exclude, [1, 4], nil),
    (.fail, [], LoadError.Code.cursorNull),
  ])
  func `what becomes of records without a value is a decision`(
    missing: MissingCursor,
    expected: [Int64],
    code: LoadError.Code?
  ) async throws {
    var options = CursorOptions()
    options.missing = missing
    let records = rows([(1, 5), (2, .null), (4, 6)]) + [["id": 3]]
    let resource = Records("t", of: records).incremental("at", options: options)
    if let code {
      let error = await #expect(throws: LoadError.self) { try await load(resource) }
      #expect(error?.code == code)
      #expect(error?.location.resource == "t" && error?.location.record == 2)
    } else {
      #expect(try await load(resource) == expected)
    }
  }

  @Test(arguments: [
    (RangeEdge.closed, RangeEdge.open, [Int64(2), 3]), (.open, .open, [3]),
    (.closed, .closed, [2, 3, 4]), (.open, .closed, [3, 4]),
  ])
  func `a range is open or closed`(
    start: RangeEdge,
    end: RangeEdge,
    expected: [Int64]
  ) async throws {
    var options = CursorOptions()
    (options.start, options.end) = (start, end)
    let records = rows([(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])
    let resource = Records("t", of: records)
      .incremental("at", from: 2, until: .integer(4), options: options)
    #expect(try await load(resource) == expected)
    #expect(try await pipeline().state()?.sources["demo"]?["resources"]?["t"] == nil)
  }

  @Test func `an open start does not take the boundary again`() async throws {
    var options = CursorOptions()
    options.start = .open
    func resource(_ pairs: [(Int64, Value)]) -> Records {
      Records("t", of: rows(pairs)).incremental("at", options: options)
    }
    #expect(try await load(resource([(1, 1), (2, 2)])) == [1, 2])
    #expect(try await load(resource([(2, 2), (3, 2), (4, 3)])) == [1, 2, 4])
  }

  @Test func `texts of instants are read where the cursor is one, and stay texts`() async throws {
    let lines = ["2026-01-01T00:00:00.1234561Z", "2026-01-01T02:00:00.1234562+02:00"]
    func resource(_ texts: [String]) -> Records {
      Records(
        "t",
        of: texts.enumerated().map { ["id": .int(Int64($0)), "at": .text($1)] as Record }
      )
      .incremental("at", from: .timestamp("2026-01-01T00:00:00Z"))
    }
    #expect(try await load(resource(lines)) == [0, 1])
    let kept = try await pipeline().state()?.sources["demo"]?["resources"]?["t"]?["incremental"]
    #expect(kept?["at"]?["last_value"] == .text(lines[1]))
    // Seven digits: the first of these lies before what the second run has seen.
    #expect(try await load(resource([lines[0], "2026-01-01T00:00:00.12345621Z"])) == [0, 1, 1])
  }

  @Test func `an instant and a local time are not compared`() async throws {
    let resource = Records("t", of: rows([(1, "2026-01-01T00:00:00")]))
      .incremental("at", from: .timestamp("2026-01-01T00:00:00Z"))
    let error = await #expect(throws: LoadError.self) { try await load(resource) }
    #expect(error?.code == .cursorNotComparable)
    #expect(error?.message.contains("instant") == true)
    #expect(error?.description.contains("2026") == false, "Values are not in messages.")
  }

  @Test(arguments: [RowOrder.ascending, .descending])
  func `an order stops the resource where no more is wanted`(order: RowOrder) async throws {
    let pages = Locked(0)
    var options = CursorOptions()
    options.order = order
    let numbers =
      order == .ascending ? [[1, 2], [3, 4], [5, 6], [7]] : [[7], [6, 5], [4, 3], [2, 1]]
    let resource = Records("t") { output in
      for page in numbers {
        pages.withLock { $0 += 1 }
        try await output.send(
          page.map { ["id": Value(integer: $0), "at": Value(integer: $0)] as Record }
        )
      }
    }
    .incremental("at", from: .integer(3), until: .integer(6), options: options)
    #expect(try await load(resource) == [3, 4, 5])
    #expect(pages.withLock { $0 } == (order == .ascending ? 3 : 4))
  }

  @Test func `the parent of a resource is not stopped by its order`() async throws {
    let parent = Records("p", of: [3, 9, 2].map { ["n": .int($0)] as Record })
    let closed = Locked(0)
    var options = CursorOptions()
    options.order = .ascending
    let child = parent.then("t") { record, output in
      if output.cursor.canClose { closed.withLock { $0 += 1 } }
      try await output.send(["id": record["n"] ?? .null, "at": record["n"] ?? .null] as Record)
    }
    .incremental("at", from: 1, until: .integer(5), options: options)
    var limits = Limits()
    limits.concurrentRecords = 1
    try await LoadPipeline.test("demo", into: store, limits: limits).run(child)
    #expect(ids("t") == [2, 3])
    #expect(closed.withLock { $0 } == 1)
  }

  @Test func `hashes of older releases of dlt are known`() async throws {
    let first = Records("t", of: rows([(1, 5)])).incremental("at")
    try await pipeline().run(first)
    let row = Value.record(["id": 1, "at": 5])
    let older = Records("other") { output in
      // As if such a release had made the load.
      let scope = output.state.ofResource("t")
      try scope.update { record in
        var memory = try #require(CursorMemory(in: record, of: "at"))
        memory.hashes = [RowHash.legacyBoundary(row)]
        memory.keep(in: &record, of: "at")
      }
      try await output.send(["a": 1] as Record)
    }
    try await pipeline().run(older)
    #expect(try await load(first) == [1])
  }

  @Test func `a limit on records without an order is told`() async throws {
    let records = Records("t", of: rows([(1, 9), (2, 3)])).incremental("at").limit(rows: 1)
    let report = try await pipeline().run(records)
    #expect(report.cursor(of: "t")?.mayHavePassed == true)
    #expect(report.description.contains("may have passed records"))
    let all = Records("s", of: rows([(1, 9), (2, 3)])).incremental("at").limit(rows: 5)
    #expect(try await pipeline().run(all).cursor(of: "s")?.mayHavePassed == false)
  }

  @Test func `replacing begins anew`() async throws {
    let resource = Records("t", of: rows([(1, 1), (2, 2)])).incremental("at").replace()
    #expect(try await load(resource) == [1, 2])
    #expect(try await load(resource) == [1, 2])
  }

  @Test func `a fold of one's own decides what is new`() async throws {
    var options = CursorOptions()
    options.fold = .custom { value, stored in
      guard let stored, let a = value.int64, let b = stored.int64 else { return value }
      return abs(a) >= abs(b) ? value : stored
    }
    func resource(_ pairs: [(Int64, Value)]) -> Records {
      Records("t", of: rows(pairs)).incremental("at", options: options)
    }
    #expect(try await load(resource([(1, 3), (2, -5)])) == [1, 2])
    #expect(try await load(resource([(3, 4), (2, -5), (4, -7)])) == [1, 2, 4])
  }

  @Test func `several cursors of a resource are kept apart`() async throws {
    func resource(_ rows: [(Int64, Int64, Int64)]) -> Records {
      Records("t", of: rows.map { ["id": .int($0), "a": .int($1), "b": .int($2)] as Record })
        .incremental("a").incremental("b")
    }
    #expect(try await load(resource([(1, 1, 10)])) == [1])
    #expect(try await load(resource([(2, 2, 9), (3, 0, 11), (4, 3, 12)])) == [1, 4])
  }

  @Test(
    arguments: [
      Records("t", of: [] as [Record]).incremental("a["),
      Records("t", of: [] as [Record]).incremental("a", from: .timestamp("2026-01-01T00:00:00")),
      Records("t", of: [] as [Record]).incremental("a", from: .integer(5), until: .integer(4)),
      Records("t", of: [] as [Record]).incremental("a", from: nil, until: .integer(4)),
    ] as [Records]
  )
  func `what cannot be a cursor is refused before anything is read`(records: Records) async throws {
    let error = await #expect(throws: LoadError.self) { try await load(records) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.location.resource == "t")
  }
}

extension CursorOptions {
  fileprivate static var ascending: CursorOptions {
    var options = CursorOptions()
    options.order = .ascending
    return options
  }
}
