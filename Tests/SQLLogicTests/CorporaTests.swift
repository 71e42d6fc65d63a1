// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The scripts of other projects against the store. They are theirs: where they are not there, this skips.
@Suite struct CorporaTests {
  private static let environment = ProcessInfo.processInfo.environment

  @Test(
    .enabled(if: environment["SQLLOGIC"] != nil, "Scripts run where SQLLOGIC asks for it.")
  )
  func `the store answers the scripts of other projects`() async throws {
    guard let corpus = Corpus.named(by: Self.environment) else {
      print(Corpus.absence)
      return
    }
    let options = RunOptions(environment: Self.environment)
    let tally = await runCorpus(files: corpus.paths, engine: StoreEngine(), options: options)
    LastLines.shared.append(tally.lines)
    #expect(tally.passed > 0)
  }
}
