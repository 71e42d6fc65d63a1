// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Writes down what is asked of it, and fails where it is told to.
final class RecordingDestination: Destination {
  struct Refusal: Error {}

  private let calls = Locked<[String]>([])
  let capabilities: Capabilities
  private let failing: String?
  private let pause: @Sendable () async throws -> Void

  init(
    capabilities: Capabilities = Capabilities(),
    failing: String? = nil,
    pause: @escaping @Sendable () async throws -> Void = {}
  ) {
    self.capabilities = capabilities
    self.failing = failing
    self.pause = pause
  }

  var log: [String] { calls.withLock { $0 } }

  func open(dataset: String) async throws -> any DestinationSession {
    try call("open \(dataset)")
    return Session(self)
  }

  private func call(_ name: String) throws {
    calls.withLock { $0.append(name) }
    if name == failing { throw Refusal() }
  }

  private final class Session: DestinationSession {
    let destination: RecordingDestination

    init(_ destination: RecordingDestination) { self.destination = destination }

    func begin(_ load: Load) async throws { try destination.call("begin \(load.id)") }
    func migrate(to schema: Schema) async throws { try destination.call("migrate") }
    func load(_ batch: Batch, into table: Table) async throws {
      try await destination.pause()
      try destination.call("load \(table.name) \(batch.rowCount)")
    }
    func finish(_ table: Table) async throws {
      try destination.call("finish \(table.name) \(table.disposition ?? .append)")
    }
    func commit(_ record: LoadRecord) async throws { try destination.call("commit") }
    func abandon() async { try? destination.call("abandon") }
  }
}
