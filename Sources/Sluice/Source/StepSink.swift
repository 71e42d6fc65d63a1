// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Takes the steps and limits of a resource, and hands what is left on.
final class StepSink: OutputSink {
  /// Thrown through the code of the user when a limit is reached.
  private struct LimitReached: Error {
    let sink: ObjectIdentifier
  }

  private struct State {
    var hints: TableHints
    var rows = 0
    var pages = 0
  }

  private let steps: [Step]
  private let limits: RecordLimits
  private let base: any OutputSink
  private let start: Duration
  private let progress: Locked<State>
  private let gate = Gate()

  /// Hands on to `base`.
  init(_ steps: [Step], _ limits: RecordLimits, hints: TableHints, to base: any OutputSink) {
    self.steps = steps
    self.limits = limits
    self.base = base
    start = limits.time == nil ? .zero : base.clock.uptime
    progress = Locked(State(hints: hints))
  }

  var clock: any TimeSource { base.clock }
  var state: StateScope { base.state }
  var metrics: ResourceMetrics { base.metrics }
  var hints: TableHints { progress.withLock { $0.hints } }

  func passOver(_ record: MalformedRecord) { base.passOver(record) }

  /// A resource with a limit is not cut: asked again, it would begin to count anew.
  func checkpoint() async throws { if limits.isEmpty { try await base.checkpoint() } }

  /// Whether a limit was reached: nothing more is taken.
  var isExhausted: Bool {
    if limits.isEmpty { return false }
    let isFull = progress.withLock { state in
      state.rows >= limits.rows ?? .max || state.pages >= limits.pages ?? .max
    }
    return isFull || limits.time.map { base.clock.uptime - start >= $0 } ?? false
  }

  /// Runs `body`, which ends early once a limit is reached.
  func whileOpen(_ body: () async throws -> Void) async throws {
    guard !isExhausted else { return }
    do {
      try await body()
    } catch let limit as LimitReached where limit.sink == ObjectIdentifier(self) {
      return
    }
  }

  func send(_ page: Page, to table: String?) async throws {
    if case .hints(let hints, nil) = page { progress.withLock { $0.hints = hints } }
    guard !limits.isEmpty else { return try await forward(page, to: table) }
    try await gate.enter()
    defer { gate.leave() }
    guard !isExhausted else { throw LimitReached(sink: ObjectIdentifier(self)) }
    try await forward(page, to: table)
    switch page {
    case .materialize, .hints: break
    default: progress.withLock { $0.pages += 1 }
    }
    if isExhausted { throw LimitReached(sink: ObjectIdentifier(self)) }
  }

  private func forward(_ page: Page, to table: String?) async throws {
    guard !steps.isEmpty || limits.rows != nil else {
      return try await base.send(page, to: table)
    }
    if steps.isEmpty, case .batch(let batch) = page, let limit = limits.rows {
      let count = progress.withLock { state in
        let count = min(batch.rowCount, limit - state.rows)
        state.rows += count
        return count
      }
      return try await base.send(.batch(batch.prefix(count)), to: table)
    }
    let hasRows = try await page.eachPiece(for: self) { values in
      try await forward(values, to: table)
      if isExhausted { throw LimitReached(sink: ObjectIdentifier(self)) }
    }
    if !hasRows { try await base.send(page, to: table) }
  }

  private func forward(_ values: [Value], to table: String?) async throws {
    var values = values
    if !steps.isEmpty { values = try values.flatMap { try stepped($0) } }
    if let limit = limits.rows {
      values = progress.withLock { state in
        let taken = Array(values.prefix(limit - state.rows))
        state.rows += taken.count
        return taken
      }
    }
    try await base.send(.values(values), to: table)
  }

  private func stepped(_ value: Value) throws -> [Value] {
    var records = [value.asRecord]
    for step in steps {
      switch step {
      case .map(let transform): records = try records.compactMap(transform)
      case .flatMap(let transform): records = try records.flatMap(transform)
      case .filter(let isWanted): records = try records.filter(isWanted)
      case .measure(let look): for record in records { try look(record, metrics) }
      }
      if records.isEmpty { return [] }
    }
    return records.map { .record($0) }
  }
}
