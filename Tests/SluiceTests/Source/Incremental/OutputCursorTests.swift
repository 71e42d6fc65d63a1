// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// What a resource sees of its cursor.
@Suite struct OutputCursorTests {
  private let store = ColumnStore()

  @Test func `a resource asks for what is new alone`() async throws {
    let seen = Locked<[Instant?]>([])
    let live = Locked<[Value?]>([])
    let times = ["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"]
    let resource = Records("t") { output in
      let start = try output.cursor.startValue(as: Instant.self)
      seen.withLock { $0.append(start) }
      try await output.send([["at": .text(times[0])], ["at": .text(times[1])]] as [Record])
      live.withLock { $0.append(output.cursor.lastValue) }
    }
    .incremental("at", from: .timestamp("2026-01-01T00:00:00Z"), lag: .hours(12))
    for _ in 0..<2 { try await LoadPipeline.test("demo", into: store).run(resource) }
    let expected = ["2026-01-01T00:00:00Z", "2026-01-02T12:00:00Z"].map {
      Timestamp($0).flatMap { Instant($0) }
    }
    #expect(seen.withLock { $0 } == expected)
    #expect(live.withLock { $0 } == [.text(times[1]), .text(times[1])])
  }

  @Test func `a range is seen, and a value of another type is an error`() async throws {
    let resource = Records("t") { output in
      let cursor = output.cursor
      #expect(cursor.path == "n" && cursor.initialValue == 1 && cursor.endValue == 9)
      let end = try cursor.endValue(as: Int64.self)
      let start = try cursor.startValue(as: Double.self)
      #expect(start == 1 && end == 9)
      let error = #expect(throws: LoadError.self) {
        _ = try cursor.startValue(as: CalendarDate.self)
      }
      #expect(error?.code == .cursorNotComparable)
      #expect(output.cursor("other").path == nil)
    }
    .incremental("n", from: 1, until: .integer(9))
    try await LoadPipeline.test("demo", into: store).run(resource)
  }

  @Test func `without a cursor there is nothing to see`() async throws {
    let resource = Records("t") { output in
      #expect(output.cursor.path == nil && output.cursor.lastValue == nil)
      let start = try output.cursor.startValue(as: Int64.self)
      #expect(start == nil)
      #expect(!output.cursor.canClose)
    }
    try await LoadPipeline.test("demo", into: store).run(resource)
  }
}
