// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ColumnStore: Destination {
  /// Appends and replaces; does not tell cases apart.
  public var capabilities: Capabilities {
    var capabilities = Capabilities()
    capabilities.isCaseSensitive = false
    return capabilities
  }

  /// Starts a load into the dataset called `dataset`.
  public func open(dataset: String) async throws -> any DestinationSession {
    StoreSession(self, dataset)
  }
}

/// A load into a store: gathers batches, and hands them over at once.
private final class StoreSession: DestinationSession {
  private let store: ColumnStore
  private let dataset: String
  private var load: Load?
  private var changes = StoreTransaction()

  init(_ store: ColumnStore, _ dataset: String) {
    self.store = store
    self.dataset = dataset
  }

  func recall(_ schema: String) async throws -> StoredState {
    try store.withCatalog { catalog throws(LoadError) in
      let found = catalog.datasets[dataset]
      let loads = found?.loads.union(catalog.running[dataset] ?? [])
      return StoredState(
        schema: found?.notes[schema] as? Schema,
        lastLoadID: loads?.max { (LoadID.moment($0) ?? 0) < (LoadID.moment($1) ?? 0) }
      )
    }
  }

  func begin(_ load: Load) async throws {
    try store.withCatalog { catalog throws(LoadError) in
      let known = catalog.datasets[dataset]?.loads.contains(load.id) ?? false
      guard !known, catalog.running[dataset, default: []].insert(load.id).inserted else {
        throw LoadError(
          .destinationBusy,
          "The dataset '\(dataset)' has a load '\(load.id)' already. Run again."
        )
      }
    }
    self.load = load
  }

  func migrate(to schema: Schema) async throws {
    for table in schema.tables where table.hasSeenData {
      let columns = table.columns.compactMap { column in
        column.type.map { StoredColumn(name: column.name, type: $0) }
      }
      if !columns.isEmpty { changes.need(columns, in: table.name) }
      changes.required[table.name] = Set(table.columns.filter { !$0.isNullable }.map(\.name))
    }
  }

  func load(_ batch: Batch, into table: Table) async throws {
    changes.rows[table.name, default: []].append(PackedBatch(batch))
  }

  func finish(_ table: Table) async throws {
    if table.disposition == .replace { changes.replaced.insert(table.name) }
  }

  func commit(_ record: LoadRecord) async throws {
    var changes = changes
    try store.withCatalog { catalog throws(LoadError) in
      var found = catalog.datasets[dataset] ?? Catalog.Dataset()
      let load = SystemTables.load(record)
      changes.need(load.storedColumns, in: SystemTables.loads)
      changes.rows[SystemTables.loads] = [PackedBatch(load)]
      let version = SystemTables.version(record)
      changes.need(version.storedColumns, in: SystemTables.versions)
      if found.notes["hash " + record.schemaHash] == nil {
        changes.rows[SystemTables.versions] = [PackedBatch(version)]
      }
      try changes.apply(to: &found)
      found.notes[record.load.schema] = record.schema
      found.notes["hash " + record.schemaHash] = true
      found.loads.insert(record.load.id)
      catalog.datasets[dataset] = found
      catalog.running[dataset]?.remove(record.load.id)
    }
    self.load = nil
  }

  func abandon() async {
    guard let load else { return }
    changes = StoreTransaction()
    try? store.withCatalog { catalog throws(LoadError) in
      _ = catalog.running[dataset]?.remove(load.id)
    }
  }
}

extension Batch {
  fileprivate var storedColumns: [StoredColumn] {
    zip(names, vectors).map { StoredColumn(name: $0, type: $1.type) }
  }
}
