// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What came of the records of one script or of many.
struct Tally: Equatable, Sendable {
  /// How many statements and queries turned out as expected, each turn of a loop by itself.
  var passed = 0
  /// How many did not. A line that cannot be read is one of them.
  var failed: Int { failures.count }
  var failures: [Failure] = []
  /// How many were not run, by the reason. They are neither passed nor failed.
  var skipped: [String: Int] = [:]
  /// How many of the errors that were expected had another message. They are passed all the same.
  var otherMessages = 0
  /// What else should be known.
  var notes: [String] = []

  /// The last line of a run.
  var summary: String { "sqllogic: \(passed) passed, \(failed) failed of \(passed + failed)" }

  mutating func skip(_ count: Int = 1, for reason: String) {
    if count > 0 { skipped[reason, default: 0] += count }
  }

  static func += (total: inout Tally, part: Tally) {
    total.passed += part.passed
    total.failures += part.failures
    total.skipped.merge(part.skipped, uniquingKeysWith: +)
    total.otherMessages += part.otherMessages
    total.notes += part.notes
  }

  /// The tally in lines, without the failures: notes, skips, the summary last.
  var lines: [String] {
    var lines = notes.map { "sqllogic note: \($0)" }
    lines += skipped.sorted { $0.key < $1.key }.map { "sqllogic skipped \($1) for '\($0)'" }
    if otherMessages > 0 {
      lines.append("sqllogic: \(otherMessages) errors have another message than expected")
    }
    return lines + [summary]
  }
}
