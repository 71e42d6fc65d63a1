// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Packages: sealed at once, loaded once, and found again by the next run.
@Suite struct PackageTests {
  private let disk = MemoryFileSystem()
  private let store = ColumnStore()

  private func workspace(_ retention: PackageRetention = PackageRetention()) -> Workspace {
    var workspace = Workspace(at: "/ws", in: disk)
    workspace.retention = retention
    return workspace
  }

  private func pipeline(
    _ retention: PackageRetention = PackageRetention()
  ) -> LoadPipeline<ColumnStore> {
    LoadPipeline("demo", into: store, settings: .test(), workspace: workspace(retention))
  }

  private var orders: Records {
    Records(
      "orders",
      json: #"[{"id": 1, "lines": [{"n": 1}, {"n": 2}], "at": "2026-01-01T10:00:00Z"}, {"id": 2}]"#
    )
  }

  private func numbers(_ table: String, _ column: String) throws -> [Int64?] {
    try store.table("demo", table)[column]?.map(\.int64) ?? []
  }

  @Test func `a run with packages loads what one without does`() async throws {
    let report = try await pipeline().run(orders)
    let other = ColumnStore()
    try await LoadPipeline("demo", into: other, settings: .test()).run(orders)
    #expect(report.package == report.loadID)
    #expect(try pipeline().pending().isEmpty)
    for table in ["orders", "orders__lines"] {
      #expect(try store.table("demo", table).columns == other.table("demo", table).columns)
      #expect(try numbers(table, "id") == other.table("demo", table)["id"]?.map(\.int64) ?? [])
    }
  }

  @Test func `what is extracted waits, and the destination has nothing of it`() async throws {
    let report = try await pipeline().extract(orders)
    #expect(!report.isCommitted)
    #expect(store.tables(in: "demo").isEmpty)
    let waiting = try pipeline().pending()
    #expect(waiting.map(\.id) == [report.loadID])
    #expect(waiting[0].rows == 4)
    #expect(waiting[0].state == .sealed)

    let load = try await pipeline().load()
    #expect(load.loads == [report.loadID])
    #expect(try numbers("orders", "id") == [1, 2])
    #expect(try numbers("orders__lines", "n") == [1, 2])
    #expect(try pipeline().pending().isEmpty)
    let again = try await pipeline().load()
    #expect(again.loads.isEmpty)
  }

