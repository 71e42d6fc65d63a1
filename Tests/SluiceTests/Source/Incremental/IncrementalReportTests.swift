// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SluiceTesting
import Testing

@testable import Sluice

/// What reports and plans say of cursors.
@Suite struct IncrementalReportTests {
  private let store = ColumnStore()

  private func resource(_ texts: [String], lag: CursorSpan<Instant>? = .hours(2)) -> Records {
    Records("t", of: texts.map { ["at": .text($0)] as Record })
      .incremental("at", from: .timestamp("2026-01-01T00:00:00Z"), lag: lag)
  }

  @Test func `records that come late are counted, with the largest delay`() async throws {
    let pipeline = LoadPipeline.test("demo", into: store)
    let first = try await pipeline.run(resource(["2026-01-05T12:00:00Z"]))
    #expect(first.lateRecords == 0)
    let late = ["2026-01-05T11:00:00Z", "2026-01-05T09:30:00Z", "2026-01-05T13:00:00Z"]
    let report = try await pipeline.run(resource(late))
    let cursor = try #require(report.cursor(of: "t", at: "at"))
    #expect(cursor.seen == 3 && cursor.loaded == 2 && cursor.beforeStart == 1 && cursor.late == 2)
    #expect(cursor.largestDelay == .duration(.seconds(9_000)))
    #expect(cursor.start == "2026-01-05T10:00:00Z" && cursor.last == "2026-01-05T13:00:00Z")
    #expect(
      report.description.contains(
        """
        cursor 'at' of 't': 2 of 3 records are new; left out: 1 before the start
        2 records of 't' lie before where the cursor was, by up to 2 h 30 min
        """
      )
    )
  }

  @Test func `a plan tells the windows, and moves nothing`() async throws {
    let pipeline = LoadPipeline.test("demo", into: store)
    let texts = ["2026-01-05T12:00:00Z", "2025-01-01T00:00:00Z"]
    for _ in 0..<2 {
      let plan = try await pipeline.plan(resource(texts))
      let window = try #require(plan.windows.first)
      #expect(window.from == "2026-01-01T00:00:00+00:00" && window.to == texts[0])
      #expect(window.new == 1 && window.leftOut == 1 && window.until == nil)
      #expect(
        plan.description.contains(
          """
          cursors:
            'at' of 't' from 2026-01-01T00:00:00+00:00 to 2026-01-05T12:00:00Z: 1 record, 1 left out
          """
        )
      )
      #expect(try JSONDecoder().decode(LoadPlan.self, from: JSONEncoder().encode(plan)) == plan)
    }
    #expect(try await pipeline.state() == nil)
  }

  @Test func `a plan of the first records tells the windows, too`() async throws {
    let texts = (1...9).map { "2026-01-0\($0)T00:00:00Z" }
    let plan = try await LoadPipeline.test("demo", into: store).plan(resource(texts), limit: 3)
    #expect(plan.windows.first?.from == "2026-01-01T00:00:00+00:00")
  }

  @Test(arguments: [
    (CursorDistance.duration(.seconds(90_061)), "1 d 1 h"), (.duration(.milliseconds(5)), "5 ms"),
    (.duration(.seconds(59)), "59 s"), (.days(1), "1 day"), (.number(17), "17"),
    (.number(0.5), "0.5"),
  ])
  func `a distance has a unit`(distance: CursorDistance, text: String) {
    #expect(distance.description == text)
  }
}
