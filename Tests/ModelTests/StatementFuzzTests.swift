// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

/// Whatever the statement, it has rows or it is refused: nothing ends the process.
@Suite struct StatementFuzzTests {
  /// As many as `SLUICE_FUZZ_STATEMENTS` says in all, 4,000 if it is not set.
  private static let count =
    ProcessInfo.processInfo.environment["SLUICE_FUZZ_STATEMENTS"].flatMap { Int($0) } ?? 4_000

  /// With `SLUICE_FUZZ_TRACE`, each statement is written to this file before it is run: the way to find the
  /// one that ends the process.
  private static let trace = ProcessInfo.processInfo.environment["SLUICE_FUZZ_TRACE"]

  @Test(arguments: 0..<4)
  func `random and mutated statements have rows or are refused`(part: Int) async throws {
    var statements = RandomStatements(seed: UInt64(part))
    let watch = Watch()
    let guardian = Task { await watch.run() }
    defer { guardian.cancel() }
    var (passed, refused) = (0, 0)
    var connection = try RandomStatements.database()
    for number in 0..<Self.count / 4 {
      // What statements have done to the tables is forgotten from time to time.
      if number % 500 == 499 { connection = try RandomStatements.database() }
      let text = statements.next()
      if let trace = Self.trace {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(trace).\(part)"))
      }
      let task = Task.detached { [connection] in try connection.run(text) }
      watch.begin(task)
      do {
        for result in try await task.value { _ = result.text(rows: 4) }
        passed += 1
      } catch {
        #expect(error is SQLError, "\(text): \(error)")
        refused += 1
      }
      watch.end()
    }
    #expect(passed > refused / 20)
  }

  /// Cancels statements that take long: cross joins of mutated tables may have any number of rows.
  private final class Watch: Sendable {
    private struct State {
      var task: Task<[QueryResult], any Error>?
      var began = ContinuousClock.now
    }

    private let state = FuzzLock(State())

    func begin(_ task: Task<[QueryResult], any Error>) {
      state.withLock { $0 = State(task: task) }
    }

    func end() { state.withLock { $0.task = nil } }

    func run() async {
      while (try? await Task.sleep(for: .milliseconds(50))) != nil {
        state.withLock { state in
          if state.began.duration(to: .now) > .milliseconds(500) { state.task?.cancel() }
        }
      }
    }
  }
}

/// A value behind a lock.
private final class FuzzLock<Value>: @unchecked Sendable {
  // Unchecked: every access to the value holds the lock.
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(&value)
  }
}
