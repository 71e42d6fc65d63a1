// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension QueryResult {
  /// The values row by row as SQL writes them: what a cast to `VARCHAR` gives. A missing one is `nil`.
  public var texts: [[String?]] {
    (0..<rowCount).map { row in
      columns.indices.map { place in
        cells[place].isValid(row) ? cells[place].text(row, columns[place].sqlType) : nil
      }
    }
  }
}

extension QueryResult: CustomStringConvertible {
  /// The rows as a table with lines around the cells: the first and the last of more than 40.
  public var description: String { text() }

  /// The rows as a table with lines around the cells, for people.
  ///
  /// Of more rows than `rows` only the first and the last are shown. If the table is wider than `width`,
  /// which is not limited by default, long texts are cut and columns in the middle left out.
  public func text(rows: Int = 40, width: Int? = nil) -> String {
    guard !columns.isEmpty else { return rowCount.counted("row") }
    let limit = max(rows, 1)
    let shown: [Int]
    var gap: Int?
    if rowCount > limit {
      let first = (limit + 1) / 2
      shown = Array(0..<first) + Array(rowCount - limit / 2..<rowCount)
      gap = first
    } else {
      shown = Array(0..<rowCount)
    }
    let table = BoxTable(
      columns.indices.map { place in
        let type = columns[place].sqlType
        return (
          columns[place].name, columns[place].type.lowercased(), type.isNumeric,
          shown.map { cells[place].text($0, type) }
        )
      },
      gap: gap,
      width: width
    )
    var footer = rowCount.counted("row")
    if rowCount > shown.count { footer += " (\(shown.count) shown)" }
    if table.hiddenColumns > 0 {
      footer += ", \(columns.count) columns (\(columns.count - table.hiddenColumns) shown)"
    }
    return (table.lines + [footer]).joined(separator: "\n")
  }
}
