// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What became of one check of one table, by one resource of a run.
final class CheckRecord: Sendable {
  /// What was counted.
  struct Figures: Sendable {
    /// Rows that were checked.
    var rows = 0
    /// Rows that broke the check.
    var failed = 0
    /// Rows of which it could not be known.
    var unknown = 0
    /// The numbers of the first records that broke the check.
    var records: [Int] = []
    /// The latest moment, where that is what is asked for.
    var newest: Int64?
    /// Keys that no row had so far, with the number of rows and the first record.
    var pending: [KeyDigest: (rows: Int, record: Int)] = [:]
    /// Columns that were asked for and were not there.
    var absent: Set<String> = []

    private static let recordLimit = 5

    /// Counts what is said of a row.
    mutating func count(_ truth: Truth, record: Int) {
      rows += 1
      switch truth {
      case .yes: break
      case .unknown: unknown += 1
      case .no:
        failed += 1
        if records.count < Self.recordLimit { records.append(record) }
      }
    }

    /// Takes note of a moment.
    mutating func see(_ moment: Int64) { newest = max(newest ?? moment, moment) }

    /// Takes note of a row with a key that is not there so far.
    mutating func wait(for key: KeyDigest, record: Int) {
      let known = pending[key]
      pending[key] = ((known?.rows ?? 0) + 1, min(known?.record ?? record, record))
    }

    /// Adds what was counted elsewhere.
    mutating func add(_ other: Figures) {
      rows += other.rows
      failed += other.failed
      unknown += other.unknown
      records = Array((records + other.records).sorted().prefix(Self.recordLimit))
      newest = [newest, other.newest].compactMap { $0 }.max()
      absent.formUnion(other.absent)
      for (key, count) in other.pending {
        let known = pending[key]
        pending[key] = (
          (known?.rows ?? 0) + count.rows, min(known?.record ?? count.record, count.record)
        )
      }
    }
  }

  /// The check.
  let check: Check
  /// The table, in the destination.
  let table: String
  /// The resource that asks.
  let resource: String
  /// For a reference: the keys that there are.
  let keys: KeySet?
  /// For a reference: whether it can be judged only when all rows are there.
  let isDeferred: Bool
  /// For a unique key: the keys that there are, whichever resource sent the rows.
  let uniqueKeys: KeySet
  private let state = Locked(Figures())

  /// A check of which nothing is known so far.
  init(
    _ check: Check,
    table: String,
    resource: String,
    uniqueKeys: KeySet,
    keys: KeySet? = nil,
    isDeferred: Bool = false
  ) {
    self.uniqueKeys = uniqueKeys
    self.check = check
    self.table = table
    self.resource = resource
    self.keys = keys
    self.isDeferred = isDeferred
  }

  /// What was counted so far.
  var figures: Figures { state.withLock { $0 } }

  /// Adds what a shredder has counted.
  func add(_ figures: Figures) { state.withLock { $0.add(figures) } }
}

/// The checks of a resource's tables, and the keys that others want to know of them.
struct CheckPlan: Sendable {
  /// By table.
  var checks: [String: [(check: Check, record: CheckRecord)]] = [:]
  /// By table: columns, and where the keys in them go.
  var wanted: [String: [(columns: [String], keys: KeySet)]] = [:]

  /// Whether nothing is asked.
  var isEmpty: Bool { checks.isEmpty && wanted.isEmpty }
}

extension Check {
  /// What is wrong with a row that breaks the check, without its values.
  func violation(found: String? = nil) -> Violation {
    var violation = Violation(
      "A row breaks the check '\(name)'.",
      advice: "Correct the record at its source, or change the check.",
      clause: .init("check", name),
      found: found
    )
    switch rule {
    case .closure: break
    case .notNull:
      violation.expected = "a value"
      violation.found = "no value"
    case .unique(_, let scope):
      violation.expected =
        scope == .load ? "values that no other row of the load has" : "new values"
      violation.found = found ?? "values that another row has"
    case .accepted(_, let values):
      violation.expected = "one of \(values.map { "'\($0)'" }.joined(separator: ", "))"
      violation.found = found ?? "another value"
    case .range(_, let bounds):
      violation.expected = "a value in \(bounds.description)"
      violation.found = found ?? "a value outside"
    case .references(_, let table, let columns):
      violation.expected = "a row of '\(table)' with the same \(columns.joined(separator: ", "))"
      violation.found = found ?? "no such row"
    case .fresh(_, let age):
      violation.expected = "a moment of the last \(age)"
      violation.found = found ?? "only older ones"
    }
    return violation
  }
}
