// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// An engine that answers as it is told, and keeps account of what it was asked.
final class ScriptedEngine: SQLLogicEngine {
  typealias Answer = @Sendable (_ sql: String) throws -> SQLLogicResult

  private struct Account {
    var events: [String] = []
    var databases = 0
  }

  private let account = Mutex(Account())
  private let extensions: Set<String>
  private let answer: Answer

  /// What was done, in order: `open memory`, `1.2: SELECT …` for the second session of the first
  /// database, `close 1.2`, `close 1`.
  var events: [String] { account.withLock { $0.events } }
  /// The SQL that was run, without the names of sessions.
  var statements: [String] {
    events.compactMap { event in
      event.first?.isNumber == true ? String(event.drop { $0 != " " }.dropFirst()) : nil
    }
  }

  init(extensions: Set<String> = [], answer: @escaping Answer = { _ in SQLLogicResult() }) {
    self.extensions = extensions
    self.answer = answer
  }

  func open(_ location: DatabaseLocation) async throws -> any SQLLogicDatabase {
    switch location {
    case .memory: note("open memory")
    case .file(let path, let isReadOnly):
      if path == "nowhere" { throw Unsupported("no files") }
      note("open \(path)\(isReadOnly ? " for reading" : "")")
    }
    let number = account.withLock { account in
      account.databases += 1
      return account.databases
    }
    return Database(engine: self, name: "\(number)")
  }

  func provides(_ extensionName: String) -> Bool { extensions.contains(extensionName) }

  /// Notes an event of others among its own.
  func note(_ event: String) { account.withLock { $0.events.append(event) } }

  private final class Database: SQLLogicDatabase {
    private let engine: ScriptedEngine
    private let name: String
    private var sessions = 0

    init(engine: ScriptedEngine, name: String) {
      self.engine = engine
      self.name = name
    }

    func connect() async throws -> any SQLLogicSession {
      sessions += 1
      return Session(engine: engine, name: "\(name).\(sessions)")
    }

    func close() async throws { engine.note("close \(name)") }
  }

  private struct Session: SQLLogicSession {
    let engine: ScriptedEngine
    let name: String

    func run(_ sql: String) async throws -> SQLLogicResult {
      engine.note("\(name): \(sql)")
      return try engine.answer(sql)
    }

    func close() async { engine.note("close \(name)") }
  }
}

/// What the scripted engine fails with.
struct ScriptedError: Error, CustomStringConvertible {
  var description: String
}

extension SQLLogicResult {
  /// One column of cells.
  static func column(_ kind: Kind, _ cells: String?...) -> SQLLogicResult {
    SQLLogicResult(columns: [Column(name: "c", kind: kind)], cells: cells)
  }

  /// Rows of cells, with a kind for each column.
  static func rows(_ kinds: [Kind], _ rows: [String?]...) -> SQLLogicResult {
    SQLLogicResult(
      columns: kinds.enumerated().map { Column(name: "c\($0)", kind: $1) },
      cells: Array(rows.joined())
    )
  }
}

/// What comes of a script against an engine that answers like that.
func tally(
  of text: String,
  flavor: Flavor = .duckdb,
  engine: ScriptedEngine = ScriptedEngine(),
  options: RunOptions = RunOptions()
) async -> Tally {
  let script = ScriptReader.script(Array(text.utf8), path: "a.test", flavor: flavor)
  return await ScriptRunner(script, engine: engine, options: options).run()
}
