// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// What is lost or doubled after a crash is found, and told.
@Suite struct RestartSafetyTests {
  private static func rows(_ run: Int) -> [Record] {
    [["id": .int(Int64(run * 2))], ["id": .int(Int64(run * 2 + 1)), "tags": ["a", "b"]]]
  }

  @Test func `a pipeline that replaces is safe`() async throws {
    let report = try await checkRestartSafety { bench in
      LoadPipeline("shop", into: bench.store)
    } resource: { bench in
      Records("orders", of: Self.rows(bench.run)).replace()
    }
    try report.expectSafe()
    #expect(
      report.isSafe && report.isRepeatable && report.steps > 10 && report.tried > report.steps
    )
    #expect(report.summary == "crash points: \(report.tried) tried, 0 failed")
    #expect(report.description == "\(report.summary) (\(report.steps) steps)")
  }

  @Test func `a source without a cursor is told apart from one that is lost`() async throws {
    let report = try await checkRestartSafety { bench in
      LoadPipeline("shop", into: bench.store)
    } resource: { bench in
      Records("orders", of: Self.rows(bench.run))
    }
    #expect(!report.isSafe && !report.isRepeatable)
    #expect(report.findings.allSatisfy { $0.kind == .repeated && $0.fault?.kind == .losesAnswer })
    #expect(report.description.contains("Keep a cursor in the state"))
    #expect(report.description.contains("2 too many (2 doubled)"))
    let error = #expect(throws: ExpectationFailure.self) { try report.expectSafe() }
    #expect(error?.description == report.description)
  }

  @Test func `a destination that shows half a load doubles rows`() async throws {
    let report = try await checkRestartSafety { bench in
      LoadPipeline("shop", into: bench.keep("eager") { EagerDestination() })
    } resource: { bench in
      Records("orders", of: [["id": .int(Int64(bench.run))]] as [Record])
    }
    #expect(report.findings.contains { $0.kind == .doubled && $0.fault?.kind == .dies })
  }

  @Test func `a source that forgets what it has sent loses rows`() async throws {
    let report = try await checkRestartSafety { bench in
      LoadPipeline("shop", into: bench.store)
    } resource: { bench in
      let queue = bench.keep("queue") { Queue() }
      let run = bench.run
      return Records("orders") { output in try await output.send(queue.take(run)) }
    }
    let lost = try #require(report.findings.first { $0.kind == .lost })
    #expect(lost.description.contains("rows are lost\norders: 2 missing"))
    #expect(lost.description.contains("of run 1"))
  }

  @Test func `a pipeline that fails undisturbed says why`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await checkRestartSafety { bench in
        LoadPipeline("shop", into: bench.store)
      } resource: { _ in
        Records("orders", of: Self.rows(1)).failing(at: 2)
      }
    }
    #expect(error?.code == .resourceFailed)
  }

  @Test func `what never succeeds is told`() async throws {
    let report = try await checkRestartSafety { bench in
      LoadPipeline("shop", into: bench.keep("stubborn") { Stubborn(bench.store) })
    } resource: { bench in
      Records("orders", of: Self.rows(bench.run)).replace()
    }
    #expect(report.findings.contains { $0.kind == .stuck })
  }

  /// Hands out each batch of records once.
  private final class Queue: Sendable {
    private let taken = Locked<Set<Int>>([])

    func take(_ run: Int) -> [Record] {
      taken.withLock { $0.insert(run).inserted } ? RestartSafetyTests.rows(run) : []
    }
  }

  /// A store that takes no load any more once one was given up.
  private final class Stubborn: Destination {
    private let base: ColumnStore
    private let isOffended = Locked(false)

    init(_ base: ColumnStore) { self.base = base }

    var capabilities: Capabilities { base.capabilities }

    func open(dataset: String) async throws -> any DestinationSession {
      if isOffended.withLock({ $0 }) { throw PermanentFailure("Not any more.") }
      return Session(try await base.open(dataset: dataset), self)
    }

    private final class Session: DestinationSession {
      let base: any DestinationSession
      let place: Stubborn
      private var hasRows = false

      init(_ base: any DestinationSession, _ place: Stubborn) {
        self.base = base
        self.place = place
      }

      func recall(_ question: Recall) async throws -> StoredState {
        try await base.recall(question)
      }
      func begin(_ load: Load) async throws { try await base.begin(load) }
      func migrate(to schema: Schema) async throws { try await base.migrate(to: schema) }
      func load(_ batch: Batch, into table: Table) async throws {
        hasRows = true
        try await base.load(batch, into: table)
      }
      func finish(_ table: Table) async throws { try await base.finish(table) }
      func scan(
        _ table: Table,
        columns: [String]
      ) async throws -> AsyncThrowingStream<Batch, any Error> {
        try await base.scan(table, columns: columns)
      }
      func commit(_ record: LoadRecord) async throws { try await base.commit(record) }
      func abandon() async {
        if hasRows { place.isOffended.withLock { $0 = true } }
        await base.abandon()
      }
    }
  }
}

/// Shows rows as soon as they come, which no destination may do.
private final class EagerDestination: Destination {
  private struct State {
    var schema: Schema?
    var rows: [String: [Batch]] = [:]
  }

  private let state = Locked(State())

  var capabilities: Capabilities {
    var capabilities = Capabilities()
    capabilities.canScan = true
    return capabilities
  }

  func open(dataset: String) async throws -> any DestinationSession { Session(self) }

  private final class Session: DestinationSession {
    let place: EagerDestination

    init(_ place: EagerDestination) { self.place = place }

    func recall(_ question: Recall) async throws -> StoredState {
      StoredState(schema: place.state.withLock { $0.schema })
    }
    func begin(_ load: Load) async throws {}
    func migrate(to schema: Schema) async throws {}
    func load(_ batch: Batch, into table: Table) async throws {
      place.state.withLock { $0.rows[table.name, default: []].append(batch) }
    }
    func finish(_ table: Table) async throws {}
    func commit(_ record: LoadRecord) async throws {
      place.state.withLock { $0.schema = record.schema }
    }
    func abandon() async {}
    func scan(
      _ table: Table,
      columns: [String]
    ) async throws -> AsyncThrowingStream<Batch, any Error> {
      let batches = place.state.withLock { $0.rows[table.name] ?? [] }
      return AsyncThrowingStream { continuation in
        for batch in batches { continuation.yield(batch) }
        continuation.finish()
      }
    }
  }
}
