// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of groups are below what was grown to.

/// One row of some columns for each group, of any kind, which may be replaced.
///
/// Rows are added at the end, and the group points to the last one; from time to time those that no
/// group points to are left out.
final class KeptRows {
  /// Numbers of rows plus one; zero for groups without a row.
  let places = GrowingBuffer<UInt32>()
  private(set) var columns: [CellColumn]
  private var kept = 0
  private let candidates = GrowingBuffer<UInt32>()
  private let touched = GrowingBuffer<UInt32>()
  private let rows = GrowingBuffer<UInt32>()

  /// Keeps rows of columns of these shapes.
  init(_ shapes: [CellShape]) { columns = shapes.map { CellColumn($0) } }

  var byteCount: Int {
    columns.reduce(0) { $0 + $1.byteCount } + (places.capacity + candidates.capacity) * 4
  }

  /// Has so many groups.
  func grow(to groups: Int) {
    places.resize(to: groups, filling: 0)
    candidates.resize(to: groups, filling: 0)
  }

  /// Keeps rows of a batch instead of those that there are.
  ///
  /// `beats` tells whether a row comes before another of the batch, `beatsKept` whether it comes before
  /// one that is kept. Both get numbers of rows.
  @inline(__always)
  func update(
    _ groups: UnsafePointer<UInt32>,
    _ cells: [Cells],
    count: Int,
    where isIncluded: (Int) -> Bool,
    beats: (Int, Int) -> Bool,
    beatsKept: (Int, Int) -> Bool
  ) {
    let (places, candidates) = (places.base, candidates.base)
    touched.count = 0
    for row in 0..<count where isIncluded(row) {
      let group = Int(groups[row])
      let candidate = candidates[group]
      if candidate == 0 {
        let place = places[group]
        if place == 0 || beatsKept(row, Int(place) - 1) {
          candidates[group] = UInt32(truncatingIfNeeded: row + 1)
          touched.append(UInt32(truncatingIfNeeded: group))
        }
      } else if beats(row, Int(candidate) - 1) {
        candidates[group] = UInt32(truncatingIfNeeded: row + 1)
      }
    }
    if touched.count > 0 { keepCandidates(cells) }
  }

  private func keepCandidates(_ cells: [Cells]) {
    let start = columns.first?.count ?? 0
    rows.reserve(touched.count)
    for number in 0..<touched.count {
      let group = Int(touched[number])
      rows.base[number] = candidates[group] - 1
      candidates.base[group] = 0
      if places[group] == 0 { kept += 1 }
      places.base[group] = UInt32(truncatingIfNeeded: start + number + 1)
    }
    for (column, cells) in zip(columns, cells) {
      column.append(cells, rows: UnsafePointer(rows.base), count: touched.count)
    }
    if start + touched.count > kept * 2 + 16_384 { compact() }
  }

  /// Leaves out rows that no group points to.
  private func compact() {
    let live = Selection(capacity: kept)
    for group in 0..<places.count where places[group] != 0 {
      live.rows[live.count] = places[group] - 1
      live.count += 1
      places.base[group] = UInt32(live.count)
    }
    columns = columns.map { column in
      let fresh = CellColumn(column.shape, capacity: live.count)
      fresh.append(column.cells, rows: live)
      return fresh
    }
  }

  /// The kept cells of a column for some groups; missing for those without a row.
  func cells(_ column: Int, _ groups: Range<Int>) -> Cells {
    let rows = Selection(capacity: groups.count)
    for group in groups {
      rows.rows[rows.count] = places[group] == 0 ? Cells.noRow : places[group] - 1
      rows.count += 1
    }
    return columns[column].cells.gathered(rows, hasGaps: true)
  }

  /// The rows that are kept of some groups, with the groups that they become part of.
  func batch(
    _ groups: UnsafePointer<UInt32>?,
    _ mapping: UnsafePointer<UInt32>,
    _ count: Int
  ) -> (cells: [Cells], groups: GrowingBuffer<UInt32>) {
    let rows = Selection(capacity: count)
    let targets = GrowingBuffer<UInt32>(capacity: count)
    for place in 0..<count {
      let row = places[GroupResults.source(groups, place)]
      if row == 0 { continue }
      rows.rows[rows.count] = row - 1
      rows.count += 1
      targets.append(mapping[place])
    }
    return (columns.map { $0.cells.gathered(rows) }, targets)
  }
}
