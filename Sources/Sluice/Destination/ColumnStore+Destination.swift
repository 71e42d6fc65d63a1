// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ColumnStore: Destination {
  /// Appends, replaces and changes types; does not tell cases apart.
  public var capabilities: Capabilities {
    var capabilities = Capabilities()
    capabilities.isCaseSensitive = false
    capabilities.canScan = true
    capabilities.canChangeTypes = true
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

  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType {
    let stored = try store.withCatalog { catalog throws(LoadError) in
      catalog.datasets[dataset]?[table.name]?.batches ?? []
    }
    let batches = stored + (changes.rows[table.name] ?? [])
    let isLossless = batches.allSatisfy { packed in
      packed.batch[column]?.isCastable(to: type) ?? true
    }
    let type = isLossless ? type : .text
    changes.retyped[table.name, default: [:]][column] = type
    return type
  }

  func load(_ batch: Batch, into table: Table) async throws {
    changes.rows[table.name, default: []].append(PackedBatch(batch))
  }

  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    let found = try store.withCatalog { catalog throws(LoadError) in
      catalog.datasets[dataset]?[table.name]
    }
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
  }

  func commit(_ record: LoadRecord) async throws {
    var changes = changes
    try store.withCatalog { catalog throws(LoadError) in
      var found = catalog.datasets[dataset] ?? Catalog.Dataset()
      let load = SystemRows.load(record)
      changes.need(load.storedColumns, in: SystemTable.loads)
      changes.rows[SystemTable.loads] = [PackedBatch(load)]
      let version = SystemRows.version(record)
      changes.need(version.storedColumns, in: SystemTable.versions)
      if found.notes["hash " + record.schemaHash] == nil {
        changes.rows[SystemTable.versions] = [PackedBatch(version)]
      }
      if let log = try SystemRows.changes(record) {
        changes.need(log.storedColumns, in: SystemTable.changes)
        changes.rows[SystemTable.changes] = [PackedBatch(log)]
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
