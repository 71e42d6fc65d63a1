// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// What has to be done to `before` to get this schema, table by table in the order of their names.
  func changes(since before: Schema) -> [LoggedChange] {
    var changes: [LoggedChange] = []
    for table in tables.sorted(by: { $0.name < $1.name }) {
      let known = before[table.name]
      changes += table.ownChange(since: known)
      for column in table.columns {
        changes += column.change(since: known?[column.name], in: table.name)
      }
      for column in known?.columns ?? [] where table[column.name] == nil {
        var change = LoggedChange(.columnRemoved, table: table.name, column: column.name)
        change.before = column.words
        changes.append(change)
      }
    }
    for table in before.tables.sorted(by: { $0.name < $1.name }) where self[table.name] == nil {
      var change = LoggedChange(.tableRemoved, table: table.name)
      change.before = table.words
      changes.append(change)
    }
    return changes
  }

  /// The schema without tables that have no rows, and without columns that have no type.
  var onlyUsed: Schema {
    var schema = self
    for var table in tables {
      guard table.hasSeenData else {
        schema[table.name] = nil
        continue
      }
      let unused = table.columns.filter { $0.type == nil }
      guard !unused.isEmpty else { continue }
      for column in unused { table[column.name] = nil }
      schema[table.name] = table
    }
    return schema
  }

  /// Notes the changes that a load brought, if it brought any. The schema has the version and `hash`
  /// that it is stored with.
  mutating func log(
    _ changes: [LoggedChange],
    of loadID: String,
    hash: String,
    at date: Timestamp
  ) {
    guard !changes.isEmpty else { return }
    let next = (history.last?.version ?? 0) + 1
    history.append(
      SchemaVersion(
        version: max(version, next),
        hash: hash,
        loadID: loadID,
        date: date,
        changes: changes
      )
    )
  }
}

extension Table {
  /// The change of the table as a whole; its columns are told one by one.
  fileprivate func ownChange(since known: Table?) -> [LoggedChange] {
    let isAdded = known.map { !$0.hasSeenData && hasSeenData } ?? true
    guard isAdded || known?.words != words else { return [] }
    var change = LoggedChange(isAdded ? .tableAdded : .hintsChanged, table: name)
    change.before = known?.words
    change.after = words
    return [change]
  }
}

extension Column {
  fileprivate func change(since known: Column?, in table: String) -> [LoggedChange] {
    guard known?.words != words else { return [] }
    let isAdded = known == nil || known?.type == nil && type != nil
    let kind: LoggedChange.Kind =
      isAdded ? .columnAdded : known?.type == type ? .hintsChanged : .typeChanged
    var change = LoggedChange(kind, table: table, column: name)
    change.before = known?.words
    change.after = words
    return [change]
  }
}
