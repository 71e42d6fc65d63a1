// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// The rows of one table, as a test has found them.
public struct TableContents: Sendable {
  /// The name.
  public let name: String
  /// The columns, in order.
  public let columns: [Column]
  /// The rows; a column without a value is left out.
  public let rows: [Record]

  /// Makes the contents of a table.
  public init(_ name: String, columns: [Column], rows: [Record]) {
    self.name = name
    self.columns = columns
    self.rows = rows
  }

  /// Throws ``ExpectationFailure`` unless the table has the rows `expected`.
  ///
  /// A value may be written in any form that its column takes: a date as a text, a double as an
  /// integer. Columns that the library adds are looked at only if an expected row has them. `key`
  /// are columns by which changed rows are found; without them, rows are held to be the same that
  /// have most in common. The order of rows matters only if `inOrder` says so.
  public func expect(
    _ expected: [Record],
    by key: String...,
    inOrder: Bool = false
  ) throws(ExpectationFailure) {
    try expect(expected, key: key, inOrder: inOrder)
  }

  /// Throws ``ExpectationFailure`` unless the table has the columns `expected`, with these types.
  ///
  /// The order does not matter. Columns that the library adds are looked at only if they are expected.
  public func expectColumns(_ expected: [String: DataType]) throws(ExpectationFailure) {
    let found = columns.filter { !$0.name.isOfLibrary || expected[$0.name] != nil }
    var lines = DiffTable(["column", "type"])
    for column in found {
      let type = column.type.map { "\($0)" } ?? "(no type)"
      let wanted = expected[column.name].map { "\($0)" }
      if wanted == type {
        lines.add(.same, [column.name, type])
      } else {
        if let wanted { lines.add(.missing, [column.name, wanted]) }
        lines.add(.surplus, [column.name, type])
      }
    }
    let names = Set(found.map(\.name))
    for (name, type) in expected.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
      lines.add(.missing, [name, "\(type)"])
    }
    guard lines.hasDifferences else { return }
    throw ExpectationFailure(
      "The table '\(name)' has other columns than expected (- expected, + found):\n\(lines)"
    )
  }

  func expect(
    _ expected: [Record],
    key: [String],
    inOrder: Bool
  ) throws(ExpectationFailure) {
    let wanted = Set(expected.flatMap(\.keys))
    let found = rows.map { row in
      Record(row.filter { !$0.key.isOfLibrary || wanted.contains($0.key) }.map { ($0, $1) })
    }
    let types = Dictionary(
      columns.compactMap { column in column.type.map { (column.name, $0) } },
      uniquingKeysWith: { first, _ in first }
    )
    let expected = expected.map { row in
      Record(
        row.filter { !$0.value.isNull }.map { name, value in
          (name, types[name].flatMap { value.converted(to: $0) } ?? value)
        }
      )
    }
    let diff = RowDiff(expected: expected, found: found, key: key, inOrder: inOrder)
    guard !diff.isEmpty else { return }
    let names = columns.map(\.name).filter { !$0.isOfLibrary || wanted.contains($0) }
    throw ExpectationFailure(
      "The table '\(name)' has other rows than expected (- expected, + found): \(diff.summary).\n"
        + diff.text(columns: names)
    )
  }
}

extension String {
  /// Whether a column or table is one that the library adds.
  var isOfLibrary: Bool { hasPrefix("_dlt") || hasPrefix("_sluice") }
}
