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
          "the column '\(column.name)' of '\(target.name)' has to have a value",
          advice: target.definition(place)?.defaultValue == nil
            ? "Give it one, or a DEFAULT to the column."
            : "Leave the column out, or write DEFAULT, for the value that it has by default."
        )
      }
    }
    for check in definition.checks {
      let found = try select(
        target.columns.map { SQL.SelectItem(.column($0.name)) },
        from: rows,
        target,
        where: SQL.Expression(.not(check.condition))
      )
      guard found.rows.count == 0 else {
        let name = check.name.map { " '\($0)'" } ?? ""
        let values = target.described(target.columns.map(\.name), found.rows, 0)
        throw SQLError(
          .constraint,
          "a row of '\(target.name)' does not meet the condition\(name) \(check.condition.sql)",
          advice: "The row is \(values)."
        )
      }
    }
  }

  /// Throws if a key would be there twice after rows have changed, which they have not yet.
  func checkKeys(_ edits: RowEdits, _ target: TargetTable) throws {
    for key in target.table.definition?.keys ?? [] {
      let changed = edits.rows(changing: key.columns, target)
      guard !changed.isEmpty else { continue }
      let index = try checkKey(key, in: changed, target)
      guard !edits.clears else { continue }
      // Rows that go or get another key are in nobody's way.
      var going = edits.deleted?.numbers ?? []
      if let updated = edits.updated, edits.changes(key.columns, target) {
        going += updated.numbers
      }
      let interruption = Interruption()
      var leaving: Set<Int> = []
      leaving.reserveCapacity(going.count)
      for (place, number) in going.enumerated() {
        try interruption.check(atRow: place)
        leaving.insert(number)
      }
      var found: Int?
      let keys = TableKeys(target.table, key.columns)
      try keys.forEachMatch(of: index, asking: Task.checkCancellation) { row, group in
        if leaving.contains(row) { return true }
        found = group
        return false
      }
      guard let found else { continue }
      let (rows, row) = changed.place(of: Int(index.firstRows[found]))
      let values = target.described(key.columns, rows, row)
      throw SQLError(
        .constraint,
        "'\(target.name)' has a row with the key \(values) already",
        advice: edits.inserted == nil
          ? "Give it a value that no other row has."
          : "Give it another value, or say what becomes of such rows: ON CONFLICT DO NOTHING or "
            + "DO UPDATE SET …"
      )
    }
  }

  /// Throws if a key is in some rows twice; returns where they are by their keys.
  @discardableResult
  func checkKey(
    _ key: TableDefinition.Key,
    in changed: [StoredChunks],
    _ target: TargetTable
  ) throws -> KeyIndex {
    let index = try KeyIndex(try target.keys(key.columns, of: changed), Interruption())
    guard let twice = index.firstRepeatedRow else { return index }
    let (rows, row) = changed.place(of: twice)
    throw SQLError(
      .constraint,
      "two of the rows would have the key \(target.described(key.columns, rows, row)) of "
        + "'\(target.name)'",
      advice: "Both are rows of this statement. DISTINCT ON or GROUP BY leaves one of each."
    )
  }

  /// Throws if rows refer to rows that are not there, after they have changed.
  func checkReferences(_ edits: RowEdits, _ target: TargetTable) throws {
    for reference in target.table.definition?.references ?? [] {
      try check(reference, target, rows: edits.rows(changing: reference.columns, target))
    }
    let isSmaller = edits.clears || edits.deleted?.numbers.isEmpty == false
    guard isSmaller || edits.updated?.numbers.isEmpty == false else { return }
    for (child, reference) in references(to: target) {
      let targets = try targets(of: reference, in: target)
      guard isSmaller || edits.changes(targets, target) else { continue }
      watch(child.place, .appended)
      let before = TableKeys(target.table, targets)
      var keys = before.allKeys
      if !edits.clears {
        var numbers = edits.deleted?.numbers ?? []
        if let updated = edits.updated, edits.changes(targets, target) {
          numbers += updated.numbers
        }
        keys = before.keys(at: try RowPlaces(numbers, target.table).parts)
      }
      if keys.isTooLong { throw target.tooLong(target.table.rowCount) }
      try checkChildren(of: keys, reference, targets, child, target)
    }
  }

  /// Throws if a row has a key that rows of another table had and have no more.
  private func checkChildren(
    of keys: KeyColumns,
    _ reference: TableDefinition.Reference,
    _ targets: [String],
    _ child: TargetTable,
    _ parent: TargetTable
  ) throws {
    let index = try KeyIndex(keys, Interruption())
    var isThere = ContiguousArray(repeating: false, count: index.count)
    let parents = TableKeys(current(parent).table, targets)
    try parents.forEachMatch(of: index, asking: Task.checkCancellation) { _, group in
      isThere[group] = true
      return true
    }
    let interruption = Interruption()
    let lost = try KeyIndex(keys) { row in
      try interruption.check(atRow: row)
      return index.groups[row] != KeyIndex.none && !isThere[Int(index.groups[row])]
    }
    var found: Int?
    let children = TableKeys(child.table, reference.columns)
    try children.forEachMatch(of: lost, asking: Task.checkCancellation) { row, _ in
      found = row
      return false
    }
    guard let found else { return }
    let row = try child.row(found)
    throw SQLError(
      .constraint,
      "a row of '\(child.name)' with \(child.described(reference.columns, row, 0)) refers to a row of "
        + "'\(parent.name)' that would not be there any more",
      advice: "Change or remove the rows of '\(child.name)' first."
    )
  }

  /// Throws if one of some rows refers to a row that is not there.
  func check(
    _ reference: TableDefinition.Reference,
    _ child: TargetTable,
    rows: [StoredChunks]
  ) throws {
    guard !rows.isEmpty else { return }
    let parent = try parent(of: reference, from: child.dataset)
    let targets = try targets(of: reference, in: parent)
    watch(parent.place, .rewritten)
    let keys = try child.keys(reference.columns, of: rows)
    let index = try KeyIndex(keys, Interruption())
    var isThere = ContiguousArray(repeating: false, count: index.count)
    let parents = TableKeys(parent.table, targets)
    try parents.forEachMatch(of: index, asking: Task.checkCancellation) { _, group in
      isThere[group] = true
      return true
    }
    guard let missing = isThere.firstIndex(of: false) else { return }
    let (part, row) = rows.place(of: Int(index.firstRows[missing]))
    let list = targets.joined(separator: ", ")
    throw SQLError(
      .constraint,
      "a row of '\(child.name)' with \(child.described(reference.columns, part, row)) refers to a row "
        + "of '\(parent.name)' that is not there",
      advice: "Add a row with this value of \(list) to '\(parent.name)' first."
    )
  }

  /// The tables that refer to one.
  func references(
    to target: TargetTable
  ) -> [(child: TargetTable, reference: TableDefinition.Reference)] {
    edit.datasets.sorted { $0.key < $1.key }.flatMap { name, dataset in
      dataset.tables.flatMap { table in
        (table.definition?.references ?? []).compactMap { reference in
          guard let parent = try? parent(of: reference, from: name), parent.place == target.place
          else { return nil }
          return (TargetTable(name, table), reference)
        }
      }
    }
  }

  /// The table that a reference means: one of the dataset of the table that has it, unless it names another
  /// one. Which schema the session looks into does not matter.
  func parent(
    of reference: TableDefinition.Reference,
    from dataset: String
  ) throws(SQLError) -> TargetTable {
    if let single = reference.table.single {
      let own = SQL.QualifiedName([SQL.Name(dataset), single])
      if catalog.table(own) != nil { return try target(own, at: reference.range) }
    }
    return try target(reference.table, at: reference.range)
  }

  /// A statement with the datasets of tables that lie in another one and that it refers to.
  func qualifyingReferences(
    of statement: SQL.CreateTable,
    in dataset: String
  ) -> SQL.CreateTable {
    guard case .columns(var columns, var constraints) = statement.content else { return statement }
    let catalog = catalog
    let itself = SQLName.folded(statement.name.last.text)
    func qualified(_ key: SQL.ForeignKey) -> SQL.ForeignKey {
      var key = key
      guard let single = key.table.single, SQLName.folded(single.text) != itself,
        let place = catalog.table(key.table), place.dataset != dataset
      else { return key }
      key.table = SQL.QualifiedName([SQL.Name(place.dataset), single])
      return key
    }
    for column in columns.indices {
      for place in columns[column].constraints.indices {
        if case .references(let key) = columns[column].constraints[place].kind {
          columns[column].constraints[place].kind = .references(qualified(key))
        }
      }
    }
    for place in constraints.indices {
      if case .foreignKey(let names, let key) = constraints[place].kind {
        constraints[place].kind = .foreignKey(names, qualified(key))
      }
    }
    var statement = statement
    statement.content = .columns(columns, constraints: constraints)
    return statement
  }

  /// Lets the tables that a new table refers to be others, so that nobody takes rows away who does not know
  /// of it.
  func noteReferences(of definition: TableDefinition, from target: TargetTable) throws(SQLError) {
    for reference in definition.references {
      let parent = try parent(of: reference, from: target.dataset)
      guard parent.place != target.place, let said = parent.table.definition else { continue }
      edit.make(.define(said), in: parent.dataset, parent.name)
    }
  }

  /// Throws if rows of another table refer to those of one that is to go.
  func checkNoneRefers(to target: TargetTable, at range: SQL.SourceRange) throws(SQLError) {
    let children = references(to: target).filter { $0.child.place != target.place }
    guard let first = children.first else { return }
    throw SQLError(
      .catalog,
      "rows of '\(first.child.name)' refer to '\(target.name)'",
      at: range,
      advice: "Drop '\(first.child.name)' first."
    )
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
      try checkTypes(of: reference, primary.columns, in: parent)
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
    try checkTypes(of: reference, names, in: parent)
    return names
  }

  private func checkTypes(
    of reference: TableDefinition.Reference,
    _ targets: [String],
    in parent: TargetTable
  ) throws(SQLError) {
    for (type, target) in zip(reference.types, targets) {
      guard let place = parent.columns.first(where: { $0.name == target }), place.type != type
      else { continue }
      throw SQLError(
        .binding,
        "a column of the type \(type) cannot refer to '\(target)' of '\(parent.name)', which is "
          + "\(place.type)",
        at: reference.range,
        advice: "Give both the same type."
      )
    }
  }
}

