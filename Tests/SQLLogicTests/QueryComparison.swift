// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Compares the result of a query with what is expected of it.
struct QueryComparison {
  let query: Query
  /// The expected lines, with all placeholders replaced.
  let expected: [String]

  /// Why the cells, sorted already, are not what is expected, or `nil` if they are.
  func difference(from found: Cells) throws(Malformed) -> String? {
    if expected.count == 1, Self.isHash(expected[0]) {
      let hash = found.hash
      return hash == expected[0] ? nil : "The hash is '\(hash)'."
    }
    // A label without a result is compared with the others of its name only.
    if query.label != nil, expected.isEmpty { return nil }
    guard found.columnCount > 0 else { return "There are no columns." }
    guard found.columnCount == query.types.count else {
      return "There are \(found.columnCount) columns instead of \(query.types.count)."
    }
    let cells = try expectedCells(for: found)
    let rowCount = cells.count / found.columnCount
    guard rowCount == found.rowCount else {
      return "There are \(found.rowCount) rows instead of \(rowCount)."
    }
    for (index, cell) in cells.enumerated() {
      let column = index % found.columnCount
      let comparison = CellComparison(kind: found.kinds[column])
      guard try comparison.accepts(found.texts[index], for: cell) else {
        let row = index / found.columnCount + 1
        return "Row \(row), column \(column + 1) is '\(found.texts[index])' instead of '\(cell)'."
      }
    }
    return nil
  }

  /// The expected cells, whether they are written one or a row to a line.
  private func expectedCells(for found: Cells) throws(Malformed) -> [String] {
    let columnCount = found.columnCount
    let isRowWise =
      columnCount > 1
      && (expected.count == found.rowCount || expected.allSatisfy { $0.utf8.contains(0x09) })
    guard isRowWise, !expected.isEmpty else {
      guard expected.count.isMultiple(of: columnCount) else {
        throw Malformed("The \(expected.count) values expected make no rows of \(columnCount).")
      }
      return expected
    }
    var cells: [String] = []
    for (index, line) in expected.enumerated() {
      // Several tabs count for one.
      let parts = line.split(separator: "\t").map(String.init)
      guard parts.count == columnCount else {
        throw Malformed("Row \(index + 1) expected has \(parts.count) cells, not \(columnCount).")
      }
      cells += parts
    }
    return cells
  }

  private static func isHash(_ line: String) -> Bool {
    let words = line.split(separator: " ")
    return words.count == 5 && Int(words[0]) != nil && words[4].utf8.count == 32
      && words[1...3].elementsEqual(["values", "hashing", "to"])
  }
}
