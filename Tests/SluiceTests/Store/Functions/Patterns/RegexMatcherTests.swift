// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct RegexMatcherTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var pattern: String
    var text: String
    var expected: [Range<Int>?]
    var testDescription: String { "\(pattern) in \(text)" }

    init(_ pattern: String, _ text: String, _ expected: Range<Int>?...) {
      (self.pattern, self.text, self.expected) = (pattern, text, expected)
    }
  }

  @Test(arguments: [
    Case("", "", 0..<0), Case("", "a", 0..<0), Case("a", "ba", 1..<2), Case("a", "b"),
    // The first in the order of the choices, not the longest.
    Case("a|ab", "ab", 0..<1), Case("ab|a", "ab", 0..<2), Case("a*?", "aa", 0..<0),
    Case("a+?", "aa", 0..<1), Case("(?U)a+", "aa", 0..<1), Case("(?U)a+?", "aa", 0..<2),
    Case("(a)|b", "b", 0..<1, nil), Case("(a*)(a+)", "aaa", 0..<3, 0..<2, 2..<3),
    Case("(a*?)(a+)", "aaa", 0..<3, 0..<0, 0..<3),
    Case("(?:(a)|(b))*", "ab", 0..<2, 0..<1, 1..<2), Case("(a|b)*", "ab", 0..<2, 1..<2),
    // What may be empty takes part once.
    Case("(a*)*", "b", 0..<0, 0..<0), Case("(a*)+", "aa", 0..<2, 0..<2),
    Case("(|a)*", "aa", 0..<0, 0..<0), Case("(|a)+", "aa", 0..<0, 0..<0),
    Case("(a|)*", "aa", 0..<2, 1..<2), Case("(^)*", "a", 0..<0, 0..<0),
    Case("(a*?)*?b", "aab", 0..<3, 0..<2),
    Case("a{2}", "aaa", 0..<2), Case("a{2,}", "aaa", 0..<3), Case("a{1,2}?", "aaa", 0..<1),
    Case("a{,2}", "a{,2}", 0..<5), Case("a{", "a{", 0..<2), Case("(a){0}b", "ab", 1..<2, nil),
    Case("x{01}", "x{01}", 0..<5),
    // Anchors and boundaries.
    Case("^b", "ab"), Case("(?m)^b", "a\nb", 2..<3), Case("a$", "a\n"),
    Case("(?m)a$", "a\n", 0..<1),
    Case("\\Aa\\z", "a", 0..<1), Case("\\bb", "ab b", 3..<4), Case("\\Bb", "b ab", 3..<4),
    Case("\\b", "é"), Case("$", "ab", 2..<2), Case("$^", "", 0..<0),
    Case("(?m)^$", "a\n\nb", 2..<2),
    // Code points.
    Case(".", "é", 0..<2), Case("[^a]", "日", 0..<3), Case("\\C", "é", 0..<1),
    Case("é+", "éé", 0..<4),
    Case("[à-ü]", "é", 0..<2), Case(".", "\n"), Case("(?s).", "\n", 0..<1),
    Case("\\x{1F600}", "😀", 0..<4),
    Case("\\x41\\101\\n", "AA\n", 0..<3), Case("[\\x{10000}-\\x{10FFFF}]", "a😀", 1..<5),
    // Classes.
    Case("[]a]+", "]a", 0..<2), Case("[^]a]", "]ab", 2..<3), Case("[a-]+", "-a", 0..<2),
    Case("[a-c-e]+", "-be", 0..<3), Case("[[:alpha:][:digit:]]+", "-a1", 1..<3),
    Case("[[:^alpha:]]", "a1", 1..<2), Case("[\\d\\s]+", "a1 2", 1..<4),
    Case("[^\\D]", "a1", 1..<2),
    Case("\\s", "\u{0B}"), Case("[[:space:]]", "\u{0B}", 0..<1), Case("[[:alpha]", ":", 0..<1),
    Case("\\pL+", "1éa", 1..<4), Case("\\p{^L}", "a1", 1..<2), Case("\\PN", "1a", 1..<2),
    Case("\\p{Greek}", "aσ", 1..<3), Case("[\\p{Lu}\\p{Nd}]+", "aA1", 1..<3),
    // Case.
    Case("(?i)straße", "STRAẞE", 0..<8), Case("(?i)k", "\u{212A}", 0..<3),
    Case("(?i)[^k]", "Kk\u{212A}"),
    Case("(?i)s", "ſ", 0..<2), Case("(?i:a)b", "Ab", 0..<2), Case("(?i:a)b", "AB"),
    Case("(?i)σ", "ς", 0..<2), Case("(?i)\\w", "ſ", 0..<2), Case("(?i)i", "İ"),
    Case("(?i)a(?-i)b", "AB"),
    Case("a(?i)b|c", "C", 0..<1), Case("(?i)[[:lower:]]", "A", 0..<1),
    Case("(?:(?i)a)b", "AB"), Case("\\Qa.b\\E*", "a.bb", 0..<4), Case("\\Q[", "[", 0..<1),
    Case("(?P<x>a)(?<y>b)", "ab", 0..<2, 0..<1, 1..<2),
  ])
  func `the first match is found with its groups`(_ example: Case) throws {
    let matcher = try RegexMatcher(example.pattern)
    #expect(matcher.groups(example.text) == example.expected)
    #expect(matcher.contains(example.text) == !example.expected.isEmpty)
  }

  @Test(arguments: [
    ("ab|abc", "abc", true), ("", "", true), ("", "a", false), ("a*?", "aaa", true),
    ("abc", "abc", true), ("abc", "abcd", false), ("b", "ab", false), ("a$", "a", true),
    ("^a\\b", "a", true), ("(?m)a$\\n^b", "a\nb", true), ("a|b|", "", true),
  ])
  func `a full match is one of the whole text`(_ example: (String, String, Bool)) throws {
    #expect(try RegexMatcher(example.0).isFullMatch(example.1) == example.2)
  }

  @Test func `letters are options`() throws {
    #expect(try RegexMatcher("a.", "is").contains("A\n"))
    #expect(try !RegexMatcher("a.", "ic").contains("A1"))
    #expect(try !RegexMatcher("a.", "sn").contains("a\n"))
    #expect(try RegexMatcher("a.(", "l").groups("ba.(") == [1..<4])
    #expect(try RegexMatcher("A.", "li").groups("a.") == [0..<2])
    #expect(throws: PatternError.self) { try RegexMatcher("a", "x") }
  }

  @Test func `a search goes on with what was before`() throws {
    #expect(try RegexMatcher("\\bb").groups("ab", from: 1).isEmpty)
    #expect(try RegexMatcher("^b").groups("ab", from: 1).isEmpty)
    #expect(try RegexMatcher("(?m)^b").groups("\nb", from: 1) == [1..<2])
    #expect(try RegexMatcher("b").groups("bb", from: 1) == [1..<2])
    #expect(try RegexMatcher("").groups("b", from: 1) == [1..<1])
    #expect(try RegexMatcher("").groups("b", from: 2).isEmpty)
  }

  @Test func `groups have names`() throws {
    let pattern = try RegexPattern("(?P<year>\\d+)-(\\d+)-(?<day_1>\\d+)(?<year>)")
    #expect(pattern.groupNames == ["year", nil, "day_1", "year"])
    #expect(pattern.group(named: "day_1") == 3)
    #expect(pattern.group(named: "year") == 1)
    #expect(pattern.group(named: "month") == nil)
  }

  @Test func `workers share a pattern`() async throws {
    let pattern = try RegexPattern("(\\w+)@(\\w+)\\.com")
    let counts = await withTaskGroup(of: Int.self) { group in
      for worker in 0..<4 {
        group.addTask {
          let matcher = RegexMatcher(pattern)
          return (0..<200).count { matcher.contains("user\($0 * worker)@example.com") }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts == [200, 200, 200, 200])
  }
}
