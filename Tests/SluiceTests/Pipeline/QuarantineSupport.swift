// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Puts records aside that bring a column of this name, or a value that does not fit it.
struct PutAside: Stage {
  var column: String
  var table: String?

  func review(_ change: inout SchemaChange) throws {
    guard let name = change.existing?.name ?? change.column?.name, name == column else { return }
    if let table, change.table.name != table { return }
    change.decision = .quarantine(
      Violation(
        "The column '\(name)' may not come.",
        clause: .init("columns", "quarantine"),
        expected: "no column",
        found: "a value"
      )
    )
  }
}

/// Puts records aside that bring a table of this name.
struct PutTableAside: Stage {
  var table: String

  func review(_ change: inout SchemaChange) throws {
    guard case .newTable = change.kind, change.table.name == table else { return }
    change.decision = .quarantine("The table may not come.")
  }
}

extension ColumnStore {
  /// The records that were put aside, or none.
  func aside(_ dataset: String = "demo") throws -> [Record] {
    guard tables(in: dataset).contains("_sluice_quarantine") else { return [] }
    return try table(dataset, "_sluice_quarantine").records
  }

  /// The rows of a table without the columns that the library adds, as text, in order.
  func data(_ table: String, _ dataset: String = "demo") throws -> [String] {
    guard tables(in: dataset).contains(table) else { return [] }
    return try self.table(dataset, table).records.map { row in
      Record(
        row.filter { !$0.key.hasPrefix("_dlt") }.sorted { $0.key < $1.key }.map {
          ($0.key, $0.value)
        }
      )
      .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
  }
}

/// A pipeline with stages after the usual ones.
struct StrictPipeline<Target: Destination>: Pipeline {
  let name = "demo"
  let destination: Target
  let added: [any Stage]
  let limits: Limits
  let workspace: Workspace
  var handler: @Sendable (Event) -> Void = { _ in }

  var stages: [any Stage] {
    InferTypes()
    EvolveSchema()
    added
  }

  /// The schema of the last load.
  var schema: Schema? { workspace.latestSchema(of: "demo") }

  func observe(_ event: Event) { handler(event) }

  func onEvent(_ handler: @escaping @Sendable (Event) -> Void) -> Self {
    var copy = self
    copy.handler = handler
    return copy
  }
}

/// A pipeline with stages after the usual ones.
func strict<Target: Destination>(
  _ destination: Target,
  _ stages: any Stage...,
  workspace: Workspace = .memory(),
  limits: Limits = Limits()
) -> StrictPipeline<Target> {
  StrictPipeline(destination: destination, added: stages, limits: limits, workspace: workspace)
}
