// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// What a first workshop on loading data does: generators, two ways to write, and an API with pages.
@main struct Workshop {
  static func main() async throws {
    let roots = try await squareRoots(13)
    print("the sum of the first five roots: \(roots.prefix(5).reduce(0, +))")
    print("the 13th root: \(roots[12])")
    print("the ages, appended: \(try await sumOfAges(merging: false))")
    print("the ages, merged on the id: \(try await sumOfAges(merging: true))")

    let server = try TaxiServer(trips: 25, pageSize: 10)
    defer { server.stop() }
    let store = ColumnStore()
    let report = try await taxiTrips(of: server, into: store)
    print("\(report.metrics["trips"]?["pages"] ?? 0) pages of trips:")
    for table in store.tables(in: "taxi") where !table.hasPrefix("_") {
      print("\(table): \(try store.table("taxi", table).rowCount)")
    }
  }

  /// Loads the first roots, and reads them back.
  static func squareRoots(_ count: Int) async throws -> [Double] {
    let store = ColumnStore()
    try await LoadPipeline("numbers", into: store)
      .run(Records("roots", of: SquareRoots(count: count)))
    return try store.table("numbers", "roots").decode(SquareRoots.Row.self).map(\.root)
  }

  /// Loads both lists of people, the second into what the first has left.
  static func sumOfAges(merging: Bool) async throws -> Int64 {
    let store = ColumnStore()
    let pipeline = LoadPipeline("people", into: store)
    for list in [People.first, People.second] {
      let people = Records("people", of: list)
      try await pipeline.run(merging ? people.merge(on: "ID") : people)
    }
    return try store.table("people", "people")["age"]?.compactMap(\.int64).reduce(0, +) ?? 0
  }

  /// Loads the trips of a server, with passengers and stops in tables of their own.
  static func taxiTrips(of server: TaxiServer, into store: ColumnStore) async throws -> RunReport {
    try await LoadPipeline("taxi", into: store).run(TaxiTrips(address: server.address))
  }
}
