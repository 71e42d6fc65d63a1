// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

@Suite struct QuarantineTests {
  private struct Order: Codable, Sendable {
    var id: Int
    var total: Double
    var note: String?
    var lines: [Line] = []
  }

  private struct Line: Codable, Sendable {
    var sku: String
    var bad: Int?
  }

  static func batch() throws -> Batch {
    let (id, total, note) = (
      VectorBuilder(.bigint), VectorBuilder(.decimal(precision: 10, scale: 2)), VectorBuilder(.text)
    )
    for number in 1...4 {
      id.append(Int64(number))
      try total.append(.decimal(ExactDecimal(unscaled: 150, scale: 2)))
      try note.append(number % 2 == 0 ? "x" : .null)
    }
    return Batch(["id": id.finish(), "total": total.finish(), "note": note.finish()])
  }

  private static let lines = """
    {"id": 1, "total": 1.5}
    {"id": 2, "total": 1.50, "note": "x"}
    {"id": 3, "total": 1.5}
    {"id": 4,   "total": 15e-1, "note": "x"}
    """

  private static func forms() throws -> [(name: String, resource: Records, format: String)] {
    let orders = (1...4).map { Order(id: $0, total: 1.5, note: $0 % 2 == 0 ? "x" : nil) }
    let records =
      try Value(json: "[\(lines.split(separator: "\n").joined(separator: ","))]")
      .elements.compactMap(\.fields)
    return [
      ("lines", Records("orders", json: lines), "json"),
      ("stream", Records("orders", json: lines).jsonLayout(.lines), "json"),
      (
        "array",
        Records("orders", json: "[\(lines.split(separator: "\n").joined(separator: ",\n "))]"),
        "json"
      ),
      ("Codable", Records("orders", of: orders), "values"),
      ("records", Records("orders", of: records), "values"),
      (
        "CSV", Records("orders", csv: "id,total,note\n1,1.5,\n2,1.5,x\n3,1.5,\n4,1.5,x\n"), "values"
      ),
      ("steps", Records("orders", json: lines).map { $0 }, "values"),
      ("table by record", Records("orders", json: lines).table { _ in "orders" }, "values"),
      ("batch", Records("orders", of: [try batch()]), "values"),
    ]
  }

  @Test func `a refused record is put aside whole, whatever it came as`() async throws {
    for (name, resource, format) in try Self.forms() {
      let store = ColumnStore()
      let report = try await strict(store, PutAside(column: "note")).run(resource)
      #expect(try store.table("demo", "orders")["id"] == [1, 3], "\(name)")
      let aside = try store.aside()
      #expect(aside.map { $0["record_number"] } == [2, 4], "\(name)")
      #expect(aside.map { $0["format"] } == [.text(format), .text(format)], "\(name)")
      let values = aside.compactMap { row in
        format == "json"
          ? try? Value(json: row["record"]?.string ?? "")
          : try? TypedJSON.value(row["record"]?.string ?? "")
      }
      #expect(values.map { $0["id"] } == [2, 4], "\(name)")
      #expect(report.quarantined == 2, "\(name)")
      #expect(report["orders"]?.quarantinedRecords == 2, "\(name)")
      #expect(report["_sluice_quarantine"]?.rows == 2, "\(name)")
      let first = try #require(aside.first)
      #expect(first["resource"] == "orders" && first["table_name"] == "orders")
      #expect(first["root_table"] == "orders" && first["column_name"] == "note")
      #expect(first["path"] == ["note"] && first["attempts"] == 1)
      #expect(first["clause"] == "columns: quarantine" && first["expected"] == "no column")
      #expect(first["reason"] == "The column 'note' may not come." && first["found"] == "a value")
      #expect(first["load_id"] == .text(report.loadID) && first["schema_name"] == "demo")
    }
  }

