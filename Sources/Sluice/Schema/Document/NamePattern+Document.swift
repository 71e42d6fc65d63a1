// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension NamePattern {
  /// The patterns in a list of a schema document; none if there is no such list.
  static func list(_ key: String, in fields: DocumentFields) throws(LoadError) -> [NamePattern] {
    var patterns: [NamePattern] = []
    for (index, text) in (try fields.texts(key) ?? []).enumerated() {
      patterns.append(try NamePattern(text, at: fields.place(key) + ["\(index)"]))
    }
    return patterns
  }

  /// The pattern that stands at `path` of a schema document.
  init(_ text: String, at path: [String]) throws(LoadError) {
    guard text.hasPrefix("re:") else {
      if let first = text.utf8.first, first != 0x5F, !Self.isLetterOrDigit(first) {
        throw DocumentFields.error(
          at: path,
          expected: "a name, or 're:' and a regular expression",
          found: "'\(text.prefix(100))'"
        )
      }
      self = .exactly(text)
      return
    }
    let expression = String(text.dropFirst(3))
    guard Self.isShallow(expression), let pattern = try? NamePattern.matching(expression) else {
      throw DocumentFields.error(
        at: path,
        expected: "a regular expression after 're:'",
        found: "'\(text.prefix(100))'"
      )
    }
    self = pattern
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20
  }

  /// Whether an expression is short and its groups are few, so that reading it cannot go too deep.
  private static func isShallow(_ expression: String) -> Bool {
    guard expression.utf8.count <= 4_096 else { return false }
    return expression.utf8.filter { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }.count
      <= 100
  }
}
