// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What open transactions are about to change: two that make one table another do not get along, and the
/// second is told at once.
final class TransactionIntents: Sendable {
  private let places = Locked<[ObjectIdentifier: [CommitHistory.Place: CommitHistory.Depth]]>([:])

  /// Notes the changes of a statement, or throws if the transaction of another owner is in the way.
  func note(_ changes: ArraySlice<StoreChange>, by owner: ObjectIdentifier) throws(SQLError) {
    guard !changes.isEmpty else { return }
    let rival = places.withLock { places -> CommitHistory.Place? in
      for change in changes where change.dataset != StoreCatalog.temporarySchema {
        let depth = change.action.depth
        for (other, theirs) in places where other != owner {
          guard let known = theirs[change.place] else { continue }
          if known == .defined || depth == .defined { return change.place }
        }
      }
      for change in changes where change.dataset != StoreCatalog.temporarySchema {
        let before = places[owner]?[change.place] ?? .appended
        places[owner, default: [:]][change.place] = max(before, change.action.depth)
      }
      return nil
    }
    guard let rival else { return }
    throw SQLError(
      .conflict,
      "another transaction that is open changes '\(rival.table.isEmpty ? rival.dataset : rival.table)'",
      advice: "Run this one again when that has ended."
    )
  }

  /// Forgets what an owner was about to change.
  func forget(_ owner: ObjectIdentifier) { places.withLock { $0[owner] = nil } }
}
