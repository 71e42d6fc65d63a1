// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Finds out what the checks of all resources need, and in which order these are extracted for it.
  func prepareChecks(of prepared: PreparedLoad) async throws -> ExtractionOrder {
    let (plans, context, session) = (prepared.plans, prepared.context, prepared.session)
    var order = ExtractionOrder(count: plans.count)
    var filled: [(place: Int, sink: ResourceSink, root: String)] = []
    for (place, plan) in plans.enumerated() {
      for sink in plan.sinks {
        if let root = try sink.rootTable { filled.append((place, sink, root)) }
      }
    }
    for (place, plan) in plans.enumerated() {
      for sink in plan.sinks {
        let root = try sink.rootTable ?? sink.name
        let found = try context.keeper.checks(of: sink.hints, root: root, resource: sink.name)
        for (table, checks) in found {
          for check in checks {
            try await prepare(check, of: table, sink, place, filled, in: context, session, &order)
          }
        }
      }
    }
    var stuck: [Int] = []
    if order.rounds(stuck: &stuck) == nil {
      let names = stuck.map { "'\(plans[$0].resource.name)'" }.joined(separator: ", ")
      throw LoadError(
        .inconsistentHints,
        "The checks of the resources \(names) refer to each other's tables, so that each would have to "
          + "be extracted before the others. Take one of the checks out.",
        at: LoadError.Location(resource: plans[stuck[0]].resource.name)
      )
    }
    return order
  }

  private func prepare(
    _ check: Check,
    of table: String,
    _ sink: ResourceSink,
    _ place: Int,
    _ filled: [(place: Int, sink: ResourceSink, root: String)],
    in context: RunContext,
    _ session: any DestinationSession,
    _ order: inout ExtractionOrder
  ) async throws {
    func fillers(of table: String) -> [(place: Int, sink: ResourceSink, root: String)] {
      filled.filter { table == $0.root || table.hasPrefix($0.root + "__") }
    }
    func isReplaced(_ table: String) -> Bool {
      !context.isReplay && fillers(of: table).contains { $0.sink.hints.disposition == .replace }
    }
    switch check.rule {
    case .unique(let columns, .table) where !isReplaced(table):
      let record = try context.checks.record(
        of: check,
        table: table,
        resource: sink.name,
        context.keeper
      )
      let target = try context.keeper.target(table, columns, resource: sink.name)
      if let filler = fillers(of: table).first(where: { $0.sink.hints.disposition == .merge }) {
        // Rows of the load take the place of those with their key, so that these do not count.
        return try requireKey(of: filler.sink, in: target, for: check, context)
      }
      try await fill(record.uniqueKeys, with: target, for: check, sink, in: context, session)
    case .references(_, let referenced, let columns):
      let target = try context.keeper.target(referenced, columns, resource: sink.name)
      let fillers = fillers(of: target.table)
      if fillers.contains(where: { $0.place == place }) {
        guard check.outcome != .quarantine else {
          throw LoadError(
            .inconsistentHints,
            "The check '\(check.name)' refers to a table that is filled at the same time, and is "
              + "judged when no record can be put aside any more. Let it fail or warn.",
            at: LoadError.Location(resource: sink.name, table: table)
          )
        }
        context.checks.deferReferences(of: sink.name, to: target.table)
      } else {
        for filler in fillers { order.add(filler.place, before: place) }
      }
      let keys = context.checks.keys(of: target)
      if !isReplaced(target.table) {
        try await fill(keys, with: target, for: check, sink, in: context, session)
      }
    default: break
    }
  }

  /// Throws unless a row that has its values from a column that is there already replaces that row.
  private func requireKey(
    of sink: ResourceSink,
    in target: RunChecks.Target,
    for check: Check,
    _ context: RunContext
  ) throws(LoadError) {
    let key = try context.keeper.target(
      target.table,
      sink.hints.primaryKey,
      resource: sink.name
    )
    let root = try? sink.rootTable
    if root == target.table, !key.columns.isEmpty, Set(key.columns).isSubset(of: target.columns) {
      return
    }
    throw LoadError(
      .inconsistentHints,
      "The check '\(check.name)' looks at rows that the table has already, and the load merges into "
        + "it: which of them stay is not known yet. Check within the load, or the columns of the key.",
      at: LoadError.Location(resource: sink.name, table: target.table)
    )
  }

  /// Adds the keys that a table of the destination has.
  private func fill(
    _ keys: KeySet,
    with target: RunChecks.Target,
    for check: Check,
    _ sink: ResourceSink,
    in context: RunContext,
    _ session: any DestinationSession
  ) async throws {
    let table = context.keeper.schema[target.table]
    guard context.capabilities.canScan else {
      guard table?.hasSeenData == true else { return }
      throw LoadError(
        .unsupported,
        "The check '\(check.name)' needs the rows that the table '\(target.table)' has, and the "
          + "destination cannot read rows back. Replace that table in the same run, or load into "
          + "another destination.",
        at: LoadError.Location(resource: sink.name, table: target.table)
      )
    }
    try await blamed("read", target.table) {
      let rows = try await session.scan(table ?? Table(target.table), columns: target.columns)
      for try await batch in rows {
        try Task.checkCancellation()
        keys.add(batch, columns: target.columns)
      }
    }
  }
}

