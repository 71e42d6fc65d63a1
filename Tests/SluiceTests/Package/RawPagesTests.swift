// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Pages that are kept as they came, so that rows can be made of them more than once.
@Suite struct RawPagesTests {
  private let disk = MemoryFileSystem()
  private let store = ColumnStore()

  private func pipeline(
    _ columns: Contract.Mode = .evolve,
    keepsRaw: Bool = true
  ) throws -> LoadPipeline<ColumnStore> {
    var settings = PipelineSettings.test()
    settings.keepsRaw = keepsRaw
    return try LoadPipeline(
      "demo",
      into: store,
      settings: settings,
      workspace: Workspace(at: "/ws", in: disk)
    ) {
      InferTypes()
      EvolveSchema()
      EnforceContract(columns: columns)
    }
  }

  private struct Item: Encodable, Sendable {
    var id: Int
    var at: Timestamp
    var tags: [String]
  }

  private struct Mixed: Source {
    let calls: Locked<Int>
    var json = #"[{"id": 1, "lines": [{"n": 1}]}, {"id": 2}]"#

    var resources: [any Resource] {
      Records("values") { output in
        calls.withLock { $0 += 1 }
        try await output.send(["a": 1, "when": .timestamp(Timestamp(microseconds: 5))])
        try await output.send([
          "a": .decimal(ExactDecimal("1.50") ?? ExactDecimal(1)), "b": .binary([]),
        ])
        try await output.send(["kind": "other"], to: "elsewhere")
        try await output.materialize("empty")
      }
      Records("typed") { output in
        try await output.send([
          Item(id: 1, at: Timestamp(microseconds: 7), tags: ["x", "y"])
        ])
      }
      Records("json") { output in try await output.send(json: json) }
      Records("csv") { output in
        var options = CSVOptions()
        options.delimiter = UInt8(ascii: ";")
        try await output.send(csv: "a;b\n1;x\n2;y\n", options: options)
      }
      Records("lines") { output in try await output.send(json: "{\"a\": 1}\nnonsense\n{\"a\": 2}") }
        .map { $0 }
        .malformed(.quarantine)
      Records("parents") { output in try await output.send([["id": 1], ["id": 2]]) }
        .then("children") { parent, output in
          try await output.send(["of": parent["id"] ?? .null])
        }
    }
  }

  private func contents() throws -> [String: [Record]] {
    var contents: [String: [Record]] = [:]
    for table in store.tables(in: "demo")
    where !table.hasPrefix("_dlt") && (!table.hasPrefix("_sluice") || table == "_sluice_quarantine")
    {
      contents[table] = try store.table("demo", table).records.map { record in
        Record(record.filter { !$0.key.hasPrefix("_dlt") && $0.key != "load_id" && $0.key != "id" })
      }
    }
    return contents
  }

  @Test func `rows that are made of kept pages are those of the source`() async throws {
    let calls = Locked(0)
    try await pipeline().run(Mixed(calls: calls))
    let kept = try contents()
    try store.drop(dataset: "demo")
    try await pipeline(keepsRaw: false).run(Mixed(calls: calls))
    #expect(try contents() == kept)
    #expect(kept["lines"]?.count == 2)
    #expect(kept["children"]?.count == 2)
    #expect(kept["_sluice_quarantine"]?.count == 1)
    #expect(try pipeline().pending().isEmpty)
    #expect(try disk.names(in: "/ws/demo/packages/raw").isEmpty)
  }

