// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import SluiceTesting
import Testing

/// Every destination, crashed at every step of its runs.
///
/// There are many thousands of them: every 211th is tried, and appends with a cursor only. All feeds, and
/// every nth step, are tried where the environment has `SLUICE_CRASH_STRIDE=n`.
@Suite(.serialized) struct CrashTests {
  private static let stride = ProcessInfo.processInfo.environment["SLUICE_CRASH_STRIDE"]
    .flatMap { Int($0) }

  private static var scenarios: [CrashScenario] {
    CrashScenario.all.filter { stride != nil || $0.feed.name == "append with a cursor" }
  }

  @Test(arguments: scenarios)
  func `a crash at any step loses nothing and doubles nothing`(_ scenario: CrashScenario)
    async throws
  {
    var options = RestartSafetyOptions()
    options.stride = max(1, Self.stride ?? 211)
    let report = try await scenario.place.check(scenario.feed, options)
    print("\(scenario.testDescription): \(report.summary)")
    try report.expectSafe()
  }
}
