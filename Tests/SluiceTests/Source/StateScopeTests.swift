// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SluiceTesting
import Testing

@testable import Sluice

@Suite struct StateScopeTests {
  private let locked = Locked(PipelineState(pipeline: "shop"))
  private var orders: StateScope { StateScope(locked, source: "shop", resource: "orders") }
  private var shop: StateScope { orders.ofSource }
  private var state: PipelineState { locked.withLock { $0 } }

  private struct Cursor: Codable, Equatable {
    var seen: Date
    var hash: Data
    var price: Decimal
    var page: Int?
    var id: UUID
    var day: CalendarDate
    var tags: [String: [Int]]
  }

  private let cursor = Cursor(
    seen: Date(timeIntervalSince1970: 1_700_000_000.25),
    hash: Data([0, 255]),
    price: Decimal(string: "12.3400000000000000000001") ?? 0,
    page: nil,
    id: UUID(),
    day: CalendarDate(days: 19_000),
    tags: ["a": [1, 2], "b": []]
  )

  @Test func `values lie where dlt has them`() throws {
    try orders.set("page", to: 3)
    shop["token"] = "t"
    #expect(
      state.sources == ["shop": ["resources": ["orders": ["page": 3]], "token": "t"]]
    )
    #expect(shop.values == ["token": "t"])
    #expect(orders.values == ["page": 3])
    #expect(try orders.value("page", as: Int.self) == 3)
    #expect(try orders.value("other", as: Int.self) == nil)
    orders.remove("page")
    #expect(state.sources == ["shop": ["token": "t"]])
    shop.removeAll()
    #expect(state.sources.isEmpty)
  }

  @Test func `values of any type come back as they were, also from a destination`() throws {
    try orders.set("cursor", to: cursor)
    try orders.set("list", to: [cursor, cursor])
    try orders.set("amount", to: cursor.price)
    try orders.set("at", to: cursor.seen)
    #expect(orders["cursor"]?["seen"]?.kind == .timestamp)
    #expect(orders["cursor"]?["hash"] == .binary([0, 255]))
    #expect(orders["amount"]?.kind == .decimal)
    let stored = Locked(try PipelineState(storedText: state.storedText))
    let again = StateScope(stored, source: "shop", resource: "orders")
    #expect(try again.value("cursor") == cursor)
    #expect(try again.value("list") == [cursor, cursor])
    #expect(try again.value("amount") == cursor.price)
    #expect(try again.value("at") == cursor.seen)
  }

  @Test func `a value of another type is refused`() throws {
    orders["page"] = "three"
    let error = try #require(throws: LoadError.self) {
      try orders.value("page", as: Int.self)
    }
    #expect(error.code == .invalidState)
    #expect(error.message.contains("What is kept is no 'Int' under the key 'page'"))
    #expect(error.location.resource == "orders")
  }

  @Test func `null is nothing`() throws {
    try orders.set("page", to: Int?.none)
    #expect(try orders.value("page", as: Int.self) == nil)
    #expect(orders["page"] == .null)
    orders["page"] = nil
    #expect(orders.values.isEmpty)
  }

  @Test func `a source cannot overwrite what its resources keep`() throws {
    try orders.set("page", to: 1)
    let error = #expect(throws: LoadError.self) { try shop.set("resources", to: 1) }
    #expect(error?.code == .invalidConfiguration)
    shop.remove("resources")
    #expect(try orders.value("page") == 1)
    // A resource may keep what it likes.
    try orders.set("resources", to: 1)
    #expect(orders["resources"] == 1)
  }

  @Test func `no change is lost among tasks`() async throws {
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask { [orders, shop] in
          for _ in 0..<50 {
            _ = try? orders.update("count", from: 0) { $0 += 1 }
            _ = try? shop.update { $0["task \(task)"] = .int(($0["task \(task)"]?.int64 ?? 0) + 1) }
          }
        }
      }
    }
    #expect(try orders.value("count") == 400)
    // In whatever order they came.
    #expect(shop.values.keys == (0..<8).map { "task \($0)" })
    #expect(shop.values.values == Array(repeating: 50, count: 8))
  }

  @Test func `a change that fails changes nothing`() throws {
    struct Failure: Error {}
    orders["page"] = 1
    #expect(throws: Failure.self) {
      try orders.update { record in
        record["page"] = 2
        throw Failure()
      }
    }
    #expect(throws: Failure.self) {
      try orders.update("page", from: 0) { page in
        page = 3
        throw Failure()
      }
    }
    #expect(orders["page"] == 1)
  }

  @Test func `each resource of a run has a state of its own`() async throws {
    let seen = Locked(PipelineState(pipeline: ""))
    let orders = Records("orders") { output in
      try output.state.set("page", to: 2)
      output.sourceState["token"] = "t"
      try await output.send(["id": 1])
    }
    let lines = orders.then("lines") { record, output in
      try output.state.update("count", from: 0) { $0 += 1 }
      seen.withLock { $0 = output.pipelineState }
      try await output.send(record)
    }
    var limits = Limits()
    limits.concurrentResources = 1
    try await LoadPipeline("demo", into: ColumnStore(), limits: limits).run(lines)
    let state = seen.withLock { $0 }
    #expect(state.pipeline == "demo")
    #expect(
      state.sources == [
        "demo": [
          "resources": ["lines": ["count": 1], "orders": ["page": 2]], "token": "t",
        ]
      ]
    )
  }

  @Test func `a resource made from another keeps its own state without a pipeline, too`()
    async throws
  {
    final class Nowhere: OutputSink {
      let clock: any TimeSource = TestClock()
      let hints = TableHints()
      let state: StateScope
      init(_ state: StateScope) { self.state = state }
      let metrics = ResourceMetrics()
      func passOver(_ record: MalformedRecord) {}
      func send(_ page: Page, to table: String?) async throws {}
    }
    let parent = Records("parent") { output in
      output.state["of"] = "parent"
      try await output.send(["id": 1])
    }
    let child = parent.then("child") { _, output in output.state["of"] = "child" }
    let scope = StateScope(locked, source: "shop", resource: "child")
    try await child.extract(to: Output(sink: Nowhere(scope)))
    #expect(
      state.sources["shop"]?["resources"] == ["child": ["of": "child"], "parent": ["of": "parent"]]
    )
  }
}
