// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds rows of a table by the values of some columns.
///
/// Batches that cannot have a key, by the least and the greatest value of the first column, are not looked
/// at. Of the others there are few, however many rows there are: each has an index of its own, which stays
/// as long as the rows do.
struct TableKeys {
  let table: Catalog.Table
  let columns: [String]
  private let kinds: [StorageKind]

  init(_ table: Catalog.Table, _ columns: [String]) {
    self.table = table
    self.columns = columns
    kinds = columns.map { name in
      table.columns.first { $0.name == name }.map { StorageKind($0.type) } ?? .bytes
    }
  }

  /// No keys, to which others can be added.
  var noKeys: KeyColumns { KeyColumns(kinds) }

  /// The keys of rows that are given as vectors of the columns.
  func keys(_ parts: [(vectors: [Vector], count: Int)]) -> KeyColumns {
    var keys = KeyColumns(kinds)
    for part in parts { keys.append(part.vectors, count: part.count) }
    return keys
  }

  /// The keys of some rows of batches.
  func keys(of parts: [(batch: PackedBatch, rows: [UInt32])]) -> KeyColumns {
    var keys = KeyColumns(kinds)
    for (batch, rows) in parts {
      keys.append(columns.map { batch.gathered($0, rows) }, count: rows.count)
    }
    return keys
  }

  /// The keys of some rows of the table, of which `parts` says where they lie.
  func keys(at parts: [RowPlaces.Part]) -> KeyColumns {
    self.keys(of: parts.map { (table.batches[$0.batch], $0.rows.map { UInt32($0) }) })
  }

  /// The keys of all rows that are there.
  var allKeys: KeyColumns {
    var keys = KeyColumns(kinds)
    for batch in table.batches {
      let rows = batch.live?.rows
      let vectors = columns.map { name in
        batch.physical(name).map { vector in rows.map { vector.gathered($0) } ?? vector }
      }
      keys.append(vectors, count: batch.rowCount)
    }
    return keys
  }

  /// Calls `body` with each row that is there and whose key is in `index`, by its number in the table, and
  /// with the group of the key, until it says `false`. `check` is called before many are looked at.
  func forEachMatch(
    of index: KeyIndex,
    asking check: () throws -> Void,
    _ body: (_ row: Int, _ group: Int) throws -> Bool
  ) rethrows {
    guard index.count > 0 else { return }
    let wanted = try range(of: index, asking: check)
    var first = 0
    for batch in table.batches {
      defer { first += batch.physicalCount }
      guard mayHold(batch, wanted) else { continue }
      try check()
      func visit(_ row: Int, _ group: Int) throws -> Bool {
        guard batch.live?[row] ?? true else { return true }
        return try body(first + row, group)
      }
      // An index for less than it costs to make is not worth it: the other side has one already.
      if index.count > batch.physicalCount / 4 {
        let groups = index.matches(of: batch.keyColumns(columns, kinds))
        for row in groups.indices where groups[row] != KeyIndex.none {
          guard try visit(row, Int(groups[row])) else { return }
        }
      } else {
        let known = batch.keys(columns, kinds)
        for group in 0..<index.count {
          let goesOn = try known.forEachRow(
            with: index.keys,
            at: Int(index.firstRows[group])
          ) { try visit($0, group) }
          guard goesOn else { return }
        }
      }
    }
  }

  /// The least and the greatest of the first columns of the keys, if they are integers.
  private func range(
    of index: KeyIndex,
    asking check: () throws -> Void
  ) rethrows -> ClosedRange<Int128>? {
    guard kinds.first == .int64 || kinds.first == .int32 else { return nil }
    var (least, greatest) = (Int64.max, Int64.min)
    for (place, row) in index.firstRows.enumerated() {
      if place & (Interruption.rows - 1) == 0 { try check() }
      guard let word = index.keys.firstWord(Int(row)) else { return nil }
      least = min(least, Int64(bitPattern: word))
      greatest = max(greatest, Int64(bitPattern: word))
    }
    return Int128(least)...Int128(greatest)
  }

  private func mayHold(_ batch: PackedBatch, _ wanted: ClosedRange<Int128>?) -> Bool {
    guard let range = batch.range(of: columns[0]), !range.isEmpty else { return false }
    guard let wanted, let integers = range.integers else { return true }
    return integers.overlaps(wanted)
  }
}
