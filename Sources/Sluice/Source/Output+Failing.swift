// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Output {
  /// An output that throws `error` in the place of record `number`, from 1.
  ///
  /// The records before it are sent. Records are counted one by one, whatever they come in.
  package func failing(at number: Int, with error: any Error) -> Output {
    Output(sink: FailingSink(at: number, error, to: sink))
  }
}

/// Throws in the place of one record, and hands the others on.
private final class FailingSink: ForwardingSink {
  let base: any OutputSink
  private let number: Int
  private let error: any Error
  private let count = Locked(0)

  init(at number: Int, _ error: any Error, to base: any OutputSink) {
    self.base = base
    self.number = number
    self.error = error
  }

  func send(_ page: Page, to table: String?) async throws {
    if case .batch(let batch) = page {
      let allowed = take(batch.rowCount)
      guard allowed < batch.rowCount else { return try await base.send(page, to: table) }
      if allowed > 0 { try await base.send(.batch(batch.prefix(allowed)), to: table) }
      throw error
    }
    let hasRows = try await page.eachPiece(for: self) { values in
      let allowed = take(values.count)
      if allowed > 0 { try await base.send(.values(Array(values.prefix(allowed))), to: table) }
      if allowed < values.count { throw error }
    }
    if !hasRows { try await base.send(page, to: table) }
  }

  /// How many of the next `wanted` records come before the one that fails.
  private func take(_ wanted: Int) -> Int {
    count.withLock { count in
      let allowed = max(0, min(wanted, number - 1 - count))
      count += wanted
      return allowed
    }
  }
}
