// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Takes the steps, the cursors and the limits of a resource, in this order, and hands on what is left.
final class StepSink: OutputSink {
  /// Thrown through the code of the user when a limit is reached, or no later record is wanted.
  struct LimitReached: Error {
    let sink: ObjectIdentifier
  }

  struct State {
    var hints: TableHints
    var rows = 0
    var pages = 0
    var cursors: [CursorFilter] = []
    /// Whether a limit has ended the resource.
    var isLimited = false
  }

  let steps: [Step]
  let limits: RecordLimits
  let base: any OutputSink
  let progress: Locked<State>
  private let start: Duration
  private let gate = Gate()
  /// Whether there are cursors.
  let hasCursors: Bool
  /// Whether the resource is stopped where its order says that no later record is wanted.
  private let stopsEarly: Bool

  /// Hands on to `base`.
  init(
    _ steps: [Step],
    _ limits: RecordLimits,
    cursors: [CursorFilter] = [],
    stopsEarly: Bool = false,
    hints: TableHints,
    to base: any OutputSink
  ) {
    self.steps = steps
    self.limits = limits
    self.base = base
    self.stopsEarly = stopsEarly
    hasCursors = !cursors.isEmpty
    start = limits.time == nil ? .zero : base.clock.uptime
    progress = Locked(State(hints: hints, cursors: cursors))
  }

  var clock: any TimeSource { base.clock }
  var state: StateScope { base.state }
  var metrics: ResourceMetrics { base.metrics }
  var hints: TableHints { progress.withLock { $0.hints } }
  var services: CursorServices? { base.services }
  var cursors: [CursorPosition] { progress.withLock { $0.cursors.map(\.position) } }

  func passOver(_ record: MalformedRecord) { base.passOver(record) }

  /// A resource with a limit is not cut: asked again, it would begin to count anew. Nor is one with a
  /// cursor, unless its order says that nothing later lies behind what the cursor has passed.
  func checkpoint() async throws {
    let canBeCut = progress.withLock { $0.cursors.allSatisfy(\.rule.canBeCut) }
    guard limits.isEmpty, canBeCut else { return }
    guard hasCursors else { return try await base.checkpoint() }
    // Whoever sends at the same time comes before, or after.
    try await gate.enter()
    defer { gate.leave() }
    try await base.checkpoint()
  }

  /// Whether nothing more is taken: a limit was reached, or no later record is wanted.
  var isExhausted: Bool {
    isFull
      || stopsEarly && hasCursors && progress.withLock { $0.cursors.contains(where: \.canClose) }
  }

  /// Whether a limit was reached.
  private var isFull: Bool {
    if limits.isEmpty { return false }
    let isFull = progress.withLock { state in
      state.rows >= limits.rows ?? .max || state.pages >= limits.pages ?? .max
    }
    return isFull || limits.time.map { base.clock.uptime - start >= $0 } ?? false
  }

  /// Runs `body`, which ends early once nothing more is taken.
  func whileOpen(_ body: () async throws -> Void) async throws {
    guard !isExhausted else { return }
    do {
      try await body()
    } catch let limit as LimitReached where limit.sink == ObjectIdentifier(self) {
      if isFull { progress.withLock { $0.isLimited = true } }
    }
  }

  func send(_ page: Page, to table: String?) async throws {
    if case .hints(let hints, nil) = page { progress.withLock { $0.hints = hints } }
    guard !limits.isEmpty || hasCursors else { return try await forward(page, to: table) }
    try await gate.enter()
    defer { gate.leave() }
    guard !isExhausted else { throw LimitReached(sink: ObjectIdentifier(self)) }
    do {
      try await forward(page, to: table)
    } catch {
      // What did not arrive has not moved the cursor.
      progress.withLock { state in
        for index in state.cursors.indices { state.cursors[index].takeBack() }
      }
      throw error
    }
    switch page {
    case .materialize, .hints: break
    default: progress.withLock { $0.pages += 1 }
    }
    if isExhausted { throw LimitReached(sink: ObjectIdentifier(self)) }
  }

  private func forward(_ page: Page, to table: String?) async throws {
    guard !steps.isEmpty || limits.rows != nil || hasCursors else {
      return try await base.send(page, to: table)
    }
    if steps.isEmpty, case .batch(let batch) = page {
      try await base.send(.batch(try take(batch)), to: table)
      return try settleCursors()
    }
    if let filtered = filtered(page) {
      try await base.send(.json(filtered), to: table)
      return try settleCursors()
    }
    var isEmpty = true
    let hasRows = try await page.eachPiece(for: self) { values in
      isEmpty = false
      try await forward(values, to: table)
      if isFull { throw LimitReached(sink: ObjectIdentifier(self)) }
    }
    if !hasRows {
      try await base.send(page, to: table)
    } else if isEmpty {
      // A page without rows makes the table, too.
      try await base.send(.values([]), to: table)
    }
  }

  private func forward(_ values: [Value], to table: String?) async throws {
    var values = values
    if !steps.isEmpty { values = try values.flatMap { try stepped($0) } }
    try await base.send(.values(try take(values)), to: table)
    try settleCursors()
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