  @Test func `a run loads what waits, and then the new data`() async throws {
    try await pipeline().extract(orders)
    let report = try await pipeline().run(Records("orders", json: #"{"id": 3, "new": true}"#))
    #expect(report.finishedPackages.count == 1)
    #expect(report.loads.count == 2)
    #expect(try numbers("orders", "id") == [1, 2, 3])
    #expect(try store.table("demo", "_dlt_loads").rowCount == 2)
    #expect(try store.table("demo", "_dlt_version").rowCount == 2)
  }

  @Test func `packages build upon each other`() async throws {
    try await pipeline().extract(orders)
    try await pipeline().extract(Records("orders", json: #"{"id": "x", "new": 1}"#))
    try await pipeline().load()
    #expect(try numbers("orders", "id") == [1, 2, nil])
    #expect(
      try store.table("demo", "orders")["id__v_text"]?.compactMap(\.string) == ["x"]
    )
  }

  @Test func `a package is thrown away with those that build upon it`() async throws {
    let first = try await pipeline().extract(orders)
    let second = try await pipeline().extract(orders)
    let third = try await pipeline().extract(orders)
    #expect(try pipeline().abort(second.loadID).map(\.id) == [second.loadID, third.loadID])
    #expect(try pipeline().pending().map(\.id) == [first.loadID])
    #expect(throws: LoadError.self) { try pipeline().abort(third.loadID) }
    await #expect(throws: LoadError.self) { try await pipeline().retry(third.loadID) }
    try await pipeline().retry(first.loadID)
    #expect(try numbers("orders", "id") == [1, 2])
  }

  @Test(arguments: ["begin 1700000000.123456", "load orders 2", "finish orders append", "commit"])
  func `a destination that refuses leaves the package`(call: String) async throws {
    let refusing = RecordingDestination(failing: call)
    let broken = LoadPipeline("demo", into: refusing, settings: .test(), workspace: workspace())
    await #expect {
      try await broken.run(orders)
    } throws: { error in
      "\(error)".contains("package") && "\(error)".contains(" stays")
    }
    let waiting = try pipeline().pending()
    #expect(waiting.map(\.rows) == [4])
    let report = try await pipeline().run(Records("orders", json: #"{"id": 3}"#))
    #expect(report.finishedPackages.map(\.id) == waiting.map(\.id))
    #expect(try numbers("orders", "id") == [1, 2, 3])
  }

  @Test func `a package that is loaded already is not loaded again`() async throws {
    let report = try await pipeline().extract(orders)
    let sealed = "/ws/demo/packages/sealed/\(report.loadID)"
    var files: [String: [UInt8]] = [:]
    for name in try disk.names(in: sealed) { files[name] = try disk.read("\(sealed)/\(name)") }
    try await pipeline().load()
    try disk.makeFolder(sealed)
    for (name, bytes) in files { try disk.append(bytes, to: "\(sealed)/\(name)") }
    try await pipeline().run(Records("orders", json: #"{"id": 3}"#))
    #expect(try numbers("orders", "id") == [1, 2, 3])
  }

  @Test func `a type that the destination gives a column is a version of its own`() async throws {
    func items(_ json: String) -> Records { Records("items", json: json).onConflict(.widen) }
    // No double has this value, so that the column becomes one of texts.
    try await pipeline().run(items(#"{"n": 9007199254740993}"#))
    try await pipeline().extract(items(#"{"n": 0.5}"#))
    try await pipeline().extract(items(#"{"n": 1.5}"#))
    let extracted = try workspace().folder(of: "demo").package(pipeline().pending()[1].id).manifest
    #expect(extracted.schema["items"]?["n"]?.type == .double)
    try await pipeline().load()
    let report = try await pipeline().run(items(#"{"n": 2.5}"#))
    #expect(try store.table("demo", "items")["n"]?.count { $0.string != nil } == 4)

    let versions = try store.table("demo", "_dlt_version")
    let numbers = versions["version"]?.compactMap(\.int64) ?? []
    #expect(numbers == [2, Int64(extracted.schema.version) + 1])
    #expect(report.schema.map { Int64($0.version) } == numbers.last)
    let hashes = versions["version_hash"]?.compactMap(\.string) ?? []
    let loads = try store.table("demo", "_dlt_loads")["schema_version_hash"]?.compactMap(\.string)
    #expect(loads == [hashes[0], hashes[1], hashes[1], hashes[1]])
    let changes = try store.table("demo", "_sluice_schema_changes").records
      .filter { $0["kind"]?.string == "type changed" }
    #expect(changes.map { $0["after"]?.string } == ["text"])
  }

  @Test func `a type that the destination gave a column is kept after a crash`() async throws {
    func items(_ json: String) -> Records { Records("items", json: json).onConflict(.widen) }
    try await pipeline().run(items(#"{"n": 9007199254740993}"#))
    let id = try await pipeline().extract(items(#"{"n": 0.5}"#)).loadID
    let sealed = "/ws/demo/packages/sealed/\(id)"
    var files: [String: [UInt8]] = [:]
    for name in try disk.names(in: sealed) { files[name] = try disk.read("\(sealed)/\(name)") }
    try await pipeline().load()
    try disk.makeFolder(sealed)
    for (name, bytes) in files { try disk.append(bytes, to: "\(sealed)/\(name)") }
    try await pipeline().load()
    let schema = try #require(workspace().schema("demo", of: "demo"))
    #expect(schema["items"]?["n"]?.type == .text)
  }

  @Test func `a type that the destination refuses is no version`() async throws {
    func items(_ json: String) -> Records { Records("items", json: json).onConflict(.widen) }
    try await pipeline().run(items(#"{"n": "a"}"#))
    let before = try #require(workspace().schema("demo", of: "demo"))
    try await pipeline().extract(items(#"{"n": "b"}"#))
    try await pipeline().load()
    #expect(workspace().schema("demo", of: "demo")?.version == before.version)
  }

  @Test func `a second run is told who runs`() async throws {
    let lock = try workspace().folder(of: "demo").lock(at: Timestamp(microseconds: 0))
    await #expect {
      try await pipeline().run(orders)
    } throws: { error in
      guard let error = error as? LoadError else { return false }
      return error.code == .alreadyRunning && error.code.isTransient
        && error.message.contains("in process") && error.message.contains("since 1970-01-01")
    }
    withExtendedLifetime(lock) {}
    let other = LoadPipeline("other", into: store, workspace: workspace())
    try await other.run(orders)
  }

  @Test func `packages that were loaded are kept as long as asked`() async throws {
    let keeping = pipeline(PackageRetention(count: 2))
    for _ in 0..<3 { try await keeping.run(orders) }
    let kept = try keeping.loadedPackages()
    #expect(kept.count == 2)
    #expect(kept.allSatisfy { $0.state == .loaded })
    let size = try #require(kept.last).size
    try await pipeline(PackageRetention(size: size)).run(orders)
    #expect(try keeping.loadedPackages().count == 1)
    try await pipeline().run(orders)
    #expect(try keeping.loadedPackages().isEmpty)
  }

  @Test func `packages that were loaded are kept for a time`() async throws {
    let clock = TestClock()
    let pipeline = LoadPipeline(
      "demo",
      into: store,
      settings: .test(clock: clock),
      workspace: workspace(PackageRetention(age: .seconds(3_600)))
    )
    try await pipeline.run(orders)
    clock.advance(by: .seconds(1_800))
    try await pipeline.run(orders)
    #expect(try pipeline.loadedPackages().count == 2)
    clock.advance(by: .seconds(2_700))
    try await pipeline.run(orders)
    #expect(try pipeline.loadedPackages().count == 2)
  }

  @Test func `every run is in the history, and the ones that fail say why`() async throws {
    try await pipeline().run(orders)
    await #expect(throws: LoadError.self) {
      try await pipeline().run(Records("broken", json: #"{"a": "#))
    }
    let history = try pipeline().history()
    #expect(history.map { $0.failure == nil } == [true, false])
    #expect(history[0].rows == ["orders": 2, "orders__lines": 2])
    #expect(history[0].loads.count == 1)
    #expect(history[1].rows.isEmpty)
    try disk.append(Array(#"{"source": "cut"#.utf8), to: "/ws/demo/history.jsonl")
    try await pipeline().run(orders)
    #expect(try pipeline().history().count == 3)
  }

  @Test func `a failed extraction leaves no package`() async throws {
    await #expect(throws: LoadError.self) {
      try await pipeline().run(Records("broken", json: #"[{"a": 1}, {"a": "#))
    }
    #expect(try pipeline().pending().isEmpty)
    #expect(try disk.names(in: "/ws/demo/packages/open").isEmpty)
  }
}
