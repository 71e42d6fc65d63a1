// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// The ready-made checks.
@Suite struct ReadyCheckTests {
  private let store = ColumnStore()
  private let workspace = Workspace.memory()

  private func run(_ resource: Records) async throws -> RunReport {
    try await strict(store, workspace: workspace).run(resource)
  }

  @Test func `a value has to be there`() async throws {
    let report = try await run(
      Records("t", json: #"[{"a": 1, "b": 1}, {"a": 2}, {"b": 1}, {"a": null, "b": null}]"#)
        .check(.notNull("a"), otherwise: .quarantine).check(.notNull("a", "b"), otherwise: .warn)
    )
    #expect(try store.table("demo", "t")["a"] == [1, 2])
    #expect(report.checks.map(\.failed) == [2, 1])
    #expect(try store.aside().map { $0["found"] } == ["no value", "no value"])
  }

  @Test func `the first of equal values stays`() async throws {
    let json =
      #"[{"a": 1}, {"a": 2}, {"a": 1.0}, {"b": 1}, {"b": 2}, {"a": 2}, {"a": 3, "b": 0}, {"a": 3, "b": 1}]"#
    let report = try await run(
      Records("t", json: json).check("b is not zero", otherwise: .quarantine) { $0["b"] != 0 }
        .check(.unique("a"), otherwise: .quarantine)
    )
    #expect(try store.table("demo", "t")["a"] == [1, 2, .null, .null, 3])
    #expect(report.checks.map(\.failed) == [1, 2])
    #expect(report.checks[1].unknown == 2)
  }

  @Test func `a record that is taken back takes its keys back`() async throws {
    let json = #"[{"a": 1, "b": 0}, {"a": 1, "b": 1}, {"a": 1, "b": 1}]"#
    _ = try await run(
      Records("t", json: json).check(.unique("a"), otherwise: .quarantine)
        .check("b is not zero", otherwise: .quarantine) { $0["b"] != 0 }
    )
    #expect(try store.aside().map { $0["record_number"] } == [1, 3])
  }

  @Test func `values of earlier loads count where that is asked for`() async throws {
    let first = Records("t", json: #"[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]"#)
    _ = try await run(first)
    let next = Records("t", json: #"[{"a": 1, "b": "x"}, {"a": 1, "b": "z"}]"#)
    var report = try await run(next.check(.unique("a", "b", among: .load), otherwise: .warn))
    #expect(report.checks.map(\.failed) == [0])
    report = try await run(next.check(.unique("a", "b", among: .table), otherwise: .warn))
    #expect(report.checks.map(\.failed) == [2])
    report = try await run(next.replace().check(.unique("a", "b", among: .table), otherwise: .warn))
    #expect(report.checks.map(\.failed) == [0])
  }

  @Test func `resources that share a table share its keys, and keep their closures`() async throws {
    struct Two: Source {
      var resources: [any Resource] {
        Records("one", json: #"[{"a": 1}, {"a": -1}]"#).table("t")
          .check(.unique("a"), otherwise: .warn).check("sign", otherwise: .warn) { $0["a"] > 0 }
        Records("two", json: #"[{"a": 1}, {"a": -2}]"#).table("t")
          .check(.unique("a"), otherwise: .warn).check("sign", otherwise: .warn) { $0["a"] < 0 }
      }
    }
    var limits = Limits()
    limits.concurrentResources = 1
    let report = try await strict(store, limits: limits).run(Two())
    #expect(report.checks.filter { $0.name == "a is unique" }.map(\.failed).sorted() == [0, 1])
    #expect(report.checks.filter { $0.name == "sign" }.map(\.failed) == [1, 1])
    #expect(Set(report.checks.map(\.resource)) == ["one", "two"])
  }

  @Test func `some values are accepted`() async throws {
    let report = try await run(
      Records("t", json: #"[{"s": "a", "n": 1}, {"s": "c", "n": 1.0}, {"s": null, "n": 3}]"#)
        .check(.accepted("s", ["a", "b"]), otherwise: .quarantine)
        .check(.accepted("n", [1, 2]), otherwise: .warn)
    )
    #expect(report.checks.map(\.failed) == [1, 1])
    #expect(try store.aside().map { $0["expected"] } == ["one of 'a', 'b'"])
  }

  @Test func `values lie in a range`() async throws {
    let (day, other) = (CalendarDate(days: 10), CalendarDate(days: 20))
    let records =
      [
        ["n": 5, "d": .date(day), "t": "2024-01-01T00:00:00Z", "s": "m"],
        ["n": 10, "d": .date(other), "t": "2025-01-01T00:00:00Z", "s": "z"], [:],
      ] as [Record]
    let moment = try #require(Timestamp("2024-06-01T00:00:00Z"))
    let report = try await run(
      Records("t", of: records)
        .check(.range("n", 0...10), otherwise: .warn).check(.range("n", 0..<10), otherwise: .warn)
        .check(.range("n", 6...), otherwise: .warn).check(.range("n", ...4.5), otherwise: .warn)
        .check(.range("n", ..<11), otherwise: .warn)
        .check(.range("d", day...day), otherwise: .warn).check(
          .range("t", ...moment),
          otherwise: .warn
        )
        .check(.range("s", "a"..."n"), otherwise: .warn)
    )
    #expect(report.checks.map(\.failed) == [0, 1, 1, 2, 0, 1, 1, 1])
    #expect(report.checks.map(\.unknown) == Array(repeating: 1, count: 8))
    #expect(
      report.checks.map(\.name).prefix(3) == ["n is in 0...10", "n is in 0..<10", "n is in 6..."]
    )
  }

  struct Shop: Source {
    var customers: String
    var orders: String
    var customersReplace = false
    var outcome = Check.Outcome.quarantine

    var resources: [any Resource] {
      Records("orders", json: orders)
        .check(.references("Customer ID", "customers", "id"), otherwise: outcome)
      customersReplace
        ? Records("customers", json: customers).replace() : Records("customers", json: customers)
    }
  }

  @Test func `references are known in the run and in the destination`() async throws {
    let orders = #"[{"id": 1, "Customer ID": 1}, {"id": 2, "Customer ID": 2}, {"id": 3}]"#
    let pipeline = strict(store, workspace: workspace)
    let first = try await pipeline.run(Shop(customers: #"[{"id": 1}]"#, orders: orders))
    #expect(try store.table("demo", "orders")["id"] == [1, 3])
    #expect(first.checks.map(\.failed) == [1] && first.checks.map(\.unknown) == [1])
    let replay = try await pipeline.replay(of: Shop(customers: "", orders: ""))
    #expect(replay.replay?.refused == 1)
    let second = try await pipeline.run(Shop(customers: #"[{"id": 2}]"#, orders: orders))
    #expect(second.checks.map(\.failed) == [0])
    let third = try await pipeline.run(
      Shop(customers: #"[{"id": 9}]"#, orders: orders, customersReplace: true)
    )
    #expect(third.checks.map(\.failed) == [2])
    let passed = try await pipeline.run(
      Shop(customers: #"[{"id": 2}]"#, orders: "", outcome: .warn)
    )
    #expect(passed.isCommitted)
    #expect(try await pipeline.replay(of: Shop(customers: "", orders: "")).replay?.passed == 2)
  }

  @Test func `customers that are put aside are no customers`() async throws {
    struct Strict: Source {
      var resources: [any Resource] {
        Records("orders", json: #"[{"c": 1}, {"c": 2}]"#).check(
          .references("c", "customers", "id"),
          otherwise: .warn
        )
        Records("customers", json: #"[{"id": 1}, {"id": 2, "bad": 1}]"#)
          .check("good", otherwise: .quarantine) { $0["bad"].isMissing }
      }
    }
    let report = try await strict(store).run(Strict())
    #expect(report.checks.first { $0.table == "orders" }?.failed == 1)
  }

  @Test func `a table may refer to itself`() async throws {
    let people = Records(
      "people",
      json: #"[{"id": 1, "boss": 2}, {"id": 2}, {"id": 3, "boss": 9}, {"id": 4, "boss": 9}]"#
    )
    let report = try await run(people.check(.references("boss", "people", "id"), otherwise: .warn))
    #expect(report.checks.map(\.failed) == [2])
    #expect(report.checks.map(\.records) == [[3]])
    let failed = await #expect(throws: LoadError.self) {
      try await run(people.check(.references("boss", "people", "id")))
    }
    #expect(failed?.code == .checkFailed && failed?.location.record == 3)
    let refused = await #expect(throws: LoadError.self) {
      try await run(people.check(.references("boss", "people", "id"), otherwise: .quarantine))
    }
    #expect(refused?.code == .inconsistentHints)
    #expect(try store.table("demo", "people").rowCount == 4)
  }

  @Test func `nested rows may refer to other tables`() async throws {
    struct Nested: Source {
      var resources: [any Resource] {
        Records(
          "orders",
          json:
            #"[{"id": 1, "lines": [{"sku": "a"}]}, {"id": 2, "lines": [{"sku": "a"}, {"sku": "c"}]}]"#
        )
        .nested("lines") {
          $0.check(.references("sku", "products__variants", "sku"), otherwise: .quarantine)
        }
        Records("products", json: #"[{"variants": [{"sku": "a"}, {"sku": "b"}]}]"#)
      }
    }
    _ = try await strict(store).run(Nested())
    #expect(try store.table("demo", "orders")["id"] == [1])
  }

  @Test func `checks that wait for each other are refused`() async throws {
    struct Cycle: Source {
      var resources: [any Resource] {
        Records("a", json: "{\"b\": 1}").check(.references("b", "b", "a"))
        Records("b", json: "{\"a\": 1}").check(.references("a", "a", "b"))
      }
    }
    let error = await #expect(throws: LoadError.self) { try await strict(store).run(Cycle()) }
    #expect(error?.code == .inconsistentHints)
    #expect(error?.message.contains("'a', 'b'") == true)
  }

  @Test func `a destination that cannot read back needs all rows in the run`() async throws {
    let destination = ClosureDestination { _, _ in }
    let pipeline = strict(destination, workspace: workspace)
    let shop = Shop(customers: #"[{"id": 1}]"#, orders: #"[{"Customer ID": 1}]"#)
    let report = try await pipeline.run(shop)
    #expect(report.checks.map(\.failed) == [0])
    let error = await #expect(throws: LoadError.self) { try await pipeline.run(shop) }
    #expect(error?.code == .unsupported)
    let unique = Records("customers", json: "{}").check(.unique("id", among: .table))
    struct One: Source {
      var name: String { "shop" }
      var resource: Records
      var resources: [any Resource] { resource }
    }
    let other = await #expect(throws: LoadError.self) {
      try await pipeline.run(One(resource: unique))
    }
    #expect(other?.code == .unsupported)
  }

  @Test(arguments: [FileDestination.Format.jsonl, .csv])
  func `files are read for keys`(_ format: FileDestination.Format) async throws {
    let folder = TemporaryFolder()
    let pipeline = strict(FileDestination(at: folder.path, format: format))
    try await pipeline.run(
      Shop(customers: #"[{"id": 1}, {"id": 2}]"#, orders: #"[{"Customer ID": 1}]"#)
    )
    let report = try await pipeline.run(
      Shop(customers: "", orders: #"[{"Customer ID": 2}, {"Customer ID": 3}]"#)
    )
    #expect(report.checks.map(\.failed) == [1])
  }

  @Test func `the newest moment is not too old`() async throws {
    let clock = TestClock(microseconds: 1_700_000_000_000_000)
    var settings = PipelineSettings()
    settings.clock = clock
    func run(_ age: Duration, _ json: String, _ outcome: Check.Outcome = .warn) async throws
      -> RunReport
    {
      try await LoadPipeline("demo", into: store, settings: settings)
        .run(Records("t", json: json).check(.fresh("at", within: age), otherwise: outcome))
    }
    let hourOld = #"[{"at": "2023-11-14T21:13:20Z"}, {"at": "2020-01-01T00:00:00Z"}, {"at": null}]"#
    #expect(try await run(.hours(1), hourOld).checks.map(\.failed) == [0])
    let report = try await run(.minutes(59), hourOld)
    #expect(report.checks.map(\.failed) == [1] && report.checks.map(\.unknown) == [1])
    #expect(try await run(.days(1), #"{"id": 1}"#).checks.map(\.failed) == [0])
    let error = await #expect(throws: LoadError.self) { try await run(.minutes(1), hourOld, .fail) }
    #expect(error?.code == .checkFailed && error?.violation?.found == "only older ones")
    let refused = await #expect(throws: LoadError.self) {
      try await run(.hours(1), hourOld, .quarantine)
    }
    #expect(refused?.code == .inconsistentHints)
  }

  @Test func `a check without columns is refused`() async throws {
    for check in [
      Check.notNull(), .unique(), .references([], "a", []), .references(["a"], "b", ["c", "d"]),
    ] {
      let error = await #expect(throws: LoadError.self) {
        try await run(Records("t", json: "{}").check(check))
      }
      #expect(error?.code == .inconsistentHints)
    }
  }
}