extension RowEdits {
  /// The rows with new values of some columns: those that come, and those that change if they do so there.
  fileprivate func rows(changing columns: [String], _ target: TargetTable) -> [StoredChunks] {
    let updated = changes(columns, target) ? updated?.rows : nil
    return [inserted, updated].compactMap(\.self).filter { $0.count > 0 }
  }

  /// Whether rows that are there get other values in one of some columns.
  fileprivate func changes(_ columns: [String], _ target: TargetTable) -> Bool {
    updated?.columns.contains { columns.contains(target.columns[$0].name) } ?? false
  }
}

extension [StoredChunks] {
  /// Where the row with a number is, counted over all.
  fileprivate func place(of row: Int) -> (StoredChunks, Int) {
    var row = row
    for part in self {
      if row < part.count { return (part, row) }
      row -= part.count
    }
    return (StoredChunks(shapes: []), 0)
  }
}

extension TargetTable {
  /// The keys of rows with all columns of the table.
  func keys(_ names: [String], of parts: [StoredChunks]) throws -> KeyColumns {
    let known = TableKeys(table, names)
    var keys = known.noKeys
    for part in parts {
      let cells = names.compactMap { place(called: $0) }.map { (part.cells[$0], $0) }
      for start in stride(from: 0, to: part.count, by: Session.batchSize) {
        try Task.checkCancellation()
        let rows = start..<min(part.count, start + Session.batchSize)
        keys.append(try cells.map { try vector($0.0, rows, $0.1) }, count: rows.count)
        if keys.isTooLong { throw tooLong(part.count) }
      }
    }
    return keys
  }

