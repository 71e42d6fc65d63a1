// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// What becomes of rows that break a check, on every way in.
@Suite struct CheckTests {
  struct Order: Codable, Sendable {
    var id: Int
    var total: Double?
    var lines: [Line] = []
  }

  struct Line: Codable, Sendable {
    var sku: String
    var count: Int
  }

  private static let totals: [Double?] = [1, -2, nil, 3, -4, 5]

  static func forms() throws -> [(name: String, resource: Records)] {
    let orders = totals.enumerated().map { Order(id: $0 + 1, total: $1) }
    let records = orders.map { order -> Record in
      var record: Record = ["id": .int(Int64(order.id))]
      record["total"] = order.total.map { .double($0) }
      return record
    }
    let lines = records.map { JSONWriter().string(.record($0)) }
    let (id, total) = (VectorBuilder(.bigint), VectorBuilder(.double))
    for order in orders {
      id.append(Int64(order.id))
      try total.append(order.total.map { .double($0) } ?? .null)
    }
    let csv = orders.map { "\($0.id),\($0.total.map { "\($0)" } ?? "")\n" }.joined()
    return [
      ("lines", Records("orders", json: lines.joined(separator: "\n")).jsonLayout(.lines)),
      ("stream", Records("orders", json: lines.joined(separator: "\n"))),
      ("array", Records("orders", json: "[\(lines.joined(separator: ","))]")),
      ("Codable", Records("orders", of: orders)), ("records", Records("orders", of: records)),
      ("CSV", Records("orders", csv: "id,total\n" + csv)),
      ("steps", Records("orders", of: records).map { $0 }),
      ("table by record", Records("orders", of: records).table { _ in "orders" }),
      ("hashed ids", Records("orders", of: records).rowIDs(.rowHash)),
      ("batch", Records("orders", of: [Batch(["id": id.finish(), "total": total.finish()])])),
    ]
  }

