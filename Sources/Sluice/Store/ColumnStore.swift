// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Tables in memory, column by column.
///
/// A load becomes visible all at once. Reading never waits: what was read stays as it was.
public final class ColumnStore: Sendable {
  private let state = Locked(Catalog())

  /// Makes an empty store.
  public init() {}

  /// The names of all datasets, sorted.
  public var datasets: [String] { state.withLock { $0.datasets.keys.sorted() } }

  /// The names of the tables of `dataset`, in order of appearance; none if there is no such dataset.
  public func tables(in dataset: String) -> [String] {
    state.withLock { $0.datasets[dataset]?.tables.map(\.name) ?? [] }
  }

  /// The table called `name` of `dataset`, as it is now.
  ///
  /// Throws ``LoadError`` with the code `invalidConfiguration` if there is none.
  public func table(_ dataset: String, _ name: String) throws(LoadError) -> StoredTable {
    let snapshot = state.withLock { $0 }
    guard let found = snapshot.datasets[dataset] else {
      throw LoadError(
        .invalidConfiguration,
        "The store has no dataset '\(dataset)'."
          + NearestName.suggestion(for: dataset, among: snapshot.datasets.keys.sorted())
      )
    }
    guard let table = found[name] else {
      throw LoadError(
        .invalidConfiguration,
        "The dataset '\(dataset)' has no table '\(name)'."
          + NearestName.suggestion(for: name, among: found.tables.map(\.name)),
        at: LoadError.Location(table: name)
      )
    }
    return StoredTable(table)
  }

  /// The rows of the table at `path`, which is `dataset.table`, as it is now.
  ///
  /// Throws as ``table(_:_:)`` does.
  public func scan(_ path: String) throws(LoadError) -> [Batch] {
    guard let point = path.firstIndex(of: ".") else {
      throw LoadError(
        .invalidConfiguration,
        "'\(path)' is no path to a table. Write 'dataset.table'."
      )
    }
    return try table(String(path[..<point]), String(path[path.index(after: point)...])).batches
  }

  /// Removes a dataset with all that it holds.
  public func drop(dataset: String) {
    state.withLock { _ = $0.datasets.removeValue(forKey: dataset) }
  }

  /// Reads or changes the catalog while no one else does.
  func withCatalog<Result>(
    _ body: (inout Catalog) throws(LoadError) -> Result
  ) throws(LoadError) -> Result {
    try state.withLock(body)
  }
}
