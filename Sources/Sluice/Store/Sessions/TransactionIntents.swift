// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What open transactions are about to change: one that makes a table another is in the way of all others,
/// which are told at once.
final class TransactionIntents: Sendable {
  private let places = Locked<[ObjectIdentifier: [CommitHistory.Place: CommitHistory.Depth]]>([:])

  /// Throws if the transaction of another owner is making a table another that `changes` are about.
  func check(_ changes: ArraySlice<StoreChange>, of owner: ObjectIdentifier) throws(SQLError) {
    let rival = places.withLock { places in
      changes.first { change in
        places.contains { $0.key != owner && $0.value[change.place] == .defined }
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
  func note(_ changes: ArraySlice<StoreChange>, by owner: ObjectIdentifier) {
    guard !changes.isEmpty else { return }
    places.withLock { places in
      for change in changes where change.dataset != StoreCatalog.temporarySchema {
        let before = places[owner]?[change.place] ?? .appended
        places[owner, default: [:]][change.place] = max(before, change.action.depth)
      }
    }
  }

  /// Forgets what an owner was about to change.
  func forget(_ owner: ObjectIdentifier) { places.withLock { $0[owner] = nil } }
}
