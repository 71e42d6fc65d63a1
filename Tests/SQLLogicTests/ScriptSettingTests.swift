// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@Suite struct ScriptSettingTests {
  @Test(arguments: [
    ("vector_size 1", true), ("vector_size 2048", true), ("vector_size 4096", false),
    ("exact_vector_size 2048", true), ("exact_vector_size 2", false), ("skip_reload", true),
    ("no_vector_verification", true), ("NoForceStorage", true), ("notwindows", true),
    ("windows", false), ("block_size 262144", false),
    ("no_extension_autoloading \"FIXME x\"", true),
    ("json", true), ("JSON", true), ("tpch", false),
  ])
  func `what a script requires is there, or the rest is skipped`(
    _ words: String,
    _ isMet: Bool
  ) async {
    let engine = ScriptedEngine(extensions: ["json"])
    let text =
      "statement ok\nA\n\nrequire \(words)\n\nstatement ok\nB\n\nloop i 0 9\n\nquery I\nC\n\nendloop\n"
    let tally = await tally(of: text, engine: engine)
    #expect(tally.skipped == (isMet ? [:] : ["require \(words)": 2]))
    #expect(engine.statements.contains("B") == isMet)
  }

  @Test func `a requirement without its number is malformed`() async {
    let tally = await tally(of: "require vector_size\n\nstatement ok\nA\n")
    #expect(tally.failures.map(\.line) == [1])
    #expect(tally.passed == 1)
  }

  @Test(
    arguments: [
      ("X", nil), ("X 1", nil), ("X 2", "require-env X 2"), ("Y", "require-env Y"),
    ] as [(String, String?)]
  )
  func `a variable of the environment is there, or not`(_ words: String, _ reason: String?) async {
    let engine = ScriptedEngine()
    let tally = await tally(
      of: "require-env \(words)\n\nstatement ok\n${X} {X}\n",
      engine: engine,
      options: RunOptions(environment: ["X": "1"])
    )
    #expect(tally.skipped == (reason.map { [$0: 1] } ?? [:]))
    #expect(engine.statements == (reason == nil ? ["1 1"] : []))
  }

  @Test func `variables have defaults and values`() async {
    let engine = ScriptedEngine()
    let text = """
      test-env X a

      test-env Z b

      set variable sf 0.01 or so

      set variable both {X}{sf}

      statement ok
      {X} {Z} {sf} ${both}

      set variable sf 1

      statement ok
      {sf}
      """
    let tally = await tally(
      of: text,
      engine: engine,
      options: RunOptions(environment: ["X": "1"])
    )
    #expect(tally == Tally(passed: 2))
    #expect(engine.statements == ["1 b 0.01 or so 10.01 or so", "1"])
  }

  @Test func `a script has a folder for its files while it runs`() async throws {
    let folder = Mutex("")
    let engine = ScriptedEngine { sql in
      var isFolder: ObjCBool = false
      #expect(FileManager.default.fileExists(atPath: sql, isDirectory: &isFolder))
      #expect(isFolder.boolValue)
      folder.withLock { $0 = sql }
      return SQLLogicResult()
    }
    let tally = await tally(
      of: "statement ok\n__TEST_DIR__\n\nstatement ok\n{TEMP_DIR}\n",
      engine: engine
    )
    #expect(tally == Tally(passed: 2))
    let path = folder.withLock { $0 }
    #expect(!path.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `the seed is set with a statement`() async {
    let engine = ScriptedEngine()
    _ = await tally(of: "set seed 0.5\n\nstatement ok\nA\n", engine: engine)
    #expect(engine.statements == ["SELECT setseed(0.5)", "A"])
  }

  @Test func `time is told to pass`() async {
    let slept = Mutex<[Duration]>([])
    var options = RunOptions()
    options.sleep = { duration in slept.withLock { $0.append(duration) } }
    let text = "sleep 1 second\n\nsleep 20 milliseconds\n\nsleep 3 micro\n\nsleep 4 nanosecond\n"
    _ = await tally(of: text, options: options)
    #expect(
      slept.withLock { $0 }
        == [.seconds(1), .milliseconds(20), .microseconds(3), .nanoseconds(4)]
    )
  }

  @Test func `the environment has options`() {
    let options = RunOptions(environment: [
      "SQLLOGIC_DETAILS": "3", "SQLLOGIC_JOBS": "1", "SQLLOGIC_MESSAGES": "1",
      "SQLLOGIC_TRACE": "1",
    ])
    #expect(options.detailedFailures == 3)
    #expect(options.concurrentScripts == 1)
    #expect(options.comparesMessages)
    #expect(options.trace != nil)
    let usual = RunOptions(environment: [:])
    #expect(!usual.comparesMessages)
    #expect(usual.trace == nil)
  }
}
