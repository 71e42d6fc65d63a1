// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

/// Keeps account of what became of every case, and says so as the last thing that the process does.
final class Ledger: Sendable {
  /// What became of a case.
  enum Verdict: Sendable {
    case passed
    case failed([String])
    case skipped(String)
  }

  private struct Entries {
    var verdicts: [String: Verdict] = [:]
    var results: [String: [String: [Int: Value]]] = [:]
  }

  static let shared = Ledger()
  private let entries = Locked(Entries())

  private init() {
    // The tests tell their story on another stream, and whoever joins the two may turn them round:
    // from here on it is one stream.
    dup2(STDOUT_FILENO, STDERR_FILENO)
    // Only at the exit nothing else can print any more, however many tests run side by side.
    atexit { Ledger.shared.report() }
  }

  /// Notes what became of the case called `name`.
  func note(_ verdict: Verdict, for name: String) {
    entries.withLock { $0.verdicts[name] = verdict }
  }

  /// Notes our own result for an entry of a list, in the recorded form.
  func note(_ result: Value, for fact: Fact) {
    entries.withLock { entries in
      entries.results[fact.file, default: [:]][fact.list, default: [:]][fact.index] = result
    }
  }

  private func report() {
    let entries = entries.withLock { $0 }
    for (file, lists) in entries.results {
      let results = lists.sorted { $0.key < $1.key }.map { list, results in
        (list, Value.list(results.sorted { $0.key < $1.key }.map(\.value)))
      }
      try? Corpus.write(.record(Record(results)), to: "flat/\(file).json")
    }
    var counts = (passed: 0, failed: 0, skipped: 0)
    var reasons: [String: Int] = [:]
    var lines: [String] = []
    for (name, verdict) in entries.verdicts.sorted(by: { $0.key < $1.key }) {
      switch verdict {
      case .passed: counts.passed += 1
      case .failed(let problems):
        counts.failed += 1
        let more = problems.count > 1 ? " (and \(problems.count - 1) more)" : ""
        let wish = Deviation.reasons[name].map { " Wanted: \($0)" } ?? ""
        lines.append("failed \(name): \(problems.first ?? "for no reason given")\(more)\(wish)")
      case .skipped(let reason):
        counts.skipped += 1
        reasons[reason, default: 0] += 1
      }
    }
    lines += reasons.sorted { $0.key < $1.key }.map { "skipped \($1) for \($0)" }
    lines.append(
      "conformance: \(counts.passed) passed, \(counts.failed) failed, \(counts.skipped) skipped "
        + "of \(Corpus.count)"
    )
    // What is still in the buffers of the C library comes first.
    fflush(nil)
    FileHandle.standardOutput.write(Data(lines.map { $0 + "\n" }.joined().utf8))
  }
}
