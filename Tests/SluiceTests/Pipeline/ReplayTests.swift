// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct ReplayTests {
  private let store = ColumnStore()
  private let workspace = Workspace.memory()

  private static let lines = """
    {"id": 1}
    {"id": 2, "note": "x", "lines": [{"sku": "a"}]}
    {"id": 3}
    {"id": 4, "note": "y", "other": 1}
    """

  @Test func `records that pass are loaded, the others stay`() async throws {
    let orders = Records("orders", json: Self.lines)
    let first = try await strict(
      store,
      PutAside(column: "note"),
      PutAside(column: "other"),
      workspace: workspace
    ).run(orders)
    let before = try store.aside()

    let replay = try await strict(store, PutAside(column: "other"), workspace: workspace)
      .replay(.quarantined, of: orders)
    #expect(replay.replay?.passed == 1)
    #expect(replay.replay?.refused == 1)
    #expect(replay.replay?.untouched == 0)
    #expect(replay.isCommitted)
    #expect("\(replay)".contains("replayed 2 records: 1 passed, 1 stay"))
    #expect(try store.data("orders") == ["id=1", "id=3", "id=2 note=x"])
    #expect(try store.data("orders__lines") == ["sku=a"])
    let aside = try store.aside()
    try #require(aside.count == 1)
    #expect(aside[0]["id"] == before[1]["id"])
    #expect(aside[0]["record"] == before[1]["record"])
    #expect(aside[0]["load_id"] == .text(first.loadID))
    #expect(aside[0]["attempts"] == 2)
    #expect(aside[0]["reason"] == "The column 'other' may not come.")

    let last = try await strict(store, workspace: workspace).replay(of: orders)
    #expect(last.replay?.passed == 1)
    #expect(try store.aside().isEmpty)
    #expect(try store.data("orders") == ["id=1", "id=3", "id=2 note=x", "id=4 note=y other=1"])

    let nothing = try await strict(store, workspace: workspace).replay(of: orders)
    #expect(nothing.replay?.passed == 0)
    #expect(!nothing.isCommitted)
    #expect(try store.table("demo", "orders").rowCount == 4)
  }

  @Test func `values come back exactly`() async throws {
    let record: Record = [
      "note": "x", "amount": .decimal(ExactDecimal(unscaled: 1_50, scale: 2)), "big": .binary([1]),
      "at": .timestamp(Timestamp(microseconds: 1, offset: 0)), "d": .date(CalendarDate(days: 9)),
      "t": .time(TimeOfDay(microseconds: 9)), "n": 1.0, "s": "\u{F026}1",
      "list": [["a": .date(CalendarDate(days: 1))]],
    ]
    let other = ColumnStore()
    let resource = Records("orders", of: [record])
    try await strict(store, PutAside(column: "note"), workspace: workspace).run(resource)
    #expect(try store.data("orders").isEmpty)
    try await strict(store, workspace: workspace).replay(of: resource)
    try await strict(other).run(resource)
    for table in ["orders", "orders__list"] {
      #expect(try store.data(table) == other.data(table))
      #expect(try types(store, table) == types(other, table))
    }
  }

  private func types(_ store: ColumnStore, _ table: String) throws -> Set<StoredColumn> {
    Set(try store.table("demo", table).columns)
  }

  @Test func `only what is selected is tried`() async throws {
    struct Shop: Source {
      var resources: [any Resource] {
        Records("orders", json: #"[{"id": 1, "note": 1}, {"id": 2, "lines": [{"note": 1}]}]"#)
        Records("customers", json: #"[{"id": 1, "note": 1}]"#)
      }
    }
    let load = try await strict(store, PutAside(column: "note"), workspace: workspace).run(Shop())
    let open = strict(store, workspace: workspace)
    #expect(load.quarantined == 3)
    var report = try await open.replay(.quarantined(resource: "nobody"), of: Shop())
    #expect(report.replay?.untouched == 3)
    report = try await open.replay(.quarantined(load: "1.000000"), of: Shop())
    #expect(!report.isCommitted)
    report = try await open.replay(.quarantined(clause: "other"), of: Shop())
    #expect(!report.isCommitted)
    report = try await open.replay(
      .quarantined(
        resource: "orders",
        table: "orders__lines",
        load: load.loadID,
        clause: "columns: quarantine"
      ),
      of: Shop()
    )
    #expect(report.replay?.passed == 1)
    #expect(report.replay?.untouched == 2)
    #expect(try store.aside().map { $0["resource"] }.count == 2)
    report = try await open.replay(of: Shop().selecting("customers"))
    #expect(report.replay?.passed == 1)
    #expect(try store.aside().map { $0["resource"] } == ["orders"])
  }

  @Test func `records of other sources stay`() async throws {
    struct One: Source {
      var resources: [any Resource] { Records("orders", json: #"[{"id": 1, "note": 1}]"#) }
    }
    struct Other: Source {
      var resources: [any Resource] {
        Records("orders", json: #"[{"id": 2, "note": 1}]"#).table("more")
      }
    }
    let pipeline = strict(store, PutAside(column: "note"), workspace: workspace)
    try await pipeline.run(One())
    try await pipeline.run(Other())
    let report = try await strict(store, workspace: workspace).replay(of: One())
    #expect(report.replay == strictReplay(passed: 1, untouched: 1))
    #expect(try store.aside().map { $0["schema_name"] } == ["other"])
    #expect(try store.data("orders") == ["id=1 note=1"])
  }

  private func strictReplay(passed: Int, untouched: Int) -> RunReport.Replay {
    var replay = RunReport.Replay()
    replay.passed = passed
    replay.untouched = untouched
    return replay
  }

  @Test func `a resource that replaces its table adds in a replay`() async throws {
    let orders = Records("orders", json: Self.lines).replace()
    try await strict(store, PutAside(column: "note"), workspace: workspace).run(orders)
    try await strict(store, workspace: workspace).replay(of: orders)
    #expect(try store.table("demo", "orders")["id"] == [1, 3, 2, 4])
    #expect(strict(store, workspace: workspace).schema?["orders"]?.disposition == .replace)
  }

  @Test func `steps are not taken again`() async throws {
    let orders = Records("orders", json: Self.lines).map { record in
      var record = record
      record["seen"] = .int((record["seen"]?.int64 ?? 0) + 1)
      return record
    }
    try await strict(store, PutAside(column: "note"), workspace: workspace).run(orders)
    try await strict(store, workspace: workspace).replay(of: orders)
    #expect(try store.table("demo", "orders")["seen"] == [1, 1, 1, 1])
  }

  @Test func `records find their tables again`() async throws {
    let events = Records(
      "events",
      json: #"[{"kind": "Push", "note": 1}, {"kind": "pull", "note": 1}]"#
    )
    .table { $0["kind"]?.string ?? "none" }
    try await strict(store, PutAside(column: "note"), workspace: workspace).run(events)
    try await strict(store, workspace: workspace).replay(of: events)
    #expect(try store.data("push") == ["kind=Push note=1"])
    #expect(try store.data("pull") == ["kind=pull note=1"])
    let sent = Records("sent") { output in
      try await output.send(["a": 1, "note": 1] as Record, to: "elsewhere")
    }
    try await strict(store, PutAside(column: "note"), workspace: workspace).run(sent)
    try await strict(store, workspace: workspace).replay(of: sent)
    #expect(try store.data("elsewhere") == ["a=1 note=1"])
  }

  @Test func `what cannot be read stays`() async throws {
    let orders = Records("orders", json: "{\"id\": 1}\n{,}\n").malformed(.quarantine)
    try await strict(store, workspace: workspace).run(orders)
    for attempt in 2...3 {
      let report = try await strict(store, workspace: workspace).replay(of: orders)
      #expect(report.replay?.refused == 1)
      #expect(try store.aside().map { $0["attempts"] } == [.int(Int64(attempt))])
      #expect(try store.aside().map { $0["record"] } == ["{,}"])
    }
    #expect(try store.table("demo", "orders").rowCount == 1)
  }

  @Test(arguments: [FileDestination.Format.jsonl, .csv])
  func `files are read back and replaced`(_ format: FileDestination.Format) async throws {
    let folder = TemporaryFolder()
    let destination = FileDestination(at: folder.path, format: format)
    let orders = Records(
      "orders",
      json: Self.lines + "\n{\"id\": 5, \"note\": \"a \\\"b\\\",\\nc\"}"
    )
    for _ in 0..<2 {
      try await strict(destination, PutAside(column: "note"), PutAside(column: "other")).run(orders)
    }
    let first = try await strict(destination, PutAside(column: "other")).replay(of: orders)
    #expect(first.replay?.passed == 4)
    #expect(first.replay?.refused == 2)
    let names = try LocalFileSystem().names(in: "\(folder.path)/demo/_sluice_quarantine")
    #expect(names.count == 1)
    let second = try await strict(destination).replay(of: orders)
    #expect(second.replay?.passed == 2)
    #expect(second.replay?.remaining == 0)
    #expect(try LocalFileSystem().names(in: "\(folder.path)/demo/_sluice_quarantine").isEmpty)
    let third = try await strict(destination).replay(of: orders)
    #expect(third.isCommitted == false)
  }

  @Test func `a failure loses nothing`() async throws {
    let orders = Records("orders", json: Self.lines)
    try await strict(
      store,
      PutAside(column: "note"),
      PutAside(column: "other"),
      workspace: workspace
    ).run(orders)
    let before = try store.aside()
    struct Failing: Stage {
      func review(_ change: inout SchemaChange) throws {
        if change.column?.name == "other" { change.decision = .fail("No.") }
      }
    }
    await #expect(throws: LoadError.self) {
      try await strict(store, Failing(), workspace: workspace).replay(of: orders)
    }
    #expect(try store.aside() == before)
    #expect(try store.table("demo", "orders").rowCount == 2)
  }

  @Test func `a destination that cannot read back says so`() async throws {
    var capabilities = Capabilities()
    for isReplacing in [false, true] {
      capabilities.dispositions = isReplacing ? [.append, .replace] : [.append]
      let destination = ClosureDestination(capabilities: capabilities) { _, _ in }
      let error = await #expect(throws: LoadError.self) {
        try await strict(destination).replay(of: Records("orders", json: "{}"))
      }
      #expect(error?.code == .unsupported)
    }
  }

  @Test func `a table that another load has changed is not replaced`() async throws {
    let orders = Records("orders", json: Self.lines)
    try await strict(store, PutAside(column: "note"), workspace: workspace).run(orders)
    let table = QuarantineTable.table
    let session = try await store.open(dataset: "demo")
    let load = Load(id: "1.000001", pipeline: "demo", schema: "demo")
    try await session.begin(load)
    for try await _ in try await session.scan(table, columns: []) {}
    try await strict(store, PutAside(column: "note"), workspace: workspace).run(orders)
    var replacing = table
    replacing.disposition = .replace
    try await session.finish(replacing)
    let schema = Schema("demo")
    let record = LoadRecord(
      load: load,
      schema: schema,
      schemaHash: "x",
      committedAt: Timestamp(microseconds: 1)
    )
    let error = await #expect(throws: LoadError.self) { try await session.commit(record) }
    #expect(error?.code == .destinationBusy)
    #expect(try store.aside().count == 4)
  }
}
