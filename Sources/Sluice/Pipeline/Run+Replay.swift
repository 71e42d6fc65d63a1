// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Prepares to try records of the source once more that were put aside.
  func replay(
    _ selection: ReplaySelection,
    of prepared: PreparedLoad,
    _ order: ExtractionOrder
  ) async throws -> ReplayExtraction {
    let context = prepared.context
    let table = QuarantineTable.table
    try context.capabilities.check(.replace, at: LoadError.Location(table: table.name))
    var rounds: [ReplayExtraction.Round] = []
    var stuck: [Int] = []
    for places in order.rounds(stuck: &stuck) ?? [] {
      let sinks = places.flatMap { prepared.plans[$0].sinks }
      let rows = try await blamed("read", table.name) {
        try await prepared.session.scan(table, columns: table.columns.map(\.name))
      }
      rounds.append(ReplayExtraction.Round(rows: rows, sinks: sinks))
    }
    context.keeper.withSchema { _ = $0.ensureQuarantine() }
    context.materialized.withLock { _ = $0.insert(table.name) }
    return ReplayExtraction(selection, prepared.load.schema, rounds, context)
  }
}

/// Tries records once more that were put aside, and keeps those that are not meant.
final class ReplayExtraction: Sendable {
  /// All rows, and the resources whose records are tried in this round.
  struct Round: Sendable {
    var rows: AsyncThrowingStream<Batch, any Error>
    var sinks: [ResourceSink]
  }

  private let selection: ReplaySelection
  private let source: String
  private let rounds: [Round]
  private let context: RunContext
  private let figures = Locked(RunReport.Replay())

  init(
    _ selection: ReplaySelection,
    _ source: String,
    _ rounds: [Round],
    _ context: RunContext
  ) {
    self.selection = selection
    self.source = source
    self.rounds = rounds
    self.context = context
  }

  /// Whether there was anything to try.
  var isWanted: Bool { figures.withLock { $0.passed + $0.refused > 0 } }

  /// Tries all records that are meant.
  func extract() async throws {
    let known = Set(rounds.flatMap(\.sinks).map(\.name))
    for (number, round) in rounds.enumerated() {
      let sinks = Dictionary(round.sinks.map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
      for try await batch in round.rows {
        try Task.checkCancellation()
        var untouched: [UInt32] = []
        for row in 0..<batch.rowCount {
          let record = QuarantinedRecord(batch.record(at: row))
          guard let record, record.schema == source, selection.includes(record),
            known.contains(record.resource)
          else {
            untouched.append(UInt32(row))
            continue
          }
          guard let sink = sinks[record.resource] else { continue }
          let hasPassed = try await sink.retry(record)
          figures.withLock { figures in
            if hasPassed { figures.passed += 1 } else { figures.refused += 1 }
          }
        }
        if number == 0 { try await keep(untouched, of: batch) }
      }
      for sink in round.sinks { try await sink.finish() }
    }
    context.emit(.replayed(figures.withLock { $0 }))
  }

  /// Puts rows as they are in the table that takes the place of the one they are from.
  private func keep(_ rows: [UInt32], of batch: Batch) async throws {
    guard !rows.isEmpty,
      let table = context.resolved(QuarantineTable.name, in: context.keeper.schema)
    else { return }
    figures.withLock { $0.untouched += rows.count }
    let kept = Batch(
      names: batch.names,
      vectors: batch.vectors.map { $0.gathered(rows) },
      rowCount: rows.count
    )
    let loadable = LoadableBatch(table: table, batch: kept)
    try await context.channel.send(loadable, cost: max(1, kept.byteCount))
  }
}
