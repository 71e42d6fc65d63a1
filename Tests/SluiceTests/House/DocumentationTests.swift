// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

/// Everything that users see says what it is.
@Suite struct DocumentationTests {
  /// What protocols of the standard library ask for: their documentation is there.
  static let witnesses: Set = [
    "==", "<", "hash", "hashValue", "description", "debugDescription", "customMirror", "init(from",
    "encode", "id", "startIndex", "endIndex", "index", "count", "isEmpty", "makeIterator",
    "makeAsyncIterator", "next", "Element", "Index", "Iterator", "AsyncIterator", "Failure",
    "init(arrayLiteral", "init(dictionaryLiteral", "init(stringLiteral", "init(integerLiteral",
    "init(floatLiteral", "init(booleanLiteral", "init(nilLiteral", "init(stringInterpolation",
    "subscript(position", "rawValue", "init(rawValue", "allCases", "errorDescription", "codingPath",
    "localizedDescription", "stringValue", "intValue", "init(stringValue", "init(intValue",
  ]

  @Test func `everything public has a comment`() throws {
    let files = try SourceTree.library.get()
    let hidden = Self.hiddenTypes(files)
    let requirements = Set(files.flatMap { Self.requirements($0.1) })

    var silent: [String] = []
    for (file, code) in files {
      let found = PublicDeclarations(file, code, hidden: hidden).found
      for declaration in found where !declaration.hasComment {
        guard !Self.witnesses.contains(declaration.name),
          !requirements.contains(declaration.name) || Self.isRequirement(declaration, in: code)
        else { continue }
        silent.append("\(file.path):\(declaration.line) \(declaration.keyword) \(declaration.name)")
      }
    }
    #expect(silent.isEmpty, "\(silent.joined(separator: "\n"))")
  }

  @Test func `the scanner finds what it should`() throws {
    let file = SourceTree.File(
      path: "",
      text: """
        /// A comment.
        @frozen
        public struct A {
          public var a = 1
          var b = 2
          /// A comment.
          public static func c() { let d = 1 }
        }
        public enum B {
          /// A comment.
          case a
          case b(Int)
          var c: Int { switch self { case .a: 1; default: 2 } }
        }
        struct C { public var a = 1 }
        extension C { public var b: Int { 1 } }
        public protocol D {
          func a()
        }
        """
    )
    let found = PublicDeclarations(file, SwiftCode(file.text), hidden: ["C"]).found
    let silent = found.filter { !$0.hasComment }.map { "\($0.line) \($0.keyword) \($0.name)" }
    #expect(found.count == 9)
    #expect(
      silent == [
        "4 var a", "9 enum B", "12 case b", "17 protocol D", "18 func a",
      ]
    )
  }

  /// The types that only the library sees.
  private static func hiddenTypes(_ files: [(SourceTree.File, SwiftCode)]) -> Set<String> {
    var names: Set<String> = []
    let keywords: Set = ["struct", "class", "enum", "protocol", "actor"]
    for tokens in files.map(\.1.tokens) {
      for (index, token) in tokens.enumerated().dropFirst()
      where token.isName && token.depth == 0 && keywords.contains(tokens[index - 1].text) {
        let modifiers = tokens[..<index].reversed().prefix { $0.line == token.line }
        if !modifiers.contains(where: { $0.text == "public" }) { names.insert(token.text) }
      }
    }
    return names
  }

  /// The names of what the protocols of a file ask for. Their documentation is in the protocol.
  private static func requirements(_ code: SwiftCode) -> [String] {
    let tokens = code.tokens
    var names: [String] = []
    var isInProtocol = false
    for (token, next) in zip(tokens, tokens.dropFirst()) {
      if token.depth == 0, token.text == "protocol" { isInProtocol = true }
      if token.depth == 0, token.text == "}" { isInProtocol = false }
      if isInProtocol, token.depth == 1, ["func", "var", "associatedtype"].contains(token.text) {
        names.append(next.text)
      }
    }
    return names
  }

  /// Whether a declaration stands in the body of a protocol, so that its comment has to be there.
  private static func isRequirement(
    _ declaration: PublicDeclarations.Declaration,
    in code: SwiftCode
  ) -> Bool {
    !code.tokens.contains { $0.line == declaration.line && $0.text == "public" }
  }
}
