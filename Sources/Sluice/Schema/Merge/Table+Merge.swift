// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What a table says of merges stands in notes, by the names that dlt has for them, and for what dlt
// does not know by names of ours. So every document and every package carries it.

extension Table {
  private enum Note {
    static let strategy = "x-merge-strategy"
    static let deduplicated = "x-stage-data-deduplicated"
    static let skipsUnchanged = "x-merge-skip-unchanged-rows"
    static let filter = "x-merge-source-filter"
    static let scope = "x-merge-destination-scope"
    static let boundary = "x-boundary-timestamp"
    static let requiresScope = "x-replace-where"
    static let missing = "x-merge-delete-missing"
    static let empty = "x-merge-believe-empty"
    static let softDelete = "x-soft-delete"
    static let keepsMissing = "x-history-keep-missing"
    static let onEmpty = "x-replace-on-empty"
    static let minimumRows = "x-replace-minimum-rows"
    static let validFrom = "x-valid-from"
    static let validTo = "x-valid-to"
    static let active = "x-active-record-timestamp"
    static let version = "x-row-version"

    static let ofMerges = [
      strategy, deduplicated, skipsUnchanged, filter, scope, boundary, requiresScope, missing,
      empty,
      softDelete, keepsMissing,
    ]
  }

  /// How rows are merged, or `nil` if they are not.
  ///
  /// Throws ``LoadError`` with the code `invalidValue` if a note says something that does not exist.
  public var mergeRule: MergeRule? {
    get throws(LoadError) {
      guard disposition == .merge else { return nil }
      var rule = MergeRule()
      if let name = annotations[Note.strategy], !name.isNull {
        guard let strategy = name.string.flatMap(MergeStrategy.init(name:)) else {
          throw invalid(
            Note.strategy,
            "one of \(MergeStrategy.all.map { "'\($0)'" }.joined(separator: ", "))"
          )
        }
        rule.strategy = strategy
      }
      rule.isDeduplicated = try flag(Note.deduplicated)
      rule.skipsUnchanged = try flag(Note.skipsUnchanged)
      rule.sourceFilter = try condition(Note.filter)
      rule.scope = try condition(Note.scope)
      rule.requiresScope = try flag(Note.requiresScope)
      rule.deletesMissing = try flag(Note.missing)
      rule.believesEmptyLoads = try flag(Note.empty)
      rule.softDelete = annotations[Note.softDelete]?.string
      rule.history.keepsMissing = try flag(Note.keepsMissing)
      rule.history.boundary = try moment(Note.boundary, in: annotations)
      if let column = columns.first(where: { $0.annotations[Note.validFrom]?.boolean == true }) {
        rule.history.validFrom = column.name
      }
      if let column = columns.first(where: { $0.annotations[Note.validTo]?.boolean == true }) {
        rule.history.validTo = column.name
        rule.history.active = try moment(Note.active, in: column.annotations)
      }
      rule.history.version =
        columns.first {
          $0.annotations[Note.version]?.boolean == true && $0.name != SystemColumn.id
        }?.name
      try check(rule)
      return rule
    }
  }

  /// Takes over `rule` in place of what was said of merges before.
  mutating func note(_ rule: MergeRule) {
    for name in Note.ofMerges { annotations[name] = nil }
    annotations[Note.strategy] = .text(rule.strategy.description)
    if rule.isDeduplicated { annotations[Note.deduplicated] = true }
    if rule.skipsUnchanged { annotations[Note.skipsUnchanged] = true }
    annotations[Note.filter] = rule.sourceFilter.map { .text($0.description) }
    annotations[Note.scope] = rule.scope.map { .text($0.description) }
    if rule.requiresScope { annotations[Note.requiresScope] = true }
    if rule.deletesMissing { annotations[Note.missing] = true }
    if rule.believesEmptyLoads { annotations[Note.empty] = true }
    annotations[Note.softDelete] = rule.softDelete.map { .text($0) }
    if rule.history.keepsMissing { annotations[Note.keepsMissing] = true }
    annotations[Note.boundary] = rule.history.boundary.map { .text($0.noteText) }
  }

  /// The columns that `rule` needs beside those of the data.
  static func columns(for rule: MergeRule) -> [Column] {
    var columns: [Column] = []
    if rule.strategy == .history {
      var from = Column(rule.history.validFrom, .timestamp, nullable: true)
      from.annotations[Note.validFrom] = true
      var to = Column(rule.history.validTo, .timestamp, nullable: true)
      to.annotations[Note.validTo] = true
      to.annotations[Note.active] = rule.history.active.map { .text($0.noteText) } ?? .null
      columns += [from, to]
      if let version = rule.history.version {
        var column = Column(version, nullable: false)
        column.becomeVersion(Note.version)
        columns.append(column)
      }
    }
    if let name = rule.softDelete { columns.append(Column(name, .timestamp, nullable: true)) }
    return columns
  }

