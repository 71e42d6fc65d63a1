// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What a refresh and a drop would do.
@Suite struct RefreshTests {
  static func schema() -> Schema {
    var schema = Schema("shop")
    func add(_ name: String, _ resource: String? = nil, below parent: String? = nil) {
      var table = Table(name, parent: parent, resource: resource)
      table["id"] = Column("id", .bigint)
      table.hasSeenData = name != "never"
      schema[name] = table
    }
    add("orders", "orders")
    add("orders__lines", below: "orders")
    add("orders__lines__tags", below: "orders__lines")
    add("users", "users")
    add("events_a", "events")
    add("events_b", "events")
    add("never", "never")
    schema[QuarantineTable.name] = QuarantineTable.table
    schema.version = 7
    return schema
  }

  static func state() -> PipelineState {
    var state = PipelineState(pipeline: "shop")
    state[source: "shop"] = ["token": "t"]
    for name in ["orders", "users", "gone"] {
      state[source: "shop", resource: name] = ["page": 1, "cursors": ["a": [1, 2]]]
    }
    state[source: "news"] = ["token": "n"]
    return state
  }

  private func plan(_ refresh: Refresh, _ resources: [String]) -> RefreshPlan {
    RefreshPlan(
      refresh,
      of: Self.schema(),
      fresh: Schema("shop"),
      resources: resources,
      state: Self.state()
    )
  }

  @Test func `dropping sources drops everything of the schema`() {
    let plan = plan(.dropSources, ["users"])
    #expect(
      plan.dropped == [
        "orders", "orders__lines", "orders__lines__tags", "users", "events_a", "events_b",
      ]
    )
    #expect(plan.emptied.isEmpty)
    #expect(plan.schema.tables.map(\.name) == [QuarantineTable.name])
    #expect(plan.schema.version == 1)
    #expect(plan.state.sources == ["news": ["token": "n"]])
    #expect(plan.forgetsVersions)
  }

  @Test func `dropping resources drops their tables with all below`() {
    let plan = plan(.dropResources, ["orders", "never"])
    #expect(plan.dropped == ["orders", "orders__lines", "orders__lines__tags"])
    #expect(
      plan.schema.tables.map(\.name) == ["users", "events_a", "events_b", QuarantineTable.name]
    )
    #expect(plan.schema.version == 7)
    #expect(plan.state.resources(of: "shop") == ["gone", "users"])
    #expect(plan.state[source: "shop"]["token"] == "t")
    #expect(plan.forgetsVersions)
  }

  @Test func `dropping data empties what has seen data, and keeps the schema`() {
    let plan = plan(.dropData, ["events", "never", "users"])
    #expect(plan.dropped.isEmpty)
    #expect(plan.emptied == ["users", "events_a", "events_b"])
    #expect(plan.schema == Self.schema())
    #expect(plan.state.resources(of: "shop") == ["gone", "orders"])
    #expect(!plan.forgetsVersions)
  }

  @Test(arguments: Refresh.all)
  func `a first run has nothing to throw away`(refresh: Refresh) {
    let schema = Schema("shop")
    let state = PipelineState(pipeline: "shop")
    let plan = RefreshPlan(refresh, of: schema, fresh: schema, resources: ["a"], state: state)
    #expect(plan == RefreshPlan(.dropData, of: schema, fresh: schema, resources: [], state: state))
    #expect(plan.dropped.isEmpty && plan.emptied.isEmpty && !plan.forgetsVersions)
    #expect(plan.schema == schema && plan.state == state)
    #expect(Refresh(name: refresh.description) == refresh)
  }

  @Test func `there is no other refresh`() { #expect(Refresh(name: "drop_everything") == nil) }
}

@Suite struct DropPlanTests {
  private func plan(_ change: (inout DropSelection) throws -> Void) throws -> DropPlan {
    var selection = DropSelection()
    try change(&selection)
    return try DropPlan(selection, schema: RefreshTests.schema(), state: RefreshTests.state())
  }

