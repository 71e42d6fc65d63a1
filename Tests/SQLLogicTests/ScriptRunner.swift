// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs one script against a database of its own.
///
/// A record that fails does not end the script: what comes after it is run all the same.
final class ScriptRunner {
  let engine: any SQLLogicEngine
  let options: RunOptions
  let script: Script
  /// The script that is being run: this one, or one that it includes.
  var current: Script
  var placeholders: Placeholders
  var tally = Tally()
  /// The hashes of the results of labelled queries.
  var labels: [String: String] = [:]
  /// Errors that say so end the script.
  var ignoredErrors = ["HTTP", "Unable to connect"]
  /// Errors that say so are never what was expected.
  var unexpectedErrors = ["differs from original result!", "INTERNAL"]

  private var location = DatabaseLocation.memory
  private var database: (any SQLLogicDatabase)?
  private var sessions: [String: any SQLLogicSession] = [:]
  /// The name of the session that records without one run in.
  private var usualSession = ""
  /// A folder for the files of the script, which is removed at its end.
  private let directory: URL

  /// What to do after a step.
  enum Course: Equatable {
    case goOn
    case nextTurn
    /// Leave out what comes after a line, for a reason.
    case stop(String, line: Int)
  }

  init(_ script: Script, engine: any SQLLogicEngine, options: RunOptions = RunOptions()) {
    self.script = script
    self.engine = engine
    self.options = options
    current = script
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("sqllogic-\(UUID().uuidString)")
    placeholders = Placeholders(directory: directory.path, scriptName: script.path)
  }

  /// Runs the script, and says what came of it.
  func run() async -> Tally {
    try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    do {
      try await open(.memory)
      if case .stop(let reason, let line) = await run(script.steps) {
        tally.skip(script.steps.recordCount(after: line), for: reason)
      }
    } catch {
      fail(line: 1, "The database does not open: \(error)")
      tally.skip(script.steps.recordCount(after: 0), for: "no database")
    }
    await close()
    try? FileManager.default.removeItem(at: directory)
    return tally
  }

  /// Runs steps until one says to leave out the rest.
  func run(_ steps: [Step]) async -> Course {
    for step in steps {
      do {
        guard try isTaken(step) else { continue }
        let course = try await take(step)
        if course != .goOn { return course }
      } catch let error as Unsupported {
        return .stop("\(error)", line: step.line)
      } catch {
        fail(line: step.line, "\(error)")
      }
    }
    return .goOn
  }

  /// Whether what the step depends on holds.
  private func isTaken(_ step: Step) throws(Malformed) -> Bool {
    for condition in step.conditions {
      guard let value = placeholders.value(of: condition.name) else {
        throw Malformed("There is no loop of '\(condition.name)'.")
      }
      guard try condition.admits(value) else { return false }
    }
    return true
  }

  func fail(line: Int, _ problem: String) {
    tally.failures.append(Failure(path: current.path, line: line, problem: problem))
  }

  /// The text with all placeholders replaced. SQLite knows none, and has many more texts.
  func replaced(_ text: String) -> String {
    script.flavor == .duckdb ? placeholders.replaced(in: text) : text
  }

  /// Opens a database in place of the one before.
  func open(_ location: DatabaseLocation) async throws {
    await close()
    self.location = location
    database = try await engine.open(location)
  }

  /// Opens the database once more, as after the end of the process.
  func reopen() async throws {
    guard location != .memory else {
      throw Malformed("A database in memory cannot be restarted; 'load' one before.")
    }
    try await open(location)
  }

  /// Begins a new session in place of the usual one.
  func reconnect() async {
    await sessions.removeValue(forKey: usualSession)?.close()
  }

  private func close() async {
    for (_, session) in sessions.sorted(by: { $0.key < $1.key }) { await session.close() }
    sessions = [:]
    do {
      try await database?.close()
    } catch {
      tally.notes.append("\(current.path): the database does not close: \(error)")
    }
    database = nil
  }

  /// The session of that name; without a name, the usual one.
  func session(_ name: String) async throws -> any SQLLogicSession {
    let name = name.isEmpty ? usualSession : name
    if let session = sessions[name] { return session }
    guard let database else { throw Malformed("There is no database.") }
    let session = try await database.connect()
    sessions[name] = session
    if script.flavor == .sqlite {
      do {
        for setting in SQLLogicSettings.sqlite { _ = try await session.run(setting) }
      } catch {
        tally.notes.append("\(current.path): not as in SQLite: \(error)")
      }
    }
    return session
  }

  /// Does something in a session of its own.
  func inOwnSession(_ name: String, _ body: () async -> Course) async -> Course {
    let usual = usualSession
    usualSession = name
    let course = await body()
    await sessions.removeValue(forKey: name)?.close()
    usualSession = usual
    return course
  }
}
