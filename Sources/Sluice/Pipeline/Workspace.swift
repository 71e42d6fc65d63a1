// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a pipeline remembers between runs, in memory.
///
/// What the destination remembers of its dataset comes first.
public final class Workspace: Sendable {
  private struct State {
    var schemas: [String: Schema] = [:]
    var latest: String?
    var lastLoad: Int64 = 0
  }

  private let state = Locked(State())

  /// Remembers nothing yet.
  public init() {}

  /// The schema of the last load, or `nil` before the first.
  public var latestSchema: Schema? {
    state.withLock { state in state.latest.flatMap { state.schemas[$0] } }
  }

  /// The schema called `name` as of its last load, or `nil` before the first.
  public func schema(_ name: String) -> Schema? { state.withLock { $0.schemas[name] } }

  /// A moment for a load that no other load has: `moment`, or the one after the last.
  func uniqueMoment(_ moment: Int64) -> Int64 {
    state.withLock { state in
      state.lastLoad = max(moment, state.lastLoad + 1)
      return state.lastLoad
    }
  }

  /// Remembers the schema of a load.
  func remember(_ schema: Schema) {
    state.withLock { state in
      state.schemas[schema.name] = schema
      state.latest = schema.name
    }
  }
}
