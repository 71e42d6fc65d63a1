// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How the resources of a source share the time. More may be added in any release.
public struct ResourceSchedule: Hashable, Sendable {
  private enum Kind { case together, inTurn, oneByOne }

  private let kind: Kind

  /// As many at the same time as ``Limits/concurrentResources`` says, each as fast as it can.
  public static let together = ResourceSchedule(kind: .together)
  /// All at the same time, but a page of each in turn, in the order in which the source lists them.
  ///
  /// Rows come in the same order in every run. Whoever is slow keeps the others waiting.
  public static let inTurn = ResourceSchedule(kind: .inTurn)
  /// One after the other, in the order in which the source lists them.
  public static let oneByOne = ResourceSchedule(kind: .oneByOne)

  /// How many of `count` resources are extracted at the same time, if `limits` say so.
  func concurrency(of count: Int, _ limits: Limits) -> Int {
    switch kind {
    case .together: max(1, limits.concurrentResources)
    case .inTurn: max(1, count)
    case .oneByOne: 1
    }
  }

  /// What lets resources send in turn; `nil` if they need not.
  var rounds: RoundRobin? { kind == .inTurn ? RoundRobin() : nil }
}

/// Hands pages on when it is the turn of the resource.
final class RoundSink: ForwardingSink {
  let base: any OutputSink
  private let rounds: RoundRobin
  private let number: Int
  private let gate = Gate()

  /// Hands on to `base` when it is the turn of `number`.
  init(to base: any OutputSink, _ rounds: RoundRobin, number: Int) {
    self.base = base
    self.rounds = rounds
    self.number = number
  }

  func send(_ page: Page, to table: String?) async throws {
    // One page at a time, whatever many tasks of the resource send.
    try await gate.enter()
    defer { gate.leave() }
    try await rounds.wait(number)
    defer { rounds.pass(number) }
    try await base.send(page, to: table)
  }
}
