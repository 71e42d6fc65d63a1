// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Table {
  /// What holds for the table as a whole, in words.
  var words: String {
    var words = [parent.map { "below '\($0)'" } ?? (disposition ?? .append).description]
    if let rowID, rowID != .random { words.append("row ids \(rowID)") }
    if let maximumNesting { words.append("nesting \(maximumNesting)") }
    if let contract {
      let strict = Contract.Entity.allCases.filter { contract[$0] != .evolve }
      let clauses = strict.map { "\($0.rawValue) \(contract[$0])" }
      words.append("contract \(clauses.isEmpty ? "evolve" : clauses.joined(separator: " "))")
      if contract.holdsFromFirstRow { words.append("from the first row") }
    }
    if isSealed == true { words.append("sealed") }
    if let conflictPolicy { words.append("on conflict \(conflictPolicy)") }
    if let maximumColumns { words.append("at most \(maximumColumns) columns") }
    if let filters {
      words.append("without \(filters.excludes.map(\.text).joined(separator: " "))")
      if !filters.includes.isEmpty {
        words.append("but with \(filters.includes.map(\.text).joined(separator: " "))")
      }
    }
    if let tableFormat { words.append("table format \(tableFormat)") }
    if let fileFormat { words.append("file format \(fileFormat)") }
    for reference in references {
      words.append(
        "(\(reference.columns.joined(separator: ", "))) refers to '\(reference.table)' "
          + "(\(reference.referencedColumns.joined(separator: ", ")))"
      )
    }
    words += notes(description, annotations)
    if !hasSeenData { words.append("no rows yet") }
    return words.joined(separator: ", ")
  }
}

extension Column {
  /// Type and hints, in words.
  var words: String {
    var words = [type.map { "\($0)" } ?? "no type yet"]
    if !isNullable { words.append("not null") }
    words += ColumnHint.all.filter { hints.contains($0) }.map(\.description)
    words += ColumnHint.all.filter { deniedHints.contains($0) }.map { "no \($0)" }
    if let order = deduplicationOrder { words.append("dedup_sort \(order.rawValue)") }
    if let policy = conflictPolicy { words.append("on conflict \(policy)") }
    words += notes(description, annotations)
    return words.joined(separator: ", ")
  }
}

/// What people said of a table or column.
private func notes(_ description: String?, _ annotations: Record) -> [String] {
  var notes: [String] = []
  if let description { notes.append("'\(description)'") }
  for (name, value) in annotations { notes.append("\(name): \(JSONWriter().string(value))") }
  return notes
}
