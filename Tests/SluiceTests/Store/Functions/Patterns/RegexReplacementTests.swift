// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct RegexReplacementTests {
  private static func replaced(
    _ text: String,
    _ pattern: String,
    _ replacement: String,
    _ letters: String = "g"
  ) throws -> String {
    let matcher = try RegexMatcher(pattern, letters)
    let rewrite = try withBytes(replacement) { try RegexRewrite($0, for: matcher.pattern) }
    var result: [UInt8] = []
    let isGlobal = matcher.pattern.options.isGlobal
    let count = withBytes(text) {
      matcher.replace(in: $0, with: rewrite, isGlobal: isGlobal, into: &result)
    }
    return count == 0 ? text : String(decoding: result, as: UTF8.self)
  }

  @Test(arguments: [
    ("aaa", "a*?", "x", "xaxaxax"), ("baaac", "a*", "x", "xbxcx"), ("abc", "", "-", "-a-b-c-"),
    ("éa", "", "-", "-é-a-"), ("abab", "b", "<\\0>", "a<b>a<b>"), ("ab", "(a)(b)?", "\\2\\1", "ba"),
    ("ac", "(a)(b)?", "[\\2]", "[]c"), ("a\\b", "\\\\", "\\\\\\\\", "a\\\\b"),
    ("abc", "x", "y", "abc"),
    ("2024-05", "(\\d+)-(\\d+)", "\\2/\\1", "05/2024"), ("aa", "^a", "x", "xa"),
    ("", "^", "x", "x"),
    ("a b", "\\b", "|", "|a| |b|"),
  ])
  func `all matches are replaced`(_ example: (String, String, String, String)) throws {
    #expect(try Self.replaced(example.0, example.1, example.2) == example.3)
  }

  @Test func `the first match is replaced`() throws {
    #expect(try Self.replaced("abab", "(b)", "[\\1]", "") == "a[b]ab")
    #expect(try Self.replaced("abab", "b", "x", "") == "axab")
    #expect(try Self.replaced("abab", "c", "x", "") == "abab")
  }

  @Test func `a replacement asks for what there is`() throws {
    let pattern = try RegexPattern("(a)")
    for (text, reason, offset) in [
      ("x\\2", PatternError.Reason.badRewriteGroup, 1), ("\\", .badRewriteEscape, 0),
      ("\\1\\x", .badRewriteEscape, 2),
    ] {
      let error = #expect(throws: PatternError.self) {
        try withBytes(text) { try RegexRewrite($0, for: pattern) }
      }
      #expect(error?.reason == reason && error?.offset == offset)
    }
  }

  @Test(arguments: [
    ("abcabc", "b", ["a", "ca", "c"]), ("abc", "", ["a", "b", "c"]), ("", "x", [""]),
    ("aab", "^a", ["", "ab"]), ("abc", "$", ["abc", ""]), ("a1b2", "\\d", ["a", "b", ""]),
    ("éa", "x*", ["é", "a"]), ("kkk", "(?m:^)", ["k", "kk"]),
    ("kk k ", "\\b|[^a]", ["k", "", " ", "k", " "]), ("abc", "x", ["abc"]), ("a", "", ["a"]),
  ])
  func `a text is parted at matches`(_ example: (String, String, [String])) throws {
    let matcher = try RegexMatcher(example.1)
    var parts: [String] = []
    withBytes(example.0) { text in
      matcher.forEachPart(of: text) { parts.append(String(decoding: text[$0], as: UTF8.self)) }
    }
    #expect(parts == example.2)
  }

  @Test(arguments: [
    ("abc", "$", [""]), ("abc", "b*", ["", "b", "", ""]), ("éa", "x*", ["", "", ""]),
    ("abab", "\\b", ["", ""]), ("a1b22", "\\d+", ["1", "22"]), ("", "", [""]), ("", "a", []),
  ])
  func `all matches are extracted`(_ example: (String, String, [String])) throws {
    let matcher = try RegexMatcher(example.1)
    var parts: [String] = []
    withBytes(example.0) { text in
      matcher.forEachExtraction(in: text) {
        parts.append(String(decoding: text[$0], as: UTF8.self))
      }
    }
    #expect(parts == example.2)
  }
}
