// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

// What each step does.
extension ScriptRunner {
  func take(_ step: Step) async throws -> Course {
    switch step.action {
    case .statement(let statement): return try await check(statement, line: step.line)
    case .query(let query): return try await check(query, line: step.line)
    case .skipped(let reason): tally.skip(for: reason)
    case .malformed(let problem): throw Malformed(problem)
    case .loop(let loop, let steps): return await run(loop, steps)
    case .nextTurn: return .nextTurn
    case .require(let words):
      guard try Requirement(words: words).isMet(by: engine) else {
        return .stop("require \(words.joined(separator: " "))", line: step.line)
      }
    case .requireVariable(let name, let value):
      guard let actual = options.environment[name], value == nil || value == actual else {
        let wish = value.map { "\(name) \($0)" } ?? name
        return .stop("require-env \(wish)", line: step.line)
      }
      placeholders.set(name, to: actual)
    case .defaultVariable(let name, let value):
      placeholders.set(name, to: options.environment[name] ?? replaced(value))
    case .setVariable(let name, let value): placeholders.set(name, to: replaced(value))
    case .setSeed(let seed): _ = try await session("").run("SELECT setseed(\(seed))")
    case .ignoreErrors(let phrases): ignoredErrors = phrases
    case .neverExpectErrors(let phrases): unexpectedErrors = phrases
    case .forgetLabel(let label): labels[label] = nil
    case .include(let name): return try await include(name, line: step.line)
    case .load(let path, let isReadOnly):
      let path = replaced(path)
      try await open(path.isEmpty ? .memory : .file(path: path, isReadOnly: isReadOnly))
    case .restart: try await reopen()
    case .reconnect: await reconnect()
    case .sleep(let duration): await options.sleep(duration)
    case .unsupported(let what): return .stop(what, line: step.line)
    }
    return .goOn
  }

  private func run(_ loop: Loop, _ steps: [Step]) async -> Course {
    for (turn, value) in loop.values.enumerated() {
      placeholders.begin(loop, with: replaced(value))
      defer { placeholders.end(loop) }
      let course =
        if loop.isConcurrent {
          await inOwnSession("turn \(turn)") { await run(steps) }
        } else {
          await run(steps)
        }
      if case .stop = course { return course }
    }
    return .goOn
  }

  private func include(_ name: String, line: Int) async throws -> Course {
    let name = replaced(name)
    guard let path = SearchPath.file(name, of: script.path) else {
      return .stop("include \(name), which is not there", line: line)
    }
    let includer = current
    defer { current = includer }
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    current = ScriptReader.script(bytes, path: path, flavor: script.flavor)
    guard case .stop(let reason, let end) = await run(current.steps) else { return .goOn }
    tally.skip(current.steps.recordCount(after: end), for: reason)
    return .stop(reason, line: line)
  }
}
