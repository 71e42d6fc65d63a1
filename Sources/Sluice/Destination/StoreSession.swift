// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A load into a store: gathers batches, and hands them over at once.
final class StoreSession: DestinationSession {
  private let store: ColumnStore
  private let dataset: String
  private var load: Load?
  private var changes = StoreTransaction()
  /// The rows so far in a file, if the store lasts, so that the commit has little left to write.
  private var draft: StoreDraft?
  private(set) var rowChanges: [String: RowChanges] = [:]
  private(set) var cleanUpFailure: LoadError?

  /// Loads into the dataset called `dataset`.
  init(_ store: ColumnStore, _ dataset: String) {
    self.store = store
    self.dataset = dataset
  }

  func recall(_ question: Recall) async throws -> StoredState {
    let (found, running) = try store.withCatalog { catalog throws(LoadError) in
      (catalog.datasets[dataset], catalog.running[dataset] ?? [])
    }
    guard let found else {
      var state = StoredState(lastLoadID: running.max { LoadID.precedes($0, $1) })
      state.isThere = false
      return state
    }
    return try DatasetMemory(found).recall(question, running: running)
  }

  func contains(_ load: Load) async throws -> Bool {
    found.map { DatasetMemory($0).contains(load.id) } ?? false
  }

  func loads(of pipeline: String) async throws -> [CommittedLoad] {
    found.map { DatasetMemory($0).loads(of: pipeline) } ?? []
  }

  func begin(_ load: Load) async throws {
    let isKnown = try await contains(load)
    try store.withCatalog { catalog throws(LoadError) in
      guard !isKnown, catalog.running[dataset, default: []].insert(load.id).inserted else {
        throw LoadError(
          .destinationBusy,
          "The dataset '\(dataset)' has a load '\(load.id)' already. Run again."
        )
      }
    }
    self.load = load
  }

  func drop(_ tables: [String]) async throws { changes.dropped += tables }

  func empty(_ tables: [String]) async throws { changes.emptied += tables }

  func migrate(to schema: Schema) async throws {
    for table in schema.tables where table.hasSeenData {
      let columns = table.columns.compactMap { column in
        column.type.map { StoredColumn(name: column.name, type: $0) }
      }
      if !columns.isEmpty { changes.need(columns, in: table.name) }
      changes.required[table.name] = Set(table.columns.filter { !$0.isNullable }.map(\.name))
    }
  }

  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType {
    let stored = changes.forgets(table.name) ? nil : found?[table.name]
    let batches = (stored?.batches ?? []) + changes.rows(of: table.name)
    let isLossless = batches.allSatisfy { packed in
      packed.batch[column]?.isCastable(to: type) ?? true
    }
    let type = isLossless ? type : .text
    changes.retyped[table.name, default: [:]][column] = type
    return type
  }

  func load(_ batch: Batch, into table: Table) async throws {
    if draft == nil { draft = store.draft() }
    let number = try draft?.add(batch)
    changes.add(StoreTransaction.Rows(batch: PackedBatch(batch), writtenAs: number), to: table.name)
  }

  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    let found = found?[table.name]
    changes.seen[table.name] = found?.revision ?? 0
    let batches = found?.batches ?? []
    let place = Locked(0)
    return AsyncThrowingStream {
      let number = place.withLock { number in
        defer { number += 1 }
        return number
      }
      return number < batches.count ? batches[number].batch : nil
    }
  }

  func finish(_ table: Table) async throws {
    if table.disposition == .replace { changes.replaced.insert(table.name) }
    if table.disposition == .merge && table.parent == nil { changes.merged.append(table) }
  }

  func commit(_ record: LoadRecord) async throws {
    do {
      (rowChanges, cleanUpFailure) = try store.edit(draft) { edit throws(LoadError) in
        let moment = LoadID.moment(record.load.id) ?? record.committedAt.microseconds
        let done = try changes.apply(at: moment, record.schema, to: &edit, in: dataset)
        try record.addRows(to: &edit, in: dataset)
        return done
      }
    } catch {
      // Nobody knows how far it came. Should there be another try, it writes all rows.
      discardDraft()
      throw error
    }
    draft = nil
    end()
  }

  func undo(_ load: Load, tables: [Table]) async throws -> [String: Int] {
    let (removed, failure) = try store.edit { edit throws(LoadError) in
      edit.undo(load.id, tables: tables, in: dataset)
    }
    cleanUpFailure = failure
    return removed
  }

  func abandon() async { end() }

  private var found: Catalog.Dataset? { store.datasetsNow[dataset] }

  private func discardDraft() {
    draft?.discard()
    draft = nil
    changes.forgetNumbers()
  }

  private func end() {
    discardDraft()
    changes = StoreTransaction()
    guard let load else { return }
    self.load = nil
    try? store.withCatalog { catalog throws(LoadError) in
      _ = catalog.running[dataset]?.remove(load.id)
    }
  }
}
