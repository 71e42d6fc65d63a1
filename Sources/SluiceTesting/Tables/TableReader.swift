// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// Reads what a destination shows, through a session that loads nothing.
///
/// ```swift
/// let shop = try await TableReader(files, dataset: "shop").read()
/// try shop.expect("orders", [["id": 1, "total": 9.5]])
/// ```
public struct TableReader: Sendable {
  /// The destination.
  public var destination: any Destination
  /// The dataset.
  public var dataset: String
  /// The name of the schema: that of the source, or of the pipeline where that loads one resource.
  public var schema: String
  /// The name of the pipeline.
  public var pipeline: String

  /// Reads `dataset`, whose schema and pipeline are called so too, unless told otherwise.
  public init(
    _ destination: some Destination,
    dataset: String,
    schema: String? = nil,
    pipeline: String? = nil
  ) {
    self.destination = destination
    self.dataset = dataset
    self.schema = schema ?? dataset
    self.pipeline = pipeline ?? dataset
  }

  /// The tables of the schema, with their rows, as the next load finds them.
  ///
  /// A load is begun and abandoned, for that clears away what a crash has left. Throws
  /// ``Sluice/LoadError`` with the code `unsupported` if the destination cannot read back.
  public func read() async throws -> DatasetContents {
    try await inSession { session in
      let stored = try await session.recall(Recall(schema: schema, pipeline: pipeline))
      try await session.begin(Load(id: Self.noLoad, pipeline: pipeline, schema: schema))
      var tables: [TableContents] = []
      for table in stored.schema?.tables ?? [] where table.hasSeenData {
        tables.append(try await read(table, in: session))
      }
      return DatasetContents(dataset, tables: tables, remembered: stored)
    }
  }

  /// The rows of one table; its columns say which, and of which types.
  public func read(_ table: Table) async throws -> TableContents {
    try await inSession { session in
      try await session.begin(Load(id: Self.noLoad, pipeline: pipeline, schema: schema))
      return try await read(table, in: session)
    }
  }

  /// The loads of the pipeline that are visible, the oldest first.
  public func loads() async throws -> [CommittedLoad] {
    try await inSession { try await $0.loads(of: pipeline) }
  }

  /// The id of a load that is never committed: later than all that are.
  private static let noLoad = "9999999999.999999"

  private func read(
    _ table: Table,
    in session: any DestinationSession
  ) async throws -> TableContents {
    let columns = table.completeColumns
    var rows: [Record] = []
    let batches = try await session.scan(table, columns: columns.map(\.name))
    // A destination may give more columns than it was asked for.
    let names = Set(columns.map(\.name))
    for try await batch in batches {
      rows += batch.records.map { row in
        Record(row.filter { names.contains($0.key) }.map { ($0.key, $0.value) })
      }
    }
    return TableContents(table.name, columns: columns, rows: rows)
  }

  private func inSession<Result>(
    _ body: (any DestinationSession) async throws -> Result
  ) async throws -> Result {
    let session = try await destination.open(dataset: dataset)
    do {
      let result = try await body(session)
      await session.abandon()
      return result
    } catch {
      await session.abandon()
      throw error
    }
  }
}
