// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Holds single functions to what dlt was recorded to do.
@Suite struct FactTests {
  @Test(arguments: Corpus.facts)
  func `a single function does what dlt does`(_ fact: Fact) {
    let verdict = Self.verdict(on: fact)
    Ledger.shared.note(verdict, for: fact.description)
    if case .failed(let problems) = verdict { Issue.record("\(fact): \(problems.first ?? "")") }
  }

  private static func verdict(on fact: Fact) -> Ledger.Verdict {
    if let reason = LaterPart.lists[fact.file] { return .skipped(reason) }
    do {
      let result = try FactResults.of(fact)
      Ledger.shared.note(.record(result), for: fact)
      let problems = result.filter { key, value in
        CanonicalForm.text(of: fact.entry[key] ?? .null) != CanonicalForm.text(of: value)
      }
      let missing = fact.entry.keys.filter { result[$0] == nil }
      let differences =
        problems.map { key, value in
          "\(key) expected \(fact.entry[key] ?? "nothing"), got \(value)"
        } + missing.map { "\($0) is not checked" }
      return differences.isEmpty ? .passed : .failed(differences)
    } catch {
      return .failed(["\(error)"])
    }
  }
}
