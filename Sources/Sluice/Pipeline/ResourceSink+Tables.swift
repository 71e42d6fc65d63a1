// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ResourceSink {
  /// Takes over what a resource says while it is extracted.
  func update(_ hints: TableHints, table: String?) throws {
    let hints = run.planned(hints, of: name)
    known.withLock { known in
      if let table { known.tables[table] = hints } else { known.resource = hints }
    }
    destinations = [:]
    if let table {
      try register(hints, table: table)
    } else if let table = try fixedTable(nil) {
      let normalized = try run.keeper.normalizedName(table, of: name)
      run.owners.withLock { $0[normalized] = RunContext.Owner(resource: name, hints: hints) }
      try declare()
      try register(hints, table: table)
    } else {
      try declare()
    }
  }

  /// Registers the hints of a table; where several resources share one, those of the first count.
  @discardableResult
  func register(
    _ hints: TableHints,
    table: String,
    isTrial: Bool = false
  ) throws -> String {
    let normalized = try run.keeper.normalizedName(table, of: name)
    let first = run.owners.withLock { $0[normalized] }
    let owner = first.flatMap { $0.resource == name ? nil : $0 }
    guard normalized != QuarantineTable.name else {
      throw LoadError(
        .tableConflict,
        "The table of this name holds records that were put aside. Choose another table name.",
        at: LoadError.Location(resource: name, table: normalized)
      )
    }
    guard !SystemTable.isReserved(normalized) else {
      throw LoadError(
        .tableConflict,
        "The destination keeps account of loads in the table of this name. Choose another table name.",
        at: LoadError.Location(resource: name, table: normalized)
      )
    }
    var hints = owner?.hints ?? hints
    try checkDispositions(of: hints, table: normalized)
    if let cap = run.nestingCap {
      hints.maximumNesting = min(hints.maximumNesting ?? run.maximumNesting ?? cap, cap)
    }
    return try run.keeper.register(
      hints,
      table: table,
      resource: owner?.resource ?? name,
      nesting: run.maximumNesting,
      isTrial: isTrial,
      record: max(1, recordCount)
    ) { hint in
      run.emit(
        .hintIgnored(
          column: hint.column,
          table: hint.table,
          hint.violation,
          resource: name
        )
      )
    }
  }

  /// Throws if the destination cannot meet rows that are there as the hints ask.
  func checkDispositions(of hints: TableHints, table: String?) throws {
    for disposition in [hints.disposition ?? .append] + hints.nested.compactMap(\.hints.disposition)
    {
      let place = LoadError.Location(resource: name, table: table)
      try run.capabilities.check(disposition, at: place)
    }
  }

  /// The table for a whole page, in the names of the source; `nil` if each record names its own.
  func fixedTable(_ table: String?) throws -> String? {
    if let table { return table }
    switch hints.table {
    case nil: return name
    case .fixed(let table): return table
    case .byRecord: return nil
    }
  }

  /// The table for a whole page; throws if each record names its own.
  func requireFixedTable(_ table: String?) throws -> String {
    if let table = try fixedTable(table) { return table }
    throw LoadError(
      .dynamicHintFailed,
      "Records name the table, but there is no record to ask. Name the table in the call of 'send'.",
      at: LoadError.Location(resource: name)
    )
  }

  /// Asks for the hints of a table that no record has named so far.
  func learnHints(from value: Value, for table: String) throws {
    let known = known.withLock { $0 }
    guard let change = known.resource.forFirstRecord, known.tables[table] == nil else { return }
    var hints = known.resource
    try change(value.asRecord, &hints)
    self.known.withLock { $0.tables[table] = hints }
  }

  /// The shredder of a table, made if there is none.
  func index(for table: String) throws -> Int {
    if let index = destinations[table] { return index }
    let hints = known.withLock { $0.tables[table] ?? $0.resource }
    let normalized = try register(hints, table: table)
    let index: Int
    if let existing = indices[normalized] {
      index = existing
    } else {
      index = shredders.count
      let context = run.shredContext(resource: name, table: normalized)
      shredders.append((normalized, run.makeShredder(normalized, context), 0))
      indices[normalized] = index
    }
    let plan = try run.checks.plan(for: normalized, hints, of: name, run.keeper)
    shredders[index].shredder.hold(to: plan)
    destinations[table] = index
    return index
  }

  /// The table that a record names.
  func table(
    of value: Value,
    _ tableName: @Sendable (Record) throws -> String,
    number: Int
  ) throws -> String {
    do {
      let table = try tableName(value.asRecord)
      try learnHints(from: value, for: table)
      return table
    } catch {
      throw LoadError(
        .dynamicHintFailed,
        "The record does not say its table or the hints of it. Let the closures take every record.",
        at: LoadError.Location(resource: name, record: number),
        cause: error
      )
    }
  }
}
