// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// The tables of a dataset, as a test has found them.
public struct DatasetContents: Sendable {
  /// The name of the dataset.
  public let name: String
  /// The tables, without those that the library adds, in order of appearance.
  public let tables: [TableContents]
  /// What the dataset remembers of the last load, as far as it was asked.
  public let remembered: StoredState

  /// Makes the contents of a dataset.
  public init(_ name: String, tables: [TableContents], remembered: StoredState = StoredState()) {
    self.name = name
    self.tables = tables
    self.remembered = remembered
  }

  /// The table called `name`, or `nil` if there is none.
  public subscript(name: String) -> TableContents? { tables.first { $0.name == name } }

  /// Throws ``ExpectationFailure`` unless the table called `table` has the rows `expected`.
  ///
  /// See ``TableContents/expect(_:by:inOrder:)`` for how they are compared.
  public func expect(
    _ table: String,
    _ expected: [Record],
    by key: String...,
    inOrder: Bool = false
  ) throws(ExpectationFailure) {
    try require(table).expect(expected, key: key, inOrder: inOrder)
  }

  /// Throws ``ExpectationFailure`` unless the table called `table` has these columns and types.
  public func expectColumns(
    _ table: String,
    _ expected: [String: DataType]
  ) throws(ExpectationFailure) {
    try require(table).expectColumns(expected)
  }

  /// Throws ``ExpectationFailure`` unless these are all tables, apart from those that the library adds.
  public func expectTables(_ expected: [String]) throws(ExpectationFailure) {
    let found = tables.map(\.name).filter { !$0.isOfLibrary || expected.contains($0) }
    guard Set(found) != Set(expected) else { return }
    var lines = DiffTable(["table"])
    for name in Set(found).union(expected).sorted() {
      let line = !found.contains(name) ? DiffTable.Line.missing : .surplus
      lines.add(found.contains(name) && expected.contains(name) ? .same : line, [name])
    }
    throw ExpectationFailure(
      "The dataset '\(name)' has other tables than expected (- expected, + found):\n\(lines)"
    )
  }

  private func require(_ table: String) throws(ExpectationFailure) -> TableContents {
    if let found = self[table] { return found }
    let names = tables.map { "'\($0.name)'" }.joined(separator: ", ")
    throw ExpectationFailure(
      "The dataset '\(name)' has no table '\(table)'"
        + (names.isEmpty ? "; it has none at all." : "; it has \(names).")
    )
  }
}

extension ColumnStore {
  /// All tables of `dataset` as they are now, those of the library too; none if it is not there.
  public func contents(of dataset: String) -> DatasetContents {
    let found = tables(in: dataset).compactMap { name in try? table(dataset, name) }
    return DatasetContents(
      dataset,
      tables: found.map { table in
        let columns = table.columns.map { Column($0.name, $0.type) }
        return TableContents(table.name, columns: columns, rows: table.records)
      }
    )
  }

  /// Throws ``ExpectationFailure`` unless the table at `path`, `dataset.table`, has these rows.
  ///
  /// See ``TableContents/expect(_:by:inOrder:)`` for how they are compared.
  public func expect(
    _ path: String,
    _ expected: [Record],
    by key: String...,
    inOrder: Bool = false
  ) throws(ExpectationFailure) {
    let (dataset, table) = try parts(of: path)
    try require(dataset, table).expect(expected, key: key, inOrder: inOrder)
  }

  /// Throws ``ExpectationFailure`` unless the table at `path`, `dataset.table`, has these columns.
  public func expectColumns(
    _ path: String,
    _ expected: [String: DataType]
  ) throws(ExpectationFailure) {
    let (dataset, table) = try parts(of: path)
    try require(dataset, table).expectColumns(expected)
  }

  /// Throws ``ExpectationFailure`` unless these are all tables of `dataset`.
  ///
  /// Those that the library adds are looked at only if they are expected.
  public func expectTables(
    _ dataset: String,
    _ expected: [String]
  ) throws(ExpectationFailure) {
    try contents(of: dataset).expectTables(expected)
  }

  private func parts(of path: String) throws(ExpectationFailure) -> (String, String) {
    guard let point = path.firstIndex(of: ".") else {
      throw ExpectationFailure("'\(path)' is no path to a table. Write 'dataset.table'.")
    }
    return (String(path[..<point]), String(path[path.index(after: point)...]))
  }

  private func require(
    _ dataset: String,
    _ table: String
  ) throws(ExpectationFailure) -> TableContents {
    do {
      let found = try self.table(dataset, table)
      let columns = found.columns.map { Column($0.name, $0.type) }
      return TableContents(path(dataset, table), columns: columns, rows: found.records)
    } catch {
      throw ExpectationFailure("\(error)")
    }
  }

  private func path(_ dataset: String, _ table: String) -> String { "\(dataset).\(table)" }
}
