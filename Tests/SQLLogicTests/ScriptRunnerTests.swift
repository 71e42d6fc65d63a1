// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct ScriptRunnerTests {
  private static let failing = ScriptedEngine { sql in
    if sql.hasPrefix("FAIL") { throw ScriptedError(description: "Binder Error: no '\(sql)'") }
    return .column(.integer, "1", "2")
  }

  @Test func `a fresh database in memory is opened, and closed`() async {
    let engine = ScriptedEngine()
    let tally = await tally(of: "statement ok\nA\n\nstatement ok\nB\n", engine: engine)
    #expect(
      engine.events == ["open memory", "1.1: A", "1.1: B", "close 1.1", "close 1"]
    )
    #expect(tally == Tally(passed: 2))
  }

  @Test func `integers are divided as SQLite does it`() async {
    let engine = ScriptedEngine()
    _ = await tally(of: "statement ok\nA\n", flavor: .sqlite, engine: engine)
    #expect(engine.statements == SQLLogicSettings.sqlite + ["A"])
  }

  @Test func `where that is not to be had, it is noted`() async {
    let engine = ScriptedEngine { sql in
      if sql.hasPrefix("SET") { throw ScriptedError(description: "no SET") }
      return SQLLogicResult()
    }
    let tally = await tally(of: "statement ok\nA\n", flavor: .sqlite, engine: engine)
    #expect(tally.passed == 1)
    #expect(tally.notes.count == 1)
  }

  @Test(arguments: [
    ("ok\nA", true), ("ok\nFAIL", false), ("error\nA", false), ("error\nFAIL", true),
    ("error\nFAIL\n----\nBinder Error", true), ("error\nFAIL\n----\nanother", true),
    ("maybe\nA", true), ("maybe\nFAIL\n----\nBinder Error", true), ("debug\nFAIL", true),
  ])
  func `a statement turns out as expected, or not`(_ text: String, _ isPassed: Bool) async {
    let tally = await tally(of: "\nstatement \(text)\n", engine: Self.failing)
    #expect(tally.passed == (isPassed ? 1 : 0))
    #expect(tally.failures.map(\.line) == (isPassed ? [] : [2]))
  }

  @Test func `messages are compared on request`() async {
    let text = """
      statement error
      FAIL
      ----
      another

      statement error
      FAIL
      ----
      <REGEX>:Binder .*

      statement error
      FAIL
      ----
      no 'FAIL'
      """
    let lenient = await tally(of: text, engine: Self.failing)
    #expect(lenient.passed == 3)
    #expect(lenient.otherMessages == 1)
    var options = RunOptions()
    options.comparesMessages = true
    let strict = await tally(of: text, engine: Self.failing, options: options)
    #expect(strict.passed == 2)
    #expect(strict.failures.map(\.line) == [1])
    #expect(strict.failures.map(\.expected) == [["another"]])
  }

  @Test func `an internal error is never what was expected`() async {
    let engine = ScriptedEngine { throw ScriptedError(description: $0) }
    let text = "statement error\nINTERNAL\n\nset always_fail_error_messages oh, no\n\n"
    let tally = await tally(
      of: text + "statement error\nINTERNAL\n\nstatement maybe\noh\n\nstatement error\nno!\n",
      engine: engine
    )
    #expect(tally.failures.map(\.line) == [1, 9, 12])
  }

  @Test func `an error that is to be ignored ends the script`() async {
    let engine = ScriptedEngine { sql in
      if sql == "A" { throw ScriptedError(description: "HTTP 404") }
      if sql == "B" { throw ScriptedError(description: "too big") }
      return SQLLogicResult()
    }
    let first = await tally(of: "statement ok\nA\n\nstatement ok\nC\n", engine: engine)
    #expect(first.passed + first.failed == 0)
    #expect(first.skipped == ["error 'HTTP 404'": 2])
    let text = "set ignore_error_messages x, too big\n\nquery I\nB\n----\n1\n\nstatement ok\nC\n"
    #expect(await tally(of: text, engine: engine).skipped == ["error 'too big'": 2])
  }

  @Test(arguments: [
    "1\n2", "<REGEX>:[0-9]\n2", "2 values hashing to 6ddb4095eb719e2a9f0a3f95677d24e0",
  ])
  func `a query has the rows that are expected`(_ expected: String) async {
    let tally = await tally(of: "query I\nA\n----\n\(expected)\n", engine: Self.failing)
    #expect(tally == Tally(passed: 1))
  }

  @Test(arguments: [
    ("1\n3", "Row 2, column 1 is '2' instead of '3'."), ("1", "There are 2 rows instead of 1."),
    ("", "There are 2 rows instead of 0."), ("<REGEX>:(\n2", "'(' is no regular expression"),
    ("2 values hashing to 00000000000000000000000000000000", "The hash is '2 values hashing to"),
  ])
  func `a query with other rows fails, and says why`(_ text: String, _ problem: String) async {
    let tally = await tally(of: "\n\nquery I\nA\n----\n\(text)\n", engine: Self.failing)
    #expect(tally.passed == 0)
    #expect(tally.failures.count == 1)
    let failure = tally.failures.first
    #expect(failure?.line == 3)
    #expect(failure?.path == "a.test")
    #expect(failure?.sql == "A")
    #expect(failure?.found == ["1", "2"])
    #expect(failure?.problem.hasPrefix(problem) == true, "\(failure?.problem ?? "")")
  }

  @Test func `a query that fails says with which error`() async {
    let tally = await tally(of: "query I\nFAIL\n----\n1\n", engine: Self.failing)
    #expect(tally.failures.map(\.problem) == ["The query fails: Binder Error: no 'FAIL'"])
  }

  @Test(arguments: [
    ("II", "1\t2\n3\t4", true), ("II", "1\n2\n3\n4", true), ("II", "1\t\t2\n3\t4", true),
    ("II", "1\t2\n3\t4\n5\t6", false), ("II", "1\n2\n3", false), ("II", "1\t2\n3\t4\t5", false),
    ("I", "1\n2\n3\n4", false), ("III", "1\t2\n3\t4", false),
  ])
  func `cells are written one or a row to a line`(
    _ types: String,
    _ expected: String,
    _ isPassed: Bool
  ) async {
    let engine = ScriptedEngine { _ in .rows([.integer, .integer], ["1", "2"], ["3", "4"]) }
    let tally = await tally(of: "query \(types)\nA\n----\n\(expected)\n", engine: engine)
    #expect((tally.passed, tally.failed) == (isPassed ? (1, 0) : (0, 1)))
  }

  @Test func `the result is sorted, what is expected is not`() async {
    let engine = ScriptedEngine { _ in .rows([.text, .integer], ["b", "1"], ["a", "2"]) }
    let text = """
      query TI rowsort
      A
      ----
      a\t2
      b\t1

      query TI valuesort
      A
      ----
      1
      2
      a
      b

      query TI nosort
      A
      ----
      a\t2
      b\t1
      """
    let tally = await tally(of: text, engine: engine)
    #expect(tally.passed == 2)
    #expect(tally.failures.map(\.line) == [15])
  }

  @Test func `queries of one label have one result`() async {
    let engine = ScriptedEngine { .column(.integer, $0) }
    let text = """
      query I nosort x
      1

      query I nosort x
      1
      ----

      query I nosort y
      2

      query I nosort x
      2

      query I nosort x
      1
      ----
      2

      reset label x

      query I nosort x
      2
      """
    let tally = await tally(of: text, engine: engine)
    #expect(tally.passed == 4)
    #expect(tally.failures.map(\.line) == [11, 14])
  }

  @Test func `SQLite has its own way to write cells`() async {
    let engine = ScriptedEngine { _ in .rows([.floating, .floating, .text], ["1.9", "1.9", ""]) }
    let text = "query IRT\nA\n----\n1\n1.900\n(empty)\n"
    #expect(await tally(of: text, flavor: .sqlite, engine: engine).passed == 1)
    let other = "query IRT\nA\n----\n1.9\n1.9\n(empty)\n"
    #expect(await tally(of: other, flavor: .duckdb, engine: engine).passed == 1)
  }

  @Test func `sessions have names`() async {
    let engine = ScriptedEngine { _ in .column(.integer, "1") }
    let text = """
      statement ok
      A

      statement ok con1
      B

      query I con1
      C
      ----
      1

      reconnect

      statement ok
      D

      statement ok con1
      E
      """
    _ = await tally(of: text, engine: engine)
    #expect(
      engine.events == [
        "open memory", "1.1: A", "1.2: B", "1.2: C", "close 1.1", "1.3: D", "1.2: E", "close 1.3",
        "close 1.2", "close 1",
      ]
    )
  }

  @Test func `a database in a file is opened again`() async {
    let engine = ScriptedEngine()
    let text = """
      load x.db

      statement ok
      A

      restart

      statement ok
      B

      load x.db readonly

      load

      restart
      """
    let tally = await tally(of: text, engine: engine)
    #expect(
      engine.events == [
        "open memory", "close 1", "open x.db", "2.1: A", "close 2.1", "close 2", "open x.db",
        "3.1: B", "close 3.1", "close 3", "open x.db for reading", "close 4", "open memory",
        "close 5",
      ]
    )
    #expect(tally.failures.map(\.line) == [15])
  }

  @Test func `what the engine has no notion of is skipped with what follows`() async {
    let text = "statement ok\nA\n\nload nowhere\n\nstatement ok\nB\n\nquery I\nC\n----\n"
    let tally = await tally(of: text)
    #expect(tally.passed == 1)
    #expect(tally.failed == 0)
    #expect(tally.skipped == ["no files": 2])
  }

  @Test func `what the runner does not do is skipped, too`() async {
    let tally = await tally(of: "unzip a.gz\n\nstatement ok\nA\n")
    #expect(tally.skipped == ["unzip": 1])
  }

  @Test func `a record that is skipped is neither passed nor failed`() async {
    let text =
      "skipif duckdb\nstatement ok\nA\n\nonlyif x\nquery I\nA\n----\n1\n\nhalt\n\nstatement ok\nB"
    let tally = await tally(of: text, engine: Self.failing)
    #expect(tally.passed + tally.failed == 0)
    #expect(tally.skipped == ["skipif duckdb": 1, "onlyif x": 1, "halt": 1])
  }

  @Test func `what is malformed fails, and the rest is run`() async {
    let tally = await tally(of: "wrong\n\nstatement ok\nA\n\nendloop\n", engine: Self.failing)
    #expect(tally.passed == 1)
    #expect(tally.failures.map(\.line) == [1, 6])
  }

  @Test func `the trace tells of records before they are run`() async {
    let engine = ScriptedEngine()
    var options = RunOptions()
    options.trace = { engine.note("\($0):\($1)") }
    _ = await tally(of: "statement ok\nA\n\nquery I\nB\n", engine: engine, options: options)
    #expect(
      engine.events.filter { !$0.hasPrefix("close") } == [
        "open memory", "a.test:1", "1.1: A", "a.test:4", "1.1: B",
      ]
    )
  }
}
