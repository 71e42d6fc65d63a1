// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads paths. Every function takes what it names from the front of the rest, or gives up with `nil`.
///
/// A union binds closer than a period, as in dlt: `events[*].at|id` is `events[*].(at|id)`.
struct CursorPathParser {
  private typealias Node = CursorPath.Node

  private var rest: Substring

  init(_ text: String) { rest = Substring(text) }

  /// The whole path.
  mutating func path() -> CursorPath.Node? {
    guard let node = calculation(), skipSpace(), rest.isEmpty else { return nil }
    return node
  }

  private mutating func calculation() -> Node? {
    guard var node = descent() else { return nil }
    while skipSpace(), let sign = rest.first.flatMap({ CursorPath.Sign(rawValue: $0) }) {
      rest.removeFirst()
      skipSpace()
      guard let operand = constant().map({ Node.constant($0) }) ?? descent() else { return nil }
      node = .arithmetic(node, sign, operand)
    }
    return node
  }

  private mutating func descent() -> Node? {
    guard var node = chain() else { return nil }
    while take("..") {
      guard let right = chain() else { return nil }
      node = .descendants(node, right)
    }
    return node
  }

  private mutating func chain() -> Node? {
    guard var node = union() else { return nil }
    while !rest.hasPrefix(".."), take(".") {
      guard let right = union() else { return nil }
      node = .child(node, right)
    }
    return node
  }

  private mutating func union() -> Node? {
    guard var node = step() else { return nil }
    while skipSpace(), take("|") {
      skipSpace()
      guard let right = step() else { return nil }
      node = .union(node, right)
    }
    return node
  }

  private mutating func step() -> Node? {
    guard var node = base() else { return nil }
    while rest.first == "[" {
      guard let right = bracket() else { return nil }
      node = .child(node, right)
    }
    return node
  }

  private mutating func base() -> Node? {
    switch rest.first {
    case "$":
      rest.removeFirst()
      return .root
    case "@":
      // Stands for the element in a condition, and begins names such as `@type`.
      return names().map { .fields($0) } ?? (take("@") ? .this : nil)
    case "*":
      rest.removeFirst()
      return .allFields
    case "[": return bracket()
    case "(":
      rest.removeFirst()
      guard skipSpace(), let node = calculation(), skipSpace(), take(")") else { return nil }
      return node
    case "`":
      if take("`this`") { return .this }
      return take("`len`") ? .length : nil
    default: return names().map { .fields($0) }
    }
  }

  // MARK: - Brackets

  private mutating func bracket() -> Node? {
    guard take("["), skipSpace() else { return nil }
    let node: Node?
    if take("*") {
      node = .slice(from: nil, to: nil, step: nil)
    } else if take("?(") {
      node = conditions()
    } else if let names = names() {
      node = .fields(names)
    } else {
      node = places()
    }
    guard let node, skipSpace(), take("]") else { return nil }
    return node
  }

  private mutating func places() -> Node? {
    let first = integer()
    if take(":") {
      let end = integer()
      return .slice(from: first, to: end, step: take(":") ? integer() : nil)
    }
    guard let first else { return nil }
    var places = [first]
    while skipSpace(), take(",") {
      skipSpace()
      guard let next = integer() else { return nil }
      places.append(next)
    }
    return .elements(places)
  }

  private mutating func conditions() -> Node? {
    var conditions: [CursorPath.Condition] = []
    repeat {
      skipSpace()
      guard let node = element() else { return nil }
      skipSpace()
      var condition = CursorPath.Condition(node: node)
      if let comparison = CursorPath.Comparison.allCases.first(where: { take($0.rawValue) }) {
        skipSpace()
        guard let value = constant() else { return nil }
        (condition.comparison, condition.value) = (comparison, value)
      }
      conditions.append(condition)
      skipSpace()
    } while take("&")
    return take(")") ? .filter(conditions) : nil
  }

  /// What a condition looks for in an element: the element itself is `@`.
  private mutating func element() -> Node? {
    guard take("@.") else { return descent() }
    return descent()
  }

  // MARK: - Words

  private mutating func names() -> [String]? {
    guard let first = name() else { return nil }
    var names = [first]
    while true {
      let before = rest
      guard skipSpace(), take(","), skipSpace(), let next = name() else {
        rest = before
        return names
      }
      names.append(next)
    }
  }

  private mutating func name() -> String? {
    if let quoted = quoted() { return quoted }
    guard let first = rest.first, first.isNameStart else { return nil }
    let name = rest.prefix { $0.isNameStart || $0.isNumber || $0 == "-" }
    guard name != "@" else { return nil }
    rest.removeFirst(name.count)
    return String(name)
  }

  private mutating func quoted() -> String? {
    guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
    var text = ""
    var index = rest.index(after: rest.startIndex)
    while index < rest.endIndex {
      var character = rest[index]
      index = rest.index(after: index)
      if character == quote {
        rest = rest[index...]
        return text
      }
      if character == "\\", index < rest.endIndex {
        character = rest[index]
        index = rest.index(after: index)
      }
      text.append(character)
    }
    return nil
  }

  private mutating func integer() -> Int? {
    let sign = rest.first == "-" ? 1 : 0
    let digits = rest.dropFirst(sign).prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(rest.prefix(sign) + digits) else { return nil }
    rest.removeFirst(sign + digits.count)
    return number
  }

  private mutating func constant() -> Value? {
    if let text = quoted() { return .text(text) }
    let before = rest
    guard let number = integer() else { return nil }
    guard rest.first == "." else { return .int(Int64(number)) }
    let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
    rest.removeFirst(fraction.count + 1)
    let text = before[before.startIndex..<rest.startIndex]
    return fraction.isEmpty ? nil : Double(text).map { .double($0) }
  }

  private mutating func take(_ word: String) -> Bool {
    guard rest.hasPrefix(word) else { return false }
    rest.removeFirst(word.count)
    return true
  }

  @discardableResult
  private mutating func skipSpace() -> Bool {
    rest = rest.drop { $0 == " " || $0 == "\t" }
    return true
  }
}

extension Character {
  /// Whether a name without quotes can begin with this.
  fileprivate var isNameStart: Bool { isLetter || self == "_" || self == "@" }
}
