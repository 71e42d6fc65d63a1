// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The changes of a transaction, for a store that others have changed since it began.
struct CommitMerge {
  /// What the transaction began with.
  let base: Catalog
  /// What the others' commits have changed.
  let history: CommitHistory
  /// The changes as they are to be made.
  private(set) var changes: [StoreChange] = []
  /// The rows that came to tables or changed there, beside those of others.
  private var brought: [CommitHistory.Place: [(batch: PackedBatch, rows: [UInt32])]] = [:]

  init(_ base: Catalog, _ history: CommitHistory) {
    self.base = base
    self.history = history
  }

  /// Makes of changes what they are now; the place where they do not fit what others have done, or `nil`.
  mutating func add(
    _ made: [StoreChange],
    to now: [String: Catalog.Dataset]
  ) -> CommitHistory.Place? {
    var rows: [CommitHistory.Place: [StoreChange.Action]] = [:]
    var order: [CommitHistory.Place] = []
    for change in made {
      let place = change.place
      guard now[place.dataset]?[place.table] != nil, change.action.depth < .defined,
        history.changed(place, at: .appended, since: base.history.count)
      else {
        changes.append(change)
        continue
      }
      if rows[place] == nil { order.append(place) }
      rows[place, default: []].append(change.action)
    }
    for place in order {
      guard let before = base.datasets[place.dataset]?[place.table],
        let there = now[place.dataset]?[place.table], let actions = rows[place],
        let rebase = RowRebase(actions, from: before, to: there)
      else { return place }
      changes += rebase.changes.map {
        StoreChange(dataset: place.dataset, table: place.table, action: $0)
      }
      brought[place] = rebase.brought
    }
    return nil
  }

  /// The first table in which a key is there twice once the changes are made; `nil` if there is none.
  func brokenKey(in datasets: [String: Catalog.Dataset]) -> CommitHistory.Place? {
    brought.keys.first { place in
      guard let table = datasets[place.dataset]?[place.table], let rows = brought[place] else {
        return false
      }
      return (table.definition?.keys ?? []).contains { key in
        let keys = TableKeys(table, key.columns)
        let index = KeyIndex(keys.keys(of: rows))
        var counts = ContiguousArray(repeating: 0, count: index.count)
        keys.forEachMatch(of: index, asking: {}) { _, group in
          counts[group] += 1
          return counts[group] < 2
        }
        return counts.contains(2)
      }
    }
  }
}
