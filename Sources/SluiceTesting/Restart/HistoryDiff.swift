// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Sluice

extension DatasetContents {
  /// The name of the column that stands for the rows above a nested one.
  private static let parent = "(parent)"

  /// The same without ids, which differ from run to run: nested rows show the rows above them.
  ///
  /// State and schema come as tables, too.
  package var comparable: [TableContents] {
    var rowsByID: [String: Record] = [:]
    for row in tables.flatMap(\.rows) {
      if let id = row["_dlt_id"]?.string, rowsByID[id] == nil { rowsByID[id] = row }
    }
    var found: [TableContents] = tables.filter { !$0.name.isOfLibrary }.map { table in
      TableContents(
        table.name,
        columns: [Column(Self.parent, .text)] + table.columns,
        rows: table.rows.map { row in
          var result = row.withoutIDs
          if row["_dlt_parent_id"] != nil {
            result[Self.parent] = .text(Self.ancestors(of: row, rowsByID))
          }
          return result
        }
      )
    }
    found.append(TableContents("the schema", columns: [], rows: schemaRows))
    found.append(TableContents("the state", columns: [], rows: stateRows))
    return found.sorted { $0.name < $1.name }
  }

  private static func ancestors(of row: Record, _ rows: [String: Record]) -> String {
    var row = row
    var labels: [String] = []
    while let id = row["_dlt_parent_id"]?.string, labels.count < 100 {
      guard let parent = rows[id] else {
        labels.append("(a row that is not there)")
        break
      }
      labels.append("\(parent.withoutIDs)")
      row = parent
    }
    return labels.joined(separator: " of ")
  }

  private var schemaRows: [Record] {
    guard let schema = remembered.schema else { return [] }
    var rows: [Record] = [["table": "(version)", "column": .int(Int64(schema.version))]]
    for table in schema.tables where table.hasSeenData {
      for column in table.completeColumns {
        rows.append([
          "table": .text(table.name), "column": .text(column.name),
          "type": .text(column.type.map { "\($0)" } ?? ""),
        ])
      }
    }
    return rows
  }

  private var stateRows: [Record] {
    guard let state = remembered.state else { return [] }
    var rows: [Record] = [["of": "(version)", "state": .int(Int64(state.version))]]
    rows += state.sources.map { ["of": .text("source \($0.key)"), "state": $0.value] }
    rows += state.other.map { ["of": .text($0.key), "state": $0.value] }
    return rows
  }
}

extension Record {
  fileprivate var withoutIDs: Record {
    Record(
      filter { !$0.key.hasPrefix("_dlt") || $0.key == "_dlt_list_idx" }.map { ($0.key, $0.value) }
    )
  }
}

/// How the tables of one history of runs differ from those of another.
package struct HistoryDiff {
  package private(set) var lost = 0
  package private(set) var doubled = 0
  package private(set) var text = ""

  /// Compares what ``DatasetContents/comparable`` gives.
  package init(expected: [TableContents], found: [TableContents]) {
    let names = Set(expected.map(\.name)).union(found.map(\.name)).sorted()
    for name in names {
      let before = expected.first { $0.name == name }
      let after = found.first { $0.name == name }
      if (before?.rows ?? []) == (after?.rows ?? []) { continue }
      let diff = RowDiff(expected: before?.rows ?? [], found: after?.rows ?? [])
      guard !diff.isEmpty else { continue }
      if !name.hasPrefix("the ") {
        lost += diff.missing
        doubled += diff.doubled
      }
      let columns = (before ?? after)?.columns.map(\.name) ?? []
      if !text.isEmpty { text += "\n" }
      text += "\(name): \(diff.summary)\n\(diff.text(columns: columns))"
    }
  }

  /// Whether there is no difference.
  package var isEmpty: Bool { text.isEmpty }
}
