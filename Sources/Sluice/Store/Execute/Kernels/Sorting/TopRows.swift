// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The first rows of an order, out of many that come in any. Used by one task at a time.
///
/// Rows are collected until there are much more than wanted, then sorted, and those beyond are dropped.
/// From then on rows are turned away that come after the last one by their first key.
final class TopRows {
  private let orders: [KeyOrder]
  private let keys: [Int]
  private let limit: Int
  private let room: Int
  private let shapes: [CellShape]
  private var columns: [CellColumn]
  private var count = 0
  /// The first key of the last row, as one value for all.
  private var threshold: Cells?

  /// Keeps the first `limit` rows of columns of these shapes, in the order of some of them.
  ///
  /// At least `slack` more rows are collected before they are sorted.
  init(
    _ shapes: [CellShape],
    keys: [Int],
    orders: [KeyOrder],
    limit: Int,
    slack: Int = 4 * Chunk.size
  ) {
    self.shapes = shapes
    self.keys = keys
    self.orders = orders
    self.limit = limit
    room = limit + max(limit, slack)
    columns = shapes.map { CellColumn($0) }
  }

  /// The rows of a batch that may be among the first, by their first key; `nil` if that is all of them.
  ///
  /// Only those need to be added, so that the other columns need not be made for the rest.
  func candidates(_ key: Cells, count: Int) -> Selection? {
    if limit == 0 { return Selection(capacity: 0) }
    guard let threshold, let order = orders.first else { return nil }
    // With one key an equal row comes too late.
    let isStrict = orders.count == 1
    if !threshold.isValid(0) {
      if !order.hasNullsFirst {
        return isStrict ? Logic.selectNull(key, count: count, inverted: true) : nil
      }
      return isStrict ? Selection(capacity: 0) : Logic.selectNull(key, count: count)
    }
    let comparison: Comparison =
      order.isDescending
      ? (isStrict ? .greater : .greaterOrEqual) : (isStrict ? .less : .lessOrEqual)
    let better = comparison.select(key, threshold, count: count)
    guard order.hasNullsFirst, key.validity != nil else { return better }
    let missing = Logic.selectNull(key, count: count)
    return missing.count == 0 ? better : better.merged(with: missing)
  }

  /// Adds rows of a batch.
  func add(_ cells: [Cells], count added: Int) {
    for (column, cells) in zip(columns, cells) { column.append(cells, count: added) }
    count += added
    if count >= room { shrink() }
  }

  /// Adds the rows of another, as later ones.
  func combine(_ other: TopRows) {
    other.shrink()
    add(other.columns.map(\.cells), count: other.count)
  }

  /// The first rows in order.
  func finish() -> (columns: [Cells], count: Int) {
    shrink()
    return (columns.map(\.cells), count)
  }

  private func shrink() {
    let cells = columns.map(\.cells)
    let rows = KeySorter.permutation(keys.map { cells[$0] }, orders, count: count)
    rows.count = min(limit, count)
    count = rows.count
    columns = zip(shapes, cells).map { shape, cells in
      let column = CellColumn(shape, capacity: room)
      column.append(cells, rows: rows)
      return column
    }
    guard count == limit, limit > 0, let first = keys.first else { return }
    threshold = columns[first].cells.single(limit - 1)
  }
}

extension Selection {
  /// The rows of both, which have none in common, in order.
  func merged(with other: Selection) -> Selection {
    let result = Selection(capacity: count + other.count)
    var (own, theirs) = (0, 0)
    while own < count || theirs < other.count {
      if theirs == other.count || own < count && rows[own] < other.rows[theirs] {
        result.rows[result.count] = rows[own]
        own += 1
      } else {
        result.rows[result.count] = other.rows[theirs]
        theirs += 1
      }
      result.count += 1
    }
    return result
  }
}
