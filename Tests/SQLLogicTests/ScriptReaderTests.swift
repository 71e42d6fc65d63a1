// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct ScriptReaderTests {
  private static func steps(_ text: String, _ flavor: Flavor = .duckdb) -> [Step] {
    ScriptReader.script(Array(text.utf8), path: "a.test", flavor: flavor).steps
  }

  private static func onlyStep(_ text: String, _ flavor: Flavor = .duckdb) throws -> Step {
    let steps = steps(text, flavor)
    try #require(steps.count == 1)
    return steps[0]
  }

  private static func query(_ text: String) throws -> Query {
    guard case .query(let query) = try onlyStep(text).action else {
      throw Malformed("That is no query: \(text)")
    }
    return query
  }

  private static func statement(_ text: String) throws -> Statement {
    guard case .statement(let statement) = try onlyStep(text).action else {
      throw Malformed("That is no statement: \(text)")
    }
    return statement
  }

  @Test func `a statement goes to the next empty line or comment`() throws {
    for end in ["", "\n", "\n\n", "\n# more", "\r\n\r\n"] {
      let statement = try Self.statement("# one\n\nstatement ok\nSELECT\n  1;\(end)")
      #expect(statement.sql == "SELECT\n  1;")
      #expect(statement.expectation == .success)
      #expect(statement.connection.isEmpty)
    }
  }

  @Test(
    arguments: [
      ("ok", .success), ("error", .failure), ("maybe", .either), ("debug", .either),
    ] as [(String, Statement.Expectation)]
  )
  func `a statement has an expectation`(_ word: String, _ expected: Statement.Expectation) throws {
    #expect(try Self.statement("statement \(word)\nX").expectation == expected)
  }

  @Test func `an error has a message and a connection`() throws {
    let statement = try Self.statement("statement error con1\nX\n----\na\n# b\n\n")
    #expect(statement.message == "a\n# b")
    #expect(statement.connection == "con1")
  }

  @Test func `a query has types, an order, a label and a result`() throws {
    let query = try Self.query("query ITR rowsort q1\nSELECT\n1\n----\n1\ta\t#\n# no comment\n\n")
    #expect(query.types == Array("ITR".utf8))
    #expect(query.order == .byRow)
    #expect(query.label == "q1")
    #expect(query.sql == "SELECT\n1")
    #expect(query.expected == ["1\ta\t#", "# no comment"])
    #expect(query.connection.isEmpty)
  }

  @Test(
    arguments: [
      ("query I", .asFound, ""), ("query I nosort", .asFound, ""), ("query I sort", .byRow, ""),
      ("query I rowsort", .byRow, ""), ("query I valuesort", .byValue, ""),
      ("query I con1", .asFound, "con1"),
    ] as [(String, Query.Order, String)]
  )
  func `what is no order is a connection`(
    _ head: String,
    _ order: Query.Order,
    _ connection: String
  ) throws {
    let query = try Self.query("\(head)\nX\n----\n1")
    #expect(query.order == order)
    #expect(query.connection == connection)
    #expect(query.label == nil)
  }

  @Test(arguments: ["query I nosort x\nX", "query I nosort x\nX\n----", "query I\nX\n----\n\n1"])
  func `a query may have no result`(_ text: String) throws {
    let steps = Self.steps(text)
    guard case .query(let query) = steps[0].action else { throw Malformed("No query.") }
    #expect(query.expected.isEmpty)
  }

  @Test(
    arguments: [
      ("statement\nX", 1, "ok"), ("statement good\nX", 1, "good"),
      ("statement ok\n\n", 1, "no state"),
      ("statement ok\nX\n----\nY", 1, "no result"), ("query\nX", 1, "names the types"),
      ("query IX\nX", 1, "IX"), ("query I\n----\n1", 1, "no query"),
      ("\n\nnonsense", 3, "nonsense"),
      ("skipif\nquery I\nX", 1, "names nothing"), ("endloop", 1, "no loop"),
      ("\nloop i 1 2\n\nstatement ok\nX", 2, "endloop"), ("loop i 1", 1, "one after the last"),
      ("loop i b a", 1, "one after the last"), ("loop i 3 2", 1, "one after the last"),
      ("foreach i", 1, "what it stands for"), ("foreach a,b 1,2 3", 1, "as many parts"),
      ("mode", 1, "no mode"), ("mode wild", 1, "wild"), ("require", 1, "too few"),
      ("require-env a b c", 1, "too many"), ("test-env a", 1, "too few"), ("set x", 1, "'x'"),
      ("set seed x", 1, "seed"), ("set variable a", 1, "variable"), ("reset label", 1, "too few"),
      ("reset con x", 1, "con"), ("load a b", 1, "readonly"), ("sleep a second", 1, "number"),
      ("sleep 1 year", 1, "year"), ("hash-threshold x", 1, "number"), ("include", 1, "too few"),
      ("onlyif i=\(1)=2\nstatement ok\nX", 1, "two things"),
    ] as [(String, Int, String)]
  )
  func `what cannot be read names its line`(_ text: String, _ line: Int, _ part: String) throws {
    let malformed = Self.steps(text).compactMap { step in
      if case .malformed(let problem) = step.action { (step.line, problem) } else { nil }
    }
    try #require(malformed.count == 1)
    #expect(malformed[0].0 == line)
    #expect(malformed[0].1.contains(part))
  }

  @Test func `reading goes on behind what cannot be read`() {
    let steps = Self.steps("wrong\nX\n----\n1\n\nstatement ok\nY\n")
    #expect(steps.map(\.line) == [1, 6])
    #expect(steps.recordCount(after: 0) == 2)
  }

  @Test(
    arguments: [
      ("onlyif duckdb", nil, nil), ("skipif duckdb", "skipif duckdb", "skipif duckdb"),
      ("onlyif postgresql", "onlyif postgresql", nil),
      ("skipif postgresql # why", nil, "skipif postgresql"),
      ("onlyif sqlite # why", "onlyif sqlite", "onlyif sqlite"), ("skipif mysql", nil, nil),
      ("skipif mysql\nskipif mssql", nil, nil),
      ("skipif mysql\nonlyif mssql", "onlyif mssql", "onlyif mssql"),
      ("onlyif oracle\nskipif mysql", "onlyif oracle", "onlyif oracle"),
    ] as [(String, String?, String?)]
  )
  func `an engine answers to its names`(
    _ head: String,
    _ duckdb: String?,
    _ sqlite: String?
  ) throws {
    for (flavor, expected) in [(Flavor.duckdb, duckdb), (.sqlite, sqlite)] {
      let text = "\(head)\nquery I\nX\n----\n1\n\nstatement ok\nY\n"
      let steps = Self.steps(text, flavor)
      try #require(steps.count == 2)
      let reason = if case .skipped(let reason) = steps[0].action { reason } else { String?.none }
      #expect(reason == expected)
      #expect(steps[0].line == head.split(separator: "\n").count + 1)
    }
  }

  @Test func `a directive for another engine is as good as absent`() {
    let text = "onlyif mssql\nhalt\n\nskipif duckdb\nrequire json\n\nstatement ok\nX"
    #expect(Self.steps(text).map(\.line) == [7])
  }

  @Test func `what is skipped may be malformed`() {
    let steps = Self.steps("onlyif sqlite\nquery XYZ nosort\nA\n----\n1\n# 2\n3\n\nstatement ok\nB")
    #expect(steps.map(\.line) == [2, 9])
  }

  @Test func `nothing after a halt is run`() {
    let steps = Self.steps("statement ok\nX\n\nhalt\n\nstatement ok\nY\n\nloop i 0 2\n\nwrong\n")
    #expect(steps.count == 2)
    guard case .skipped("halt") = steps[1].action else {
      Issue.record("It is not skipped.")
      return
    }
  }

  @Test func `modes nest, and only count while reading`() {
    let skip = "mode skip\n\nmode skip why\n\nstatement ok\nA\n\nloop i 0 2\n\nmode unskip\n\n"
    let steps = Self.steps("\(skip)statement ok\nB\n\nmode unskip\n\nstatement ok\nC\n")
    let reasons = steps.map { step in
      if case .skipped(let reason) = step.action { reason } else { "" }
    }
    #expect(reasons == ["mode skip", "mode skip", ""])
  }

  @Test func `modes that only print are left out`() {
    for mode in ["output_hash", "output_result", "output_sql", "no_output", "debug"] {
      #expect(Self.steps("mode \(mode)\n").isEmpty)
    }
    #expect(Self.steps("hash-threshold 8\n\ntags slow\n").isEmpty)
  }

  @Test func `a statement may skip what follows`() {
    let steps = Self.steps("statement debug_skip\nA\n\nstatement ok\nB\n")
    guard steps.count == 2, case .statement = steps[0].action, case .skipped = steps[1].action
    else {
      Issue.record("The second is not skipped.")
      return
    }
  }

  @Test func `loops nest`() throws {
    let text = """
      onlyif duckdb
      loop i 2 4

      concurrentforeach a,b 1,2 3,4

      statement ok
      X

      endloop

      statement ok
      Y

      endloop
      """
    let step = try Self.onlyStep(text)
    guard case .loop(let loop, let steps) = step.action, steps.count == 2,
      case .loop(let inner, let innermost) = steps[0].action
    else { throw Malformed("There are no loops.") }
    #expect(step.line == 2)
    #expect(loop.names == ["i"])
    #expect(loop.values == ["2", "3"])
    #expect(!loop.isConcurrent)
    #expect(inner.names == ["a", "b"])
    #expect(inner.values == ["1,2", "3,4"])
    #expect(inner.isConcurrent)
    #expect(innermost.map(\.line) == [6])
    #expect([step].recordCount(after: 0) == 2)
    #expect([step].recordCount(after: 6) == 1)
  }

  @Test(
    arguments: [
      ("a b", ["a", "b"]), ("DECIMAL(4,1)", ["DECIMAL(4,1)"]),
      ("<signed>", ["tinyint", "smallint", "integer", "bigint", "hugeint"]),
      (
        "<INTEGRAL> !hugeint",
        [
          "tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger",
          "ubigint",
          "uhugeint",
        ]
      ),
      ("<unsigned> !x", ["utinyint", "usmallint", "uinteger", "ubigint", "uhugeint", "!x"]),
    ] as [(String, [String])]
  )
  func `lists have names`(_ words: String, _ expected: [String]) {
    #expect(LoopValues.expanded(words.split(separator: " ").map(String.init)) == expected)
  }

  @Test(arguments: [
    ("<numeric>", 12), ("<alltypes>", 15), ("<compression>", 9),
    ("<all_types_columns>", 53),
  ])
  func `lists have as many values as the original`(_ name: String, _ count: Int) {
    #expect(LoopValues.expanded([name]).count == count)
  }
}
