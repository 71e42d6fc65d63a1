// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Whose scripts they are: the two agree on most of the format, not on how results are written.
enum Flavor: Sendable {
  /// The original of the SQLite project: results are written by the letters of the query.
  case sqlite
  /// DuckDB's: results are written by the types of the columns.
  case duckdb

  /// The names that `skipif` and `onlyif` may call the engine by.
  var engineNames: Set<String> {
    switch self {
    case .sqlite: ["duckdb", "postgresql"]
    case .duckdb: ["duckdb"]
    }
  }

  /// The flavor of the script at `path` that starts with `head`.
  ///
  /// DuckDB's scripts name themselves in the first lines. Else the folder tells: those of SQLite
  /// are kept in one of that name, or in one called `sqllogictest`. Last come the words that only
  /// SQLite's have.
  init(path: String, head: String) {
    let folders = path.split(separator: "/").dropLast()
    let lines = head.split(whereSeparator: \.isNewline)
    if lines.contains(where: { $0.hasPrefix("# name:") && !$0.contains("test/sqlite/") }) {
      self = .duckdb
    } else if let folder = folders.last(where: { Self.folders[String($0)] != nil }),
      let flavor = Self.folders[String(folder)]
    {
      self = flavor
    } else if lines.contains(where: Self.isOriginal) {
      self = .sqlite
    } else {
      self = .duckdb
    }
  }

  private static let folders: [String: Flavor] = [
    "sqlite": .sqlite, "sqllogictest": .sqlite, "duckdb": .duckdb,
  ]

  private static func isOriginal(_ line: Substring) -> Bool {
    let words = line.split(separator: " ")
    guard words.count > 1 else { return false }
    return switch words[0] {
    case "hash-threshold": true
    case "onlyif", "skipif":
      ["sqlite", "mysql", "mssql", "oracle", "postgresql"].contains(String(words[1]))
    default: false
    }
  }
}
