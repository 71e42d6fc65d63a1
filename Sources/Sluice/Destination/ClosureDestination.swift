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
  /// What the closure shares with others of the same name, such as limits.
  public let place: String
  let includesSystemTables: Bool
  private let load: @Sendable (Table, Batch) async throws -> Void

  /// Hands each batch to `load`, with its table.
  ///
  /// With `includesSystemTables`, the rows of `_sluice_schema_changes`, `_dlt_version`,
  /// `_dlt_pipeline_state`, `_sluice_loads` and `_dlt_loads` come too, at the commit and in this
  /// order, each where the load has some. Say in `capabilities` if the closure heeds other
  /// dispositions than to append, and if the columns of a table may get wider types from one batch
  /// to the next.
  ///
  /// A closure remembers nothing: state and schema are those of the pipeline's ``Workspace``.
  public init(
    capabilities: Capabilities? = nil,
    includesSystemTables: Bool = false,
    place: String = "closure",
    load: @escaping @Sendable (_ table: Table, _ batch: Batch) async throws -> Void
  ) {
    var appending = Capabilities()
    appending.dispositions = [.append]
    self.capabilities = capabilities ?? appending
    self.place = place
    self.includesSystemTables = includesSystemTables
    self.load = load
  }

  /// The word `closure`.
  public var kind: String { "closure" }

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
    if let state = SystemRows.state(record) {
      try await load(Table(SystemTable.state), state)
    }
    try await load(Table(SystemTable.ledger), SystemRows.ledger(record))
    try await load(Table(SystemTable.loads), SystemRows.load(record))
  }
}
