// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/State.md` shows.

@Suite struct StateGuide {
  private struct Service: Sendable {
    func orders(page: Int) async throws -> (rows: [Record], next: Int) {
      ([["id": .int(Int64(page))]], page + 1)
    }
    func token() -> String { "t" }
  }

  private let service = Service()
  private let store = ColumnStore()

  @Test func `a resource remembers how far it has come`() async throws {
    let service = service
    // snippet: resource
    let orders = Records("orders") { output in
      let page = try output.state.value("page", as: Int.self) ?? 1
      let (rows, next) = try await service.orders(page: page)
      try await output.send(rows)
      try output.state.set("page", to: next)
    }
    // end
    // snippet: update
    let users = Records("users") { output in
      try output.state.update("seen", from: [String: Int]()) { seen in
        seen["anna", default: 0] += 1
      }
      // Values of any shape need no type.
      output.state["note"] = ["kind": "full", "parts": [1, 2]]
      try await output.send(["id": 1, "name": "Anna"])
    }
    // end
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(orders)
    try await pipeline.run(users)
    #expect(try store.table("shop", "orders").rowCount == 1)
    #expect(try store.table("shop", "users").rowCount == 1)
  }

  @Test func `a source remembers for all of its resources`() async throws {
    let service = service
    // snippet: source
    let items = Records("items") { output in
      if output.sourceState["token"] == nil {
        try output.sourceState.set("token", to: service.token())
      }
      try await output.send(["id": 1, "pipeline": .text(output.pipelineState.pipeline)])
    }
    // end
    try await LoadPipeline("shop", into: store).run(items)
    #expect(try store.table("shop", "items")["pipeline"] == ["shop"])
  }

  @Test func `a state is a value`() throws {
    // snippet: value
    var state = PipelineState(pipeline: "shop")
    state.sources = ["shop": ["resources": ["orders": ["page": 7]]]]
    let copy = try PipelineState(json: state.json)
    print(copy.hash == state.hash)
    // end
    #expect(copy == state)
  }
}
