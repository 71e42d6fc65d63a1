// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// How rows are printed.
enum OutputMode: String, CaseIterable {
  case box, csv, json, jsonl, line

  /// The names of all, for people.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The rows of a result as text; nothing if a statement has none.
  func text(of result: QueryResult) throws -> String {
    guard !result.columns.isEmpty else { return "" }
    switch self {
    case .box: return result.text(width: Terminal.width)
    case .csv: return Self.withoutLastLineEnd(try result.csv())
    case .jsonl: return Self.withoutLastLineEnd(try result.jsonl())
    case .json:
      let lines = Self.withoutLastLineEnd(try result.jsonl())
      return "[\(lines.replacing("\n", with: ",\n "))]"
    case .line:
      let width = result.columns.map(\.name.count).max() ?? 0
      let rows = result.rows.map { row in
        row.map { name, value in
          let padding = String(repeating: " ", count: max(0, width - name.count))
          return "\(padding)\(name) = \(value.isNull ? "NULL" : value.description)"
        }
        .joined(separator: "\n")
      }
      return rows.joined(separator: "\n\n")
    }
  }

  private static func withoutLastLineEnd(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
