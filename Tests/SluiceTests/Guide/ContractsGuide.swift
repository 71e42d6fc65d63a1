// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/Contracts.md` shows.

@Suite struct ContractsGuide {
  private let store = ColumnStore()

  private static let orders = """
    {"id": 1, "total": 12.5, "lines": [{"sku": "a1", "count": 2}]}
    {"id": 2, "total": 8, "lines": [{"sku": "b7", "count": 1}]}
    """

  // snippet: levels
  struct Shop: Source {
    var orders: String

    var contract: Contract? { Contract(tables: .freeze, columns: .discardValue) }

    var resources: [any Resource] {
      Records("orders", json: orders)
        .contract(columns: .freeze, dataTypes: .discardRow)
        .nested("lines") { $0.contract = .evolve }
    }
  }
  // end

  @Test func `levels`() async throws {
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(Shop(orders: Self.orders))
    let report = try await pipeline.run(
      Shop(orders: #"{"id": "x", "lines": []} {"id": 3, "lines": [{"sku": "c", "gift": true}]}"#)
    )
    #expect(report["orders"]?.discardedRows == 1)
    #expect(try store.table("shop", "orders__lines")["gift"] != nil)
  }

  @Test func `a stage`() async throws {
    let orders = Records("orders", json: Self.orders)
    // snippet: stage
    let pipeline = try LoadPipeline("shop", into: store) {
      InferTypes()
      EvolveSchema()
      EnforceContract(columns: .freeze, dataTypes: .freeze)
    }
    try await pipeline.run(orders)
    // end
    #expect(try store.table("shop", "orders").rowCount == 2)
  }

  @Test func `what was declared`() async throws {
    let json = Self.orders
    // snippet: declared
    let orders = Records("orders", json: json)
      .column("id", .bigint)
      .column("total", .decimal(precision: 12, scale: 2))
      .nested("lines") { $0.columns = [Column("sku", .text), Column("count", .bigint)] }
      .contract(.declared())
    try await LoadPipeline("shop", into: store).run(orders)
    // end
    #expect(try store.table("shop", "orders__lines").rowCount == 2)
  }

  @Test func `against a schema`() async throws {
    let orders = Records("orders", json: Self.orders)
    let rehearsal = LoadPipeline("rehearsal", into: ColumnStore())
    try await rehearsal.run(orders)
    // snippet: against
    guard let agreed = rehearsal.schema else { return }
    let pipeline = try LoadPipeline("shop", into: store) {
      InferTypes()
      EvolveSchema()
      EnforceContract(against: agreed, Contract(.discardValue))
    }
    try await pipeline.run(orders)
    // end
    #expect(try store.table("shop", "orders").rowCount == 2)
  }

  @Test func `what broke it`() async throws {
    let first = Records("orders", json: #"{"id": 1}"#)
    let second = Records("orders", json: #"{"id": 2, "coupon": "X5"}"#).contract(columns: .freeze)
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(first)
    // snippet: error
    do {
      try await pipeline.run(second)
    } catch let error as LoadError where error.code == .contractViolation {
      if let violation = error.violation {
        print(error.location.table ?? "", error.location.column ?? "", violation.advice)
      }
    }
    // end
    let error = await #expect(throws: LoadError.self) { try await pipeline.run(second) }
    #expect(error?.location.column == "coupon")
  }

  @Test func `fields left out`() async throws {
    let json =
      #"{"id": 1, "ssn": "078", "address": {"zip": "1", "city": "a"}, "lines": [{"x": 1}]}"#
    // snippet: filters
    let people = Records("people", json: json)
      .excluding("ssn")
      .excluding([try .matching("^address__")], except: [.exactly("address__city")])
    try await LoadPipeline("people", into: store).run(people)
    // end
    let columns = try store.table("people", "people").columns.map(\.name)
    #expect(columns == ["id", "address__city", "_dlt_load_id", "_dlt_id"])
  }
}
