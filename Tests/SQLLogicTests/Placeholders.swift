// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What stands for something else in the texts of a script.
struct Placeholders {
  private var variables: [(name: String, value: String)] = []
  /// Those of the loops that are running, the outermost first.
  private(set) var loops: [(name: String, value: String)] = []
  private let words: [(word: String, value: String)]

  init(directory: String, scriptName: String) {
    let working = FileManager.default.currentDirectoryPath
    words = [
      ("__TEST_DIR__", directory), ("__WORKING_DIRECTORY__", working),
      ("__BUILD_DIRECTORY__", directory),
    ]
    variables = [
      ("TEMP_DIR", directory), ("TEMP_BASE", directory), ("BUILD_DIR", directory),
      ("WORKING_DIR", working), ("DATA_DIR", working + "/data"), ("TEST_NAME", scriptName),
      ("TEST_NAME_NO_SLASH", scriptName.replacingOccurrences(of: "/", with: "_")),
      ("TEST_UUID", URL(fileURLWithPath: directory).lastPathComponent),
    ]
  }

  mutating func set(_ name: String, to value: String) {
    variables.removeAll { $0.name == name }
    variables.append((name, value))
  }

  /// Lets the names of a loop stand for one of its values.
  mutating func begin(_ loop: Loop, with value: String) {
    guard loop.names.count > 1 else {
      loops.append((loop.names[0], value))
      return
    }
    for (name, part) in zip(loop.names, value.components(separatedBy: ",")) {
      loops.append((name, part))
    }
  }

  mutating func end(_ loop: Loop) { loops.removeLast(loop.names.count) }

  /// The value of a loop or a variable.
  func value(of name: String) -> String? {
    loops.last { $0.name.lowercased() == name.lowercased() }?.value
      ?? variables.last { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The text with values in place of `${name}`, `{name}`, and the words for folders.
  func replaced(in text: String) -> String {
    var text = text
    if text.contains("{") {
      for (name, value) in loops + variables where text.contains("{\(name)}") {
        text = text.replacingOccurrences(of: "${\(name)}", with: value)
          .replacingOccurrences(of: "{\(name)}", with: value)
      }
    }
    if text.contains("__") {
      for (word, value) in words { text = text.replacingOccurrences(of: word, with: value) }
    }
    return text
  }
}
