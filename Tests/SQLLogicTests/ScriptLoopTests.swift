// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct ScriptLoopTests {
  private static func statements(_ text: String) async -> [String] {
    let engine = ScriptedEngine()
    let tally = await tally(of: text, engine: engine)
    #expect(tally.failures == [])
    return engine.statements
  }

  @Test func `a loop counts up to its end`() async {
    let text = "loop i 0 3\n\nstatement ok\nA${i} {i} {j}\n\nendloop\n\nstatement ok\n{i}\n"
    #expect(await Self.statements(text) == ["A0 0 {j}", "A1 1 {j}", "A2 2 {j}", "{i}"])
    #expect(await Self.statements("loop i 2 2\n\nstatement ok\nA\n\nendloop\n") == [])
  }

  @Test func `each turn counts`() async {
    let text = "loop i 0 5\n\nstatement ok\nA\n\nquery I\nB\n----\n1\n\nendloop\n"
    let engine = ScriptedEngine { _ in .column(.integer, "1") }
    #expect(await tally(of: text, engine: engine) == Tally(passed: 10))
  }

  @Test func `loops nest, and names may come side by side`() async {
    let text = """
      foreach a,b 1,2 3,4

      foreach t x y{a}

      statement ok
      {a}{b}${t}

      endloop

      endloop
      """
    #expect(await Self.statements(text) == ["12x", "12y1", "34x", "34y3"])
  }

  @Test func `what is expected has placeholders, too`() async {
    let engine = ScriptedEngine { .column(.text, $0) }
    let text = "foreach t a b\n\nquery T\n<{t}>\n----\n<{t}>\n\nendloop\n"
    #expect(await tally(of: text, engine: engine) == Tally(passed: 2))
  }

  @Test func `steps depend on where the loop is`() async {
    let text = """
      loop i 0 4

      onlyif i=0
      statement ok
      first

      skipif i<=2
      statement ok
      last

      onlyif i>0&&i<3
      statement ok
      middle{i}

      endloop
      """
    #expect(await Self.statements(text) == ["first", "middle1", "middle2", "last"])
  }

  @Test func `a condition needs its loop`() async {
    let tally = await tally(of: "onlyif i=0\nstatement ok\nA\n")
    #expect(tally.failures.map(\.line) == [2])
  }

  @Test func `a turn may be cut short`() async {
    let text = """
      loop i 0 3

      onlyif i=1
      continue

      statement ok
      A{i}

      endloop

      statement ok
      B
      """
    #expect(await Self.statements(text) == ["A0", "A2", "B"])
  }

  @Test func `each turn of a concurrent loop has a session`() async {
    let engine = ScriptedEngine()
    let text = """
      statement ok
      A

      concurrentloop i 0 2

      statement ok
      B{i}

      statement ok con1
      C{i}

      endloop

      statement ok
      D
      """
    _ = await tally(of: text, engine: engine)
    #expect(
      engine.events == [
        "open memory", "1.1: A", "1.2: B0", "1.3: C0", "close 1.2", "1.4: B1", "1.3: C1",
        "close 1.4", "1.1: D", "close 1.1", "close 1.3", "close 1",
      ]
    )
  }

  @Test func `a failure has the line of the loop's record and the SQL of the turn`() async {
    let engine = ScriptedEngine { sql in
      if sql == "A1" { throw ScriptedError(description: "no") }
      return SQLLogicResult()
    }
    let tally = await tally(
      of: "loop i 0 3\n\nstatement ok\nA{i}\n\nendloop\n",
      engine: engine
    )
    #expect(tally.passed == 2)
    #expect(tally.failures.map(\.line) == [3])
    #expect(tally.failures.map(\.sql) == ["A1"])
  }
}
