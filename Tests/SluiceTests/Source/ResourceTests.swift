// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Sluice
import SluiceTesting
import Testing

/// What resources can do beside sending records.
@Suite struct ResourceTests {
  private let store = ColumnStore()

  private struct Feed: Source {
    let name = "feed"
    var list: [any Resource]
    var resources: [any Resource] { list }
  }

  // MARK: - Figures

  @Test func `figures of a resource are in the report`() async throws {
    let orders = Records("orders") { output in
      output.metrics["page size"] = .int(2)
      for page in 0..<3 {
        output.metrics.add("pages")
        try await output.send((0..<2).map { ["id": .int(Int64(page * 2 + $0))] as Record })
      }
    }
    .measure { order, metrics in
      if order["id"]?.int64.map({ $0 % 2 == 0 }) == true { metrics.add("even") }
    }
    let lines = orders.then("lines") { order, output in
      output.metrics.add("asked")
      try await output.send(order)
    }
    let report = try await testPipeline(into: store).run(Feed(list: [orders, lines]))
    #expect(report.metrics["orders"] == ["page size": .int(2), "pages": .int(3), "even": .int(3)])
    #expect(report.metrics["lines"] == ["asked": .int(6)])
    #expect(report.description.contains("figures of 'orders': page size 2, pages 3, even 3"))
  }

  @Test func `figures begin anew in each run`() async throws {
    let orders = Records("orders") { output in
      output.metrics.add("runs")
      try await output.send(["id": .int(1)] as Record)
    }
    let pipeline = testPipeline(into: store)
    for _ in 0..<2 {
      #expect(try await pipeline.run(orders).metrics["orders"] == ["runs": .int(1)])
    }
  }

  @Test func `a figure that is too large stays at the end`() {
    let metrics = ResourceMetrics()
    metrics.add("n", .max)
    metrics.add("n", 5)
    #expect(metrics["n"] == .int(.max))
    metrics["n"] = .text("none")
    metrics.add("n")
    #expect(metrics.values == ["n": .int(1)])
  }

  // MARK: - Pages at the same time

  @Test func `pages that are fetched at the same time are loaded in their order`() async throws {
    let running = Locked((now: 0, most: 0))
    let pages = Records("pages") { output in
      try await output.sendEach(of: 0..<40, atOnce: 5) { page, output in
        running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
        for _ in 0..<(5 - page % 5) { await Task.yield() }
        for part in 0..<2 {
          try await output.send(["page": Value(integer: page * 2 + part)] as Record)
        }
        running.withLock { $0.now -= 1 }
      }
    }
    try await testPipeline(into: store).run(pages)
    #expect(try store.table("demo", "pages")["page"] == (0..<80).map { .int($0) })
    #expect(running.withLock { $0.most } <= 5)
  }

  @Test func `pages without an order all come`() async throws {
    let pages = Records("pages") { output in
      try await output.sendEach(of: 0..<40, keepsOrder: false) { page, output in
        try await output.send(["page": Value(integer: page)] as Record)
      }
    }
    try await testPipeline(into: store).run(pages)
    let found = try store.table("demo", "pages")["page"]?.compactMap(\.int64).sorted()
    #expect(found == (0..<40).map { Int64($0) })
  }

