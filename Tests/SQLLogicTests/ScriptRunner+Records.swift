// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// How statements and queries are run and judged.
extension ScriptRunner {
  func check(_ statement: Statement, line: Int) async throws -> Course {
    options.trace?(current.path, line)
    let sql = replaced(statement.sql)
    let message: String
    do {
      _ = try await session(statement.connection).run(sql)
      guard statement.expectation == .failure else {
        tally.passed += 1
        return .goOn
      }
      fail(line, "The statement succeeds instead of failing.", sql, replaced(statement.message))
      return .goOn
    } catch {
      message = "\(error)"
    }
    let expected = replaced(statement.message)
    switch statement.expectation {
    case .success:
      if isIgnored(message) { return .stop("error '\(message)'", line: line - 1) }
      fail(line, "The statement fails: \(message)", sql)
    case .failure, .either:
      if unexpectedErrors.contains(where: { message.contains($0) }) {
        fail(line, "The statement fails in no way that may be expected: \(message)", sql, expected)
      } else if try isMessage(message, expected) {
        tally.passed += 1
      } else if options.comparesMessages {
        fail(line, "The message is another: \(message)", sql, expected)
      } else {
        tally.otherMessages += 1
        tally.passed += 1
      }
    }
    return .goOn
  }

  func check(_ query: Query, line: Int) async throws -> Course {
    options.trace?(current.path, line)
    let sql = replaced(query.sql)
    let result: SQLLogicResult
    do {
      result = try await session(query.connection).run(sql)
    } catch {
      if isIgnored("\(error)") { return .stop("error '\(error)'", line: line - 1) }
      fail(line, "The query fails: \(error)", sql)
      return .goOn
    }
    var cells = Cells(result, types: query.types, flavor: script.flavor)
    cells.sort(query.order)
    let expected = try expectedLines(of: query)
    let problem: String?
    do {
      let comparison = QueryComparison(query: query, expected: expected)
      problem = try comparison.difference(from: cells) ?? labelDifference(cells, query.label)
    } catch {
      problem = "\(error)"
    }
    if let problem {
      tally.failures.append(
        Failure(
          path: current.path,
          line: line,
          problem: problem,
          sql: sql,
          expected: expected,
          found: cells.lines
        )
      )
    } else {
      tally.passed += 1
    }
    return .goOn
  }

  /// The lines that a query expects, from a file if it names one.
  private func expectedLines(of query: Query) throws -> [String] {
    let lines = query.expected.map { replaced($0) }
    guard lines.count == 1, lines[0].hasPrefix(ResultFile.mark) else { return lines }
    let name = String(lines[0].dropFirst(ResultFile.mark.count))
    guard let path = SearchPath.file(name, of: script.path) else {
      throw Malformed("There is no file '\(name)' with the result.")
    }
    return try ResultFile.lines(at: path)
  }

  /// Why the result is not that of the other queries with the label.
  private func labelDifference(_ cells: Cells, _ label: String?) -> String? {
    guard let label else { return nil }
    let hash = cells.hash
    guard let other = labels[label] else {
      labels[label] = hash
      return nil
    }
    return other == hash ? nil : "The result is not the one labelled '\(label)' before."
  }

  private func isIgnored(_ message: String) -> Bool {
    ignoredErrors.contains { message.contains($0) }
  }

  private func isMessage(_ message: String, _ expected: String) throws -> Bool {
    if let pattern = Pattern(expected) { return try pattern.accepts(message) }
    return expected.isEmpty || message.contains(expected)
  }

  private func fail(_ line: Int, _ problem: String, _ sql: String, _ expected: String = "") {
    var failure = Failure(path: current.path, line: line, problem: problem, sql: sql)
    if !expected.isEmpty { failure.expected = [expected] }
    tally.failures.append(failure)
  }
}
