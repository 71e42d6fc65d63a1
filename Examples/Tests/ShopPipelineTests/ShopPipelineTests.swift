// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import ShopPipeline
import Sluice
import SluiceTesting
import Testing

@Suite struct ShopPipelineTests {
  private static let customers = [
    Customer(id: 1, name: "Ada", tags: ["new", "paid"]), Customer(id: 2, name: "Bob"),
  ]

  @Test func `customers and their tags become tables`() async throws {
    let store = ColumnStore()
    try await ShopPipeline(into: store).run(Shop(customers: Self.customers))
    try store.expectTables("shop", ["customers", "customers__tags"])
    try store.expectColumns("shop.customers", ["id": .bigint, "name": .text])
    try store.expect("shop.customers", [["id": 1, "name": "Ada"], ["id": 2, "name": "Bob"]])
    try store.expect("shop.customers__tags", [["value": "new"], ["value": "paid"]])
  }

  @Test func `a crash at any step loses nothing and doubles nothing`() async throws {
    let report = try await checkRestartSafety { bench in
      ShopPipeline(into: FileDestination(at: "warehouse", format: .jsonl, in: bench.disk))
    } source: { bench in
      Shop(customers: Array(Self.customers.prefix(bench.run)))
    }
    try report.expectSafe()
    print(report.summary)
  }

  @Test func `a destination that refuses keeps the old rows`() async throws {
    let store = ColumnStore()
    try await ShopPipeline(into: store).run(Shop(customers: Self.customers))
    let full = CallFault(.load, with: PermanentFailure("The disk of the database is full."))
    await #expect(throws: LoadError.self) {
      try await ShopPipeline(into: FaultyDestination(store, full))
        .run(Shop(customers: [Customer(id: 3, name: "Cy")]))
    }
    try store.expect("shop.customers", [["id": 1, "name": "Ada"], ["id": 2, "name": "Bob"]])
  }
}
