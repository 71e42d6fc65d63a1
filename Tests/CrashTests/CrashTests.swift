// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import SluiceTesting
import Testing

/// Every destination, crashed at every step of its runs.
///
/// There are tens of thousands of them: every 101st is tried, and appends with a cursor only. All
/// feeds, and every nth step, are tried where the environment has `SLUICE_CRASH_STRIDE=n`.
@Suite struct CrashTests {
  static let stride = ProcessInfo.processInfo.environment["SLUICE_CRASH_STRIDE"]
    .flatMap { Int($0) }

  private static let scenarios = CrashScenario.all.filter {
    stride != nil || $0.feed.name == "append with a cursor"
  }

  /// What was tried so far, in how many scenarios.
  private static let tally = Locked((scenarios: 0, points: 0))

  @Test(arguments: scenarios)
  func `a crash at any step loses nothing and doubles nothing`(_ scenario: CrashScenario)
    async throws
  {
    var options = RestartSafetyOptions()
    options.stride = max(1, Self.stride ?? 101)
    let report = try await scenario.place.check(scenario.feed, options)
    print("\(scenario.testDescription): \(report.summary)")
    let (done, points) = Self.tally.withLock { tally in
      tally.scenarios += 1
      tally.points += report.tried
      return tally
    }
    if done == Self.scenarios.count { print("crash points in all: \(points) tried") }
    try report.expectSafe()
  }
}
