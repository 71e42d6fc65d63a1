// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// What becomes of data that a contract does not allow: clause by clause, mode by mode, in root and
/// nested tables, in the first load of a table and in a later one.
@Suite struct ContractOutcomeTests {
  enum Place: Sendable { case root, nested }

  /// What becomes of the load.
  enum Outcome: Sendable {
    /// Everything is there.
    case loaded
    /// Nothing of the load is there.
    case failed
    /// The row is not there; those around it are.
    case withoutRow
    /// The value is not there; the row is.
    case withoutValue
    /// The new table is not there; everything else is.
    case withoutTable
    /// The record is not there; those around it are.
    case withoutRecord
  }

  struct Example: Sendable, CustomTestStringConvertible {
    var clause: Contract.Entity
    var mode: Contract.Mode
    var place: Place
    var load: Int
    var outcome: Outcome
    var testDescription: String { "\(clause): \(mode), \(place), load \(load)" }
  }

  static let modes: [Contract.Mode] = [.evolve, .freeze, .discardRow, .discardValue, .quarantine]

  static let examples: [Example] = Contract.Entity.allCases.flatMap { clause in
    [Place.root, .nested].flatMap { place in
      [1, 2].flatMap { load in
        zip(modes, outcomes(clause, place, load)).map {
          Example(clause: clause, mode: $0, place: place, load: load, outcome: $1)
        }
      }
    }
  }

  /// In the order of the modes.
  private static func outcomes(
    _ clause: Contract.Entity,
    _ place: Place,
    _ load: Int
  ) -> [Outcome] {
    switch (clause, place, load) {
    // On the first load the root is as new as what is below it.
    case (.tables, .root, _), (.tables, .nested, 1):
      [.loaded, .failed, .withoutTable, .withoutTable, .withoutTable]
    case (.tables, .nested, _):
      [.loaded, .failed, .withoutTable, .withoutTable, .withoutRecord]
    // The first load of a root table brings its columns, the first row of a nested one.
    case (.columns, .root, 1):
      [.loaded, .loaded, .loaded, .loaded, .loaded]
    default:
      [.loaded, .failed, .withoutRow, .withoutValue, .withoutRecord]
    }
  }

  private let store = ColumnStore()
  private let workspace = Workspace.memory()

  @Test(arguments: examples) func `a clause has its outcome`(_ example: Example) async throws {
    let contract = Contract(
      tables: example.clause == .tables ? example.mode : .evolve,
      columns: example.clause == .columns ? example.mode : .evolve,
      dataTypes: example.clause == .dataTypes ? example.mode : .evolve
    )
    if example.load == 2 {
      try await pipeline.run(Records("items", json: Self.known))
    }
    let run = try await run(example, contract)
    let items = rows("items")
    let lines = rows("items__lines")
    let before = example.load == 2 ? 1 : 0
    switch example.outcome {
    case .failed:
      let violation = try #require(run.error?.violation)
      #expect(run.error?.code == .contractViolation)
      #expect(violation.clause == .contract(example.clause, example.mode))
      #expect(items.count == before && lines.count == before)
    case .loaded:
      #expect(run.error == nil)
      #expect(run.discards.isEmpty)
      #expect(isNewThere(example))
    case .withoutTable:
      #expect(!isNewThere(example))
      let isBelow = example.place == .nested && example.load == 2
      #expect(items.count == (isBelow ? 4 : before))
      #expect(!run.discards.isEmpty)
    case .withoutRow:
      #expect(!isNewThere(example))
      #expect(items.count == before + (example.place == .root ? 2 : 3))
      #expect(lines.count == before + 2)
      #expect(run.discards.map(\.extent) == [.row])
    case .withoutValue:
      #expect(!isNewThere(example))
      #expect(items.count == before + 3 && lines.count == before + 3)
      #expect(run.discards.map(\.extent) == [.value])
    case .withoutRecord:
      #expect(!isNewThere(example))
      #expect(items.count == before + 2)
      #expect(run.discards.map(\.extent) == [.record])
    }
    for discard in run.discards {
      #expect(discard.violation.clause == .contract(example.clause, example.mode))
      #expect(discard.record == 2 || example.clause == .tables)
    }
  }

  // MARK: - The data

  private static let known = #"{"id": 1, "lines": [{"x": 1}]}"#

  /// Three records, of which the second brings what the contract is about.
  private static func records(_ example: Example) -> String {
    let odd =
      switch (example.clause, example.place) {
      case (.tables, .root): #"{"id": 2, "lines": [{"x": 2}]}"#
      case (.tables, .nested): #"{"id": 2, "lines": [{"x": 2}], "notes": [{"n": 1}]}"#
      case (.columns, .root): #"{"id": 2, "new": 1, "lines": [{"x": 2}]}"#
      case (.columns, .nested): #"{"id": 2, "lines": [{"x": 2, "new": 1}]}"#
      case (.dataTypes, .root): #"{"id": "b", "lines": [{"x": 2}]}"#
      case (.dataTypes, .nested): #"{"id": 2, "lines": [{"x": "b"}]}"#
      }
    return [
      #"{"id": 7, "lines": [{"x": 7}]}"#, odd, #"{"id": 8, "lines": [{"x": 8}]}"#,
    ].joined(separator: "\n")
  }

  private var pipeline: LoadPipeline<ColumnStore> {
    LoadPipeline("demo", into: store, workspace: workspace)
  }

  private func run(
    _ example: Example,
    _ contract: Contract
  ) async throws -> (error: LoadError?, discards: [Discard]) {
    let discards = Locked([Discard]())
    let isOther = example.clause == .tables && example.place == .root && example.load == 2
    let resource = Records(isOther ? "others" : "items", json: Self.records(example))
      .contract(contract)
    do {
      try await pipeline.onEvent { event in
        if case .discarded(let discard, _) = event { discards.withLock { $0.append(discard) } }
      }.run(resource)
      return (nil, discards.withLock { $0 })
    } catch let error as LoadError {
      return (error, [])
    }
  }

  private func newTable(_ example: Example) -> String {
    if example.place == .nested { return "items__notes" }
    return example.load == 2 ? "others" : "items"
  }

  private func isNewThere(_ example: Example) -> Bool {
    let place = example.place == .root ? "items" : "items__lines"
    switch example.clause {
    case .tables: return store.tables(in: "demo").contains(newTable(example))
    case .columns: return rows(place).contains { $0["new"] != nil }
    case .dataTypes:
      let column = example.place == .root ? "id__v_text" : "x__v_text"
      return rows(place).contains { $0[column] != nil }
    }
  }

  private func rows(_ table: String) -> [Record] {
    (try? store.table("demo", table).records) ?? []
  }
}