  @Test func `a record that breaks a check is put aside`() async throws {
    for (name, resource) in try Self.forms() {
      let store = ColumnStore()
      let report = try await strict(store).run(
        resource.check("total is positive", otherwise: .quarantine) { $0["total"] >= 0 }
      )
      #expect(try store.table("demo", "orders")["id"] == [1, 3, 4, 6], "\(name)")
      let aside = try store.aside()
      #expect(aside.map { $0["record_number"] } == [2, 5], "\(name)")
      #expect(
        aside.map { $0["clause"] } == ["check: total is positive", "check: total is positive"]
      )
      let values = aside.map { QuarantinedRecord($0)?.value?["id"] }
      #expect(values == [2, 5], "\(name)")
      let check = try #require(report.checks.first)
      #expect(check.rows == 6 && check.failed == 2 && check.unknown == 1, "\(name)")
      #expect(check.records == [2, 5] && check.table == "orders", "\(name)")
      #expect(report.quarantined == 2)
      #expect(
        "\(report)".contains(
          "check 'total is positive' of 'orders': 2 of 6 rows fail, 1 unknown (quarantine); records 2, 5"
        )
      )
    }
  }

  @Test func `a row that breaks a check is loaded with a warning`() async throws {
    for (name, resource) in try Self.forms() {
      let store = ColumnStore()
      let told = Locked<[Int]>([])
      let pipeline = strict(store).onEvent { event in
        if case .checkFailed("total is positive", "orders", let record, .warn, "orders") = event {
          told.withLock { $0.append(record) }
        }
      }
      let report = try await pipeline.run(
        resource.check("total is positive", otherwise: .warn) { $0["total"] >= 0 }
      )
      #expect(try store.table("demo", "orders").rowCount == 6, "\(name)")
      #expect(report.checks.first?.failed == 2, "\(name)")
      #expect(told.withLock { $0 } == [2, 5], "\(name)")
    }
  }

  @Test func `a row that breaks a check fails the load`() async throws {
    for (name, resource) in try Self.forms() {
      let store = ColumnStore()
      let error = await #expect(throws: LoadError.self) {
        try await strict(store).run(resource.check(.range("total", 0...)))
      }
      #expect(error?.code == .checkFailed, "\(name)")
      #expect(
        error?.location
          == .init(
            resource: "orders",
            table: "orders",
            column: "total",
            path: ["total"],
            record: 2
          ),
        "\(name)"
      )
      #expect(error?.violation?.clause?.description == "check: total is in 0...")
      #expect(error?.violation?.expected == "a value in 0...")
      #expect(error?.offendingValue == "total: -2.0")
      #expect(error?.description.contains("-2") == false)
      #expect(store.tables(in: "demo").isEmpty)
    }
  }

  @Test func `a nested row takes its record along`() async throws {
    let orders = (1...4).map { number in
      Order(
        id: number,
        total: 1,
        lines: (0..<3).map { Line(sku: "a", count: number == 3 ? $0 - 1 : $0) }
      )
    }
    let json = try orders.map { JSONWriter().string(try ValueEncoder.encode($0)) }.joined(
      separator: "\n"
    )
    for resource in [Records("orders", of: orders), Records("orders", json: json)] {
      let store = ColumnStore()
      let report = try await strict(store).run(
        resource.nested("lines") { $0.check("count", otherwise: .quarantine) { $0["count"] >= 0 } }
      )
      #expect(try store.table("demo", "orders")["id"] == [1, 2, 4])
      #expect(try store.table("demo", "orders__lines").rowCount == 9)
      #expect(try store.aside().map { $0["table_name"] } == ["orders__lines"])
      #expect(report.checks.first?.failed == 1)
      #expect(report.checks.first?.table == "orders__lines")
    }
  }

  @Test func `closures may give a truth, a boolean, or neither`() async throws {
    let records = [["a": 1, "b": 2], ["a": 3, "b": 2], ["b": 1]] as [Record]
    let store = ColumnStore()
    let report = try await strict(store).run(
      Records("t", of: records)
        .check("truth", otherwise: .warn) { $0["a"] < $0["b"] || $0["a"] == 17 }
        .check("boolean", otherwise: .warn) { $0["a"].int ?? 0 < 2 }
        .check("optional", otherwise: .warn) { row in row["a"].int.map { $0 < 2 } }
        .check("several", otherwise: .warn) { row in
          let sum = (row["a"].int ?? 0) + (row["b"].int ?? 0)
          return sum < 5 && !row["b"].isMissing
        }
    )
    #expect(report.checks.map(\.failed) == [1, 1, 1, 1])
    #expect(report.checks.map(\.unknown) == [1, 0, 1, 0])
  }

  @Test func `what a closure throws ends the run`() async throws {
    struct Broken: Error {}
    for outcome in [Check.Outcome.fail, .warn, .quarantine] {
      let error = await #expect(throws: LoadError.self) {
        try await strict(ColumnStore()).run(
          Records("t", json: "{\"a\": 1}\n{\"a\": 2}").check("mine", otherwise: outcome) {
            row -> Bool in
            if row["a"].int == 2 { throw Broken() }
            return true
          }
        )
      }
      #expect(error?.code == .checkFailed && error?.cause is Broken)
      #expect(error?.location.record == 2)
      #expect(error?.message.contains("'mine'") == true)
    }
  }

  @Test func `names are those of the source or of the destination`() async throws {
    let json = #"[{"Order Total": 1, "ship": {"City": "x"}}, {"Order Total": -1}]"#
    for name in ["Order Total", "order_total"] {
      let report = try await strict(ColumnStore()).run(
        Records("t", json: json).check("c", otherwise: .warn) { $0[name] >= 0 }
          .check(.accepted("ship__city", ["x"]), otherwise: .warn)
      )
      #expect(report.checks.map(\.failed) == [1, 0])
      #expect(report.checks.map(\.missingColumns) == [[:], [:]])
    }
  }

  @Test func `a column that is not there is reported`() async throws {
    let report = try await strict(ColumnStore()).run(
      Records("t", json: #"[{"total": 1}]"#).check("c") { $0["totl"] >= 0 }
        .check("d", otherwise: .warn) { $0["elsewhere"] >= 0 }
    )
    #expect(report.checks.map(\.missingColumns) == [["totl": "total"], ["elsewhere": nil]])
    #expect(report.checks.map(\.unknown) == [1, 1])
    #expect(
      "\(report)".contains(
        "check 'c' of 't' looks for a column 'totl', which the table does not have. Did you mean 'total'?"
      )
    )
  }

  @Test func `checks hold in a replay`() async throws {
    let (store, workspace) = (ColumnStore(), Workspace.memory())
    let orders = Records("orders", json: #"[{"id": 1, "total": -1}, {"id": 2, "total": -5}]"#)
    func checked(_ least: Int) -> Records {
      orders.check("total", otherwise: .quarantine) { $0["total"] >= least }
    }
    try await strict(store, workspace: workspace).run(checked(0))
    let replay = try await strict(store, workspace: workspace).replay(of: checked(-2))
    #expect(replay.replay?.passed == 1 && replay.replay?.refused == 1)
    #expect(try store.table("demo", "orders")["id"] == [1])
    #expect(try store.aside().map { $0["attempts"] } == [2])
    #expect(replay.checks.map(\.records) == [[2]])
    let error = await #expect(throws: LoadError.self) {
      try await strict(store, workspace: workspace).replay(
        of: orders.check("total") { $0["total"] >= 0 }
      )
    }
    #expect(error?.location.record == 2)
    #expect(try store.aside().count == 1)
  }

  @Test func `two checks of one name are refused`() async {
    let error = await #expect(throws: LoadError.self) {
      try await strict(ColumnStore()).run(
        Records("t", json: "{}").check(.notNull("a")).check(.notNull("a"))
      )
    }
    #expect(error?.code == .inconsistentHints)
  }

  @Test func `checks may come with a table`() async throws {
    let store = ColumnStore()
    let resource = Records(
      "events",
      json: #"[{"kind": "a", "n": 1}, {"kind": "b", "n": -1}, {"kind": "a", "n": -1}]"#
    )
    .table { $0["kind"]?.string ?? "none" }
    .forEachTable { first, hints in
      if first["kind"] == "a" { hints.check("n", otherwise: .quarantine) { $0["n"] > 0 } }
    }
    let report = try await strict(store).run(resource)
    #expect(try store.table("demo", "a").rowCount == 1)
    #expect(try store.table("demo", "b").rowCount == 1)
    #expect(report.quarantined == 1)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `what is loaded is what a filter leaves`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let records = (0..<300).map { number -> Record in
      var record: Record = ["id": .int(Int64(number))]
      if Bool.random(using: &random) {
        record["n"] = .int(Int64.random(in: -3...9, using: &random))
      }
      if Int.random(in: 0...20, using: &random) == 0 { record["k\(number)"] = "new" }
      record["list"] = .list(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
          ["m": .int(Int64.random(in: 0...20, using: &random))]
        }
      )
      return record
    }
    let kept = records.filter { record in
      (record["n"]?.int64 ?? 0) >= 0
        && !(record["list"]?.elements ?? []).contains { ($0["m"]?.int64 ?? 0) == 0 }
    }
    let json = records.map { JSONWriter().string(.record($0)) }.joined(separator: "\n")
    for resource in [Records("t", of: records), Records("t", json: json)] {
      let (store, filtered) = (ColumnStore(), ColumnStore())
      let report = try await strict(store).run(
        resource.check("n", otherwise: .quarantine) { $0["n"] >= 0 }
          .nested("list") { $0.check("m", otherwise: .quarantine) { $0["m"] > 0 } }
      )
      try await strict(filtered).run(Records("t", of: kept))
      for table in ["t", "t__list"] { #expect(try store.data(table) == filtered.data(table)) }
      #expect((report["t"]?.rows ?? 0) + report.quarantined == records.count)
    }
  }
}
