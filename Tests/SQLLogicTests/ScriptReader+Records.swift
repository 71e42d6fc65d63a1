// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The steps that hold SQL.
extension ScriptReader {
  /// Reads what follows `statement`.
  mutating func readStatement(
    _ words: ArraySlice<String>,
    isSkipped: Bool
  ) throws(Malformed) -> Statement {
    let expectation: Statement.Expectation
    switch words.first {
    case "ok": expectation = .success
    case "error": expectation = .failure
    case "maybe", "debug": expectation = .either
    case "debug_skip":
      expectation = .either
      if !isSkipped { skipLevel += 1 }
    case let word:
      guard isSkipped else {
        throw Malformed("A statement is 'ok', 'error' or 'maybe', not '\(word ?? "")'.")
      }
      expectation = .either
    }
    var statement = Statement(sql: readSQL(), expectation: expectation)
    statement.connection = words.dropFirst().first ?? ""
    let message = readResult()
    statement.message = message?.joined(separator: "\n") ?? ""
    guard !isSkipped else { return statement }
    guard !statement.sql.isEmpty else { throw Malformed("There is no statement.") }
    guard expectation != .success || message == nil else {
      throw Malformed("A statement that is 'ok' has no result.")
    }
    return statement
  }

  /// Reads what follows `query`.
  mutating func readQuery(
    _ words: ArraySlice<String>,
    isSkipped: Bool
  ) throws(Malformed) -> Query {
    let words = Array(words)
    var query = Query(sql: readSQL(), types: Array((words.first ?? "").utf8))
    switch words.dropFirst().first {
    case nil, "nosort": break
    case "rowsort", "sort": query.order = .byRow
    case "valuesort": query.order = .byValue
    case let name?: query.connection = name
    }
    if words.count > 2, !words[2].hasPrefix("#") { query.label = words[2] }
    query.expected = readResult() ?? []
    guard !isSkipped else { return query }
    guard !query.types.isEmpty else { throw Malformed("A query names the types of its columns.") }
    // 'T', 'I', 'R'.
    guard query.types.allSatisfy({ [0x54, 0x49, 0x52].contains($0) }) else {
      throw Malformed("The types of columns are 'T', 'I' and 'R', not as in '\(words[0])'.")
    }
    guard !query.sql.isEmpty else { throw Malformed("There is no query.") }
    return query
  }

  /// The lines up to an empty one, a comment, or the one before the result.
  private mutating func readSQL() -> String {
    let start = next
    while next < lines.count, !lines.isEmpty(next), !lines.isComment(next),
      !lines.isSeparator(next)
    {
      next += 1
    }
    return lines[start..<next]
  }

  /// The lines after the separator, or `nil` if there is none.
  private mutating func readResult() -> [String]? {
    guard next < lines.count, lines.isSeparator(next) else { return nil }
    next += 1
    var result: [String] = []
    while next < lines.count, !lines.isEmpty(next) {
      result.append(lines[next])
      next += 1
    }
    return result
  }
}
