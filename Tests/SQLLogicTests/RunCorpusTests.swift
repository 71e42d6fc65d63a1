// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@Suite struct RunCorpusTests {
  /// Does something with a folder of files, which is removed afterwards.
  private static func withFiles(
    _ files: [String: String],
    _ body: (String) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sqllogic-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try Data(text.utf8).write(to: file)
    }
    try await body(folder.path)
  }

  @Test func `a corpus is named by the environment`() async throws {
    let files = ["b.test": "", "a.test_slow": "", "c/d.test": "", "c/e.csv": "", "f.sql": ""]
    try await Self.withFiles(files) { folder in
      let names = "\(folder)/f.sql:\(folder)/c:\(folder):\(folder)/none.test"
      let corpus = try #require(Corpus.named(by: ["SQLLOGIC_FILES": names]))
      #expect(
        corpus.paths.map { $0.replacingOccurrences(of: folder + "/", with: "") } == [
          "f.sql", "c/d.test", "a.test_slow", "b.test", "c/d.test", "none.test",
        ]
      )
    }
  }

  @Test(arguments: [1, 2, 8])
  func `scripts are reported in their order`(jobs: Int) async throws {
    var files: [String: String] = [:]
    for index in 0..<9 {
      files["\(index).test"] = "statement ok\nA\n\nstatement ok\nFAIL \(index)\n"
    }
    try await Self.withFiles(files) { folder in
      let engine = ScriptedEngine { sql in
        if sql.hasPrefix("FAIL") { throw ScriptedError(description: "no") }
        return SQLLogicResult()
      }
      let lines = Mutex<[String]>([])
      var options = RunOptions()
      options.concurrentScripts = jobs
      options.detailedFailures = 0
      let tally = await runCorpus(files: Corpus([folder]).paths, engine: engine, options: options) {
        line in lines.withLock { $0.append(line) }
      }
      #expect(
        lines.withLock { $0 }
          == (0..<9).map { "\(folder)/\($0).test:4: The statement fails: no" }
      )
      #expect(tally.summary == "sqllogic: 9 passed, 9 failed of 18")
      #expect(tally.lines == [tally.summary])
    }
  }

  @Test func `a script that is not there is a failure`() async {
    let lines = Mutex<[String]>([])
    let tally = await runCorpus(files: ["/none.test"], engine: ScriptedEngine()) { line in
      lines.withLock { $0.append(line) }
    }
    #expect(tally.summary == "sqllogic: 0 passed, 1 failed of 1")
    #expect(lines.withLock { $0 }.first?.hasPrefix("/none.test:1: ") == true)
  }

  @Test func `a script may include another`() async throws {
    let files = [
      "root/sql/a/b.test": """
      set variable x 1

      include test/sql/setup.test_template

      statement ok
      B

      include test/sql/more.test_template

      statement ok
      C

      include nowhere

      statement ok
      D
      """,
      "root/sql/setup.test_template": "statement ok\nA{x}\n\nstatement ok\nFAIL\n",
      "root/more.test_template": "require tpch\n\nstatement ok\nX\n",
    ]
    try await Self.withFiles(files) { folder in
      let engine = ScriptedEngine(extensions: ["tpch"]) { sql in
        if sql == "FAIL" { throw ScriptedError(description: "no") }
        return SQLLogicResult()
      }
      let file = "\(folder)/root/sql/a/b.test"
      // The second is found without the folder in front, for its name is all that is left of it.
      let tally = await runCorpus(files: [file], engine: engine) { _ in }
      #expect(engine.statements == ["A1", "FAIL", "B", "X", "C"])
      #expect(tally.failures.map(\.path) == ["\(folder)/root/sql/setup.test_template"])
      #expect(tally.failures.map(\.line) == [4])
      #expect(tally.skipped == ["include nowhere, which is not there": 1])
      let without = await runCorpus(files: [file], engine: ScriptedEngine()) { _ in }
      #expect(without.skipped == ["require tpch": 3])
    }
  }

  @Test func `a result may be in a file`() async throws {
    let script = "query TII\nA\n----\n<FILE>:data/r.csv\n\nquery I\nA\n----\n<FILE>:none.csv\n"
    let files = ["sql/a.test": script, "data/r.csv": "a|b|c\n1||\"x|\"\"\"\n2|\"\"|\r\n"]
    try await Self.withFiles(files) { folder in
      let engine = ScriptedEngine { _ in
        .rows([.text, .text, .text], ["1", nil, "x|\""], ["2", "", nil])
      }
      let tally = await runCorpus(files: ["\(folder)/sql/a.test"], engine: engine) { _ in }
      #expect(tally.passed == 1)
      #expect(tally.failures.map(\.line) == [6])
    }
  }

  @Test func `failures are shown as far as they can be read`() {
    let failure = Failure(
      path: "a.test",
      line: 7,
      problem: "Wrong\nresult.",
      sql: "SELECT\n1",
      expected: [],
      found: (0..<20).map { "\($0)" + String(repeating: "x", count: 300) }
    )
    #expect(failure.summary == "a.test:7: Wrong result.")
    let lines = failure.details.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(6) == [
        "a.test:7: Wrong result.", "  SQL:", "    SELECT", "    1", "  expected: nothing",
        "  found:",
      ]
    )
    #expect(lines.count == 6 + 12 + 1)
    #expect(lines.last == "    … 8 more lines")
    #expect(lines.allSatisfy { $0.count < 210 })
  }

  @Test func `a tally ends with its summary`() {
    var tally = Tally(passed: 3)
    tally.skip(2, for: "b")
    tally.skip(for: "a")
    tally.skip(0, for: "c")
    tally.notes = ["so"]
    tally.otherMessages = 1
    #expect(
      tally.lines == [
        "sqllogic note: so", "sqllogic skipped 1 for 'a'", "sqllogic skipped 2 for 'b'",
        "sqllogic: 1 errors have another message than expected",
        "sqllogic: 3 passed, 0 failed of 3",
      ]
    )
    var total = tally
    total += tally
    #expect(total.passed == 6)
    #expect(total.skipped == ["a": 2, "b": 4])
    #expect(total.notes == ["so", "so"])
  }
}
