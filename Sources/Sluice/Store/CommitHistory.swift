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
  private var last: [Place: Last] = [:]

  /// The last commit that changed a place so far or farther.
  private struct Last {
    var appended = 0
    var rewritten = 0
    var defined = 0

    subscript(depth: Depth) -> Int {
      switch depth {
      case .appended: appended
      case .rewritten: rewritten
      case .defined: defined
      }
    }

    mutating func note(_ depth: Depth, _ count: Int) {
      appended = count
      if depth >= .rewritten { rewritten = count }
      if depth == .defined { defined = count }
    }
  }

  /// Notes the changes of a commit.
  mutating func note(_ changes: [StoreChange]) {
    count += 1
    for change in changes { last[change.place, default: Last()].note(change.action.depth, count) }
  }

  /// The place where `changes`, made of what was there after some commit, do not fit what came later,
  /// whatever rows they are about.
  ///
  /// `watched` are the tables that others must not have changed so far or farther.
  func conflict(
    of changes: [StoreChange],
    since base: Int,
    watched: [Place: Depth]
  ) -> Place? {
    guard count > base else { return nil }
    for change in changes {
      let place = change.place
      let limit: Depth = change.action.depth == .defined ? .appended : .defined
      if changed(place, at: limit, since: base) { return place }
      if case .dropDataset = change.action,
        let changed = last.keys.first(where: {
          $0.dataset == place.dataset && changed($0, at: .appended, since: base)
        })
      {
        return changed
      }
      let dataset = Place(dataset: place.dataset)
      if place != dataset, changed(dataset, at: .defined, since: base) { return dataset }
    }
    return watched.first { changed($0.key, at: $0.value, since: base) }?.key
  }

  /// Whether a place was changed so far or farther after some commit.
  func changed(_ place: Place, at depth: Depth, since base: Int) -> Bool {
    last[place].map { $0[depth] > base } ?? false
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