extension Run {
  /// Judges what can be judged only when all rows are there, and tells what became of all checks.
  func settleChecks(in context: RunContext) throws {
    let schema = context.keeper.schema
    var failure: LoadError?
    for record in context.checks.records {
      let figures = record.figures
      var found = record.settled(figures)
      if case .fresh(_, let age) = record.check.rule {
        let oldest = settings.clock.now.microseconds - age.microseconds
        let isOld = figures.newest.map { $0 < oldest } ?? false
        found.failed += isOld && !context.isReplay ? 1 : 0
      }
      if let keys = record.keys {
        for (key, count) in figures.pending where !keys.contains(key) {
          found.failed += count.rows
          found.records = Array((found.records + [count.record]).sorted().prefix(5))
        }
      }
      if found.rows > 0 {
        found.missingColumns = missing(figures.absent, in: schema[record.table], context.keeper)
      }
      context.emit(.checked(found))
      if found.failed > 0, record.check.outcome == .fail {
        let violation = record.check.violation()
        let column = record.check.columns.first
        let error = LoadError(
          .checkFailed,
          violation.description,
          at: .init(
            resource: record.resource,
            table: record.table,
            column: column,
            path: column.map { context.keeper.sourcePath(of: $0, in: record.table) } ?? [],
            record: found.records.first
          ),
          violation: violation
        )
        planning?.fail(error, isSummary: true)
        failure = failure ?? error
      }
    }
    if let failure, planning == nil { throw failure }
  }

  /// The columns that were asked for and that the table does not have, each with the nearest name.
  private func missing(
    _ asked: Set<String>,
    in table: Table?,
    _ keeper: SchemaKeeper
  ) -> [String: String?] {
    var missing: [String: String?] = [:]
    for name in asked {
      let column =
        (try? keeper.naming.normalizeName(name, breakingPath: keeper.breaksPaths)) ?? name
      guard table?[column] == nil else { continue }
      let names = (table?.columns ?? []).map(\.name).filter { !$0.hasPrefix("_dlt_") }
      missing.updateValue(NearestName.find(column, among: names), forKey: name)
    }
    return missing
  }
}

extension CheckRecord {
  /// The figures as a report has them.
  fileprivate func settled(_ figures: Figures) -> RunReport.Check {
    var found = RunReport.Check(
      name: check.name,
      table: table,
      resource: resource,
      outcome: check.outcome
    )
    found.rows = figures.rows
    found.failed = figures.failed
    found.unknown = figures.unknown
    found.records = figures.records
    return found
  }
}

extension Duration {
  fileprivate var microseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
  }
}
