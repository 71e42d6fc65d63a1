// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RunReport.Check {
  /// What there is to say of the check, if it was broken or looks for a column that is not there.
  var lines: [String] {
    var lines: [String] = []
    if failed > 0 {
      var line = "check '\(name)' of '\(table)': \(failed) of \(rows) rows fail"
      if unknown > 0 { line += ", \(unknown) unknown" }
      line += " (\(outcome.rawValue))"
      if !records.isEmpty {
        let numbers = records.map { "\($0)" }.joined(separator: ", ")
        line += "; records \(numbers)\(failed > records.count ? ", …" : "")"
      }
      lines.append(line)
    }
    for (column, nearest) in missingColumns.sorted(by: { $0.key < $1.key }) {
      let hint = nearest.map { " Did you mean '\($0)'?" } ?? ""
      lines.append(
        "check '\(name)' of '\(table)' looks for a column '\(column)', which the table does not have."
          + hint
      )
    }
    return lines
  }
}