  private func place(called name: String) -> Int? { columns.firstIndex { $0.name == name } }

  /// The row with a number, with all columns of the table.
  fileprivate func row(_ number: Int) throws -> StoredChunks {
    let row = StoredChunks(shapes: columns.map { CellShape($0.type) })
    guard let part = try RowPlaces([number], table).parts.first else { return row }
    let cells = columns.indices.map { table.chunkColumn($0, columns[$0].type, part) }
    row.append(Chunk(cells, count: 1))
    return row
  }

  /// Some columns of one of some rows, as `name = value`.
  func described(_ names: [String], _ rows: StoredChunks, _ row: Int) -> String {
    guard row < rows.count else { return "" }
    let one = Selection(row..<row + 1)
    let cells = rows.cells.map { $0.gathered(one) }
    let values = names.map { name -> String in
      guard let place = place(called: name) else { return name }
      let text = ValueTexts.texts(cells[place], columns[place].type, count: 1)[0]
      return "\(name) = \(text.map { $0.count > 60 ? $0.prefix(60) + "…" : $0 } ?? "NULL")"
    }
    return values.joined(separator: ", ")
  }
}

extension KeyIndex {
  /// An index of all rows of `keys`, unless nobody waits for it any more.
  init(_ keys: KeyColumns, _ interruption: Interruption) throws {
    try self.init(keys) { row in
      try interruption.check(atRow: row)
      return true
    }
  }
}
