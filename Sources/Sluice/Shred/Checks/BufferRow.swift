// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The row of a table that is being filled which is being checked.
final class BufferRow: RowSource {
  private let table: ShredTable
  private let hot: UnsafeMutablePointer<HotState>
  private let normalize: (String) -> String
  private var columns: [String: ColumnPointer] = [:]
  /// Names that led to no column, and how many columns there were then.
  private var missing: [String: Int] = [:]
  private var normalized: [String: String] = [:]
  private var row = 0

  /// Looks at rows of `table`; `normalize` makes names of the destination.
  init(
    _ table: ShredTable,
    _ hot: UnsafeMutablePointer<HotState>,
    normalize: @escaping (String) -> String
  ) {
    self.table = table
    self.hot = hot
    self.normalize = normalize
  }

  /// Goes to a row.
  func move(to row: Int) { self.row = row }

  override func value(of name: String) -> Value? {
    if let column = columns[name] { return column.value(at: row, in: hot.pointee.heap) }
    if missing[name] == table.columns.count { return nil }
    let columnName = normalized[name] ?? normalize(name)
    normalized[name] = columnName
    guard let column = table.columns.first(where: { $0.name == columnName })?.pointer else {
      missing[name] = table.columns.count
      return nil
    }
    columns[name] = column
    return column.value(at: row, in: hot.pointee.heap)
  }
}

/// The row of ready-made columns that is being checked.
final class BatchRow: RowSource {
  private let names: [String]
  private let vectors: [Vector]
  private let normalize: (String) -> String
  private var places: [String: Int] = [:]
  private var row = 0

  /// Looks at rows of columns with names of the destination.
  init(_ names: [String], _ vectors: [Vector], normalize: @escaping (String) -> String) {
    self.names = names
    self.vectors = vectors
    self.normalize = normalize
  }

  /// Goes to a row.
  func move(to row: Int) { self.row = row }

  override func value(of name: String) -> Value? {
    let place = places[name] ?? names.firstIndex(of: normalize(name)) ?? -1
    places[name] = place
    return place < 0 ? nil : vectors[place][row]
  }
}
