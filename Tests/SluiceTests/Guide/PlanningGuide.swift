// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

// What `Docs/Guide/Planning.md` shows.

@Suite struct PlanningGuide {
  private let store = ColumnStore()
  private let first = Records("orders", json: #"[{"id": 1, "total": 5}]"#)
  private let orders = Records("orders", json: #"[{"id": 2, "total": "n/a", "tags": ["new"]}]"#)

  @Test func `plan, look, approve`() async throws {
    // snippet: plan
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(first)

    let plan = try await pipeline.plan(orders)
    print(plan)
    // end
    #expect(
      plan.description == """
        plan of shop: 'shop' into columnStore 'shop'
        + orders.total__v_text text, variant  (orders, record 1, total)
        + table orders__tags, below 'orders'  (orders, record 1, tags)
        + orders__tags.value text  (orders, record 1, tags.value)
        table         disposition  rows  removes
        ------------  -----------  ----  -------
        orders        append          1
        orders__tags  append          1
        the destination would:
          make the table 'shop.orders__tags': value text, _dlt_parent_id text, _dlt_list_idx bigint, \
        _dlt_id text
          add to 'shop.orders': total__v_text text
          add 1 row to 'shop.orders'
          add 1 row to 'shop.orders__tags'
          note the load in _sluice_schema_changes, _dlt_version, _sluice_loads, _dlt_loads
        """
    )
    // snippet: approve
    try await pipeline.run(orders, approving: plan)
    // end
    #expect(try store.table("shop", "orders").rowCount == 2)
  }

  @Test func `a plan as a value`() async throws {
    let pipeline = LoadPipeline("shop", into: store)
    // snippet: value
    let plan = try await pipeline.plan(orders, limit: 1_000)
    let added = plan.changes.filter { $0.kind == .tableAdded }.map(\.table)
    let isHarmless = plan.leftOut.isEmpty && !plan.isFailing
    let stored = try JSONEncoder().encode(plan)
    // end
    #expect(added == ["orders", "orders__tags"])
    #expect(isHarmless)
    #expect(try JSONDecoder().decode(LoadPlan.self, from: stored) == plan)
  }

  @Test func `what changed and why`() async throws {
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(first)
    // snippet: log
    let report = try await pipeline.run(orders)
    for change in report.schemaChanges where change.record != nil { print(change) }
    // + orders.total__v_text text, variant  (orders, record 1, total)
    // + table orders__tags, below 'orders'  (orders, record 1, tags)
    // + orders__tags.value text  (orders, record 1, tags.value)

    for version in report.schema?.history ?? [] {
      print(version.version, version.loadID, version.date, version.changes.count)
    }
    let log = try store.table("shop", "_sluice_schema_changes")
    // end
    #expect(report.schemaChanges.filter { $0.record != nil }.map(\.table).count == 3)
    #expect(report.schema?.history.count == 2)
    #expect(log.rowCount == report.schema?.history.reduce(0) { $0 + $1.changes.count })
  }
}
