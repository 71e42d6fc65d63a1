// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Throws if a row lacks a value that it has to have, or does not meet a condition.
  func checkRows(_ rows: StoredChunks, _ target: TargetTable) throws {
    guard let definition = target.table.definition else { return }
    let cells = rows.cells
    for (place, column) in target.columns.enumerated() {
      guard target.definition(place)?.isNotNull == true else { continue }
      guard cells[place].validity != nil else { continue }
      for row in 0..<rows.count where !cells[place].isValid(row) {
        throw SQLError(
          .constraint,
          "the column '\(column.name)' of '\(target.name)' has to have a value"
        )
      }
    }
    for check in definition.checks {
      let found = try select(
        [SQL.SelectItem(SQL.Expression(.literal(.integer(1))))],
        from: rows,
        target,
        where: SQL.Expression(.not(check.condition))
      )
      guard found.rows.count == 0 else {
        throw SQLError(
          .constraint,
          "a row of '\(target.name)' does not meet the condition \(check.condition.sql)"
        )
      }
    }
  }

  /// Throws if a key is there twice after rows have changed.
  func checkKeys(_ edits: RowEdits, _ target: TargetTable) throws {
    guard let definition = target.table.definition else { return }
    for key in definition.keys {
      var changed = [edits.inserted].compactMap(\.self)
      if let updated = edits.updated,
        updated.columns.contains(where: { key.columns.contains(target.columns[$0].name) })
      {
        changed.append(updated.rows)
      }
      for rows in changed where rows.count > 0 {
        keyed.insert(target.place)
        let columns = key.columns.map { SQLName.quoted($0) }
        let list = columns.map { "t.\($0)" }.joined(separator: ", ")
        let same = columns.map { "t.\($0) = n.\($0)" }.joined(separator: " AND ")
        let found = try ask(
          "SELECT \(list) FROM \(target.path) AS t SEMI JOIN n ON \(same) "
            + "GROUP BY ALL HAVING count(*) > 1 LIMIT 1",
          ["n": .rows(rows, target.columns, "n")]
        )
        guard found.rows.count == 0 else {
          let values = zip(key.columns, found.texts[0]).map { "\($0) = \($1 ?? "NULL")" }
          throw SQLError(
            .constraint,
            "'\(target.name)' has a row with the key \(values.joined(separator: ", ")) already"
          )
        }
      }
    }
  }

  /// Throws if rows refer to rows that are not there.
  func checkReferences(_ edits: RowEdits, _ target: TargetTable) throws {
    for reference in target.table.definition?.references ?? [] {
      var changed = [edits.inserted].compactMap(\.self)
      if let updated = edits.updated,
        updated.columns.contains(where: { reference.columns.contains(target.columns[$0].name) })
      {
        changed.append(updated.rows)
      }
      for rows in changed where rows.count > 0 {
        try check(reference, target, rows: .rows(rows, target.columns, "n"))
      }
    }
    let isSmaller = edits.clears || edits.deleted?.numbers.isEmpty == false
    guard isSmaller || edits.updated?.numbers.isEmpty == false else { return }
    for (child, reference) in references(to: target) {
      let targets = try targets(of: reference, in: target)
      let isChanged =
        edits.updated?.columns.contains { targets.contains(target.columns[$0].name) } ?? false
      guard isSmaller || isChanged else { continue }
      try check(reference, child, rows: nil)
    }
  }

  /// Throws if a row of a table, or of some rows of it, refers to a row that is not there.
  private func check(
    _ reference: TableDefinition.Reference,
    _ child: TargetTable,
    rows: CatalogRelation?
  ) throws {
    let parent = try target(reference.table, at: reference.range)
    let targets = try targets(of: reference, in: parent)
    keyed.insert(parent.place)
    keyed.insert(child.place)
    let columns = reference.columns.map { SQLName.quoted($0) }
    let same = zip(columns, targets).map { "c.\($0) = p.\(SQLName.quoted($1))" }
    let isSet = columns.map { "c.\($0) IS NOT NULL" }
    let source = rows == nil ? child.path : "n"
    let found = try ask(
      "SELECT c.* FROM \(source) AS c ANTI JOIN \(parent.path) AS p ON "
        + "\(same.joined(separator: " AND ")) WHERE \(isSet.joined(separator: " AND ")) LIMIT 1",
      rows.map { ["n": $0] } ?? [:]
    )
    guard found.rows.count == 0 else {
      throw SQLError(
        .constraint,
        "a row of '\(child.name)' refers to a row of '\(parent.name)' that is not there",
        advice: "The columns are \(reference.columns.joined(separator: ", "))."
      )
    }
  }

  /// The tables that refer to one.
  func references(
    to target: TargetTable
  ) -> [(child: TargetTable, reference: TableDefinition.Reference)] {
    let catalog = catalog
    return edit.datasets.sorted { $0.key < $1.key }.flatMap { name, dataset in
      dataset.tables.flatMap { table in
        (table.definition?.references ?? []).compactMap { reference in
          guard let place = catalog.table(reference.table), place.dataset == target.dataset,
            place.name == target.name
          else { return nil }
          return (TargetTable(name, table), reference)
        }
      }
    }
  }

  /// The columns that a reference means: those that it names, or the primary key.
  func targets(
    of reference: TableDefinition.Reference,
    in parent: TargetTable
  ) throws(SQLError) -> [String] {
    let keys = parent.table.definition?.keys ?? []
    if reference.targets.isEmpty {
      guard let primary = keys.first(where: \.isPrimary) else {
        throw SQLError(
          .binding,
          "the table '\(parent.name)' has no primary key",
          at: reference.range
        )
      }
      guard primary.columns.count == reference.columns.count else {
        throw SQLError(
          .binding,
          "the primary key of '\(parent.name)' has \(primary.columns.count.counted("column"))",
          at: reference.range
        )
      }
      return primary.columns
    }
    var names: [String] = []
    for name in reference.targets {
      names.append(parent.columns[try parent.place(of: SQL.Name(name, at: reference.range))].name)
    }
    guard keys.contains(where: { Set($0.columns) == Set(names) }) else {
      throw SQLError(
        .binding,
        "the columns that are referred to are no key of '\(parent.name)'",
        at: reference.range
      )
    }
    return names
  }
}

extension StatementResult {
  /// All rows as texts.
  var texts: [[String?]] {
    let cells = rows.cells
    let texts = zip(cells, columns).map { cells, column in
      ValueTexts.texts(cells, column.type, count: rows.count)
    }
    return (0..<rows.count).map { row in texts.map { $0[row] } }
  }
}
