// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct ReportTests {
  @Test func `a report is made of events`() {
    var report = RunReport()
    let events: [Event] = [
      .runStarted(pipeline: "nightly", source: "shop", loadID: "1700000000.123456"),
      .tableAdded("orders", resource: "orders"),
      .columnAdded(Column("id", .bigint), table: "orders", resource: "orders"),
      .columnAdded(Column("vip", .bool), table: "customers", resource: "customers"),
      .batchLoaded(table: "orders", rows: 1_200, bytes: 3 << 20),
      .batchLoaded(table: "orders", rows: 34, bytes: 1 << 19),
      .batchLoaded(table: "customers", rows: 5, bytes: 100),
      .discarded(
        Discard(.value, table: "orders", column: "x", record: 1, violation: "Not wanted."),
        resource: "orders"
      ),
      .namesCollide(
        name: "user_id",
        table: "orders",
        first: ["userId"],
        second: ["user_id"],
        resource: "orders"
      ),
      .recordSkipped(
        SkippedRecord(
          location: LoadError.Location(resource: "orders", line: 3),
          reason: "A quote is missing.",
          raw: Array("{\"a".utf8)
        )
      ),
      .committed(loadID: "1700000000.123456", schema: Schema("shop")),
      .runFinished(.milliseconds(1_500)),
    ]
    for event in events { report.record(event) }
    #expect(report.rows == 1_239)
    #expect(report["orders"]?.isNew == true)
    #expect(report["customers"]?.columnsAdded.map(\.name) == ["vip"])
    #expect(report.skipped.first?.raw == Array("{\"a".utf8))
    #expect(
      report.description == """
        nightly loaded 'shop' as 1700000000.123456: 1239 rows, 3.5 MiB, 1.500 s
        table      rows     size  schema
        ---------  ----  -------  ------
        orders     1234  3.5 MiB  new
        customers     5    100 B  +vip
        left out of 'orders':
          1 value of 'x' (record 1) — Not wanted.
        'userId' and 'user_id' both became 'orders.user_id': the later value was kept
        skipped 1 record that cannot be read:
          resource 'orders', line 3: A quote is missing.
        """
    )
  }

  @Test func `what is left out is counted by reason, most of it first`() throws {
    var report = RunReport()
    let advised = Violation("No.", advice: "Ask.", clause: .init("columns", "discard_value"))
    for (record, extent) in [Discard.Extent.value, .row, .value, .record, .row].enumerated() {
      let column = extent == .value ? "x" : nil
      let discard = Discard(
        extent,
        table: "orders",
        column: column,
        record: record + 1,
        violation: extent == .record ? "Odd." : advised
      )
      report.record(.discarded(discard, resource: "orders"))
    }
    let table = try #require(report["orders"])
    #expect(table.leftOut.map(\.extent) == [.record, .row, .value])
    #expect(table.leftOut.map(\.count) == [1, 2, 2])
    #expect(table.leftOut.map(\.first.record) == [4, 2, 1])
    #expect(table.discardedRows == 2)
    #expect(table.quarantinedRecords == 1)
    #expect(
      report.description.hasSuffix(
        """
        left out of 'orders':
          1 record put aside (record 4) — Odd.
          2 rows (first: record 2) — columns: discard_value. No.
          2 values of 'x' (first: record 1) — columns: discard_value. No.
          → Ask.
        """
      )
    )
  }

  @Test func `reasons without end are counted together`() throws {
    var report = RunReport()
    for record in 1...1_500 {
      let violation: Violation = "The value of record \(record) is not wanted."
      let discard = Discard(.value, table: "t", column: "c", record: record, violation: violation)
      report.record(.discarded(discard, resource: "t"))
    }
    let table = try #require(report["t"])
    #expect(table.leftOut.count == 1_001)
    #expect(table.leftOut.map(\.count).max() == 500)
    #expect(table.discardedValues == ["c": 1_500])
  }

  @Test func `a run tells what happens`() async throws {
    let (events, feed) = Event.stream()
    let report = try await testPipeline(into: ColumnStore()).onEvent(feed).run(
      Records("items", of: [record(("id", .int(1)))])
    )
    var names: [String] = []
    for await event in events {
      names.append(String(String(describing: event).prefix { $0 != "(" }))
    }
    // Batches are loaded while the resource goes on, so only this event may come at either place.
    let loaded = try #require(names.firstIndex(of: "batchLoaded"))
    let added = try #require(names.firstIndex(of: "tableAdded"))
    let committed = try #require(names.firstIndex(of: "committed"))
    #expect(added < loaded && loaded < committed)
    names.remove(at: loaded)
    #expect(
      names == [
        "runStarted", "resourceStarted", "columnAdded", "columnAdded", "columnAdded", "tableAdded",
        "resourceFinished", "rowsChanged", "committed", "runFinished",
      ]
    )
    #expect(report.rows == 1)
    #expect(report.isCommitted)
    #expect(report["items"]?.isNew == true)
  }

  @Test func `a failure ends the events`() async throws {
    let (events, feed) = Event.stream()
    await #expect(throws: LoadError.self) {
      try await testPipeline(into: RecordingDestination(failing: "commit")).onEvent(feed).run(
        Records("items", of: [record(("id", .int(1)))])
      )
    }
    var last: Event?
    for await event in events { last = event }
    guard case .failed(let error as LoadError) = last else {
      Issue.record("The last event tells of the failure.")
      return
    }
    #expect(error.code == .destinationFailed)
  }

  @Test(arguments: [
    (0, "0 B"), (1_023, "1023 B"), (1_536, "1.5 KiB"), (1 << 30, "1.0 GiB"),
  ])
  func `a number of bytes is written in its unit`(bytes: Int, text: String) {
    #expect(ByteCount.bytes(bytes).description == text)
  }
}
