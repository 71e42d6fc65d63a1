// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Pipeline {
  /// Loads a range of a cursor in windows, and remembers which windows are loaded.
  ///
  /// ```swift
  /// try await pipeline.backfill(
  ///   orders, from: .timestamp("2025-01-01T00:00:00Z"), to: .timestamp("2026-01-01T00:00:00Z"),
  ///   by: .days(7))
  /// ```
  /// The resource is extracted once for each window, which it sees in `output.cursor`; as many at the same
  /// time as ``Limits/concurrentResources`` says, which are committed together. What was loaded by an
  /// earlier backfill is not loaded again, so one that has failed goes on where it stopped. The live
  /// cursor stays where it is. Each window is a row of the table `_sluice_backfills`. Throws ``LoadError``
  /// with the code `invalidConfiguration` if the resource has no cursor of the type, if it replaces its
  /// table, or if the range cannot be.
  @concurrent @discardableResult
  public func backfill<Kind: CursorType>(
    _ resource: Records,
    from start: CursorBound<Kind>,
    to end: CursorBound<Kind>,
    by width: CursorSpan<Kind>
  ) async throws -> BackfillReport {
    let order = try order(resource, start, end, width)
    return try await backfill(order) { tell in
      SingleResource(for: self, resource.backfilling(order, tell))
    }
  }

  /// Loads a range of a cursor of one resource of `source` in windows.
  ///
  /// As ``backfill(_:from:to:by:)`` does.
  @concurrent @discardableResult
  public func backfill<Kind: CursorType>(
    _ name: String,
    of source: some Source,
    from start: CursorBound<Kind>,
    to end: CursorBound<Kind>,
    by width: CursorSpan<Kind>
  ) async throws -> BackfillReport {
    let selected = SelectedResources(of: source, names: [name])
    let resources = try await located(source.name) { try await selected.resources }
    guard let resource = resources.first.map({ Records(from: $0) }) else {
      preconditionFailure("A resource that is not there is an error.")
    }
    let order = try order(resource, start, end, width)
    return try await backfill(order) { tell in
      BackfillSource(base: source, resource: resource.backfilling(order, tell))
    }
  }

  private func order<Kind: CursorType>(
    _ resource: Records,
    _ start: CursorBound<Kind>,
    _ end: CursorBound<Kind>,
    _ width: CursorSpan<Kind>
  ) throws(LoadError) -> BackfillOrder {
    func refuse(_ message: String) -> LoadError {
      LoadError(
        .invalidConfiguration,
        message,
        at: LoadError.Location(resource: resource.name)
      )
    }
    guard var rule = resource.incrementals.first else {
      throw refuse("Without a cursor there are no windows. Declare one with '.incremental(…)'.")
    }
    guard rule.kind == .any || rule.kind == Kind.kind else {
      throw refuse(
        "The cursor '\(rule.name)' is of the kind '\(rule.kind.rawValue)', and the range of the kind "
          + "'\(Kind.kind.rawValue)'. Give the range the type of the cursor."
      )
    }
    guard resource.hints.disposition != .replace else {
      throw refuse("Each window would replace the one before. Add the rows, or merge them.")
    }
    let bounds = Incremental(
      rule.name,
      Kind.self,
      from: start,
      until: end,
      lag: nil,
      CursorOptions()
    )
    _ = try bounds.check()
    rule.kind = Kind.kind
    if rule.options.fold.isMinimum || rule.options.fold.isCustom { rule.options.fold = .maximum }
    let order = BackfillOrder(
      rule: rule,
      range: BackfillLedger.Range(start: start.value, end: end.value),
      width: width.rule,
      concurrency: max(1, limits.concurrentResources)
    )
    do {
      _ = try BackfillLedger(of: rule).windows(of: order.range, by: order.width, limit: 1)
    } catch {
      throw refuse(
        "The range cannot be cut into windows of such a width. Choose one that is not empty."
      )
    }
    return order
  }

  private func backfill(
    _ order: BackfillOrder,
    _ source: (@escaping @Sendable ([BackfillWindow]) -> Void) -> some Source
  ) async throws -> BackfillReport {
    let loaded = Locked<[BackfillWindow]>([])
    let source = source { windows in loaded.withLock { $0 = windows } }
    var report = BackfillReport()
    while true {
      loaded.withLock { $0 = [] }
      let run = try await run(source)
      let windows = loaded.withLock { $0 }
      if windows.isEmpty { return report }
      report.windows += windows
      report.runs.append(run)
    }
  }
}

/// What a backfill did.
public struct BackfillReport: Sendable {
  /// The windows that were loaded, in order. Those that were loaded before are not among them.
  public internal(set) var windows: [BackfillWindow] = []
  /// The runs that have loaded them.
  public internal(set) var runs: [RunReport] = []

  /// The rows that were loaded, all windows and tables together.
  public var rows: Int { runs.reduce(0) { $0 + $1.rows } }
}

extension BackfillReport: CustomStringConvertible {
  /// A headline, and a line for each window.
  public var description: String {
    let headline = "backfilled \(windows.count.counted("window")) in \(runs.count.counted("load"))"
    return
      ([headline] + windows.map { "  \($0.start) – \($0.end): \($0.records.counted("record"))" })
      .joined(separator: "\n")
  }
}

/// A source of which one resource is loaded, in windows.
private struct BackfillSource<Base: Source>: Source {
  let base: Base
  let resource: Records

  var name: String { base.name }
  var naming: any NamingConvention { base.naming }
  var maximumNesting: Int? { base.maximumNesting }
  var addsRootKey: Bool? { base.addsRootKey }
  var propagation: Propagation { base.propagation }
  var contract: Contract? { base.contract }
  var schemaSettings: SchemaSettings { base.schemaSettings }
  var resources: [any Resource] { resource }
}
