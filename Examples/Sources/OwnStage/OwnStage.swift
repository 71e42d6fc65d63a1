// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// A stage of one's own: it keeps columns out of the destination whatever the source sends.
@main struct OwnStage {
  static func main() async throws {
    let store = ColumnStore()
    let accounts = Records(
      "accounts",
      of: [
        ["id": 1, "email": "ada@example.org", "password": "countess", "plan": "free"],
        ["id": 2, "email": "alan@example.org", "card": ["number": "4111", "until": "2027-01"]],
      ] as [Record]
    )

    // snippet: use
    let pipeline = LoadPipeline("people", into: store) {
      InferTypes()
      EvolveSchema()
      RefuseColumns(named: ["password", "card__number"])
    }
    let report = try await pipeline.run(accounts)
    // end

    print("\(try store.table("people", "accounts"))\n")
    print(report)

    do {
      try await LoadPipeline("strict", into: store) {
        InferTypes()
        EvolveSchema()
        RefuseColumns(named: ["password"], failing: true)
      }.run(accounts)
    } catch let error as LoadError {
      print("\nrefused: \(error)")
    }
  }
}

// snippet: stage
/// Refuses columns by their names in the destination.
struct RefuseColumns: Stage {
  private let names: Set<String>
  private let isFailing: Bool

  /// Leaves the values of such columns out, or fails the run.
  init(named names: Set<String>, failing isFailing: Bool = false) {
    self.names = names
    self.isFailing = isFailing
  }

  func review(_ change: inout SchemaChange) throws {
    guard let column = change.column, names.contains(column.name) else { return }
    change.decision =
      isFailing ? .fail(reason: "The column '\(column.name)' may not be loaded.") : .discardValue
  }
}
// end
