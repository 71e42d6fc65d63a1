// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Some rows on their way through a query. Used by one task at a time.
///
/// Columns are made when they are asked for, so that rows and columns which nobody needs cost nothing.
final class Chunk {
  /// The rows that a chunk has at most, unless a single step makes more.
  static let size = 2_048

  /// Where the cells of a column come from.
  enum Column {
    /// They are there.
    case cells(Cells)
    /// Some rows of others; with gaps a row may be none, see ``Cells/noRow``.
    case gather(Cells, Selection, hasGaps: Bool)
    /// Different values, and the number of each row's; further numbers may follow.
    case coded(DistinctCells, Selection)
    /// Some rows of a part of a table that is not unpacked yet.
    case stored(any StoredCells, start: Int, Selection?)
  }

  /// The number of rows.
  let count: Int
  private var columns: [Column]
  /// The cells of columns that stay coded.
  private var decoded: [Int: Cells] = [:]

  /// Puts columns together.
  init(_ columns: [Column], count: Int) {
    self.columns = columns
    self.count = count
  }

  /// Puts cells together.
  convenience init(_ cells: [Cells], count: Int) {
    self.init(cells.map { .cells($0) }, count: count)
  }

  /// The number of columns.
  var width: Int { columns.count }

  /// The cells of a column.
  subscript(column: Int) -> Cells {
    switch columns[column] {
    case .cells(let cells): return cells
    case .gather(let source, let selection, let hasGaps):
      let cells = source.gathered(selection, hasGaps: hasGaps)
      columns[column] = .cells(cells)
      return cells
    case .coded(let distinct, let codes):
      if let cells = decoded[column] { return cells }
      let cells =
        distinct.count == 1
        ? distinct.cells.asConstant : distinct.cells.gathered(codes.prefix(count))
      decoded[column] = cells
      return cells
    case .stored(let source, let start, let selection):
      let cells = source.cells(from: start, count: count, selection)
      columns[column] = .cells(cells)
      return cells
    }
  }

  /// The different values of a column and the number of each row's, if it is kept like that.
  func coded(_ column: Int) -> (values: DistinctCells, codes: Selection)? {
    if case .coded(let values, let codes) = columns[column] { (values, codes) } else { nil }
  }

  /// The rows of a selection.
  func picking(_ selection: Selection) -> Chunk {
    // Selections that several columns share are put together once.
    var composed: [(Selection, Selection)] = []
    func compose(_ inner: Selection) -> Selection {
      if let known = composed.first(where: { $0.0 === inner }) { return known.1 }
      let made = selection.applied(to: inner)
      composed.append((inner, made))
      return made
    }
    let picked = columns.map { column -> Column in
      switch column {
      case .cells(let cells):
        return cells.isConstant ? column : .gather(cells, selection, hasGaps: false)
      case .gather(let source, let inner, let hasGaps):
        return .gather(source, compose(inner), hasGaps: hasGaps)
      case .coded(let distinct, let inner): return .coded(distinct, compose(inner))
      case .stored(let source, let start, let inner):
        return .stored(source, start: start, inner.map(compose) ?? selection)
      }
    }
    return Chunk(picked, count: selection.count)
  }

  /// The columns, as they are.
  func column(_ place: Int) -> Column { columns[place] }

  /// The chunk with other columns, which are some of its own.
  func projected(_ places: [Int]) -> Chunk { Chunk(places.map { columns[$0] }, count: count) }
}

/// A column of a part of a table, in whatever form it is kept.
protocol StoredCells: AnyObject, Sendable {
  /// The cells of `count` rows: from `start` on, or those of the selection, which counts from there.
  func cells(from start: Int, count: Int, _ selection: Selection?) -> Cells
}
