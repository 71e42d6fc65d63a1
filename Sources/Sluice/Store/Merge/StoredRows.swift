// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows that a table has, and which of them a merge deletes.
struct StoredRows {
  /// The batches, as the store keeps them.
  let batches: [PackedBatch]
  private let columns: [StoredColumn]
  /// The bits of the rows that stay, of batches from which some go.
  private var kept: [ContiguousArray<UInt64>?]
  /// How many rows go.
  private(set) var deletedCount = 0

  /// The rows of `table`; none if there is no such table.
  init(_ table: Catalog.Table?) {
    batches = table?.batches ?? []
    columns = table?.columns ?? []
    kept = Array(repeating: nil, count: batches.count)
  }

  /// How the values of columns are stored; as text where there is no such column.
  func kinds(of names: [String]) -> [StorageKind] {
    names.map { name in columns.first { $0.name == name }.map { StorageKind($0.type) } ?? .bytes }
  }

  /// The type of a column.
  func type(of name: String) -> DataType? { columns.first { $0.name == name }?.type }

  /// The columns called `names` of a batch, as a key; deleted rows included.
  func keys(_ names: [String], _ kinds: [StorageKind], in number: Int) -> KeyColumns {
    let batch = batches[number]
    return KeyColumns(names.map { batch.physical($0) }, kinds, count: batch.physicalCount)
  }

  /// Calls `body` with the batch, the row and the group of every row that is there and has its key in
  /// `index`.
  func forEachMatch(
    of names: [String],
    in index: KeyIndex,
    _ body: (_ batch: Int, _ row: Int, _ group: Int) -> Void
  ) {
    guard index.count > 0 else { return }
    let kinds = kinds(of: names)
    for number in batches.indices {
      let groups = index.matches(of: keys(names, kinds, in: number))
      for row in groups.indices where groups[row] != KeyIndex.none && isThere(row, in: number) {
        body(number, row, Int(groups[row]))
      }
    }
  }

  /// Whether a row was not deleted by an earlier load.
  func isThere(_ row: Int, in number: Int) -> Bool { batches[number].live?[row] ?? true }

  /// Whether a row is there and stays.
  func stays(_ row: Int, in number: Int) -> Bool {
    isThere(row, in: number)
      && (kept[number].map { $0[row >> 6] >> UInt64(row & 63) & 1 == 1 } ?? true)
  }

  /// Deletes a row that is there; nothing if it goes already.
  mutating func delete(_ row: Int, in number: Int) {
    if kept[number] == nil {
      let words = (batches[number].physicalCount + 63) / 64
      kept[number] = ContiguousArray(repeating: .max, count: words)
    }
    let bit: UInt64 = 1 << UInt64(row & 63)
    guard let word = kept[number]?[row >> 6], word & bit != 0 else { return }
    kept[number]?[row >> 6] = word & ~bit
    deletedCount += 1
  }

  /// The values of a column in the rows that go.
  func deleted(_ name: String) -> KeyColumns {
    let kinds = kinds(of: [name])
    var keys = KeyColumns(kinds)
    for number in batches.indices {
      guard let words = kept[number], let vector = batches[number].physical(name) else { continue }
      let rows = (0..<batches[number].physicalCount).filter {
        words[$0 >> 6] >> UInt64($0 & 63) & 1 == 0
      }
      keys.append([vector.gathered(rows.map { UInt32($0) })], count: rows.count)
    }
    return keys
  }

  /// The changes that delete the rows, from the last batch on: one that is empty then goes, and those
  /// behind it move up.
  var deletions: [StoreChange.Action] {
    batches.indices.reversed().compactMap { number in
      kept[number].map { words in
        .delete(
          batch: number,
          allBut: Validity(counting: words, count: batches[number].physicalCount)
        )
      }
    }
  }
}
