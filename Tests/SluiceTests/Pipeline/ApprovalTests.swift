// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

@Suite struct ApprovalTests {
  private let store = ColumnStore()

  private var pipeline: LoadPipeline<ColumnStore> {
    get throws {
      try LoadPipeline("demo", into: store, settings: .test()) {
        InferTypes()
        EvolveSchema()
        PlanTests.Judge()
      }
    }
  }

  private func items(_ json: String) -> Records { Records("items", json: json) }

  @Test func `what is planned is loaded, more rows and fewer changes too`() async throws {
    let plan = try await pipeline.plan(items(#"[{"id": 1, "name": "a", "secret": 1}]"#))
    let report = try await pipeline.run(
      items(#"[{"id": 1, "secret": 1}, {"id": 2, "secret": 2}]"#),
      approving: plan
    )
    #expect(report.isCommitted)
    #expect(try store.table("demo", "items").rowCount == 2)
    // The plan holds on, for what is there already is no change.
    try await pipeline.run(items(#"[{"id": 3, "name": "c"}]"#), approving: plan)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var json: String
    var change: @Sendable (Records) -> Records = { $0 }
    var place: LoadError.Location
    var testDescription: String { name }
  }

  @Test(arguments: [
    Case(
      name: "a column",
      json: #"{"id": 1, "name": "a"}"#,
      place: .init(resource: "items", table: "items", column: "name", path: ["name"], record: 1)
    ),
    Case(
      name: "a table",
      json: #"{"id": 1, "tags": [1]}"#,
      place: .init(resource: "items", table: "items__tags", path: ["tags"], record: 1)
    ),
    Case(
      name: "another type",
      json: #"{"id": "x"}"#,
      place: .init(
        resource: "items",
        table: "items",
        column: "id",
        path: ["id"],
        record: 1
      )
    ),
    Case(
      name: "a hint",
      json: #"{"id": 1}"#,
      change: { $0.primaryKey("id") },
      place: .init(resource: "items", table: "items", column: "id", path: ["id"], record: 1)
    ),
    Case(
      name: "a disposition",
      json: #"{"id": 1}"#,
      change: { $0.replace() },
      place: .init(resource: "items", table: "items", record: 1)
    ),
    Case(
      name: "a value left out",
      json: #"{"id": 1, "secret": 1}"#,
      place: .init(resource: "items", table: "items", column: "secret", path: ["secret"], record: 1)
    ),
    Case(
      name: "a record left out",
      json: #"[{"id": 1}, {"id": 2, "odd": 1}]"#,
      place: .init(resource: "items", table: "items", column: "odd", path: ["odd"], record: 2)
    ),
    Case(
      name: "names that become the same",
      json: #"{"id": 1, "Id": 2}"#,
      place: .init(resource: "items", table: "items", column: "id", path: ["Id"])
    ),
    Case(
      name: "a record that cannot be read",
      json: "{\"id\": 1}\n{\"id\": }\n",
      change: { $0.jsonLayout(.lines).malformed(.skip) },
      place: .init(resource: "items", record: 2, line: 2, offset: 17)
    ),
  ])
  func `what is not planned is refused, and nothing is visible`(_ example: Case) async throws {
    let plan = try await pipeline.plan(items(#"{"id": 1}"#))
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(example.change(items(example.json)), approving: plan)
    }
    #expect(error?.code == .notApproved, "\(String(describing: error))")
    #expect(error?.location == example.place)
    #expect(store.datasets.isEmpty)
  }

  @Test func `nothing is made in a destination before it is refused`() async throws {
    let recording = RecordingDestination()
    let pipeline = LoadPipeline("demo", into: recording, settings: .test())
    let plan = try await pipeline.plan(items(#"{"id": 1}"#))
    await #expect(throws: LoadError.self) {
      try await pipeline.run(items(#"{"id": 1, "name": "a"}"#), approving: plan)
    }
    #expect(!recording.log.contains("migrate"))
    #expect(recording.log.last == "abandon")
  }

  @Test func `a table that is not in use may not be replaced`() async throws {
    try await pipeline.run(items(#"{"id": 1}"#).replace())
    let other = Records("others", json: #"{"id": 1}"#)
    let plan = try await pipeline.plan(PlanTests.Shop(list: [other]))
    try await pipeline.run(PlanTests.Shop(list: [items(#"{"id": 2}"#).replace(), other]))
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(
        PlanTests.Shop(list: [items(#"{"id": 3}"#).replace(), other]),
        approving: plan
      )
    }
    #expect(error?.code == .notApproved)
    #expect(error?.location.table == "items")
  }

  struct Step: Sendable {
    var kind: LoggedChange.Kind
    var after: String
    var isAllowed: Bool
  }

  @Test(arguments: [
    Step(kind: .columnAdded, after: "bigint", isAllowed: true),
    Step(kind: .columnAdded, after: "text", isAllowed: true),
    Step(kind: .typeChanged, after: "text", isAllowed: true),
    Step(kind: .typeChanged, after: "bigint", isAllowed: false),
    Step(kind: .columnAdded, after: "double", isAllowed: false),
    Step(kind: .hintsChanged, after: "text", isAllowed: false),
    Step(kind: .columnRemoved, after: "", isAllowed: false),
  ])
  func `the steps on the way to a planned type are allowed`(_ step: Step) async throws {
    var plan = try await pipeline.plan(items(#"{"id": 1}"#))
    var added = LoggedChange(.columnAdded, table: "items", column: "total")
    added.after = "bigint"
    var changed = LoggedChange(.typeChanged, table: "items", column: "total")
    changed.after = "text"
    plan.changes += [added, changed]
    var change = LoggedChange(step.kind, table: "items", column: "total")
    change.after = step.after
    change.record = 42
    let approval = Approval(plan)
    if step.isAllowed {
      try approval.check([change])
    } else {
      #expect(throws: LoadError.self) { try approval.check([change]) }
    }
  }

  @Test func `a plan of something else is refused`() async throws {
    let plan = try await pipeline.plan(items(#"{"id": 1}"#))
    let same = items(#"{"id": 1}"#)
    let others: [any Pipeline] = [
      LoadPipeline("other", into: store, dataset: "demo"),
      LoadPipeline("demo", into: store, dataset: "other"),
      LoadPipeline("demo", into: ClosureDestination { _, _ in }),
    ]
    for other in others {
      let error = await #expect(throws: LoadError.self) {
        try await other.run(same, approving: plan)
      }
      #expect(error?.code == .notApproved)
    }
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(PlanTests.Shop(list: [same]), approving: plan)
    }
    #expect(error?.code == .notApproved)
    #expect(store.datasets.isEmpty)
  }
}
