// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What the conditions of a scan say of the columns of a key or an index: that each is one of some values.
///
/// The rows are found by the key, and have to meet the conditions all the same.
struct KeyLookup {
  private let columns: [String]
  /// The values of each column: one, or several if it is the only one.
  private let values: [Cells]
  private let types: [SQLType]
  private let count: Int

  /// The first key or index of which the conditions say enough; `nil` if there is none.
  init?(_ scan: TableScan, _ source: StoreTableSource, _ parameters: ParameterValues) {
    guard !scan.filters.isEmpty, !source.indexes.isEmpty else { return nil }
    var known: [String: (values: [Datum], type: SQLType)] = [:]
    for filter in scan.filters {
      guard let (place, values) = Self.values(filter, scan, parameters) else { continue }
      let column = source.table.columns[place]
      guard values.count == 1 || known[column.name] == nil else { continue }
      known[column.name] = (values, source.table.type(of: column))
    }
    guard !known.isEmpty else { return nil }
    let index = source.indexes.first { names in
      names.allSatisfy { known[$0].map { names.count == 1 || $0.values.count == 1 } ?? false }
    }
    guard let index else { return nil }
    columns = index
    let parts = index.compactMap { known[$0] }
    values = parts.map { Cells($0.values, $0.type) }
    types = parts.map(\.type)
    count = parts[0].values.count
  }

  /// The numbers of the rows, in order; `nil` if they are so many that reading all costs less.
  func rows(of table: Catalog.Table) -> [Int]? {
    let keys = TableKeys(table, columns)
    let limit = max(Chunk.size, table.rowCount / 16)
    guard count > 0 else { return [] }
    guard count <= limit else { return nil }
    var vectors: [Vector] = []
    for (place, name) in columns.enumerated() {
      guard let column = table.columns.first(where: { $0.name == name }),
        let made = Vector(values[place], types[place], rows: 0..<count),
        let vector = try? column.stored(made, of: table.name)
      else { return nil }
      vectors.append(vector)
    }
    var rows: [Int] = []
    let index = KeyIndex(keys.keys([(vectors, count)]))
    keys.forEachMatch(of: index, asking: {}) { row, _ in
      rows.append(row)
      return rows.count <= limit
    }
    return rows.count <= limit ? rows.sorted() : nil
  }

  /// The values that a condition leaves to a column, and the place of the column in the table.
  private static func values(
    _ filter: BoundExpression,
    _ scan: TableScan,
    _ parameters: ParameterValues
  ) -> (place: Int, values: [Datum])? {
    switch filter.kind {
    case .comparison(.equal, let left, let right):
      for (side, other) in [(left, right), (right, left)] {
        guard let (place, type) = column(side, scan), other.type == side.type,
          other.columns.isEmpty, !other.isVolatile,
          let evaluator = try? other.evaluator(ChunkLayout([], parameters)),
          let cells = try? evaluator.evaluate(Chunk([Cells](), count: 1))
        else { continue }
        let value = cells.datum(0, other.type)
        return (place, fits(value, type) ? [value] : [])
      }
      return nil
    case .isAmong(let part, let values, _):
      guard let (place, type) = column(part, scan) else { return nil }
      return (place, values.filter { fits($0, type) })
    default: return nil
    }
  }

  /// The column that an expression is, perhaps as an integer of another width.
  private static func column(
    _ expression: BoundExpression,
    _ scan: TableScan
  ) -> (place: Int, type: SQLType)? {
    var part = expression
    if case .cast(let inner, isTry: false) = part.kind, inner.type.isInteger, part.type.isInteger {
      part = inner
    }
    guard let id = part.column, let found = scan.columns.first(where: { $0.column.id == id }),
      found.place >= 0
    else { return nil }
    return (found.place, part.type)
  }

  /// Whether a column of a type can have a value at all.
  private static func fits(_ value: Datum, _ type: SQLType) -> Bool {
    guard case .integer(let integer) = value, type.isInteger else { return !value.isNull }
    return NumberForm(type)?.limits.contains(integer) ?? true
  }
}
