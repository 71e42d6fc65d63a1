// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Labels in the place of ids, which say only which rows hang together.
struct RowLabels {
  private let snapshot: Snapshot
  private var labels: [String: [String: String]] = [:]
  private var ids: [String: [(label: String, id: String)]] = [:]
  private var orphans: [String: [String: String]] = [:]

  init(snapshot: Snapshot) { self.snapshot = snapshot }

  /// Gives a label to the id of every row.
  mutating func addIDs(of tables: [String: [Record]]) {
    for (name, rows) in tables {
      var known: [String: String] = [:]
      for row in rows {
        guard let id = row["_dlt_id"]?.string, known[id] == nil else { continue }
        let label = "\(name)#\(known.count + 1)"
        known[id] = label
        ids[name, default: []].append((label, id))
      }
      labels[name] = known
    }
  }

  /// The rows of the table called `name` with labels in the place of ids.
  mutating func labeled(_ rows: [Record], of name: String) -> [Value] {
    rows.map { row in
      var row = row
      relabel("_dlt_id", of: &row, in: name)
      relabel("_dlt_parent_id", of: &row, in: snapshot.schema?[name]?.parent)
      relabel("_dlt_root_id", of: &row, in: snapshot.schema?.root(of: name))
      if let load = row["_dlt_load_id"]?.string {
        let known = snapshot.loads[load] ?? snapshot.run
        row["_dlt_load_id"] = .text("load#\(known)")
      }
      return .record(row)
    }
  }

  /// The ids of a table by their labels, where they follow from the data.
  func rawIDs(of name: String) -> Value? {
    guard let schema = snapshot.schema, let root = schema[schema.root(of: name)],
      snapshot.rowIDRule(of: root) != "random", let ids = ids[name]
    else { return nil }
    return .record(Record(ids.map { ($0.label, .text($0.id)) }))
  }

  private mutating func relabel(_ column: String, of row: inout Record, in table: String?) {
    guard let id = row[column]?.string else { return }
    if let table, let label = labels[table]?[id] {
      row[column] = .text(label)
      return
    }
    let next = "\(column):orphan#\((orphans[column]?.count ?? 0) + 1)"
    let label = orphans[column, default: [:]][id] ?? next
    orphans[column]?[id] = label
    row[column] = .text(label)
  }
}
