// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A script, read.
struct Script {
  var path: String
  var flavor: Flavor
  var steps: [Step]
}

/// One thing that a script does.
struct Step {
  /// The line that says so, counted from one.
  var line: Int
  /// What must hold for the step to be taken.
  var conditions: [Condition] = []
  var action: Action

  enum Action {
    case statement(Statement)
    case query(Query)
    /// A statement or a query that is not run, and why.
    case skipped(String)
    /// Something that cannot be read, and why.
    case malformed(String)
    case loop(Loop, [Step])
    /// Go on with the next turn of the loop.
    case nextTurn
    case require([String])
    case requireVariable(name: String, value: String?)
    case defaultVariable(name: String, value: String)
    case setVariable(name: String, value: String)
    case setSeed(String)
    /// Errors with such a message end the script without being failures.
    case ignoreErrors([String])
    /// Errors with such a message are not what `statement error` waits for.
    case neverExpectErrors([String])
    case forgetLabel(String)
    case include(String)
    case load(path: String, isReadOnly: Bool)
    case restart
    case reconnect
    case sleep(Duration)
    /// Something that the runner does not do: what comes after it cannot be run.
    case unsupported(String)
  }
}

/// A piece of SQL of which only the outcome counts.
struct Statement {
  enum Expectation {
    case success
    case failure
    /// Both are right.
    case either
  }

  var sql: String
  var expectation: Expectation
  /// What the error is expected to say, or empty for anything.
  var message = ""
  var connection = ""
}

/// A piece of SQL of which the rows count.
struct Query {
  enum Order {
    case asFound
    case byRow
    case byValue
  }

  var sql: String
  /// A letter for each column: `T`, `I` or `R`.
  var types: [UInt8]
  var order = Order.asFound
  /// Queries of one label have one result.
  var label: String?
  var connection = ""
  /// The lines of the expected result.
  var expected: [String] = []
}

/// A part of a script that is done several times.
struct Loop {
  /// The names of the placeholders; several take their values side by side.
  var names: [String]
  var values: [String]
  /// Whether every turn has a connection of its own. The turns are taken one by one all the same.
  var isConcurrent: Bool
}

extension [Step] {
  /// How many statements and queries come after a line, each counted once.
  func recordCount(after line: Int) -> Int {
    reduce(0) { count, step in
      switch step.action {
      case .statement, .query, .skipped, .malformed: count + (step.line > line ? 1 : 0)
      case .loop(_, let steps): count + steps.recordCount(after: line)
      default: count
      }
    }
  }
}
