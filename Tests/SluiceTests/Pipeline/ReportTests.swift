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
      .discarded(table: "orders", column: "x", isRow: false, resource: "orders"),
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
        left out of 'orders': 1 value of 'x'
        'userId' and 'user_id' both became 'orders.user_id': the later value was kept
        skipped 1 record that cannot be read:
          resource 'orders', line 3: A quote is missing.
        """
    )
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
        "resourceFinished", "committed", "runFinished",
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
