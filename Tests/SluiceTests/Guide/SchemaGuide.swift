// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/SchemaAndTypes.md` shows.

@Suite struct SchemaGuide {
  private let store = ColumnStore()

  @Test func `a misfit gets a column of its own`() async throws {
    // snippet: variant
    let readings = Records("readings", json: #"[{"value": 21}, {"value": "n/a"}]"#)
    let pipeline = LoadPipeline("lab", into: store)
    try await pipeline.run(readings)
    let columns = pipeline.schema?["readings"]?.columns.map(\.name)
    // end
    #expect(
      columns == ["value", "value__v_text", "_dlt_load_id", "_dlt_id"] || columns?.count == 4
    )
    #expect(try store.table("lab", "readings")["value__v_text"] == [.null, "n/a"])
  }

  // snippet: settings
  struct Ledger: Source {
    var entries: String

    var resources: [any Resource] {
      Records("entries", json: entries)
    }

    var schemaSettings: SchemaSettings {
      var settings = SchemaSettings()
      settings.detections = [.isoTimestamp, .isoDate]
      settings.preferredTypes = [(.exactly("amount"), .decimal)]
      return settings
    }
  }
  // end

  @Test func `rules for types`() async throws {
    let pipeline = LoadPipeline("books", into: store)
    try await pipeline.run(Ledger(entries: #"{"day": "2026-03-01", "amount": "12.5"}"#))
    #expect(pipeline.schema?["entries"]?["day"]?.type == .date)
    #expect(pipeline.schema?["entries"]?["amount"]?.type == .decimal)
  }

  @Test func `a schema that holds still`() async throws {
    let first = Records("items", json: #"{"id": 1}"#)
    let second = Records("items", json: #"{"id": 2, "colour": "red"}"#)
    // snippet: frozen
    /// Leaves out columns that a table did not have when its first rows came.
    struct Frozen: Stage {
      func review(_ change: inout SchemaChange) throws {
        if change.table.hasSeenData { change.decision = .discardValue("It is not wanted.") }
      }
    }
    // end
    let workspace = Workspace.memory()
    try await LoadPipeline("shop", into: store, workspace: workspace).run(first)
    let report = try await LoadPipeline("shop", into: store, workspace: workspace) {
      InferTypes()
      EvolveSchema()
      Frozen()
    }.run(second)
    #expect(try store.table("shop", "items")["colour"] == nil)
    #expect(report["items"]?.discardedValues == ["colour": 1])
  }
}
