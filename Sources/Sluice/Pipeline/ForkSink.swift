// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Hands the records of a resource to those made from it, and on to its own table if it is loaded.
final class ForkSink: OutputSink {
  private let own: ResourceSink?
  private let children: [Channel<[Record]>]
  private let clockOfRun: any TimeSource
  private let report: @Sendable (MalformedRecord) -> Void
  private let declared: TableHints
  private let mayCut: @Sendable () async throws -> Void
  let state: StateScope
  let services: CursorServices?

  /// Feeds `children`, and `own` if the resource is loaded itself.
  init(
    own: ResourceSink?,
    children: [Channel<[Record]>],
    hints: TableHints,
    state: StateScope,
    services: CursorServices,
    clock: any TimeSource,
    checkpoint: @escaping @Sendable () async throws -> Void,
    report: @escaping @Sendable (MalformedRecord) -> Void
  ) {
    self.report = report
    self.own = own
    self.children = children
    declared = hints
    mayCut = checkpoint
    self.state = state
    self.services = services
    clockOfRun = clock
  }

  var clock: any TimeSource { clockOfRun }
  var hints: TableHints { own?.hints ?? declared }

  func checkpoint() async throws { try await mayCut() }

  func passOver(_ record: MalformedRecord) {
    if let own { own.passOver(record) } else { report(record) }
  }

  func send(_ page: Page, to table: String?) async throws {
    guard !children.isEmpty else {
      if let own { try await own.send(page, to: table) }
      return
    }
    // Its own table comes first: tables appear in the same order in every run.
    let isBatch = if case .batch = page { true } else { false }
    if isBatch, let own { try await own.send(page, to: table) }
    let hasRows = try await page.eachPiece(for: self) { values in
      if !isBatch, let own { try await own.send(.values(values), to: table) }
      try await feedChildren(values.map(\.asRecord))
    }
    if !isBatch, !hasRows, let own { try await own.send(page, to: table) }
  }

  private func feedChildren(_ records: [Record]) async throws {
    guard !records.isEmpty else { return }
    var isWanted = own != nil
    for child in children {
      do {
        try await child.send(records, cost: 1)
        isWanted = true
      } catch is NotWanted {
        // This one has reached its limit; another one may not have.
      }
    }
    if !isWanted { throw NotWanted() }
  }
}

/// Lets the pages of one of several concurrent calls pass when those before it have finished.
final class TurnSink: OutputSink {
  private let base: any OutputSink
  private let turnstile: Turnstile
  private let number: Int

  /// Hands on to `base` when it is the turn of `number`.
  init(to base: any OutputSink, at turnstile: Turnstile, number: Int) {
    self.base = base
    self.turnstile = turnstile
    self.number = number
  }

  var clock: any TimeSource { base.clock }
  var hints: TableHints { base.hints }
  var state: StateScope { base.state }
  var services: CursorServices? { base.services }
  var cursors: [CursorPosition] { base.cursors }
  func passOver(_ record: MalformedRecord) { base.passOver(record) }

  func send(_ page: Page, to table: String?) async throws {
    try await turnstile.waitForTurn(number)
    try await base.send(page, to: table)
  }
}