  /// How the ids of rows come about if nothing is said of them.
  var usualRowID: RowIDRule {
    guard disposition == .merge, let name = annotations[Note.strategy]?.string,
      let strategy = MergeStrategy(name: name)
    else { return .random }
    if strategy.hashesKeys { return .keyHash }
    let hasVersion = columns.contains {
      $0.annotations[Note.version]?.boolean == true && $0.name != SystemColumn.id
    }
    return strategy == .history && !hasVersion ? .rowHash : .random
  }

  /// The column of ids, marked if they tell versions of rows apart.
  func idColumn(_ column: Column) -> Column {
    guard parent == nil, rowID == .rowHash, usualRowID == .rowHash else { return column }
    var column = column
    column.becomeVersion(Note.version)
    return column
  }

  /// Whether rows of nested tables below this one name their root row, if nothing is said of that.
  var addsRootKey: Bool {
    disposition == .merge && annotations[Note.strategy]?.string != MergeStrategy.history.description
  }

  /// Whether ids of rows name rows of which a load may have several, so that only one counts.
  var hasRivals: Bool { disposition == .merge && rowID != .random && !hasNoDuplicates }

  private var hasNoDuplicates: Bool { annotations[Note.deduplicated]?.boolean == true }

  /// What becomes of the rows if the table is replaced by nothing.
  public var replaceRule: ReplaceRule {
    var rule = ReplaceRule()
    rule.onEmpty = annotations[Note.onEmpty]?.string.flatMap(EmptyLoad.init(name:)) ?? .clear
    rule.minimumRows = annotations[Note.minimumRows]?.int64.map { Int(clamping: $0) } ?? 0
    return rule
  }

  /// Takes over `rule` in place of what was said of replacements before.
  mutating func note(_ rule: ReplaceRule) {
    annotations[Note.onEmpty] =
      rule.onEmpty == .clear ? nil : .text(rule.onEmpty.description)
    annotations[Note.minimumRows] =
      rule.minimumRows > 0 ? Value(integer: rule.minimumRows) : nil
  }

  /// Whether rows that are there go even if none come: all, those of a part, or those that are missing.
  var losesRowsToNothing: Bool {
    if disposition == .replace { return true }
    guard disposition == .merge else { return false }
    return annotations[Note.requiresScope]?.boolean == true
      || annotations[Note.empty]?.boolean == true
  }

  /// The table as rows are written that are only a part of what a load should have been.
  ///
  /// Nothing is taken from the table because it is missing among them.
  func forPartOfLoad() -> Table {
    var table = self
    guard var rule = try? mergeRule else { return table }
    rule.deletesMissing = false
    rule.believesEmptyLoads = false
    rule.scope = nil
    rule.requiresScope = false
    rule.history.keepsMissing = true
    if rule.strategy == .snapshot { rule.strategy = .upsert }
    table.note(rule)
    return table
  }

  // MARK: - Reading

  private func flag(_ name: String) throws(LoadError) -> Bool {
    guard let value = annotations[name], !value.isNull else { return false }
    guard let flag = value.boolean else { throw invalid(name, "true or false") }
    return flag
  }

  private func condition(_ name: String) throws(LoadError) -> RowCondition? {
    guard let value = annotations[name], !value.isNull else { return nil }
    guard let text = value.string else { throw invalid(name, "a condition such as 'day = 2'") }
    do {
      return try RowCondition(text)
    } catch {
      throw LoadError(
        error.code,
        error.message,
        at: LoadError.Location(resource: resource, table: self.name)
      )
    }
  }

  private func moment(_ name: String, in notes: Record) throws(LoadError) -> Timestamp? {
    guard let value = notes[name], !value.isNull else { return nil }
    guard case .timestamp(let moment)? = value.converted(to: .timestamp) else {
      throw invalid(name, "a timestamp such as '2026-01-01T00:00:00Z'")
    }
    return moment
  }

  private func invalid(_ note: String, _ expected: String) -> LoadError {
    LoadError(
      .invalidValue,
      "The note '\(note)' of the table has to be \(expected). Correct it.",
      at: LoadError.Location(resource: resource, table: name)
    )
  }

  private func check(_ rule: MergeRule) throws(LoadError) {
    if rule.skipsUnchanged && rule.strategy != .upsert && rule.strategy != .snapshot {
      throw LoadError(
        .invalidValue,
        "Rows that have not changed can stay with the strategies 'upsert' and 'cdc' only, and the "
          + "table has '\(rule.strategy)'. Choose one of these.",
        at: LoadError.Location(resource: resource, table: name)
      )
    }
  }
}

extension Column {
  /// Marks the column as one that tells versions of rows apart: several rows may have the same value.
  fileprivate mutating func becomeVersion(_ note: String) {
    annotations[note] = true
    hints.subtract([.rowKey, .unique])
    deniedHints.formUnion([.rowKey, .unique])
  }
}

extension Timestamp {
  /// The text in a note: a date alone where the time is midnight.
  fileprivate var noteText: String {
    let isMidnight = offset == 0 && microseconds % CivilCalendar.microsecondsPerDay == 0
    return isMidnight ? "\(utcDate)" : description
  }
}
