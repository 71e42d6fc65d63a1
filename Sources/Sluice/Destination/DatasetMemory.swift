// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What the tables of a dataset say of earlier loads, whoever has written them.
struct DatasetMemory {
  private let dataset: Catalog.Dataset

  /// Asks the tables of `dataset`.
  init(_ dataset: Catalog.Dataset) { self.dataset = dataset }

  /// Whether the load with this id is visible.
  func contains(_ load: String) -> Bool { visibleLoads.contains(load) }

  /// Whether a schema with this hash is kept.
  func knows(_ schemaHash: String) -> Bool {
    rows(of: SystemTable.versions, ["version_hash"]).contains {
      $0["version_hash"]?.string == schemaHash
    }
  }

  /// The loads of a pipeline that are visible, the oldest first.
  func loads(of pipeline: String) -> [CommittedLoad] {
    let visible = visibleLoads
    let states = Set(
      rows(of: SystemTable.state, [SystemColumn.loadID, "pipeline_name"])
        .filter { $0["pipeline_name"]?.string == pipeline }
        .compactMap { $0[SystemColumn.loadID]?.string }
    )
    return SystemRows.loads(ledger: rows(of: SystemTable.ledger), of: pipeline) {
      states.contains($0)
    }
    .filter { visible.contains($0.load.id) }
  }

  /// Schema and state as of the last load, `running` being the loads that are not visible yet.
  func recall(_ question: Recall, running: Set<String>) throws(LoadError) -> StoredState {
    let loads = rows(of: SystemTable.loads)
    let ids = loads.compactMap { $0["load_id"]?.string } + running
    var state = StoredState(
      schema: try schema(question.schema, loads),
      lastLoadID: ids.max { LoadID.precedes($0, $1) }
    )
    state.isThere = true
    state.state = try self.state(of: question.pipeline)
    for table in dataset.tables { state.rowCounts[table.name] = table.rowCount }
    return state
  }

  /// The schema as of the last load with it.
  ///
  /// A version that is younger than that load is that of one that was taken back: the tables have its
  /// columns still. Loads may have brought an earlier version back, so that the youngest is not always it.
  private func schema(_ name: String, _ loads: [Record]) throws(LoadError) -> Schema? {
    let versions = rows(of: SystemTable.versions).filter { $0["schema_name"]?.string == name }
    let youngest = versions.max { left, right in
      (left["inserted_at"]?.dateTime?.microseconds ?? 0, left["version"]?.int64 ?? 0)
        < (right["inserted_at"]?.dateTime?.microseconds ?? 0, right["version"]?.int64 ?? 0)
    }
    let last = loads.filter { $0["schema_name"]?.string == name && $0.isVisibleLoad }
      .max { LoadID.precedes($0["load_id"]?.string ?? "", $1["load_id"]?.string ?? "") }
    var found = youngest
    if let last, let moment = last["inserted_at"]?.dateTime,
      youngest?["inserted_at"]?.dateTime.map({ $0.microseconds <= moment.microseconds }) ?? true
    {
      found =
        versions.last { $0["version_hash"] == last["schema_version_hash"] } ?? youngest
    }
    guard let text = found?["schema"]?.string else { return nil }
    var schema = try Schema(stored: text)
    schema.history = history(of: name)
    return schema
  }

  /// The versions of a schema, in the order in which they came.
  private func history(of schema: String) -> [SchemaVersion] {
    var rowsByLoad: [(load: String, rows: [Value])] = []
    for row in rows(of: SystemTable.changes) where row["schema_name"]?.string == schema {
      let load = row["load_id"]?.string ?? ""
      if rowsByLoad.last?.load == load {
        rowsByLoad[rowsByLoad.count - 1].rows.append(.record(row))
      } else {
        rowsByLoad.append((load, [.record(row)]))
      }
    }
    return rowsByLoad.compactMap { SystemRows.version(changes: $0.rows) }
  }

  /// The state of a pipeline as of its last load that is visible and brought one.
  private func state(of pipeline: String) throws(LoadError) -> PipelineState? {
    let visible = visibleLoads
    let last = rows(of: SystemTable.state)
      .filter { row in
        row["pipeline_name"]?.string == pipeline
          && visible.contains(row[SystemColumn.loadID]?.string ?? "")
      }
      .max {
        LoadID.precedes(
          $0[SystemColumn.loadID]?.string ?? "",
          $1[SystemColumn.loadID]?.string ?? ""
        )
      }
    guard let last else { return nil }
    return try PipelineState(row: last)
  }

  private var visibleLoads: Set<String> {
    Set(
      rows(of: SystemTable.loads, ["load_id", "status"])
        .filter(\.isVisibleLoad)
        .compactMap { $0["load_id"]?.string }
    )
  }

  /// The rows of a table, or only some of their columns; none if there is no such table.
  private func rows(of table: String, _ columns: Set<String>? = nil) -> [Record] {
    (dataset[table]?.batches ?? []).flatMap { packed in
      let batch = packed.batch
      guard let columns else { return batch.records }
      let wanted = batch.names.indices.filter { columns.contains(batch.names[$0]) }
      let part = Batch(
        names: wanted.map { batch.names[$0] },
        vectors: wanted.map { batch.vectors[$0] },
        rowCount: batch.rowCount
      )
      return part.records
    }
  }
}

extension Record {
  /// Whether this row of the table of loads tells of one that is complete.
  fileprivate var isVisibleLoad: Bool { self["status"]?.int64 == 0 }
}