  @Test func `pages outlive rows that break a contract`() async throws {
    try await pipeline().run(Records("orders", json: #"{"id": 1}"#))
    let calls = Locked(0)
    let more = Records("orders") { output in
      calls.withLock { $0 += 1 }
      try await output.send(json: #"[{"id": 2}, {"id": 3, "new": true}, {"id": 4}]"#)
    }
    await #expect {
      try await pipeline(.freeze).run(more)
    } throws: { error in
      guard let error = error as? LoadError else { return false }
      return error.code == .contractViolation && error.message.contains("raw pages stay")
    }
    let waiting = try pipeline().pending()
    #expect(waiting.map(\.state) == [.extracted])
    #expect(try store.table("demo", "orders").rowCount == 1)

    let nothing = Records("orders") { _ in calls.withLock { $0 += 1 } }
    try await pipeline().run(nothing)
    #expect(calls.withLock { $0 } == 2)
    #expect(try store.table("demo", "orders")["id"]?.map(\.int64) == [1, 2, 3, 4])
    #expect(try pipeline().pending().isEmpty)
  }

  @Test func `rows are made once more under another contract`() async throws {
    try await pipeline().run(Records("orders", json: #"{"id": 1}"#))
    let more = Records("orders", json: #"[{"id": 2}, {"id": 3, "new": true}]"#)
    let report = try await pipeline().extract(more)
    #expect(try pipeline().pending().map(\.rows) == [2])
    struct Demo: Source {
      var name: String { "demo" }
      var resources: [any Resource] { Records("orders", json: "") }
    }
    try await pipeline().normalize(report.loadID, of: Demo())
    #expect(try pipeline().pending().map(\.rows) == [2])
    try await pipeline(.discardRow).normalize(report.loadID, of: Demo())
    #expect(try pipeline().pending().map(\.rows) == [1])
    try await pipeline().load()
    #expect(try store.table("demo", "orders")["id"]?.map(\.int64) == [1, 2])
    #expect(try disk.names(in: "/ws/demo/packages/raw").isEmpty)
  }

  /// Orders, with a column or without.
  private struct Orders: Source {
    var hasColumn = true
    var name: String { "demo" }
    var resources: [any Resource] {
      let orders = Records("orders", json: #"[{"id": 2}, {"id": 3, "new": true}]"#)
      return [hasColumn ? orders : orders.excluding("new")]
    }
  }

  private func pipeline(
    on disk: SimulatedDisk,
    into store: ColumnStore = ColumnStore()
  ) -> LoadPipeline<ColumnStore> {
    var settings = PipelineSettings.test()
    settings.keepsRaw = true
    return LoadPipeline(
      "demo",
      into: store,
      settings: settings,
      workspace: Workspace(at: "/ws", in: disk)
    )
  }

  /// Loads what waits, and says whether it has the column.
  private func loadedHasColumn(on disk: SimulatedDisk) async throws -> Bool {
    let store = ColumnStore()
    try await pipeline(on: disk, into: store).load()
    let orders = try store.table("demo", "orders")
    #expect(orders["id"]?.map(\.int64) == [2, 3])
    #expect(try pipeline(on: disk).pending().isEmpty)
    for folder in ["raw", "sealed", "renewed"] {
      #expect(try disk.names(in: "/ws/demo/packages/\(folder)").isEmpty)
    }
    return orders["new"] != nil
  }

  @Test(arguments: SimulatedDisk.End.all)
  func `a package waits until the one in its place is sealed`(end: SimulatedDisk.End) async throws {
    let first = SimulatedDisk()
    let id = try await pipeline(on: first).extract(Orders()).loadID
    var found: Set<Bool> = []
    for step in 1... {
      let dying = first.restarted(after: .kill, Faults(Fault(.dies, at: step)))
      let again = Orders(hasColumn: false)
      let isDone = (try? await pipeline(on: dying).normalize(id, of: again)) != nil
      let disk = dying.restarted(after: end)
      #expect(try pipeline(on: disk).pending().map(\.id) == [id], "after step \(step)")
      #expect(try disk.names(in: "/ws/demo/packages/raw") == [id])
      // One more attempt has to get through, whatever the first has left.
      let other = disk.restarted()
      try await pipeline(on: other).normalize(id, of: again)
      #expect(try await !loadedHasColumn(on: other))
      found.insert(try await loadedHasColumn(on: disk))
      if isDone { break }
    }
    #expect(found == [true, false], "Some steps leave the old package, others the new one.")
  }

  @Test func `a package that was renewed is thrown away as a whole`() async throws {
    let first = SimulatedDisk()
    let id = try await pipeline(on: first).extract(Orders()).loadID
    for step in 1... {
      let dying = first.restarted(after: .kill, Faults(Fault(.dies, at: step)))
      let isDone = (try? await pipeline(on: dying).normalize(id, of: Orders())) != nil
      let disk = dying.restarted()
      #expect(try pipeline(on: disk).abort(id).map(\.id) == [id])
      #expect(try pipeline(on: disk).pending().isEmpty)
      if isDone { break }
    }
  }

  @Test func `hints that change are refused, for pages do not say them`() async throws {
    let resource = Records("orders") { output in
      try await output.update { $0.disposition = .replace }
      try await output.send(["id": 1])
    }
    await #expect {
      try await pipeline().run(resource)
    } throws: { error in
      (error as? LoadError)?.code == .unsupported
    }
    #expect(try pipeline().pending().isEmpty)
  }
}
