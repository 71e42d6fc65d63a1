// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SystemRows {
  /// How many bytes of a hash make the id of a row: 14 characters.
  private static let idSize = 10

  /// The row of the state of a pipeline, or `nil` if the load did not change it.
  static func state(_ record: LoadRecord) -> Batch? {
    guard let state = record.state else { return nil }
    // A load has one state of its pipeline, so the same load writes the same row again.
    let id = Digest.shake128Text(
      "\(record.load.id)_\(SystemTable.state)_\(state.pipeline)",
      count: idSize
    )
    return batch(
      SystemTable.state,
      [
        .number(Int64(state.version)), .number(Int64(PipelineState.engineVersion)),
        .text(state.pipeline), .text(state.storedText), .number(record.committedAt.microseconds),
        .text(state.hash), .text(record.load.id), .text(id),
      ]
    )
  }

  /// The rows of a load in the ledger: one for each table, or one without a table if there is none.
  static func ledger(_ record: LoadRecord) -> Batch {
    let columns = SystemTable.ledgerColumns
    let tables: [LoadedTable?] = record.tables.isEmpty ? [nil] : record.tables
    let builders = columns.map { VectorBuilder($0.type) }
    for table in tables {
      let row: [Value] = [
        .text(record.load.id), .text(record.load.pipeline), .text(record.load.schema),
        table.map { .text($0.name) } ?? .null,
        table.map { .text($0.disposition.description) } ?? .null,
        Value(integer: table?.rows ?? 0), .timestamp(record.committedAt),
      ]
      for (builder, value) in zip(builders, row) {
        // The values are of the types of the columns, and every text fits.
        do { try builder.append(value) } catch { preconditionFailure(error.description) }
      }
    }
    return Batch(
      names: columns.map(\.name),
      vectors: builders.map { $0.finish() },
      rowCount: tables.count
    )
  }

  /// The loads of a pipeline that the ledger has rows of, the oldest first.
  ///
  /// `bringsState` says of which of them there is a state. Rows that are no rows of a ledger, or
  /// belong to another pipeline, are passed over.
  static func loads(
    ledger rows: some Sequence<Record>,
    of pipeline: String,
    bringsState: (_ load: String) -> Bool
  ) -> [CommittedLoad] {
    var loads: [String: CommittedLoad] = [:]
    for row in rows {
      guard row["pipeline_name"]?.string == pipeline, let id = row["load_id"]?.string,
        let schema = row["schema_name"]?.string, let date = row["committed_at"]?.asTimestamp
      else { continue }
      var load =
        loads[id]
        ?? CommittedLoad(
          load: Load(id: id, pipeline: pipeline, schema: schema),
          committedAt: date,
          tables: [],
          bringsState: bringsState(id)
        )
      if let table = row["table_name"]?.string,
        let disposition = (row["write_disposition"]?.string).flatMap(WriteDisposition.init(name:))
      {
        let count = (row["row_count"]?.int64).flatMap { Int(exactly: $0) } ?? 0
        load.tables.append(LoadedTable(name: table, disposition: disposition, rows: count))
      }
      loads[id] = load
    }
    return loads.values.sorted { LoadID.precedes($0.load.id, $1.load.id) }
  }
}

extension PipelineState {
  /// Reads the state in a row of the table `_dlt_pipeline_state`, or `nil` if it has none.
  ///
  /// Throws ``LoadError`` as ``init(storedText:)`` does.
  init?(row: Record) throws(LoadError) {
    guard let text = row["state"]?.string else { return nil }
    try self.init(storedText: text)
  }
}

extension Value {
  /// The moment that a store gives as such, or a file as text.
  fileprivate var asTimestamp: Timestamp? { dateTime ?? string.flatMap { Timestamp($0) } }
}
