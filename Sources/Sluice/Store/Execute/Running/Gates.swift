// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Remembers of the consumers of several lanes whether all want more rows.
final class Gates {
  private var gates: [WatchedConsumer] = []

  /// Whether all do. Asked when no lane is worked on.
  var areOpen: Bool { gates.allSatisfy(\.isOpen) }

  /// The consumer, watched.
  func watching(_ consumer: any ChunkConsumer) -> any ChunkConsumer {
    let gate = WatchedConsumer(consumer)
    gates.append(gate)
    return gate
  }
}

private final class WatchedConsumer: ChunkConsumer {
  private let next: any ChunkConsumer
  private(set) var isOpen = true

  init(_ next: any ChunkConsumer) { self.next = next }

  func consume(_ chunk: Chunk) throws -> Bool {
    isOpen = try next.consume(chunk)
    return isOpen
  }

  func finish() throws { try next.finish() }
}

/// Hands on rows that come in order, remembers whether more are wanted, and keeps the end to itself.
final class GateConsumer: ChunkConsumer {
  private let query: RunningQuery
  private let next: any ChunkConsumer
  private(set) var isOpen = true

  init(_ query: RunningQuery, _ next: any ChunkConsumer) {
    self.query = query
    self.next = next
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    try query.checkCancellation()
    if isOpen { isOpen = try next.consume(chunk) }
    return isOpen
  }
}
