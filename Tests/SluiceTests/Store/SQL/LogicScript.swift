// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The statements of a script of the kind that sqllogictest runs, without their results.
struct LogicScript {
  struct Record: Hashable {
    var sql: String
    /// Whether the statement is to fail, so that it need not be of the language.
    var mayFail: Bool
    /// The line of the file, from 1.
    var line: Int
  }

  /// What the store answers to when a script asks which engine runs it.
  static let engines: Set<Substring> = ["duckdb", "postgresql"]

  /// The most statements that one record in loops stands for.
  static let variantLimit = 64

  private(set) var records: [Record] = []
  private var loops: [(name: String, values: [String])] = []
  private var isSkipped = false
  private var isNextSkipped = false

  init(_ text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var index = 0
    while index < lines.count {
      let words = lines[index].split(separator: " ")
      index += 1
      switch words.first {
      case "statement", "query":
        let start = index
        while index < lines.count, !lines[index].isEmpty, lines[index] != "----" { index += 1 }
        let sql = lines[start..<index].joined(separator: "\n")
        if !isSkipped, !isNextSkipped {
          let mayFail = words[0] == "statement" && words.dropFirst().first != "ok"
          append(sql, mayFail: mayFail, line: start + 1)
        }
        isNextSkipped = false
        while index < lines.count, !lines[index].isEmpty { index += 1 }
      case "halt":
        if !isNextSkipped { return }
        isNextSkipped = false
      default: direct(words)
      }
    }
  }

  private mutating func direct(_ words: [Substring]) {
    switch words.first {
    case "skipif" where words.count > 1:
      isNextSkipped = isNextSkipped || Self.engines.contains(words[1])
    case "onlyif" where words.count > 1:
      isNextSkipped = isNextSkipped || !Self.engines.contains(words[1])
    case "mode" where words.count > 1:
      if words[1] == "skip" { isSkipped = true }
      if words[1] == "unskip" { isSkipped = false }
    case "foreach" where words.count > 2, "concurrentforeach" where words.count > 2:
      loops.append((String(words[1]), words[2...].flatMap(Self.values)))
    case "loop" where words.count > 2, "concurrentloop" where words.count > 2:
      loops.append((String(words[1]), [String(words[2])]))
    case "endloop":
      _ = loops.popLast()
    default: break
    }
  }

  /// What a name of several values stands for.
  private static func values(_ word: Substring) -> [String] {
    switch word {
    case "<numeric>", "<alltypes>": ["tinyint", "bigint", "double", "hugeint"]
    case "<integral>": ["tinyint", "smallint", "integer", "bigint", "hugeint"]
    case "<signed>": ["tinyint", "smallint", "integer", "bigint"]
    case "<unsigned>": ["utinyint", "usmallint", "uinteger", "ubigint"]
    default: [String(word)]
    }
  }

  private mutating func append(_ sql: String, mayFail: Bool, line: Int) {
    var variants = [sql]
    for loop in loops where sql.contains("{\(loop.name)}") {
      variants = variants.flatMap { variant in
        loop.values.map {
          variant.replacing("${\(loop.name)}", with: $0).replacing("{\(loop.name)}", with: $0)
        }
      }
    }
    for variant in variants.prefix(Self.variantLimit) {
      records.append(Record(sql: variant, mayFail: mayFail, line: line))
    }
  }
}
