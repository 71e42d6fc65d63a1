// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Gathers what becomes a plan while a run goes on that loads nothing.
final class PlanCollector: Sendable {
  private struct State {
    var report = RunReport()
    var failures: [LoadPlan.Failure] = []
    var malformed: [LoadPlan.Malformed] = []
    /// Resources of which every record has to be readable.
    var strict: Set<String> = []
    var stored = StoredState()
    var dataset: String?
    var systemTables: [String] = []
    var before: Schema?
    var after: Schema?
    var changes: [LoggedChange] = []
    var tables: [Table] = []
  }

  /// Failures beyond so many are not told one by one.
  private static let limit = 1_000

  private let state = Locked(State())

  /// Hears of an event of the run.
  func hear(_ event: Event) {
    state.withLock { state in
      guard case .recordSkipped(let record) = event else { return state.report.record(event) }
      let resource = record.location.resource ?? ""
      if let index = state.malformed.firstIndex(where: { $0.resource == resource }) {
        state.malformed[index].count += 1
        return
      }
      state.malformed.append(
        LoadPlan.Malformed(
          resource: resource,
          count: 1,
          reason: record.reason,
          first: record.location,
          failsRun: false
        )
      )
    }
  }

  /// Notes that a record of `resource` that cannot be read would end the run.
  func expectRecords(of resource: String) {
    state.withLock { _ = $0.strict.insert(resource) }
  }

  /// Notes what would end the run; what `isSummary` tells of many records once more is not counted.
  func fail(_ error: LoadError, isSummary: Bool = false) {
    state.withLock { state in
      let code = error.code.description
      let index = state.failures.firstIndex { known in
        known.code == code && known.message == error.message
          && known.violation == error.violation && known.first.table == error.location.table
          && known.first.column == error.location.column
          && known.first.resource == error.location.resource
      }
      if let index {
        // What is not found in a record is found again with every batch.
        let isNew = !isSummary && error.location.record != nil
        if isNew { state.failures[index].count += 1 }
        return
      }
      guard state.failures.count < Self.limit else { return }
      state.failures.append(
        LoadPlan.Failure(
          code: code,
          message: error.message,
          violation: error.violation,
          count: 1,
          first: error.location
        )
      )
    }
  }

  /// Notes what the dataset remembers into which would be loaded.
  func recall(_ stored: StoredState, in dataset: String) {
    state.withLock { state in
      state.stored = stored
      state.dataset = dataset
    }
  }

  /// Notes in which tables of its own the destination would note the load.
  func commit(_ systemTables: [String]) { state.withLock { $0.systemTables = systemTables } }

  /// Notes what has come of the schema, and the tables in use.
  func finish(_ keeper: SchemaKeeper, _ tables: [Table]) {
    let (after, changes) = (keeper.schema, keeper.changes(onlyUsed: true))
    state.withLock { state in
      state.before = keeper.base
      state.after = after
      state.changes = changes
      state.tables = tables.compactMap { after.resolved($0.name) }
    }
  }

  /// Fills in what was gathered.
  func complete(_ plan: inout LoadPlan, for destination: any Destination) {
    let state = state.withLock { $0 }
    plan.dataset = state.dataset ?? plan.dataset
    plan.changes = state.changes
    plan.leftOut = state.report.tables.flatMap(\.leftOut).sorted { $0.table < $1.table }
    plan.failures = state.failures
    plan.collisions = state.report.collisions
    plan.windows = state.report.cursors.map { LoadPlan.Window($0) }
    plan.malformed = state.malformed.sorted { $0.resource < $1.resource }
    for index in plan.malformed.indices {
      plan.malformed[index].failsRun = state.strict.contains(plan.malformed[index].resource)
    }
    guard let before = state.before, let after = state.after else { return }
    let isThere = Set(before.onlyUsed.tables.map(\.name))
    let tables = state.tables.map { table in
      PlannedLoad.UsedTable(
        table: table,
        rows: state.report[table.name]?.rows ?? 0,
        present: state.stored.rowCounts[table.name]
      )
    }
    plan.tables = tables.map { used in
      let name = used.table.name
      let disposition = used.table.disposition ?? .append
      let removed = isThere.contains(name) ? used.present : 0
      return LoadPlan.UsedTable(
        table: name,
        disposition: disposition,
        rows: used.rows,
        removes: disposition == .replace ? removed : nil
      )
    }
    let load = PlannedLoad(
      dataset: plan.dataset,
      before: before,
      after: after,
      tables: tables,
      systemTables: state.systemTables
    )
    plan.statements = destination.statements(for: load)
  }
}

extension LoadPlan.Window {
  /// What a run would do along one cursor.
  fileprivate init(_ report: CursorReport) {
    self.init(
      resource: report.resource,
      cursor: report.path,
      from: report.start?.description,
      until: report.end?.description,
      to: report.end == nil ? report.last?.description : nil,
      new: report.loaded,
      leftOut: report.seen - report.loaded,
      late: report.late
    )
  }
}
