// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@testable import Workshop

/// The answers of the workshop, which are known.
@Suite struct WorkshopTests {
  @Test func `square roots come one after the other`() async throws {
    let roots = try await Workshop.squareRoots(13)
    #expect(roots.prefix(5).reduce(0, +) == 8.382332347441762)
    #expect(roots[12] == 3.605551275463989)
  }

  @Test func `people are appended, or merged on their id`() async throws {
    #expect(try await Workshop.sumOfAges(merging: false) == 353)
    #expect(try await Workshop.sumOfAges(merging: true) == 266)
  }

  @Test func `trips come page by page until one is empty`() async throws {
    let server = try TaxiServer(trips: 25, pageSize: 10)
    defer { server.stop() }
    let store = ColumnStore()
    let report = try await Workshop.taxiTrips(of: server, into: store)
    #expect(report.metrics["trips"]?["pages"] == 3)
    let trips = try store.table("taxi", "trips")
    #expect(trips.rowCount == 25)
    #expect(trips["coordinates__start__lat"]?.first == 40.641)
    let pickup = try #require(Timestamp("2009-06-14T23:23:00Z"))
    #expect(trips["time__pickup"]?.first == .timestamp(pickup))
    #expect(try store.table("taxi", "trips__passengers").rowCount == 50)
    #expect(try store.table("taxi", "trips__stops").rowCount == 25)
  }
}
