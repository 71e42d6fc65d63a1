// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct SwiftCodeTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var source: String
    var names: [String]
    var testDescription: String { source }
  }

  @Test(arguments: [
    Example(source: "let a = b // c", names: ["let", "a", "b"]),
    Example(source: "a /* b /* c */ d */ e", names: ["a", "e"]),
    Example(source: "a /* b\n */ c", names: ["a", "c"]),
    Example(source: #"f("a \(b) c")"#, names: ["f", "b"]),
    Example(source: #"f("a \(g("b", (c))) d", e)"#, names: ["f", "g", "c", "e"]),
    Example(source: #"f("\"a", b)"#, names: ["f", "b"]),
    Example(source: ##"f(#"a " \(b) \#(c)"#, d)"##, names: ["f", "c", "d"]),
    Example(source: "a = \"\"\"\n  b \"c\" \\(d)\n  \"\"\"\ne", names: ["a", "d", "e"]),
    Example(source: "func `a sentence`() { `default` }", names: ["func", "default"]),
    Example(source: #"f("//") + a"#, names: ["f", "a"]),
    Example(source: "#if os(Linux)\na\n#endif", names: ["if", "os", "Linux", "a", "endif"]),
  ])
  func `comments and texts are no code`(_ example: Example) {
    let names = SwiftCode(example.source).tokens.filter(\.isName).map(\.text)
    #expect(names == example.names)
  }

  @Test func `tokens know line, depth and what they follow`() throws {
    let tokens = SwiftCode("struct A {\n  // b\n  var c: D.E { f }\n}\ng").tokens
    let found = try tokens.filter(\.isName).map { token in
      "\(try #require(token.text.first))\(token.line)\(token.depth)\(token.isMember ? "m" : "")"
    }
    #expect(found == ["s10", "A10", "v31", "c31", "D31", "E31m", "f32", "g50"])
  }
}