  @Test func `resources are meant by name or pattern`() throws {
    let plan = try plan { $0.resources = [.exactly("orders"), try .matching("^ev")] }
    #expect(plan.resources == ["events", "orders"])
    #expect(
      plan.tables == ["orders", "orders__lines", "orders__lines__tags", "events_a", "events_b"]
    )
    #expect(plan.tablesWithData == plan.tables)
    #expect(plan.resourceStates == ["orders"])
    #expect(plan.warnings.isEmpty)
    #expect(plan.schema.tables.map(\.name) == ["users", "never", QuarantineTable.name])
    #expect(plan.state.resources(of: "shop") == ["gone", "users"])
  }

  @Test func `a plan can be read`() throws {
    let plan = try plan {
      $0.resources = [.exactly("never"), .exactly("gone"), .exactly("order"), try .matching("^z")]
      $0.statePaths = ["token", "nothing.here"]
    }
    #expect(
      plan.description == """
        Drop of the source 'shop':
        - table never  (never had rows)
        - state of the resource gone
        - state at token
        ! The source 'shop' has no resource 'order'. Did you mean 'orders'?
        ! The source 'shop' has no resource 're:^z'.
        ! The state of the source 'shop' has nothing at 'nothing.here'.
        """
    )
    #expect(plan.state[source: "shop"]["token"] == nil)
  }

  @Test func `all resources, or their state alone`() throws {
    let all = try DropPlan(.all, schema: RefreshTests.schema(), state: RefreshTests.state())
    #expect(all.schema.tables.map(\.name) == [QuarantineTable.name])
    #expect(all.state.sources == ["news": ["token": "n"], "shop": ["token": "t"]])
    let state = try plan {
      $0.dropsAll = true
      $0.stateOnly = true
    }
    #expect(state.tables.isEmpty)
    #expect(state.schema == RefreshTests.schema())
    #expect(state.resourceStates == ["gone", "orders", "users"])
  }

  @Test func `nothing selected is nothing to do`() throws {
    let plan = try plan { _ in }
    #expect(plan.isEmpty)
    #expect(plan.warnings.count == 1)
  }

  @Test(
    arguments: [
      ("token", ["token"]), ("$.token", ["token"]), ("['token']", ["token"]),
      ("resources.orders.page", ["resources", "orders", "page"]),
      ("$.resources[\"orders\"].cursors.a[1]", ["resources", "orders", "cursors", "a", "1"]),
    ]
  )
  func `places in a state are found`(path: String, steps: [String]) throws {
    let read = try StateSteps(path)
    #expect(read.steps.map { if case .field(let name) = $0 { name } else { "1" } } == steps)
    var value = Value.record(RefreshTests.state()[source: "shop"])
    let removed = read.remove(from: &value)
    #expect(removed)
    #expect(!read.remove(from: &value))
  }

  @Test(arguments: ["", "$", "a..b", "a.", "a[", "a[x]", "a['b'", "a[-1]", "*", "a b[0"])
  func `a path that is none is refused`(path: String) throws {
    let error = #expect(throws: LoadError.self) { try StateSteps(path) }
    #expect(error?.code == .invalidConfiguration)
  }

  @Test func `dropping waits for what is pending, and for a first load`() throws {
    #expect(throws: Never.self) {
      try DropPlan.check(pipeline: "p", hasRun: true, pendingPackages: 0)
    }
    let never = #expect(throws: LoadError.self) {
      try DropPlan.check(pipeline: "p", hasRun: false, pendingPackages: 0)
    }
    #expect(never?.message.contains("has never loaded anything") == true)
    let pending = #expect(throws: LoadError.self) {
      try DropPlan.check(pipeline: "p", hasRun: true, pendingPackages: 2)
    }
    #expect(pending?.message.contains("2 packages of the pipeline 'p' wait.") == true)
  }
}
