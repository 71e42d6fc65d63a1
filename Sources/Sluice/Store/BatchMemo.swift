// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What was found out about the rows of a batch, once and for all who ask: forms that queries read
/// columns in, ranges of values, indexes. Used by many tasks.
///
/// Entries are told apart by their type and by the columns that they are of. They hold for all rows that
/// lie in memory, deleted ones included, so that snapshots share them.
final class BatchMemo: Sendable {
  private struct Key: Hashable, Sendable {
    let type: ObjectIdentifier
    let columns: [String]
    let variant: UInt8
  }

  private let entries: Locked<[Key: any MemoEntry]>

  /// Knows nothing yet.
  init() { entries = Locked([:]) }

  private init(_ entries: [Key: any MemoEntry]) { self.entries = Locked(entries) }

  /// What is known of other columns, for rows that have other values in some.
  func without(_ columns: Set<String>) -> BatchMemo {
    BatchMemo(entries.withLock { $0.filter { columns.isDisjoint(with: $0.key.columns) } })
  }

  /// The entry of a type for some columns, which `make` makes if there is none yet.
  ///
  /// A variant tells apart what there may be several of for the same columns.
  /// Two tasks that ask at the same time may both make it; the first one's is kept.
  func entry<Entry: MemoEntry>(
    of columns: [String],
    variant: UInt8 = 0,
    as type: Entry.Type = Entry.self,
    _ make: () throws -> Entry
  ) rethrows -> Entry {
    let key = Key(type: ObjectIdentifier(type), columns: columns, variant: variant)
    if let known = entries.withLock({ $0[key] }), let entry = known as? Entry { return entry }
    let made = try make()
    return entries.withLock { entries in
      if let known = entries[key], let entry = known as? Entry { return entry }
      entries[key] = made
      return made
    }
  }

  /// Forgets what was found out about a column, which others may go on using.
  func forget(_ column: String) {
    entries.withLock { entries in
      entries = entries.filter { !$0.key.columns.contains(column) }
    }
  }

  /// The memory that entries take beside the rows.
  var byteCount: Int { sum { _ in true } }

  /// The memory that entries of a column alone take beside the rows.
  func byteCount(of column: String) -> Int { sum { $0 == [column] } }

  private func sum(_ isCounted: ([String]) -> Bool) -> Int {
    entries.withLock { entries in
      entries.reduce(0) { isCounted($1.key.columns) ? $0 + $1.value.byteCount : $0 }
    }
  }
}

/// Something that was found out about the rows of a batch.
protocol MemoEntry: Sendable {
  /// The memory that it takes beside the rows.
  var byteCount: Int { get }
}
