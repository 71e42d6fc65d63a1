// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A destination in a closure.
///
/// ```swift
/// let destination = ClosureDestination { table, batch in
///   try await queue.publish(batch, to: table.name)
/// }
/// ```
/// The closure takes one batch at a time, and the batch is loaded when it returns. What it has
/// taken cannot be taken back: a run that fails later leaves it where it is.
public struct ClosureDestination: Destination {
  /// Appends only, as nothing is known of the place.
  public let capabilities: Capabilities
  private let includesSystemTables: Bool
  private let load: @Sendable (Table, Batch) async throws -> Void

  /// Hands each batch to `load`, with its table.
  ///
  /// With `includesSystemTables`, the rows of `_sluice_schema_changes`, `_dlt_version` and
  /// `_dlt_loads` come too, at the commit. Say in `capabilities` if the closure heeds other
  /// dispositions than to append, and if the columns of a table may get wider types from one batch
  /// to the next.
  public init(
    capabilities: Capabilities? = nil,
    includesSystemTables: Bool = false,
    load: @escaping @Sendable (_ table: Table, _ batch: Batch) async throws -> Void
  ) {
    var appending = Capabilities()
    appending.dispositions = [.append]
    self.capabilities = capabilities ?? appending
    self.includesSystemTables = includesSystemTables
    self.load = load
  }

  /// Starts a load. The name of the dataset is not used.
  public func open(dataset: String) async throws -> any DestinationSession {
    ClosureSession(includesSystemTables: includesSystemTables, load: load)
  }
}

/// A load into a closure.
private final class ClosureSession: DestinationSession {
  private let includesSystemTables: Bool
  private let load: @Sendable (Table, Batch) async throws -> Void

  init(
    includesSystemTables: Bool,
    load: @escaping @Sendable (Table, Batch) async throws -> Void
  ) {
    self.includesSystemTables = includesSystemTables
    self.load = load
  }

  func begin(_ load: Load) async throws {}
  func migrate(to schema: Schema) async throws {}
  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType { type }
  func load(_ batch: Batch, into table: Table) async throws { try await load(table, batch) }
  func finish(_ table: Table) async throws {}
  func abandon() async {}

  func commit(_ record: LoadRecord) async throws {
    guard includesSystemTables else { return }
    if let changes = try SystemRows.changes(record) {
      try await load(Table(SystemTable.changes), changes)
    }
    try await load(Table(SystemTable.versions), SystemRows.version(record))
    try await load(Table(SystemTable.loads), SystemRows.load(record))
  }
}
