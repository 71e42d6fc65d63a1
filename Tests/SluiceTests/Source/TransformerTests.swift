// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

@Suite struct TransformerTests {
  private let store = ColumnStore()

  private struct Orders: Source {
    var list: [any Resource]
    var resources: [any Resource] { list }
  }

  private func orders(_ extracted: Locked<Int> = Locked(0), count: Int64 = 20) -> Records {
    Records("orders") { output in
      extracted.withLock { $0 += 1 }
      for page in stride(from: 0, to: count, by: 5) {
        try await output.send((page..<page + 5).map { record(("id", .int($0))) })
      }
    }
  }

  private func lines(_ orders: some Resource, _ name: String = "lines") -> Records {
    orders.then(name) { order, output in
      // The later calls of a group are done first.
      if case .int(let id) = order["id"] {
        for _ in 0..<(4 - id % 4) { await Task.yield() }
      }
      try await output.send(record(("order", order["id"] ?? .null), ("line", .int(1))))
      try await output.send(record(("order", order["id"] ?? .null), ("line", .int(2))))
    }
  }

  @Test func `rows come in the order of the records they are made from`() async throws {
    try await testPipeline(into: store).run(lines(orders()))
    let table = try store.table("demo", "lines")
    #expect(table["order"] == (0..<20).flatMap { [.int($0), .int($0)] })
    #expect(table["line"]?.prefix(4) == [.int(1), .int(2), .int(1), .int(2)])
    #expect(!store.tables(in: "demo").contains("orders"), "The parent is not listed.")
  }

  @Test func `a resource has its table before those made from it`() async throws {
    for _ in 0..<100 {
      let store = ColumnStore()
      let orders = orders(count: 5)
      let lines = orders.then("lines") { try await $1.send([$0]) }
      let source = Orders(list: [orders, lines])
      let report = try await testPipeline(into: store).run(source)
      #expect(report.tables.map(\.name) == ["orders", "lines"])
      #expect(store.tables(in: "demo").filter { !$0.hasPrefix("_") } == ["orders", "lines"])
    }
  }

  @Test func `a resource is extracted once for all that are made from it`() async throws {
    let extracted = Locked(0)
    let orders = orders(extracted)
    let lines = lines(orders)
    try await testPipeline(into: store).run(
      Orders(list: [lines, orders, self.lines(orders, "more"), self.lines(lines, "parts")])
    )
    #expect(extracted.withLock { $0 } == 1)
    #expect(try store.table("demo", "orders").rowCount == 20)
    #expect(try store.table("demo", "lines").rowCount == 40)
    #expect(try store.table("demo", "more").rowCount == 40)
    #expect(try store.table("demo", "parts").rowCount == 80)
  }

  @Test func `a resource is not extracted in two ways under one name`() async throws {
    let orders = orders()
    let few = lines(orders.limit(rows: 2), "few")
    let even = lines(orders.filter { ($0["id"]?.int64 ?? 0) % 2 == 0 }, "even")
    for list: [any Resource] in [[few, lines(orders)], [orders, even], [few, even]] {
      let error = await #expect(throws: LoadError.self) {
        try await testPipeline(into: store).run(Orders(list: list))
      }
      #expect(error?.code == .inconsistentHints)
      #expect(error?.location.resource == "orders")
    }
    let renamed = lines(orders.limit(rows: 2).named("first orders"), "few")
    try await testPipeline(into: store).run(Orders(list: [renamed, lines(orders)]))
    #expect(try store.table("demo", "few").rowCount == 4)
    #expect(try store.table("demo", "lines").rowCount == 40)
  }

  @Test func `a resource that is not selected still feeds others`() async throws {
    let orders = orders().selected(false)
    try await testPipeline(into: store).run(Orders(list: [orders, lines(orders)]))
    #expect(store.tables(in: "demo").contains("orders") == false)
    #expect(try store.table("demo", "lines").rowCount == 40)
  }

  @Test func `no more records are worked on at once than the limit says`() async throws {
    var limits = Limits()
    limits.concurrentRecords = 3
    let working = Locked((now: 0, most: 0))
    let slow = orders().then("slow") { order, output in
      working.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      for _ in 0..<5 { await Task.yield() }
      working.withLock { $0.now -= 1 }
      try await output.send(order)
    }
    try await testPipeline(into: store, limits: limits).run(slow)
    #expect(working.withLock { $0.most } <= 3)
    #expect(try store.table("demo", "slow").rowCount == 20)
  }

  @Test func `a failure of one record ends the run`() async throws {
    struct Broken: Error {}
    let broken = orders(count: 1_000).then("broken") { order, output in
      if order["id"] == .int(7) { throw Broken() }
      try await output.send(order)
    }
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: store).run(broken)
    }
    #expect(error?.location.resource == "broken")
    #expect(error?.cause is Broken)
    #expect(store.datasets.isEmpty)
  }

  @Test func `limits hold for all records together`() async throws {
    try await testPipeline(into: store).run(lines(orders()).limit(rows: 5))
    #expect(try store.table("demo", "lines").rowCount == 5)
  }

  @Test func `a resource that never ends stops when nobody wants more`()
    async throws
  {
    let endless = Records("endless") { output in
      while true { try await output.send([record(("id", .int(1))), record(("id", .int(2)))]) }
    }
    let first = endless.then("first") { try await $1.send($0) }.limit(rows: 3)
    let second = first.then("second") { try await $1.send($0) }.limit(rows: 2)
    try await testPipeline(into: store).run(Orders(list: [first, second]))
    #expect(try store.table("demo", "first").rowCount == 3)
    #expect(try store.table("demo", "second").rowCount == 2)
    let deep = ColumnStore()
    let unlimited = endless.then("unlimited") { try await $1.send($0) }
    try await testPipeline(into: deep).run(
      unlimited.then("limited") { try await $1.send($0) }.limit(rows: 2)
    )
    #expect(try deep.table("demo", "limited").rowCount == 2)
  }

  @Test func `a source is loaded in part`() async throws {
    let source = Orders(list: [orders(), lines(orders()), Records("empty", of: [Record]())])
    try await testPipeline(into: store).run(source.selecting("lines"))
    #expect(
      store.tables(in: "demo") == [
        "lines", "_dlt_loads", "_dlt_version", "_sluice_schema_changes", "_dlt_pipeline_state",
        "_sluice_loads",
      ]
    )
  }

  @Test func `a name that is not there is answered with the nearest`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: store).run(Orders(list: [orders()]).selecting("order"))
    }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.message == "The source 'orders' has no resource 'order'. Did you mean 'orders'?")
  }

  @Test func `two resources of one name are refused`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: store).run(Orders(list: [orders(), orders()]))
    }
    #expect(error?.code == .invalidConfiguration)
  }

  @Test func `a resource made from another works without a pipeline`() async throws {
    final class Collector: OutputSink {
      let rows = Locked<[Value]>([])
      let clock: any TimeSource = TestClock()
      let hints = TableHints()
      let state = StateScope(Locked(PipelineState(pipeline: "p")), source: "s", resource: "lines")
      let metrics = ResourceMetrics()
      func passOver(_ record: MalformedRecord) {}
      func send(_ page: Page, to table: String?) async throws {
        guard case .values(let values) = page else { return }
        rows.withLock { $0 += values }
      }
    }
    let collector = Collector()
    try await lines(orders()).extract(to: Output(sink: collector))
    #expect(collector.rows.withLock { $0.count } == 40)
  }
}
