// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds what a file offers to users: a simple scanner, not a parser.
///
/// It counts on one declaration per line, and on modifiers that stand on the line of their
/// declaration.
struct PublicDeclarations {
  struct Declaration {
    /// `func`, `init`, `case` …
    var keyword: String
    /// `name`, `==`, `init(from`
    var name: String
    var line: Int
    var hasComment: Bool
  }

  /// What belongs to the interface of the module.
  private(set) var found: [Declaration] = []

  private enum Scope {
    case file, type(isPublic: Bool), extensionOf(String), cases, requirements, other
  }

  private static let keywords: Set = [
    "func", "var", "let", "init", "subscript", "struct", "class", "enum", "protocol", "actor",
    "typealias", "associatedtype", "case",
  ]
  private static let types: Set = ["struct", "class", "enum", "protocol", "actor"]

  private let lines: [Substring]

  /// Scans `file`. Extensions of the types in `hidden` are none of the interface.
  init(_ file: SourceTree.File, _ code: SwiftCode, hidden: Set<String>) {
    lines = file.lines
    var scopes: [Scope] = [.file]
    var next = Scope.other
    let tokens = code.tokens
    for (index, token) in tokens.enumerated() {
      switch token.text {
      case "{":
        scopes.append(next)
        next = .other
        continue
      case "}":
        if scopes.count > 1 { scopes.removeLast() }
        continue
      case "extension":
        if index + 1 < tokens.count { next = .extensionOf(tokens[index + 1].text) }
        continue
      default:
        guard Self.keywords.contains(token.text), !token.isMember, index + 1 < tokens.count else {
          continue
        }
      }
      let modifiers = tokens[..<index].reversed().prefix { $0.line == token.line }.map(\.text)
      // `class func` and `init` as a call.
      guard !(token.text == "class" && Self.keywords.contains(tokens[index + 1].text)) else {
        continue
      }
      let isPublic = modifiers.contains("public") && Self.isVisible(in: scopes, hidden)
      if isPublic || Self.isImplicitlyPublic(token.text, in: scopes.last) {
        add(token, followedBy: tokens[(index + 1)...])
      }
      if Self.types.contains(token.text) {
        switch token.text {
        case "enum" where isPublic: next = .cases
        case "protocol" where isPublic: next = .requirements
        default: next = .type(isPublic: isPublic)
        }
      }
    }
  }

  private static func isVisible(in scopes: [Scope], _ hidden: Set<String>) -> Bool {
    scopes.allSatisfy { scope in
      switch scope {
      case .type(let isPublic): isPublic
      case .extensionOf(let name): !hidden.contains(name)
      case .file, .cases, .requirements, .other: true
      }
    }
  }

  private static func isImplicitlyPublic(_ keyword: String, in scope: Scope?) -> Bool {
    switch scope {
    case .cases?: keyword == "case"
    case .requirements?: true
    default: false
    }
  }

  private mutating func add(
    _ token: SwiftCode.Token,
    followedBy following: ArraySlice<SwiftCode.Token>
  ) {
    var name = following.prefix { $0.text != "(" && $0.text != "<" && $0.line == token.line }
      .prefix(token.text == "func" ? 3 : 1).map(\.text).joined()
    if name.isEmpty { name = following.prefix { $0.text != "(" }.map(\.text).joined() }
    if token.text == "init" || token.text == "subscript" {
      name = token.text + following.prefix(2).map(\.text).joined()
    }
    found.append(
      Declaration(
        keyword: token.text,
        name: name,
        line: token.line,
        hasComment: hasComment(above: token.line)
      )
    )
  }

  /// Whether a comment for users stands above a line, with only attributes between.
  private func hasComment(above line: Int) -> Bool {
    for text in lines[..<(line - 1)].reversed() {
      let text = text.drop { $0 == " " }
      if text.hasPrefix("///") { return true }
      guard text.hasPrefix("@") || text.hasPrefix("#") else { return false }
    }
    return false
  }
}
