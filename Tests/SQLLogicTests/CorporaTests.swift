// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The scripts of other projects against the store. They are theirs: where they are not there, this skips.
///
/// Without more, some of those beside the package are run. `SQLLOGIC=all` asks for all of them, and
/// `SQLLOGIC_FILES` for others, scripts and folders with colons between.
@Suite struct CorporaTests {
  private static let environment = ProcessInfo.processInfo.environment

  @Test(.enabled(if: Corpus.named(by: environment) != nil, Comment(rawValue: Corpus.absence)))
  func `the store answers the scripts of other projects`() async throws {
    let corpus = try #require(Corpus.named(by: Self.environment))
    let isOwnChoice = Self.environment["SQLLOGIC_FILES"]?.isEmpty == false
    let isWhole = isOwnChoice || Self.environment["SQLLOGIC"] != nil
    let paths = isWhole ? corpus.paths : Self.sample(corpus.paths)
    let options = RunOptions(environment: Self.environment)
    var total = Tally()
    for isSQLite in [true, false] {
      let files = paths.filter { $0.contains("/sqlite/") == isSQLite }
      guard !files.isEmpty else { continue }
      let tally = await runCorpus(files: files, engine: StoreEngine(), options: options)
      #expect(tally.passed > 0)
      if !isOwnChoice {
        // What fails is listed with its reason in `Docs/Deviations.md`.
        let count = tally.passed + tally.failures.count
        let limit = isSQLite ? 0 : count / 20
        #expect(tally.failures.count <= limit, "\(tally.summary)")
        LastLines.shared.append(["sqllogic of \(isSQLite ? "SQLite" : "DuckDB"): \(tally.summary)"])
      }
      total += tally
    }
    LastLines.shared.append(total.lines)
  }

  /// Some scripts of each kind that take little time.
  private static func sample(_ paths: [String]) -> [String] {
    paths.enumerated().filter { number, path in
      path.contains("/sqlite/")
        ? path.contains("/evidence/") || path.hasSuffix("/select1.test")
        : number % 8 == 0
    }.map(\.element)
  }
}
