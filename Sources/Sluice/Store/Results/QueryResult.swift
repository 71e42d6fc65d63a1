// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows that a query has found, column by column. It stays as it is, whatever the store does.
///
/// ```swift
/// let result = try connection.query("SELECT name, score FROM players ORDER BY score DESC")
/// print(result)
/// let players = try result.decode(Player.self)
/// let best = try result.values("score", as: Double.self).first
/// ```
public struct QueryResult: Sendable {
  /// The columns, in order.
  public let columns: [ResultColumn]
  /// The number of rows.
  public let rowCount: Int
  /// The values of the columns.
  let cells: [Cells]
  /// The names under which columns are found, of which no two are the same.
  let names: [String]

  init(_ columns: [PlanColumn], _ rows: StoredChunks) {
    self.columns = columns.map { ResultColumn(name: $0.name, type: $0.type) }
    names = self.columns.map(\.name).uniqueNames
    rowCount = rows.count
    cells = rows.cells
  }

  /// Whether there are no rows.
  public var isEmpty: Bool { rowCount == 0 }

  /// The values of the column called `name`, row by row, or `nil` if there is none.
  ///
  /// A column with the name of one before it is found with a number behind it: `id_1`.
  public subscript(name: String) -> [Value]? {
    place(of: name).map { place in
      (0..<rowCount).map { Value(cells[place], $0, columns[place].sqlType) }
    }
  }

  /// The place of a column; capital letters make no difference where that leaves no doubt.
  func place(of name: String) -> Int? {
    if let place = names.firstIndex(of: name) { return place }
    let folded = SQLName.folded(name)
    let similar = names.indices.filter { SQLName.folded(names[$0]) == folded }
    return similar.count == 1 ? similar[0] : nil
  }

  /// The rows as batches, with the types that tables of a store have.
  ///
  /// What has others inside is JSON there. Throws ``LoadError`` with the code `valueOutOfRange` if a
  /// value of text takes more than 4 GiB.
  public func batches() throws(LoadError) -> [Batch] {
    do throws(SQLError) {
      return try StoredChunks.batches(
        cells,
        zip(names, columns).map { (name: $0, type: $1.sqlType) },
        count: rowCount
      )
    } catch {
      throw LoadError(.valueOutOfRange, "The rows cannot be put into batches: \(error.message).")
    }
  }
}
