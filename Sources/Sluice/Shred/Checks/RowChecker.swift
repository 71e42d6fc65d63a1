// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Checks the rows of one shredder: each record after it became rows, while it can be taken back.
final class RowChecker {
  /// A row that is refused.
  struct Refusal {
    var check: Check
    var table: String
    var violation: Violation
    var sample: String?
  }

  /// A check, and what was counted and not told yet.
  private struct Entry {
    let check: Check
    let record: CheckRecord
    var figures = CheckRecord.Figures()
  }

  /// What was found in the rows of the current record.
  private struct Findings {
    var truths: [(entry: Int, truth: Truth)] = []
    var moments: [(entry: Int, moment: Int64)] = []
    var pending: [(entry: Int, key: KeyDigest)] = []
    /// Keys that were added, to be taken out if the record is taken back.
    var added: [(keys: KeySet, key: KeyDigest)] = []
    /// Keys to be added if the record stays.
    var found: [(keys: KeySet, key: KeyDigest)] = []
    var failures: [ShredEvent] = []
    var record = 0

    mutating func forget() {
      truths.removeAll(keepingCapacity: true)
      moments.removeAll(keepingCapacity: true)
      pending.removeAll(keepingCapacity: true)
      added.removeAll(keepingCapacity: true)
      found.removeAll(keepingCapacity: true)
      failures.removeAll(keepingCapacity: true)
    }
  }

  private let plan: CheckPlan
  /// Makes names of the destination.
  let normalize: (String) -> String
  private let report: @Sendable (ShredEvent) -> Void
  private var entries: [Entry] = []
  private var places: [String: Range<Int>] = [:]
  private var rows: [String: BufferRow] = [:]
  private var current = Findings()

  /// Checks what `plan` asks for.
  init(
    _ plan: CheckPlan,
    normalize: @escaping (String) -> String,
    report: @escaping @Sendable (ShredEvent) -> Void
  ) {
    self.plan = plan
    self.normalize = normalize
    self.report = report
    for (table, checks) in plan.checks {
      places[table] = entries.count..<entries.count + checks.count
      entries += checks.map { Entry(check: $0.check, record: $0.record) }
    }
  }

  /// Whether a check puts records aside whose rows have no value in `column`.
  func putsAside(rowsWithout column: String, in table: String) -> Bool {
    guard let places = places[table] else { return false }
    return entries[places].contains { entry in
      guard case .notNull(let names) = entry.check.rule else { return false }
      return entry.check.outcome == .quarantine && names.contains { normalize($0) == column }
    }
  }

  /// Checks the rows of `table` in `range`, all of one record; says what refuses it, if anything does.
  func check(
    _ range: Range<Int>,
    of table: ShredTable,
    _ hot: UnsafeMutablePointer<HotState>,
    record number: Int
  ) throws(LoadError) -> Refusal? {
    guard places[table.name] != nil || plan.wanted[table.name] != nil else { return nil }
    let source = rows[table.name] ?? BufferRow(table, hot, normalize: normalize)
    rows[table.name] = source
    for row in range {
      source.move(to: row)
      if let refusal = try check(source, of: table.name, record: number) { return refusal }
    }
    return nil
  }

  /// Checks one row.
  func check(
    _ source: RowSource,
    of table: String,
    record number: Int
  ) throws(LoadError) -> Refusal? {
    source.isOpen = true
    defer { source.isOpen = false }
    current.record = number
    source.beginCheck()
    for (columns, keys) in plan.wanted[table] ?? [] {
      if let key = KeyDigest(columns.map { source.read($0) }) { current.found.append((keys, key)) }
    }
    for index in places[table] ?? 0..<0 {
      let check = entries[index].check
      source.beginCheck()
      let truth = try judge(check, entries[index].record, index, source, number)
      current.truths.append((index, truth))
      if !source.absent.isEmpty { entries[index].figures.absent.formUnion(source.absent) }
      guard truth == .no else { continue }
      current.failures.append(
        .checkFailed(
          table: table,
          check: check.name,
          outcome: check.outcome,
          record: number
        )
      )
      guard check.outcome != .warn else { continue }
      let found = source.fault.map { "values that cannot be compared: \($0)" }
      return Refusal(
        check: check,
        table: table,
        violation: check.violation(found: found),
        sample: source.sampleText
      )
    }
    return nil
  }

  /// The record is there to stay, or it is not; what was found of it counts.
  func settle(isKept: Bool) {
    for (index, truth) in current.truths {
      entries[index].figures.count(truth, record: current.record)
    }
    for event in current.failures { report(event) }
    if isKept {
      for (keys, key) in current.found { _ = keys.insert(key) }
      for (index, moment) in current.moments { entries[index].figures.see(moment) }
      for (index, key) in current.pending {
        entries[index].figures.wait(for: key, record: current.record)
      }
    } else {
      takeBackKeys()
    }
    current.forget()
  }

  /// The record is looked at once more: nothing that was found counts.
  func forget() {
    takeBackKeys()
    current.forget()
  }

  /// Hands on what was counted.
  func tell() {
    for index in entries.indices {
      entries[index].record.add(entries[index].figures)
      entries[index].figures = CheckRecord.Figures()
    }
  }

  private func takeBackKeys() { for (keys, key) in current.added { keys.remove(key) } }

  // MARK: - Rules

  private func judge(
    _ check: Check,
    _ record: CheckRecord,
    _ index: Int,
    _ source: RowSource,
    _ number: Int
  ) throws(LoadError) -> Truth {
    switch check.rule {
    case .closure(let holds):
      let truth: Truth
      do {
        truth = try holds(CheckedRow(source: source))
      } catch {
        throw LoadError(
          .checkFailed,
          "The check '\(check.name)' threw an error: \(error)",
          at: .init(resource: record.resource, table: record.table, record: number),
          violation: check.violation(),
          cause: error
        )
      }
      return source.fault == nil ? truth : .no
    case .notNull(let columns):
      return columns.contains { source.read($0).isMissing } ? .no : .yes
    case .accepted(let column, let values):
      let value = source.read(column)
      guard !value.isMissing else { return .unknown }
      return Truth(values.contains { ValueOrder(value, $0) == .equal })
    case .range(let column, let bounds):
      let cell = Cell(source.read(column), in: source)
      let lower = bounds.lower.map { cell >= $0 } ?? .yes
      let upper = bounds.upper.map { bounds.includesUpper ? cell <= $0 : cell < $0 } ?? .yes
      return lower && upper
    case .unique(let columns, _):
      guard let key = KeyDigest(columns.map { source.read($0) }) else { return .unknown }
      guard record.uniqueKeys.insert(key) else { return .no }
      current.added.append((record.uniqueKeys, key))
      return .yes
    case .references(let columns, _, _):
      guard let key = KeyDigest(columns.map { source.read($0) }) else { return .unknown }
      if record.keys?.contains(key) == true { return .yes }
      guard record.isDeferred else { return .no }
      current.pending.append((index, key))
      return .yes
    case .fresh(let column, _):
      let moment: Int64
      switch source.read(column) {
      case .timestamp(let value): moment = value.microseconds
      case .date(let value): moment = Int64(value.days) * CivilCalendar.microsecondsPerDay
      case .null: return .unknown
      default:
        source.fault = "it is no moment"
        return .no
      }
      current.moments.append((index, moment))
      return .yes
    }
  }
}
