// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct RegexErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var pattern: String
    var reason: PatternError.Reason
    var fragment: String
    var offset: Int
    var testDescription: String { pattern }

    init(_ pattern: String, _ reason: PatternError.Reason, _ fragment: String, _ offset: Int) {
      (self.pattern, self.reason, self.fragment, self.offset) = (pattern, reason, fragment, offset)
    }
  }

  @Test(arguments: [
    Case("[a", .missingBracket, "[a", 0), Case("é[", .missingBracket, "[", 2),
    Case("[]", .missingBracket, "[]", 0), Case("(a", .missingParenthesis, "(a", 2),
    Case("a)", .unexpectedParenthesis, "a)", 2), Case("a\\", .trailingBackslash, "", 2),
    Case("*", .missingRepeatArgument, "*", 0), Case("a|*?", .missingRepeatArgument, "*?", 2),
    Case("({2})", .missingRepeatArgument, "{2}", 1), Case("a**", .badRepeatOperator, "**", 1),
    Case("a+?{2}", .badRepeatOperator, "+?{2}", 1), Case("a{1001}", .badRepeatSize, "{1001}", 1),
    Case("a{3,2}", .badRepeatSize, "{3,2}", 1),
    Case("(a{100}){11}", .badRepeatSize, "{11}", 8),
    Case("((a{10}){10}){11}", .badRepeatSize, "{11}", 13),
    Case("a{99999999999999999999}", .badRepeatSize, "{99999999999999999999}", 1),
    Case("(a)\\1", .badEscape, "\\1", 3), Case("\\8", .badEscape, "\\8", 0),
    Case("é\\é", .badEscape, "\\é", 2), Case("\\x{110000}", .badEscape, "\\x{110000", 0),
    Case("\\x4", .badEscape, "\\x4", 0), Case("[\\b]", .badEscape, "\\b", 1),
    Case("\\Z", .badEscape, "\\Z", 0), Case("[b-a]", .badRange, "b-a", 1),
    Case("[a-\\d]", .badEscape, "\\d", 3), Case("[[:foo:]]", .badRange, "[:foo:]", 1),
    Case("\\p{Foo}", .badRange, "\\p{Foo}", 0), Case("\\pX", .badRange, "\\pX", 0),
    Case("a(?=b)", .badGroup, "(?=", 1), Case("(?<!b)", .badGroup, "(?<!", 0),
    Case("(?P=n)", .badGroup, "(?P", 0), Case("(?z)", .badGroup, "(?z", 0),
    Case("(?i-)", .badGroup, "(?i-)", 0), Case("(?P<n", .badName, "(?P<n", 0),
    Case("(?<a b>c)", .badName, "(?<a b>", 0),
  ])
  func `what cannot be read is told with its place`(_ example: Case) throws {
    let expected = PatternError(
      reason: example.reason,
      fragment: example.fragment,
      offset: example.offset
    )
    #expect(throws: expected) { try RegexPattern(example.pattern) }
  }

  @Test func `an error is a sentence`() throws {
    let error = PatternError(reason: .badGroup, fragment: "(?=", offset: 1)
    #expect(
      error.description == "The pattern cannot be used: invalid perl operator: '(?=' (at byte 1)."
    )
  }

  @Test func `bytes that are not UTF-8 are refused`() throws {
    let expected = PatternError(reason: .badUTF8, fragment: "", offset: 1)
    #expect(throws: expected) {
      try withBytes([0x61, 0xC3, 0x28]) { try RegexPattern($0) }
    }
  }

  @Test func `what is too large is refused`() throws {
    #expect(throws: PatternError(reason: .tooLarge, fragment: "", offset: 0)) {
      try RegexPattern("(?:\\pL|\\pN\\PL){1000}")
    }
    let groups = String(repeating: "(", count: 150) + "a" + String(repeating: ")", count: 150)
    #expect(throws: PatternError(reason: .tooLarge, fragment: "", offset: 0)) {
      try RegexPattern("(?:\(groups)){300}")
    }
    // Large, but not too large.
    _ = try RegexPattern("(?:.{30}){33}")
    _ = try RegexPattern(String(repeating: "(?:|a?)", count: 5_000))
  }

  @Test func `groups nest up to a limit`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a" + String(repeating: ")*", count: depth)
    }
    let limit = RegexParser.nestingLimit
    #expect(try RegexMatcher(nested(limit)).groups("aa").first == 0..<2)
    let expected = PatternError(reason: .nestedTooDeeply, fragment: "(", offset: limit)
    #expect(throws: expected) { try RegexPattern(nested(limit + 1)) }
    #expect(throws: expected) { try RegexPattern(nested(100_000)) }
  }
}
