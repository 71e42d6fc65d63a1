// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Holds the library to what dlt was recorded to do.
///
/// See `Corpus/FORMAT.md` for what a case is. A user's way in is the only one taken: nothing here
/// sees more of the library than its public interface.
@Suite struct ConformanceTests {
  @Test func `the corpus has cases`() {
    #expect(!Corpus.cases.isEmpty, "No cases in '\(Corpus.folder)'.")
  }

  @Test(.enabled(if: Corpus.isOwn)) func `the corpus has all cases of its index`() throws {
    let names = (try Corpus.index["list"]?.records ?? []).compactMap { $0["name"]?.string }
    #expect(names.sorted() == Corpus.recorded.map(\.name).sorted())
  }

  @Test func `no two cases have the same name`() {
    #expect(Set(Corpus.cases.map(\.name)).count == Corpus.cases.count)
  }

  @Test(arguments: Corpus.cases)
  func `a load does what dlt does`(_ file: CaseFile) async throws {
    let verdict = await Self.verdict(on: file)
    Ledger.shared.note(verdict, for: file.name)
    if let deviation = Deviation.reasons[file.name] {
      // Counted as failed all the same; an agreement would be news.
      withKnownIssue(Comment(rawValue: deviation)) { Self.report(verdict, on: file) }
    } else {
      Self.report(verdict, on: file)
    }
  }

  private static func report(_ verdict: Ledger.Verdict, on file: CaseFile) {
    guard case .failed(let problems) = verdict else { return }
    Issue.record("\(file.name): \(problems.first ?? "")")
  }

  private static func verdict(on file: CaseFile) async -> Ledger.Verdict {
    do {
      let example = try Case(file)
      var runner = CaseRunner(example)
      let outcomes = await runner.outcomes()
      try Corpus.write(
        ["name": .text(example.name), "expect": .list(outcomes.map { .record($0) })],
        to: "\(file.name).json"
      )
      var problems = Comparison.differences(example.expected, outcomes, of: example)
      if problems.isEmpty, example.isPlainJSON {
        // Once more, for JSON takes a way of its own into the columns.
        var runner = CaseRunner(example, by: .json)
        problems = Comparison.differences(example.expected, await runner.outcomes(), of: example)
          .map { "as JSON, \($0)" }
      }
      return problems.isEmpty ? .passed : .failed(problems)
    } catch {
      return .failed(["\(error)"])
    }
  }
}
