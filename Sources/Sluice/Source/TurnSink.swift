// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lets the pages of one of several concurrent calls pass when those before it have finished.
final class TurnSink: ForwardingSink {
  let base: any OutputSink
  private let turnstile: Turnstile
  private let number: Int

  /// Hands on to `base` when it is the turn of `number`.
  init(to base: any OutputSink, at turnstile: Turnstile, number: Int) {
    self.base = base
    self.turnstile = turnstile
    self.number = number
  }

  /// Cuts nothing: others are worked on at the same time, and only the resource that is made from none
  /// can go on from its state. Where that one is cut, all records it has sent are loaded.
  func checkpoint() async throws { try Task.checkCancellation() }

  func send(_ page: Page, to table: String?) async throws {
    try await turnstile.waitForTurn(number)
    try await base.send(page, to: table)
  }
}
