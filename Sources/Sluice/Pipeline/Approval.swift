// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Sees that a run does what was planned, and nothing else.
final class Approval: Sendable {
  private let plan: LoadPlan
  private let planned: Set<DiscardKind>
  private let refusal = Locked<LoadError?>(nil)

  /// Allows what is in `plan`.
  init(_ plan: LoadPlan) {
    self.plan = plan
    planned = Set(plan.leftOut.map { DiscardKind($0) })
  }

  /// Throws if the plan was made for something else.
  func check(_ run: Run, dataset: String, source: String) throws(LoadError) {
    for (what, planned, asked) in [
      ("pipeline", plan.pipeline, run.pipeline), ("dataset", plan.dataset, dataset),
      ("source", plan.source, source),
      ("destination", plan.destination, run.destination.kind),
    ] where planned != asked {
      throw LoadError(
        .notApproved,
        "The plan was made for the \(what) '\(planned)', but this is '\(asked)'. Make a plan of this one."
      )
    }
  }

  /// Notes what is left out and was not planned to be.
  func hear(_ event: Event) {
    switch event {
    case .discarded(let discard, let resource):
      guard !planned.contains(DiscardKind(discard)) else { return }
      refuse(
        "A \(discard.extent.rawValue) would be left out, which the plan does not have: "
          + "\(discard.violation) Make a plan again, and look at what is new.",
        at: LoadError.Location(
          resource: resource,
          table: discard.table,
          column: discard.column,
          path: discard.sourcePath,
          record: discard.record
        ),
        discard.violation
      )
    case .recordSkipped(let record):
      guard !plan.malformed.contains(where: { $0.resource == record.location.resource }) else {
        return
      }
      refuse(
        "A record that cannot be read would be skipped, which the plan does not have: "
          + "\(record.reason) Make a plan again, and look at what is new.",
        at: record.location
      )
    case .namesCollide(let name, let table, let first, let second, let resource):
      let isPlanned = plan.collisions.contains { known in
        known.table == table && known.name == name && [known.first, known.second].contains(second)
      }
      guard !isPlanned else { return }
      refuse(
        "The field and '\(first.joined(separator: "."))' would have the same name, which the plan does "
          + "not have. Make a plan again, and look at what is new.",
        at: LoadError.Location(resource: resource, table: table, column: name, path: second)
      )
    default:
      return
    }
  }

  /// Throws if anything was left out that was not planned to be.
  func check() throws(LoadError) {
    if let refusal = refusal.withLock({ $0 }) { throw refusal }
  }

  /// Throws if there is a change, or something left out, that was not planned.
  func check(_ changes: [LoggedChange]) throws(LoadError) {
    try check()
    guard let change = changes.first(where: { !plan.allows($0) }) else { return }
    throw LoadError(
      .notApproved,
      "The plan does not have this change: \(change) Make a plan again, and look at what is new.",
      at: LoadError.Location(
        resource: change.resource,
        table: change.table,
        column: change.column,
        path: change.sourcePath,
        record: change.record
      )
    )
  }

  /// Throws if rows would go that were not planned to go, or anything else was not planned.
  func check(_ changes: [LoggedChange], _ tables: [Table]) throws(LoadError) {
    try check(changes)
    for table in tables {
      let disposition = table.disposition ?? .append
      guard disposition != .append, plan[table.name]?.disposition != disposition else { continue }
      throw LoadError(
        .notApproved,
        "The run would '\(disposition)' the rows of the table, which the plan does not have. "
          + "Make a plan again, and look at what is new.",
        at: LoadError.Location(resource: table.resource, table: table.name)
      )
    }
  }

  /// Keeps the first refusal: events cannot be thrown at.
  private func refuse(
    _ message: String,
    at place: LoadError.Location,
    _ violation: Violation? = nil
  ) {
    refusal.withLock { refusal in
      guard refusal == nil else { return }
      refusal = LoadError(.notApproved, message, at: place, violation: violation)
    }
  }
}

extension LoadPlan {
  /// Whether `change` is planned, or a step on the way to what is.
  ///
  /// The library's own tables follow from what is left out, which has to be planned itself.
  fileprivate func allows(_ change: LoggedChange) -> Bool {
    if change.table.hasPrefix("_dlt") || change.table.hasPrefix("_sluice") { return true }
    let planned = changes.filter { $0.table == change.table && $0.column == change.column }
    let isAdded = planned.contains { $0.kind == .columnAdded }
    return planned.contains { known in
      known.after == change.after
        && (known.kind == change.kind || change.kind == .columnAdded && isAdded)
    }
  }
}
