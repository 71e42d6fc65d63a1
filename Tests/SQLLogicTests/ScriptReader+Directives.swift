// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

// The steps that take one line.
extension ScriptReader {
  /// Reads a mode. Those that only change what the original prints are of no concern.
  mutating func readMode(_ words: ArraySlice<String>) throws(Malformed) {
    switch words.first {
    case "skip": skipLevel += 1
    case "unskip": skipLevel -= 1
    case "output_hash", "output_result", "output_sql", "no_output", "debug": break
    case let word: throw Malformed("There is no mode '\(word ?? "")'.")
    }
  }

  /// Reads the head of a loop.
  func readLoop(_ words: [String]) throws(Malformed) -> Loop {
    let isConcurrent = words[0].hasPrefix("concurrent")
    guard words.count > 2 else {
      throw Malformed("'\(words[0])' needs a name and what it stands for.")
    }
    let names = words[1].components(separatedBy: ",")
    guard words[0].hasSuffix("loop") else {
      let values = LoopValues.expanded(words.dropFirst(2))
      let isEven = values.allSatisfy { $0.components(separatedBy: ",").count == names.count }
      guard names.count == 1 || isEven else {
        throw Malformed("Each value of '\(words[1])' needs as many parts as there are names.")
      }
      return Loop(names: names, values: values, isConcurrent: isConcurrent)
    }
    guard words.count == 4, let start = Int(words[2]), let end = Int(words[3]), start <= end else {
      throw Malformed("'\(words[0])' needs a name, a first number, and one after the last.")
    }
    return Loop(names: names, values: (start..<end).map(String.init), isConcurrent: isConcurrent)
  }

  /// Reads the steps that neither hold SQL nor make a loop.
  func readDirective(_ words: [String]) throws(Malformed) -> Step.Action? {
    let rest = Array(words.dropFirst())
    func need(_ counts: ClosedRange<Int>) throws(Malformed) {
      guard counts.contains(rest.count) else {
        throw Malformed("'\(words[0])' is followed by too few or too many words.")
      }
    }
    switch words[0] {
    case "hash-threshold":
      // What is expected says itself whether it is a hash.
      try need(1...1)
      guard Int(rest[0]) != nil else { throw Malformed("'hash-threshold' needs a number.") }
      return nil
    case "tags":
      return nil
    case "continue":
      return .nextTurn
    case "require":
      try need(1...Int.max)
      return .require(rest)
    case "require-env":
      try need(1...2)
      return .requireVariable(name: rest[0], value: rest.dropFirst().first)
    case "test-env":
      try need(2...2)
      return .defaultVariable(name: rest[0], value: rest[1])
    case "set":
      return try readSetting(rest)
    case "reset":
      try need(2...2)
      guard rest[0].lowercased() == "label" else {
        throw Malformed("Labels can be reset, not '\(rest[0])'.")
      }
      return .forgetLabel(rest[1])
    case "include":
      try need(1...1)
      return .include(rest[0])
    case "load":
      try need(0...3)
      return .load(path: rest.first ?? "", isReadOnly: try readAccess(rest.dropFirst().first))
    case "restart": return .restart
    case "reconnect": return .reconnect
    case "sleep":
      try need(2...2)
      return .sleep(try readDuration(rest[0], rest[1]))
    case "unzip": return .unsupported("unzip")
    default: throw Malformed("There is no directive '\(words[0])'.")
    }
  }

  private func readSetting(_ words: [String]) throws(Malformed) -> Step.Action {
    switch words.first {
    case "seed" where words.count == 2 && Double(words[1]) != nil:
      return .setSeed(words[1])
    case "variable" where words.count > 2:
      return .setVariable(name: words[1], value: words.dropFirst(2).joined(separator: " "))
    case "ignore_error_messages": return .ignoreErrors(Self.phrases(words.dropFirst()))
    case "always_fail_error_messages": return .neverExpectErrors(Self.phrases(words.dropFirst()))
    case let word: throw Malformed("'\(word ?? "")' cannot be set like that.")
    }
  }

  /// The phrases between commas.
  private static func phrases(_ words: some Sequence<String>) -> [String] {
    words.joined(separator: " ").components(separatedBy: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }

  /// Whether a database is opened for reading only.
  private func readAccess(_ word: String?) throws(Malformed) -> Bool {
    switch word?.lowercased() {
    case nil, "readwrite": false
    case "readonly": true
    case let word?: throw Malformed("'load' knows 'readonly' and 'readwrite', not '\(word)'.")
    }
  }

  private func readDuration(_ count: String, _ unit: String) throws(Malformed) -> Duration {
    guard let count = Int(count), count >= 0 else {
      throw Malformed("'sleep' needs a number, not '\(count)'.")
    }
    return switch unit {
    case "second", "seconds", "sec": .seconds(count)
    case "millisecond", "milliseconds", "milli": .milliseconds(count)
    case "microsecond", "microseconds", "micro": .microseconds(count)
    case "nanosecond", "nanoseconds", "nano": .nanoseconds(count)
    default: throw Malformed("'\(unit)' is no unit of time.")
    }
  }
}
