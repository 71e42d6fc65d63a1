// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The checks of all resources of a run, by the tables that they look at.
final class RunChecks: Sendable {
  /// Keys of a table that others refer to.
  struct Target: Hashable, Sendable {
    var table: String
    var columns: [String]
  }

  private struct State {
    var records: [(table: String, records: [CheckRecord])] = []
    var targets: [Target: KeySet] = [:]
    var deferred: Set<String> = []
  }

  private let state = Locked(State())

  /// Knows no checks yet.
  init() {}

  /// What a shredder of the resource called `resource` has to check in the table `root` and below.
  func plan(
    for root: String,
    _ hints: TableHints,
    of resource: String,
    _ keeper: SchemaKeeper
  ) throws(LoadError) -> CheckPlan {
    var plan = CheckPlan()
    for (table, checks) in try keeper.checks(of: hints, root: root, resource: resource) {
      var records: [(check: Check, record: CheckRecord)] = []
      for check in checks {
        let record = try record(of: check, table: table, resource: resource, keeper)
        records.append((check, record))
      }
      plan.checks[table] = records
    }
    let targets = state.withLock { $0.targets }
    for (target, keys) in targets
    where target.table == root || target.table.hasPrefix(root + "__") {
      plan.wanted[target.table, default: []].append((target.columns, keys))
    }
    return plan
  }

  /// The keys that `target` has, asked for by a check.
  func keys(of target: Target) -> KeySet {
    state.withLock { state in
      let keys = state.targets[target] ?? KeySet()
      state.targets[target] = keys
      return keys
    }
  }

  /// Notes that the references of a resource to a table are judged when all rows are there.
  func deferReferences(of resource: String, to table: String) {
    state.withLock { _ = $0.deferred.insert("\(resource)\0\(table)") }
  }

  /// All checks that have begun, table by table.
  var records: [CheckRecord] { state.withLock { $0.records.flatMap(\.records) } }

  /// What is known of a check; made if nothing is.
  func record(
    of check: Check,
    table: String,
    resource: String,
    _ keeper: SchemaKeeper
  ) throws(LoadError) -> CheckRecord {
    var target: Target?
    if case .references(_, let referenced, let columns) = check.rule {
      target = try keeper.target(referenced, columns, resource: resource)
    }
    return try state.withLock { (state) throws(LoadError) in
      let place = state.records.firstIndex { $0.table == table } ?? state.records.count
      if place == state.records.count { state.records.append((table, [])) }
      let same = state.records[place].records.filter { $0.check.name == check.name }
      if let known = same.first(where: { $0.resource == resource }) { return known }
      var keys: KeySet?
      if let target {
        guard let known = state.targets[target] else {
          throw LoadError(
            .inconsistentHints,
            "The check '\(check.name)' came when rows were on their way. Declare references before.",
            at: LoadError.Location(resource: resource, table: table)
          )
        }
        keys = known
      }
      let record = CheckRecord(
        check,
        table: table,
        resource: resource,
        uniqueKeys: same.first?.uniqueKeys ?? KeySet(),
        keys: keys,
        isDeferred: target.map { state.deferred.contains("\(resource)\0\($0.table)") } ?? false
      )
      state.records[place].records.append(record)
      return record
    }
  }
}

extension SchemaKeeper {
  /// The checks in `hints` by table; throws if one cannot be carried out.
  func checks(
    of hints: TableHints,
    root: String,
    resource: String
  ) throws(LoadError) -> [(table: String, checks: [Check])] {
    var found: [(table: String, checks: [Check])] = []
    var rest: [(fragments: [String], hints: TableHints)] = [([root], hints)]
    while let (fragments, hints) = rest.popLast() {
      let table = naming.shortenFragments(fragments)
      if !hints.checks.isEmpty {
        var names: Set<String> = []
        for check in hints.checks {
          try check.validate(in: table, of: resource)
          guard names.insert(check.name).inserted else {
            throw LoadError(
              .inconsistentHints,
              "Two checks of the table are called '\(check.name)'. Rename or remove one.",
              at: LoadError.Location(resource: resource, table: table)
            )
          }
        }
        found.append((table, hints.checks))
      }
      for nested in hints.nested {
        let path = nested.path.map { (try? naming.normalizeIdentifier($0)) ?? $0 }
        rest.append((fragments + path, nested.hints))
      }
    }
    return found
  }

  /// The table and the columns that a check refers to, in the names of the destination.
  func target(
    _ table: String,
    _ columns: [String],
    resource: String
  ) throws(LoadError) -> RunChecks.Target {
    RunChecks.Target(
      table: try normalizedName(table, of: resource),
      columns: columns.map {
        (try? naming.normalizeName($0, breakingPath: breaksPaths)) ?? $0
      }
    )
  }
}

extension Check {
  /// Throws if the check cannot be carried out.
  fileprivate func validate(in table: String, of resource: String) throws(LoadError) {
    func refuse(_ reason: String) -> LoadError {
      LoadError(
        .inconsistentHints,
        "The check '\(name)' \(reason)",
        at: LoadError.Location(resource: resource, table: table)
      )
    }
    switch rule {
    case .fresh where outcome == .quarantine:
      throw refuse("is about the whole table, so no record can be put aside. Let it fail or warn.")
    case .notNull(let columns) where columns.isEmpty,
      .unique(let columns, _) where columns.isEmpty:
      throw refuse("names no column. Name one.")
    case .references(let columns, _, let referenced)
    where columns.isEmpty || columns.count != referenced.count:
      throw refuse(
        "pairs \(columns.count) columns with \(referenced.count). Name as many on both sides."
      )
    default: break
    }
  }
}
