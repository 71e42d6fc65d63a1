// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/GettingStarted.md` shows.

@Suite struct GettingStartedGuide {
  // snippet: player
  struct Player: Codable, Sendable {
    var name: String
    var rating: Int
    var clubs: [String]
  }
  // end

  @Test func `values of a type`() async throws {
    // snippet: values
    let players = [
      Player(name: "Judit", rating: 2_735, clubs: ["Honvéd"]),
      Player(name: "Vera", rating: 2_105, clubs: ["Moscow", "London"]),
    ]
    let store = ColumnStore()
    let pipeline = LoadPipeline("chess", into: store)
    try await pipeline.run(Records("players", of: players).primaryKey("name"))
    // end
    #expect(store.tables(in: "chess").prefix(2) == ["players", "players__clubs"])

    // snippet: read
    let table = try store.table("chess", "players")
    let names = table["name"]  // [Value]?

    struct Rating: Decodable {
      var name: String
      var rating: Int
    }
    let ratings = try table.decode(Rating.self)
    // end
    #expect(names == ["Judit", "Vera"])
    #expect(ratings.map(\.rating) == [2_735, 2_105])

    // snippet: again
    try await pipeline.run(Records("players", of: players))  // adds two rows
    try await pipeline.run(Records("players", of: players).replace())  // leaves two
    // end
    #expect(try store.table("chess", "players").rowCount == 2)
  }

  @Test func `what a run says`() async throws {
    let store = ColumnStore()
    let records = Records("players", json: #"{"name": "Judit", "clubs": ["Honvéd"]}"#)
    // snippet: report
    let pipeline = LoadPipeline("chess", into: store).onEvent { event in
      if case .columnAdded(let column, let table, _) = event {
        print("\(table) has a new column '\(column.name)'")
      }
    }
    let report = try await pipeline.run(records)
    print(report.rows, report["players"]?.isNew ?? false)
    // end
    #expect(report.rows == 2)
  }

  // snippet: pipeline
  struct Nightly: Pipeline {
    let name = "nightly"
    let destination = ColumnStore()
    var limits: Limits {
      var limits = Limits()
      limits.memory = .mebibytes(16)
      return limits
    }
  }
  // end

  @Test func `a pipeline of one's own`() async throws {
    let records = Records("players", json: #"{"name": "Judit"}"#)
    // snippet: nightly
    let nightly = Nightly()
    try await nightly.run(records)
    // end
    #expect(try nightly.destination.table("nightly", "players").rowCount == 1)
  }
}
