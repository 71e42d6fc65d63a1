// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a backfill is to load.
struct BackfillOrder: Sendable {
  /// The cursor.
  let rule: Incremental
  let range: BackfillLedger.Range
  let width: LagRule
  /// How many windows are loaded at the same time, and committed together.
  let concurrency: Int
}

/// A window of a backfill that is loaded.
public struct BackfillWindow: Hashable, Sendable {
  /// Where it starts, which belongs to it.
  public let start: Value
  /// Where it ends, which does not.
  public let end: Value
  /// How many records were loaded.
  public let records: Int
}

extension Records {
  /// A resource that loads the next windows of `order` that are not loaded yet, and says which.
  ///
  /// The live cursor is neither read nor moved.
  func backfilling(
    _ order: BackfillOrder,
    _ tell: @escaping @Sendable ([BackfillWindow]) -> Void
  ) -> Records {
    var filled = Records(name) { [self] output in
      let ledger = BackfillLedger(in: output.state.values, of: order.rule)
      let windows = try ledger.windows(of: order.range, by: order.width, limit: order.concurrency)
      let counts = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
        for (place, window) in windows.enumerated() {
          group.addTask { (place, try await load(window, of: order.rule, to: output)) }
        }
        var counts = Array(repeating: 0, count: windows.count)
        for try await (place, count) in group { counts[place] = count }
        return counts
      }
      guard !windows.isEmpty else { return tell([]) }
      try output.state.update { record in
        var ledger = BackfillLedger(in: record, of: order.rule)
        for window in windows { try ledger.add(window) }
        ledger.keep(in: &record, of: order.rule.name)
      }
      if let services = output.sink.services {
        let batch = BackfillTable.batch(
          of: Array(zip(windows, counts)),
          cursor: order.rule.name,
          resource: name,
          loadID: services.loadID
        )
        _ = try await services.account(batch, BackfillTable.table)
      }
      tell(
        zip(windows, counts).map { BackfillWindow(start: $0.start, end: $0.end, records: $1) }
      )
    }
    filled.hints = hints
    return filled
  }

  /// Loads one window; returns how many records it has.
  private func load(
    _ window: BackfillLedger.Range,
    of rule: Incremental,
    to output: Output
  ) async throws -> Int {
    var rule = rule
    (rule.initial, rule.end, rule.lag) = (window.start, window.end, nil)
    (rule.options.start, rule.options.end) = (.closed, .open)
    // What has no value is in no window; otherwise it would be in each.
    if rule.options.missing == .include { rule.options.missing = .exclude }
    let bounded = rule
    let counter = CountingSink(to: output.sink)
    try await with { $0.incrementals = [bounded] }.extract(to: Output(sink: counter))
    return counter.count
  }
}

/// Hands everything on, and hears how many records the cursor has let pass.
private final class CountingSink: ForwardingSink {
  let base: any OutputSink
  private let loaded = Locked(0)

  init(to base: any OutputSink) { self.base = base }

  var count: Int { loaded.withLock { $0 } }
  var services: CursorServices? {
    guard var services = base.services else { return nil }
    let report = services.report
    services.report = { [loaded] cursor in
      loaded.withLock { $0 += cursor.loaded }
      report(cursor)
    }
    return services
  }

  // A window is loaded as a whole: nothing is cut within it.
  func checkpoint() async throws {}

  func send(_ page: Page, to table: String?) async throws { try await base.send(page, to: table) }
}
