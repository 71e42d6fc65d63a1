// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Which tables the commits of a store have changed, and how: what tells transactions that do not get
/// along.
struct CommitHistory: Sendable {
  /// A table, or a dataset as a whole.
  struct Place: Hashable, Sendable {
    var dataset: String
    var table = ""
  }

  /// How far a change goes. Each is worse than those before it.
  enum Depth: Int, Comparable, Sendable {
    /// Rows came.
    case appended
    /// Rows went, or have other values.
    case rewritten
    /// The table itself is another.
    case defined

    static func < (left: Depth, right: Depth) -> Bool { left.rawValue < right.rawValue }
  }

  /// The number of commits.
  private(set) var count = 0
  /// The last commit that changed a place, by how far it went.
  private var last: [Place: [Depth: Int]] = [:]

  /// Notes the changes of a commit.
  mutating func note(_ changes: [StoreChange]) {
    count += 1
    for change in changes { last[change.place, default: [:]][change.action.depth] = count }
  }

  /// The place where `changes`, made of what was there after some commit, do not fit what came later.
  ///
  /// `keyed` are the tables in which new rows must not be added unseen.
  func conflict(of changes: [StoreChange], since base: Int, keyed: Set<Place>) -> Place? {
    guard count > base else { return nil }
    for change in changes {
      let place = change.place
      let limit: Depth =
        switch change.action.depth {
        case .appended: keyed.contains(place) ? .appended : .defined
        case .rewritten: .rewritten
        case .defined: .appended
        }
      if changed(place, at: limit, since: base) { return place }
      let dataset = Place(dataset: place.dataset)
      if place != dataset, changed(dataset, at: .defined, since: base) { return dataset }
    }
    return keyed.first { changed($0, at: .rewritten, since: base) }
  }

  private func changed(_ place: Place, at depth: Depth, since base: Int) -> Bool {
    last[place]?.contains { $0.key >= depth && $0.value > base } ?? false
  }
}

extension StoreChange {
  /// What the change is about.
  var place: CommitHistory.Place { CommitHistory.Place(dataset: dataset, table: table) }
}

extension StoreChange.Action {
  /// How far the change goes.
  var depth: CommitHistory.Depth {
    switch self {
    case .append, .advance, .makeDataset: .appended
    case .clear, .rewrite, .keep, .delete, .join: .rewritten
    case .dropDataset, .columns, .dropTable, .define, .pick, .renameTable, .object, .dropObject:
      .defined
    }
  }
}

extension [StoreChange] {
  /// The changes, but for batches that are put together in tables to which rows only come: where others
  /// have been meanwhile, that can wait.
  var withoutNeedlessJoins: [StoreChange] {
    var changed: Set<CommitHistory.Place> = []
    for change in self {
      switch change.action {
      case .append, .join: break
      default: changed.insert(change.place)
      }
    }
    return filter { change in
      if case .join = change.action { changed.contains(change.place) } else { true }
    }
  }
}