  @Test func `JSON keeps its bytes`() async throws {
    for layout in [JSONLayout.automatic, .lines] {
      let store = ColumnStore()
      _ = try await strict(store, PutAside(column: "note"))
        .run(Records("orders", json: Self.lines).jsonLayout(layout))
      #expect(
        try store.aside().map { $0["record"]?.string } == [
          #"{"id": 2, "total": 1.50, "note": "x"}"#, #"{"id": 4,   "total": 15e-1, "note": "x"}"#,
        ]
      )
    }
  }

  @Test func `JSON keeps its bytes, wherever the input is cut`() async throws {
    let array = "[" + Self.lines.split(separator: "\n").joined(separator: " ,\n ") + "  ]"
    let document = #"  {"id": 1, "note": ["a", {"b": "\u00e9 \\"}], "x": "ü"}  "#
    for (text, layout) in [
      (Self.lines, JSONLayout.automatic), (Self.lines, .lines), (array, .automatic),
      (document, .document), (document, .automatic),
    ] {
      for size in [1, 2, 3, 7, 16, 1_000] {
        let fixture = ShredFixture(stages: [
          InferTypes(), EvolveSchema(), PutAside(column: "note"), PutTableAside(table: "t__note"),
        ])
        try fixture.json(text, piece: size, layout: layout)
        let found = (fixture.tables["_sluice_quarantine"] ?? []).compactMap { $0["record"]?.string }
        let expected =
          text == document
          ? [String(document.dropFirst(2).dropLast(2))]
          : [
            #"{"id": 2, "total": 1.50, "note": "x"}"#, #"{"id": 4,   "total": 15e-1, "note": "x"}"#,
          ]
        #expect(found == expected, "\(size)")
      }
    }
  }

  @Test func `a nested row takes its whole record along`() async throws {
    let orders = (1...3).map {
      Order(id: $0, total: 1, lines: [Line(sku: "a"), Line(sku: "b", bad: $0 == 2 ? 1 : nil)])
    }
    for resource in [
      Records("orders", of: orders),
      Records(
        "orders",
        json:
          #"[{"id": 1, "lines": [{"sku": "a"}, {"sku": "b"}]}, {"id": 2, "lines": [{"sku": "a"}, {"sku": "b", "bad": 1}]}, {"id": 3, "lines": [{"sku": "a"}, {"sku": "b"}]}]"#
      ),
    ] {
      let store = ColumnStore()
      let report = try await strict(store, PutAside(column: "bad")).run(resource)
      #expect(try store.table("demo", "orders")["id"] == [1, 3])
      #expect(try store.table("demo", "orders__lines").rowCount == 4)
      let aside = try store.aside()
      #expect(aside.map { $0["table_name"] } == ["orders__lines"])
      #expect(aside.map { $0["root_table"] } == ["orders"])
      #expect(aside.map { $0["path"] } == [["lines", "bad"]])
      #expect(report.quarantined == 1)
    }
  }

  @Test func `records of a refused table are put aside`() async throws {
    for (name, resource, _) in try Self.forms() {
      let store = ColumnStore()
      let report = try await strict(store, PutTableAside(table: "orders")).run(resource)
      #expect(store.tables(in: "demo").contains("orders") == false, "\(name)")
      #expect(try store.aside().count == 4, "\(name)")
      #expect(report.quarantined == 4, "\(name)")
    }
    let store = ColumnStore()
    _ = try await strict(store, PutTableAside(table: "orders__lines"))
      .run(
        Records(
          "orders",
          json: #"[{"id": 1}, {"id": 2, "lines": [{"a": 1}]}, {"id": 3, "lines": []}]"#
        )
      )
    #expect(try store.table("demo", "orders")["id"] == [1, 3])
    #expect(try store.aside().map { $0["record_number"] } == [2])
  }

  @Test func `values that JSON does not know are kept with their types`() async throws {
    let record: Record = [
      "id": 1, "note": "x", "amount": .decimal(ExactDecimal(unscaled: 1_50, scale: 2)),
      "empty": .binary([]), "at": .timestamp(Timestamp(microseconds: 1, offset: nil)),
    ]
    let store = ColumnStore()
    _ = try await strict(store, PutAside(column: "note")).run(Records("orders", of: [record]))
    let text = try #require(try store.aside().first?["record"]?.string)
    #expect(try TypedJSON.value(text) == .record(record))
  }

  @Test func `malformed input is put aside with its bytes`() async throws {
    let text =
      Array("{\"id\": 1}\n{\"id\": 2,}\n{\"id\": \"".utf8) + [0xFF]
      + Array("\"}\n{\"id\": 4}\n".utf8)
    for resource in [
      Records("orders", json: text).malformed(.quarantine),
      Records("orders", json: text).malformed(.quarantine).map { $0 },
      Records("orders", json: text).malformed(.quarantine).table { _ in "orders" },
    ] {
      let store = ColumnStore()
      let report = try await strict(store).run(resource)
      #expect(try store.table("demo", "orders")["id"] == [1, 4])
      let aside = try store.aside()
      #expect(aside.map { $0["format"] } == ["json", "base64"])
      #expect(aside.first?["record"] == #"{"id": 2,}"#)
      #expect(aside.first?["clause"] == "malformed: quarantine")
      #expect(aside.first?["expected"] == "a name in double quotes")
      #expect(aside.map { $0["record_number"] } == [2, 3])
      #expect(report.quarantined == 2)
      #expect(report.skippedCount == 0)
    }
  }

  @Test func `malformed CSV is put aside`() async throws {
    for resource in [
      Records("orders", csv: "id,a\n1,x\n2\n3,y,z\n4,w\n").malformed(.quarantine),
      Records("orders", csv: "id,a\n1,x\n2\n3,y,z\n4,w\n").malformed(.quarantine).map { $0 },
    ] {
      let store = ColumnStore()
      let report = try await strict(store).run(resource)
      #expect(try store.table("demo", "orders")["id"] == [1, 4])
      #expect(try store.aside().map { $0["record"] } == ["2", "3,y,z"])
      #expect(try store.aside().map { $0["format"] } == ["csv", "csv"])
      #expect(report.quarantined == 2)
    }
  }

  @Test func `malformed input that only feeds others is reported`() async throws {
    let store = ColumnStore()
    let parent = Records("orders", json: "{\"id\": 1}\n{,}\n").malformed(.quarantine)
    let child = parent.then("lines") { order, output in try await output.send(order) }
    let report = try await strict(store).run(child)
    #expect(report.skippedCount == 1)
    #expect(report.quarantined == 0)
  }

  @Test func `the report names reasons`() async throws {
    let store = ColumnStore()
    let report = try await strict(store, PutAside(column: "note")).run(
      Records("orders", json: Self.lines)
    )
    let text = "\(report)"
    #expect(
      text.contains(
        """
        left out of 'orders':
          2 records put aside for 'note' (first: record 2) — columns: quarantine. The column 'note' may \
        not come.
        """
      )
    )
    #expect(text.contains("1.50") == false)
  }

  @Test(arguments: ["jsonl", "csv"])
  func `files have the table, too`(_ form: String) async throws {
    let folder = TemporaryFolder()
    let destination = FileDestination(at: folder.path, format: form == "csv" ? .csv : .jsonl)
    _ = try await strict(destination, PutAside(column: "note")).run(
      Records("orders", json: Self.lines)
    )
    let files = try LocalFileSystem().names(in: "\(folder.path)/demo/_sluice_quarantine")
    #expect(files.count == 1)
  }

  @Test func `a closure gets the table, too`() async throws {
    let seen = Locked<[String: Int]>([:])
    let destination = ClosureDestination { table, batch in
      seen.withLock { $0[table.name, default: 0] += batch.rowCount }
    }
    _ = try await strict(destination, PutAside(column: "note")).run(
      Records("orders", json: Self.lines)
    )
    #expect(seen.withLock { $0 } == ["orders": 2, "_sluice_quarantine": 2])
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `what is loaded is what a filter leaves`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let records = (0..<200).map { number -> Record in
      var record: Record = ["id": .int(Int64(number))]
      if Bool.random(using: &random) { record["a"] = .int(Int64.random(in: 0...9, using: &random)) }
      if Int.random(in: 0...3, using: &random) == 0 { record["note"] = "x" }
      record["lines"] = .list(
        (0..<Int.random(in: 0...3, using: &random)).map { _ -> Value in
          Int.random(in: 0...5, using: &random) == 0 ? ["sku": "a", "bad": 1] : ["sku": "b"]
        }
      )
      return record
    }
    func isGood(_ record: Record) -> Bool {
      record["note"] == nil && !(record["lines"]?.elements ?? []).contains { $0["bad"] != nil }
    }
    let json = records.map { JSONWriter().string(.record($0)) }.joined(separator: "\n")
    for resource in [Records("t", of: records), Records("t", json: json)] {
      let (store, filtered) = (ColumnStore(), ColumnStore())
      let report = try await strict(store, PutAside(column: "note"), PutAside(column: "bad")).run(
        resource
      )
      _ = try await strict(filtered).run(Records("t", of: records.filter(isGood)))
      for table in ["t", "t__lines"] {
        #expect(try store.data(table) == filtered.data(table))
      }
      #expect((report["t"]?.rows ?? 0) + report.quarantined == records.count)
      #expect(try store.aside().count == report.quarantined)
    }
  }

  @Test func `memory does not grow with what is put aside`() async throws {
    let largest = Locked(0)
    let count = Locked(0)
    let destination = ClosureDestination { _, batch in
      largest.withLock { $0 = max($0, batch.byteCount) }
      count.withLock { $0 += batch.rowCount }
    }
    let page = (0..<10_000).map { "{\"id\": \($0), \"note\": \"x\"}\n" }.joined()
    let resource = Records("orders") { output in
      for _ in 0..<5 { try await output.send(json: page) }
    }
    let report = try await strict(destination, PutAside(column: "note")).run(resource)
    #expect(report.quarantined == 50_000)
    #expect(count.withLock { $0 } == 50_000)
    #expect(largest.withLock { $0 } < 4 << 20)
  }
}
