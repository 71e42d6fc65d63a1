// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct LinesTests {
  private static func all(_ text: String) -> [String] {
    let lines = Lines(Array(text.utf8))
    return (0..<lines.count).map { lines[$0] }
  }

  @Test(
    arguments: [
      ("", []),
      ("a", ["a"]),
      ("a\n", ["a"]),
      ("\n", [""]),
      ("a\n\nb", ["a", "", "b"]),
      ("a\r\nb\r\n", ["a", "b"]),
      ("a\r\rb\n", ["ab"]),
      ("ü\n€", ["ü", "€"]),
    ] as [(String, [String])]
  )
  func `lines end with a line feed or the text`(_ text: String, _ expected: [String]) {
    #expect(Self.all(text) == expected)
  }

  @Test func `words have white space between them`() {
    let lines = Lines(Array(" query\tIT  nosort \n\nx".utf8))
    #expect(lines.words(0) == ["query", "IT", "nosort"])
    #expect(lines.words(1) == [])
    #expect(lines.words(2) == ["x"])
  }

  @Test func `a line can be empty, a comment or what results come after`() {
    let lines = Lines(Array("\n#\n----\n-----\n---\nabcd\n ----".utf8))
    #expect((0..<lines.count).map(lines.isEmpty) == [true] + Array(repeating: false, count: 6))
    #expect((0..<lines.count).filter(lines.isComment) == [1])
    #expect((0..<lines.count).filter(lines.isSeparator) == [2])
  }

  @Test func `several lines are one text`() {
    let lines = Lines(Array("a\nb\nc\n".utf8))
    #expect(lines[0..<2] == "a\nb")
    #expect(lines[1..<1] == "")
  }
}
