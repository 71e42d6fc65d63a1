// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

@Suite struct FarDateTests {
  private struct Visit: Codable, Sendable {
    var at: Date
  }

  @Test(arguments: [1_700_000_000_000_000, -1e13, .infinity, .nan])
  func `a date that is no timestamp ends the run`(seconds: Double) async throws {
    let dates = [.now, .now, Date(timeIntervalSince1970: seconds)]
    let visits = dates.map { Visit(at: $0) }
    let error = await #expect(throws: LoadError.self) {
      try await LoadPipeline("demo", into: ColumnStore()).run(Records("visits", of: visits))
    }
    #expect(error?.code == .valueOutOfRange)
    #expect(error?.location.resource == "visits")
    #expect(error?.location.record == 3)
  }

  @Test func `the dates that people use for never are timestamps`() async throws {
    let store = ColumnStore()
    let visits = [Visit(at: .distantPast), Visit(at: .distantFuture)]
    try await LoadPipeline("demo", into: store).run(Records("visits", of: visits))
    #expect(
      try store.table("demo", "visits")["at"]?.compactMap(\.dateTime?.microseconds)
        == visits.map { Int64($0.at.timeIntervalSince1970) * 1_000_000 }
    )
  }
}
