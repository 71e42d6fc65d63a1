// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Runs statements and commands one after the other, and prints what comes of them.
final class Shell {
  let connection: StoreConnection
  var mode: OutputMode
  var isTimed: Bool
  /// Whether anything has failed so far.
  private(set) var hasFailed = false
  /// Whether the user wants to go.
  var isDone = false

  init(_ store: ColumnStore, mode: OutputMode, isTimed: Bool) {
    connection = store.connect()
    self.mode = mode
    self.isTimed = isTimed
  }

  /// Reads lines until there are no more, or the user wants to go.
  func talk() {
    guard Terminal.isInteractive else { return runInput() }
    print("Sluice. Statements end with a semicolon; .help shows what else there is.")
    var editor = LineEditor(History())
    var text = ""
    while !isDone {
      switch editor.readLine(prompt: text.isEmpty ? "sql> " : "...> ") {
      case .end: return print()
      case .cancelled: text = ""
      case .line(let line):
        if text.isEmpty, line.hasPrefix(".") {
          editor.history.add(line)
          perform(line)
          continue
        }
        text += text.isEmpty ? line : "\n\(line)"
        guard !text.allSatisfy(\.isWhitespace) else {
          text = ""
          continue
        }
        guard StatementEnd.isComplete(text) else { continue }
        editor.history.add(text)
        run(text)
        text = ""
      }
    }
  }

  /// Runs what is piped in.
  private func runInput() {
    var text = ""
    while !isDone, let line = Swift.readLine() {
      if text.isEmpty, line.hasPrefix(".") {
        perform(line)
        continue
      }
      text += "\(line)\n"
      guard StatementEnd.isComplete(text) else { continue }
      run(text)
      text = ""
    }
    if !text.allSatisfy(\.isWhitespace) { run(text) }
  }

  /// Runs the statements of a text one after the other, up to one that fails.
  func run(_ text: String) {
    let end = StatementEnd(text)
    for statement in end.statements + [end.rest] {
      guard !statement.allSatisfy(\.isWhitespace) else { continue }
      let start = ContinuousClock.now
      do {
        for result in try connection.run(statement) {
          let rows = try mode.text(of: result)
          if !rows.isEmpty { print(rows) }
        }
      } catch {
        return fail("\(error)")
      }
      if isTimed { print("Time: \((ContinuousClock.now - start).formatted)") }
    }
  }

  /// Runs the statements and the commands of a file.
  func run(file path: String) {
    guard let script = TextFile.read(path) else {
      return fail("The file '\(path)' cannot be read.")
    }
    var text = ""
    for line in script.split(separator: "\n", omittingEmptySubsequences: false) {
      if text.allSatisfy(\.isWhitespace), line.hasPrefix(".") {
        perform(String(line))
        continue
      }
      text += "\(line)\n"
      guard StatementEnd.isComplete(text) else { continue }
      run(text)
      text = ""
    }
    if !text.allSatisfy(\.isWhitespace) { run(text) }
  }

  /// Says what is wrong.
  func fail(_ message: String) {
    hasFailed = true
    Terminal.complain(message)
  }
}

extension Duration {
  /// The time in the unit that suits it.
  fileprivate var formatted: String {
    let microseconds = components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    if microseconds < 10_000 { return "\(Double(microseconds) / 1_000) ms" }
    if microseconds < 10_000_000 { return "\(microseconds / 1_000) ms" }
    return "\(Double(microseconds / 10_000) / 100) s"
  }
}
