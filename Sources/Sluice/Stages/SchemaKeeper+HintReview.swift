// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How hints are reviewed.
struct HintReview {
  /// Hints are only checked for being right: the stages are not asked.
  let isTrial: Bool
  /// The number of the record for which the hints are registered, or 0.
  let record: Int
  /// The contract that the hints give. That of earlier runs is for data, not for what is declared.
  var contract: Contract?
}

/// A declaration that the stages left out, of a column or a whole table.
struct IgnoredHint: Sendable {
  let table: String
  var column: String?
  let violation: Violation
}

extension SchemaKeeper.State {
  /// Whether the schema does not have the table, or no column of it with a type.
  func isNew(_ name: String) -> Bool { schema[name]?.completeColumns.isEmpty ?? true }
}

extension SchemaKeeper {
  /// Adds a table that is declared, unless it is new and the stages do not want it.
  ///
  /// As in dlt, hints of a nested table that is discarded are forgotten with its contract: when data
  /// comes for it, the contract of the table above counts.
  func add(
    _ table: Table,
    isNew: Bool,
    resource: String,
    to state: inout State,
    _ review: HintReview,
    _ ignored: inout [IgnoredHint]
  ) throws(LoadError) {
    var table = table
    if isNew {
      var declared = table
      declared.contract = review.contract
      let contract = state.schema.contract(for: declared) ?? .evolve
      if contract.columns != .evolve { table.evolvesColumnsOnce = true }
    }
    if isNew, !review.isTrial, state.schema[table.name]?.hasSeenData != true {
      var declared = table
      declared.contract = review.contract
      let origin = Origin(resource: resource, record: review.record, path: table.sourcePath)
      let decision: (isDecided: Bool, refusal: Refusal?)
      do {
        decision = try decide(about: declared, from: origin, in: state.schema, isDeclaration: true)
      } catch {
        // The first record for the table meets the same refusal, and is passed over.
        guard passOver != nil else { throw error }
        state.schema[table.name] = table
        return
      }
      if case .row(let violation)? = decision.refusal, table.parent != nil {
        ignored.append(IgnoredHint(table: table.name, violation: violation))
        return
      }
      state.refused[table.name] = decision.refusal
      if decision.refusal != nil { return }
      if decision.isDecided { state.admitted.insert(table.name) }
    }
    if !review.isTrial { try requireParent(of: table, in: state, resource: resource) }
    state.schema[table.name] = table
  }

  /// Throws if the table above `table` is not there: as in dlt, the contract has its say first.
  private func requireParent(
    of table: Table,
    in state: State,
    resource: String
  ) throws(LoadError) {
    guard let parent = table.parent, state.schema[parent] == nil else { return }
    let isRefused = state.refused[parent] != nil
    throw LoadError(
      .parentTableMissing,
      isRefused
        ? "The contract leaves out the table '\(parent)' above it. Let the contract in the nested "
          + "hints leave out this one, too, or take the hints away."
        : "The table '\(parent)' above it is not known. Give hints for every level of the path; "
          + "empty ones are enough.",
      at: LoadError.Location(resource: resource, table: table.name, path: table.sourcePath)
    )
  }

  /// What the stages leave of columns that are declared for a table that is there.
  func allowed(
    _ declared: [Column],
    of table: Table,
    in state: State,
    at place: LoadError.Location,
    _ review: HintReview
  ) throws(LoadError) -> (allowed: [Column], refused: [(Column, Violation)]) {
    guard !review.isTrial else { return (declared, []) }
    var reviewed = table
    reviewed.contract = review.contract
    var allowed: [Column] = []
    var refused: [(Column, Violation)] = []
    for column in declared {
      let existing = table[column.name]
      let isThere = existing?.type != nil
      // What came with data of this run is said beforehand, only late.
      let hasArrived = state.arrived[table.name]?.contains(column.name) ?? false
      guard !hasArrived, !isThere || column.redeclares(existing) else {
        allowed.append(column)
        continue
      }
      var change = SchemaChange(
        kind: isThere ? .redeclaredColumn : .declaredColumn,
        table: reviewed,
        column: isThere ? existing?.updated(by: column) : column,
        existing: existing,
        origin: Origin(
          resource: place.resource ?? "",
          record: 0,
          path: place.path
        ),
        schema: state.schema,
        naming: naming,
        now: now
      )
      try self.review(&change)
      switch change.decision {
      case .accept, .undecided:
        allowed.append(isThere ? column : change.column ?? column)
      case .discardValue(let violation), .discardRow(let violation), .quarantine(let violation):
        refused.append((column, violation))
      case .fail(let violation):
        let error = self.violation(violation, change)
        guard let passOver else { throw error }
        passOver(error)
      case .changeType, .overflow:
        throw violation("A stage decided about a declaration as about a value.", change)
      }
    }
    return (allowed, refused)
  }
}

extension Column {
  /// Whether this declaration changes type or nullability of a column that is there.
  fileprivate func redeclares(_ existing: Column?) -> Bool {
    guard let existing, let known = existing.type else { return false }
    if let nullable, nullable != existing.nullable { return true }
    if let type, type.kind != known.kind { return true }
    let details = type?.details ?? typeDetails
    if let precision = details.precision, precision != known.precision { return true }
    if let scale = details.scale, scale != known.scale { return true }
    if let hasTimeZone = details.hasTimeZone, hasTimeZone != known.hasTimeZone { return true }
    return false
  }
}

extension SchemaKeeper {
  /// Whether hints of this run brought the column: what it comes from is not known then.
  func isDeclaredNow(_ column: String, in table: String) -> Bool {
    withState { $0.declared[table]?.contains(column) ?? false }
  }

  /// Notes where the values of a declared column come from.
  func noteSource(_ path: [String], of column: String, in tableName: String) {
    withState { state in
      guard state.declared[tableName]?.remove(column) != nil,
        let table = state.schema[tableName]
      else { return }
      let path = Array(path.dropFirst(table.sourcePath.count))
      state.schema[tableName]?[column]?.sourcePath = path == [column] ? [] : path
    }
  }
}
