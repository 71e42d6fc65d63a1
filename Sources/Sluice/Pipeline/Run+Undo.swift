// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Takes a load back; returns how many rows went from each table.
  func undo(
    _ id: String,
    _ emit: @escaping @Sendable (Event) -> Void
  ) async throws -> [String: Int] {
    guard try folder.pendingIDs().isEmpty && folder.rawIDs().isEmpty else {
      throw LoadError(
        .notUndoable,
        "Packages wait that build upon what is loaded. Load or abort them first."
      )
    }
    for dataset in try await datasets() {
      guard let removed = try await undo(id, in: dataset, emit) else { continue }
      emit(.undone(loadID: id, rows: removed))
      kept("state", emit) { try folder.forget() }
      return removed
    }
    throw LoadError(
      .notUndoable,
      "The destination knows of no load '\(id)' of the pipeline '\(pipeline)' that could be taken back."
    )
  }

  /// Takes a load back, if `dataset` has it; returns how many rows went from each table.
  private func undo(
    _ id: String,
    in dataset: String,
    _ emit: (Event) -> Void
  ) async throws -> [String: Int]? {
    try await withSession(in: dataset) { session in
      let loads = try await blamed("read") { try await session.loads(of: pipeline) }
      guard let place = loads.firstIndex(where: { $0.load.id == id }) else { return nil }
      let load = loads[place]
      try check(load, before: loads[(place + 1)...])
      let stored = try await recall(load.load.schema, session)
      let names = Set(load.tables.map(\.name))
      let tables = (stored.schema?.tables ?? []).filter { names.contains($0.name) }
      let removed = try await blamed("undo the load") {
        try await session.undo(load.load, tables: tables)
      }
      tellCleanUp(of: session, emit)
      return removed
    }
  }

  /// The datasets that the pipeline has loaded into.
  private func datasets() async throws -> [String] {
    let base = try baseDataset()
    let stored = try await inspect(base)
    var datasets = [base]
    for schema in stored.state?.schemas ?? [] {
      let dataset = try dataset(of: schema, first: stored.state?.defaultSchema)
      if !datasets.contains(dataset) { datasets.append(dataset) }
    }
    return datasets
  }

  /// Throws if a load cannot be taken back after `later` ones.
  private func check(
    _ load: CommittedLoad,
    before later: ArraySlice<CommittedLoad>
  ) throws(LoadError) {
    let id = load.load.id
    if let table = load.tables.first(where: { $0.disposition != .append }) {
      throw LoadError(
        .notUndoable,
        "The load \(id) cannot be taken back: to '\(table.disposition)' rows removes or changes others, "
          + "which are not kept. Load again what should be there.",
        at: LoadError.Location(table: table.name)
      )
    }
    if load.bringsState, let other = later.last(where: \.bringsState) {
      throw LoadError(
        .notUndoable,
        "The load \(id) cannot be taken back before the load \(other.load.id), whose cursor builds upon "
          + "it. Take that one back first."
      )
    }
  }
}
