// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// All there is to see after a run, and its recorded form.
struct Snapshot {
  let example: Case
  let schema: Schema?
  let store: ColumnStore
  let package: [String: [Batch]]
  let loads: [String: Int]
  let run: Int

  /// The rows that were handed to the destination, without missing values.
  var packageRows: Value {
    var labels = RowLabels(snapshot: self)
    let rows = package.mapValues { $0.flatMap(Self.rows) }.filter { !Self.isInternal($0.key) }
    labels.addIDs(of: rows)
    return .record(
      Record(rows.sorted { $0.key < $1.key }.map { ($0, .list(labels.labeled($1, of: $0))) })
    )
  }

  /// All tables; those of a failed run have rows only.
  func tables(withSchema: Bool) -> Value {
    let stored = store.tables(in: "corpus").filter { !Self.isInternal($0) }
    var rows: [String: [Record]] = [:]
    for name in stored {
      guard let table = try? store.table("corpus", name) else { continue }
      let names = table.columns.map(\.name)
      rows[name] = table.batches.flatMap { Self.rows(of: $0, columns: names, schema?[name]) }
    }
    let times = loadTimes
    for (name, table) in rows {
      rows[name] = table.map { row in
        Record(row.map { ($0.key, times[$0.value] ?? $0.value) })
      }
    }
    var labels = RowLabels(snapshot: self)
    labels.addIDs(of: rows)
    var tables = Record()
    for table in schema?.tables ?? [] where !Self.isInternal(table.name) && withSchema {
      tables[table.name] = .record(form(of: table))
    }
    for name in stored where tables[name] == nil {
      tables[name] = withSchema ? ["in_schema": false] : [:]
    }
    for name in tables.keys {
      if rows[name] == nil { tables[name]?["row_id_rule"] = nil }
      tables[name]?["rows"] = rows[name].map { .list(labels.labeled($0, of: name)) } ?? .null
      if withSchema, let ids = labels.rawIDs(of: name) { tables[name]?["raw_ids"] = ids }
    }
    return .record(tables)
  }

  /// The times at which loads began, in the form of the corpus.
  private var loadTimes: [Value: Value] {
    guard example.features.contains("load_time") else { return [:] }
    let times = loads.compactMap { id, run -> (Value, Value)? in
      let parts = id.split(separator: ".")
      guard parts.count == 2, let seconds = Int64(parts[0]), let micro = Int64(parts[1]) else {
        return nil
      }
      let moment = Timestamp(microseconds: seconds * 1_000_000 + micro)
      return (RowForm.of(.timestamp(moment), in: .timestamp), .text("load_time#\(run)"))
    }
    return Dictionary(times, uniquingKeysWith: { first, _ in first })
  }

  static func isInternal(_ table: String) -> Bool {
    table.hasPrefix("_dlt") || table.hasPrefix("_sluice")
  }

  /// How the ids of the rows of a table come about, in the words of the corpus.
  func rowIDRule(of table: Table) -> String {
    if table.parent != nil { return "nested" }
    if example.hasGivenIDs { return "given" }
    return table.rowID?.description ?? "random"
  }

  private func form(of table: Table) -> Record {
    var form = Record()
    if let parent = table.parent { form["parent"] = .text(parent) }
    if let resource = table.resource { form["resource"] = .text(resource) }
    if let disposition = table.disposition {
      form["write_disposition"] = .text(disposition.description)
    }
    let complete = table.columns.filter { $0.type != nil }
    form["columns"] = .list(complete.map { .record(Self.form(of: $0)) })
    let incomplete = table.columns.filter { $0.type == nil }
    if !incomplete.isEmpty {
      form["incomplete_columns"] = .list(incomplete.map { .record(Self.form(of: $0)) })
    }
    var hints = Record()
    if let levels = table.maximumNesting {
      hints["x-normalizer"] = ["max_nesting": Value(integer: levels)]
    }
    if !table.references.isEmpty {
      hints["references"] = .list(
        table.references.map { reference in
          [
            "referenced_table": .text(reference.table),
            "columns": .list(reference.columns.map { .text($0) }),
            "referenced_columns": .list(reference.referencedColumns.map { .text($0) }),
          ]
        }
      )
    }
    if let contract = table.contract { hints["schema_contract"] = contract.corpusForm }
    if !hints.isEmpty { form["hints"] = .record(hints) }
    form["row_id_rule"] = .text(rowIDRule(of: table))
    return form
  }

  private static func form(of column: Column) -> Record {
    var form: Record = ["name": .text(column.name)]
    if let type = column.type { form["data_type"] = .text(type.kind.rawValue) }
    if let precision = column.type?.precision ?? column.typeDetails.precision {
      form["precision"] = Value(integer: precision)
    }
    if let scale = column.type?.scale ?? column.typeDetails.scale {
      form["scale"] = Value(integer: scale)
    }
    if let hasTimeZone = column.type?.hasTimeZone ?? column.typeDetails.hasTimeZone {
      form["timezone"] = .bool(hasTimeZone)
    }
    if let nullable = column.nullable { form["nullable"] = .bool(nullable) }
    for hint in ColumnHint.all where column.hints.contains(hint) { form[hint.description] = true }
    for hint in ColumnHint.all where column.deniedHints.contains(hint) {
      form[hint.description] = false
    }
    if let order = column.deduplicationOrder { form["dedup_sort"] = .text(order.rawValue) }
    for (key, value) in column.annotations { form[key] = value.encoded }
    return form
  }

  /// The rows of a batch, with the columns that have values, or with all that are named.
  ///
  /// Whether a timestamp has a time zone is for the schema to say, where it knows the `table`.
  private static func rows(
    of batch: Batch,
    columns: [String],
    _ table: Table? = nil
  ) -> [Record] {
    (0..<batch.rowCount).map { row in
      Record(
        columns.map { name in
          guard let vector = batch[name] else { return (name, .null) }
          var type = vector.type
          if let known = table?[name]?.type { type.hasTimeZone = known.hasTimeZone }
          return (name, RowForm.of(vector[row], in: type))
        }
      )
    }
  }

  private static func rows(of batch: Batch) -> [Record] {
    rows(of: batch, columns: batch.names).map { row in
      Record(row.filter { !$0.value.isNull }.map { ($0.key, $0.value) })
    }
  }
}