  @Test func `the first page that fails ends the others`() async throws {
    struct Broken: Error {}
    let pages = Records("pages") { output in
      try await output.sendEach(of: 0..<1_000_000) { page, output in
        if page == 7 { throw Broken() }
        try await output.send(["page": Value(integer: page)] as Record)
      }
    }
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: store).run(pages)
    }
    #expect(error?.code == .resourceFailed && error?.cause is Broken)
    #expect(store.datasets.isEmpty)
  }

  @Test func `a limit ends pages that are fetched at the same time`() async throws {
    let pages = Records("pages") { output in
      try await output.sendEach(of: 0..<1_000_000) { page, output in
        try await output.send(["page": Value(integer: page)] as Record)
      }
    }
    .limit(rows: 9)
    try await testPipeline(into: store).run(pages)
    #expect(try store.table("demo", "pages")["page"] == (0..<9).map { .int($0) })
  }

  // MARK: - Whose turn it is

  private func counting(_ name: String, _ count: Int, into pages: Locked<[String]>) -> Records {
    Records(name) { output in
      for page in 1...count {
        for _ in 0..<(name.utf8.first.map { Int($0) } ?? 0) % 7 { await Task.yield() }
        try await output.send(["page": Value(integer: page)] as Record)
        pages.withLock { $0.append("\(name)\(page)") }
      }
    }
    .table("pages")
  }

  private func pages(
    _ schedule: ResourceSchedule,
    _ limits: Limits = Limits(),
    into store: ColumnStore? = nil
  ) async throws -> [String] {
    let pages = Locked<[String]>([])
    let names = ["a", "b", "c", "d", "e", "f"]
    let source = Feed(list: names.enumerated().map { counting($1, $0 % 3 + 1, into: pages) })
    var settings = PipelineSettings.test()
    settings.schedule = schedule
    let pipeline = LoadPipeline(
      "turns",
      into: store ?? self.store,
      limits: limits,
      settings: settings
    )
    try await pipeline.run(source)
    return pages.withLock { $0 }
  }

  @Test func `resources send a page each in turn`() async throws {
    for _ in 0..<20 {
      let store = ColumnStore()
      _ = try await pages(.inTurn, into: store)
      // Those with one page are through in the second round, those with two in the third.
      let expected: [Int64] = [1, 1, 1, 2, 1, 2, 1, 2, 3, 1, 2, 3]
      #expect(try store.table("turns", "pages")["page"] == expected.map { .int($0) })
    }
  }

  @Test func `resources that are to go one by one do`() async throws {
    let found = try await pages(.oneByOne)
    #expect(found == ["a1", "b1", "b2", "c1", "c2", "c3", "d1", "e1", "e2", "f1", "f2", "f3"])
  }

  @Test func `turns go well with limits that are shared`() async throws {
    var limits = Limits()
    var bounds = SharedLimits.Bounds()
    bounds.concurrentResources = 1
    limits.shared = SharedLimits(bounds)
    #expect(try await pages(.inTurn, limits).count == 12)
  }

  @Test func `those who take turns pass in the order of their numbers`() async throws {
    let (rounds, passed) = (RoundRobin(), Locked<[Int]>([]))
    for member in [2, 0, 1] { rounds.join(member) }
    rounds.join(1)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for member in 0..<3 {
        group.addTask {
          for _ in 0...member {
            try await rounds.wait(member)
            passed.withLock { $0.append(member) }
            rounds.pass(member)
          }
          rounds.leave(member)
        }
      }
      try await group.waitForAll()
    }
    #expect(passed.withLock { $0 } == [2, 0, 1, 2, 1, 2])
  }

  @Test func `whoever waits for a turn can be cancelled`() async throws {
    let rounds = RoundRobin()
    rounds.join(0)
    rounds.join(1)
    let waiting = Task { try await rounds.wait(1) }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    rounds.leave(0)
    try await rounds.wait(1)
  }

  // MARK: - Tables and files

  @Test func `only the tables that are selected are loaded`() async throws {
    let events = Records(
      "events",
      of: ["push", "fork", "star"].map { ["kind": .text($0)] as Record }
    )
    .table { $0["kind"]?.string ?? "" }
    .selectingTables("fork", "star")
    let pages = Records("pages") { output in
      try await output.send(["n": .int(1)] as Record, to: "kept")
      try await output.send(json: #"{"n": 2}"#, to: "left")
      try await output.send(["n": .int(3)] as Record)
    }
    .selectingTables("kept")
    try await testPipeline(into: store).run(Feed(list: [events, pages]))
    #expect(
      store.tables(in: "demo").filter { !$0.hasPrefix("_") }.sorted() == ["fork", "kept", "star"]
    )
  }

  @Test(arguments: [
    ("a.jsonl", "{\"n\": 1}\n{\"n\": 2}\n"), ("a.ndjson", "{\"n\": 1}\n{\"n\": 2}"),
    ("a.JSON", "[{\"n\": 1}, {\"n\": 2}]"), ("a.csv", "n\n1\n2\n"),
    ("a.b.tsv", "n\tm\n1\t3\n2\t4\n"),
  ])
  func `a file is read as its name says`(name: String, text: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
    try LocalFileSystem().makeFolder(folder)
    defer { try? LocalFileSystem().remove(folder) }
    try LocalFileSystem().append(Array(text.utf8), to: "\(folder)/\(name)")
    try await LoadPipeline("demo", into: store)
      .run(Records("rows", file: "\(folder)/\(name)"))
    #expect(try store.table("demo", "rows")["n"] == [.int(1), .int(2)])
  }

  @Test func `a file may be said to be of another format`() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())").path
    try LocalFileSystem().makeFolder(folder)
    defer { try? LocalFileSystem().remove(folder) }
    try LocalFileSystem().append(Array("n;m\n1;2\n".utf8), to: "\(folder)/rows.txt")
    var options = CSVOptions()
    options.delimiter = UInt8(ascii: ";")
    try await LoadPipeline("demo", into: store)
      .run(Records("rows", file: "\(folder)/rows.txt", as: .csv(options)))
    #expect(try store.table("demo", "rows")["m"] == [.int(2)])
  }

  @Test func `a name that tells nothing is an error`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: store).run(Records("rows", file: "data/rows.parquet"))
    }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.message.contains("'data/rows.parquet' does not tell what is in it") == true)
  }
}
