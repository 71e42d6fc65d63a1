// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RunReport {
  /// The run as the history of its pipeline has it.
  func pastRun(
    of source: String,
    startedAt start: Timestamp,
    _ duration: Duration,
    _ failure: (any Error)?
  ) -> PastRun {
    var rows: [String: Int] = [:]
    for table in tables where isCommitted { rows[table.name] = table.rows }
    for table in finishedPackages.flatMap(\.tables) { rows[table.name, default: 0] += table.rows }
    return PastRun(
      source: source,
      loads: loads,
      startedAt: start,
      duration: duration,
      rows: rows,
      quarantined: isCommitted ? quarantined : 0,
      failure: failure.map { "\($0)" }
    )
  }
}
