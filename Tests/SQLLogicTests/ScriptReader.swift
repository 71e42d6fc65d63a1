// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads scripts.
///
/// A line that makes no sense becomes a step that fails, and reading goes on behind it: what is
/// right about a script can be run all the same.
struct ScriptReader {
  private let flavor: Flavor
  let lines: Lines
  /// The line that is read next, counted from zero.
  var next = 0
  /// What is read, with the loops that are still open in between.
  private var open: [OpenLoop] = []
  private var steps: [Step] = []
  /// How many `mode skip` there are more than `mode unskip`.
  var skipLevel = 0
  var isHalted = false

  private struct OpenLoop {
    var line: Int
    var conditions: [Condition]
    var loop: Loop
    /// The steps before the loop.
    var before: [Step]
  }

  /// The script in `bytes`; `path` is what its failures are reported with.
  static func script(_ bytes: [UInt8], path: String, flavor: Flavor? = nil) -> Script {
    let head = String(decoding: bytes.prefix(4_096), as: UTF8.self)
    var reader = ScriptReader(flavor ?? Flavor(path: path, head: head), Lines(bytes))
    reader.readAll()
    return Script(path: path, flavor: reader.flavor, steps: reader.steps)
  }

  private init(_ flavor: Flavor, _ lines: Lines) {
    self.flavor = flavor
    self.lines = lines
  }

  private mutating func readAll() {
    while next < lines.count {
      if lines.isEmpty(next) || lines.isComment(next) {
        next += 1
      } else {
        readStep()
      }
    }
    while let unclosed = open.last {
      closeLoop()
      steps.append(
        Step(line: unclosed.line, action: .malformed("The loop has no 'endloop'."))
      )
    }
  }

  /// Reads a step, with the conditions before it.
  private mutating func readStep() {
    var line = next + 1
    var conditions: [Condition] = []
    var reason = isHalted ? "halt" : skipLevel > 0 ? "mode skip" : nil
    do {
      while next < lines.count {
        let words = lines.words(next)
        guard let word = words.first else {
          // A line of spaces is as good as an empty one.
          next += 1
          return
        }
        line = next + 1
        next += 1
        guard word == "skipif" || word == "onlyif" else {
          if let action = try readAction(words, conditions, skipping: reason) {
            steps.append(Step(line: line, conditions: conditions, action: action))
          }
          return
        }
        guard words.count > 1 else { throw Malformed("'\(word)' names nothing.") }
        if let more = try Condition.all(in: words[1], skips: word == "skipif") {
          conditions += more
        } else if flavor.engineNames.contains(words[1].lowercased()) == (word == "skipif") {
          reason = reason ?? "\(word) \(words[1])"
        }
      }
    } catch {
      if reason == nil { steps.append(Step(line: line, action: .malformed("\(error)"))) }
      while next < lines.count, !lines.isEmpty(next) { next += 1 }
    }
  }

  /// Reads the step that begins with `words`; with a reason to skip it, it counts if it is a record.
  private mutating func readAction(
    _ words: [String],
    _ conditions: [Condition],
    skipping reason: String?
  ) throws(Malformed) -> Step.Action? {
    let line = next
    switch words[0] {
    case "statement":
      let statement = try readStatement(words.dropFirst(), isSkipped: reason != nil)
      return reason.map { .skipped($0) } ?? .statement(statement)
    case "query":
      let query = try readQuery(words.dropFirst(), isSkipped: reason != nil)
      return reason.map { .skipped($0) } ?? .query(query)
    case "mode":
      try readMode(words.dropFirst())
    case _ where reason != nil:
      break
    case "halt":
      isHalted = true
    case "loop", "foreach", "concurrentloop", "concurrentforeach":
      let loop = try readLoop(words)
      open.append(OpenLoop(line: line, conditions: conditions, loop: loop, before: steps))
      steps = []
    case "endloop":
      guard !open.isEmpty else { throw Malformed("'endloop' has no loop before it.") }
      closeLoop()
    default:
      return try readDirective(words)
    }
    return nil
  }

  /// Makes what was read since the innermost loop began one step.
  private mutating func closeLoop() {
    guard let last = open.popLast() else { return }
    let action = Step.Action.loop(last.loop, steps)
    steps = last.before
    steps.append(Step(line: last.line, conditions: last.conditions, action: action))
  }
}
