// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What open transactions are about to change: one that makes a table another is in the way of all others,
/// which are told at once.
final class TransactionIntents: Sendable {
  private struct Open: Sendable {
    var snapshot: Catalog
    var changes: [CommitHistory.Place: CommitHistory.Depth] = [:]
  }

  private let open = Locked<[ObjectIdentifier: Open]>([:])

  /// Notes that the transaction of an owner begins with a snapshot.
  func begin(_ owner: ObjectIdentifier, _ snapshot: Catalog) {
    open.withLock { $0[owner] = Open(snapshot: snapshot) }
  }

  /// Whether a transaction that is open knows rows of a batch by where they lie.
  func knows(_ batch: PackedBatch, at place: CommitHistory.Place) -> Bool {
    open.withLock { open in
      open.values.contains { transaction in
        let table = transaction.snapshot.datasets[place.dataset]?[place.table]
        return table?.batches.contains { $0.origin === batch.origin } ?? false
      }
    }
  }

  /// Throws if the transaction of another owner is making a table another that `changes` are about.
  func check(_ changes: [StoreChange], of owner: ObjectIdentifier) throws(SQLError) {
    let rival = open.withLock { open in
      changes.first { change in
        open.contains { $0.key != owner && $0.value.changes[change.place] == .defined }
      }?.place
    }
    guard let rival else { return }
    throw SQLError(
      .conflict,
      "another transaction that is open changes '\(rival.table.isEmpty ? rival.dataset : rival.table)'",
      advice: "Run this one again when that has ended."
    )
  }

  /// Notes what the transaction of an owner is about to change.
  func note(_ changes: [StoreChange], by owner: ObjectIdentifier) {
    guard !changes.isEmpty else { return }
    open.withLock { open in
      for change in changes where change.dataset != StoreCatalog.temporarySchema {
        let before = open[owner]?.changes[change.place] ?? .appended
        open[owner]?.changes[change.place] = max(before, change.action.depth)
      }
    }
  }

  /// Forgets what an owner was about to change.
  func forget(_ owner: ObjectIdentifier) { open.withLock { $0[owner] = nil } }
}
