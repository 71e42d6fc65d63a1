// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct WildcardPatternTests {
  @Test(arguments: [
    ("", "", true), ("", "a", false), ("abc", "abc", true), ("abc", "ab", false),
    ("%", "", true), ("%", "x", true), ("_", "", false), ("_", "é", true), ("_", "e\u{301}", false),
    ("a%", "abc", true), ("a%", "ba", false), ("%c", "abc", true), ("%c", "cb", false),
    ("%b%", "abc", true), ("%x%", "abc", false), ("a%c", "ac", true), ("a%c", "acb", false),
    ("aa%aa", "aaa", false), ("aa%aa", "aaaa", true), ("a%b%c", "axbxc", true),
    ("a%b%c", "axcxb", false), ("%a_c%", "xabc", true), ("%a_c%", "xac", false),
    ("_%_", "a", false), ("_%_", "é日", true), ("%_é", "é", false), ("%_é", "xé", true),
    ("%ab%ba%", "aba", false), ("%ab%ba%", "abba", true), ("a\\%", "a%", false), ("%%%", "", true),
    ("a%%%b", "ab", true), ("%__%é", "日é", false), ("%__%é", "日日é", true),
  ])
  func `like`(_ example: (String, String, Bool)) throws {
    let pattern = try WildcardPattern(like: example.0)
    #expect(withBytes(example.1) { pattern.matches($0) } == example.2)
  }

  @Test(arguments: [
    ("a\\%", "\\", "a%", true), ("a\\%", "\\", "ab", false), ("axbc", "x", "abc", true),
    ("a%%c", "%", "a%c", true), ("a__", "_", "a_", true), ("a%c", "", "abc", true),
    ("\\_%", "\\", "_a", true), ("\\_%", "\\", "a", false), ("\\\\", "\\", "\\", true),
  ])
  func `like with an escape`(_ example: (String, String, String, Bool)) throws {
    let pattern = try WildcardPattern(like: example.0, escape: example.1)
    #expect(withBytes(example.2) { pattern.matches($0) } == example.3)
  }

  @Test(arguments: [
    ("É", "é", true), ("%ABC", "xabc", true), ("k", "\u{212A}", true), ("i", "İ", true),
    ("ß", "SS", false),
    ("s", "ſ", false), ("%σ%", "AΣ", true), ("ς", "Σ", false), ("a_c", "AÉC", true),
    ("ⱥ%", "Ⱥbc", true), ("%NAME 4%", "user name 42, and more of it", true), ("[a", "{A", false),
    ("abcdefgh@Z`z", "ABCDEFGH@z`Z", true), ("@", "`", false), ("a%Ab", "AxaB", true),
    ("%K", "abcdefghijklmnopqrstuvw\u{212A}", true),
  ])
  func `ilike`(_ example: (String, String, Bool)) throws {
    let pattern = try WildcardPattern(like: example.0, ignoresCase: true)
    #expect(withBytes(example.1) { pattern.matches($0) } == example.2)
  }

  @Test func `an escape has something to escape`() throws {
    #expect(throws: PatternError(reason: .escapeAtEnd, fragment: "", offset: 2)) {
      try WildcardPattern(like: "ab!", escape: "!")
    }
    #expect(throws: PatternError(reason: .escapeTooLong, fragment: "é", offset: 0)) {
      try WildcardPattern(like: "ab", escape: "é")
    }
  }

  @Test(arguments: [
    ("a*", "abc", true), ("*", "", true), ("?", "", false), ("?", "é", true), ("[!a]", "é", true),
    ("[!a]", "a", false), ("[a-]", "-", true), ("[]]", "]", true), ("[!]]", "]", false),
    ("[!]]", "a", true), ("[]", "[]", false), ("[", "[", false), ("*[", "a[", false),
    ("\\[", "[", true), ("\\", "\\", false), ("[c-a]", "b", false), ("[^a]", "^", true),
    ("[\\a]", "\\", true), ("[a-c-e]", "d", false), ("[a-c-e]", "-", true), ("[a--]", "-", false),
    ("[é-ë]", "ê", true), ("a[*]b", "a*b", true), ("*?c", "bc", true), ("*?c", "c", false),
    ("[[:alpha:]]", ":]", true), ("*[0-9]77*", "a177", true), ("*[0-9]77*", "77", false),
    ("*[ab]*[bc]", "ac", true), ("*[ab]*[bc]", "c", false), ("A", "a", false),
  ])
  func `glob`(_ example: (String, String, Bool)) {
    let pattern = WildcardPattern(glob: example.0)
    #expect(withBytes(example.1) { pattern.matches($0) } == example.2)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `wildcards agree with a naive matcher`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let letters: [Unicode.Scalar] = ["a", "b", "A", "é", "É", "日", "\u{212A}"]
    let wild = letters + ["%", "_", "%", "_", "%"]
    func some(_ choices: [Unicode.Scalar], _ count: Int) -> [Unicode.Scalar] {
      (0..<Int.random(in: 0...count, using: &random)).compactMap { _ in
        choices.randomElement(using: &random)
      }
    }
    for _ in 0..<200 {
      let (pattern, text) = (some(wild, 7), some(letters, 12))
      var source = String.UnicodeScalarView()
      source.append(contentsOf: pattern)
      var subject = String.UnicodeScalarView()
      subject.append(contentsOf: text)
      for ignoresCase in [false, true] {
        let made = try WildcardPattern(like: String(source), ignoresCase: ignoresCase)
        let isMatch = withBytes(String(subject)) { made.matches($0) }
        let expected = Self.matches(pattern[...], text[...], ignoresCase)
        #expect(isMatch == expected, "\(source) in \(subject), \(ignoresCase)")
      }
      var globSource = String.UnicodeScalarView()
      globSource.append(contentsOf: pattern.map { $0 == "%" ? "*" : $0 == "_" ? "?" : $0 })
      let glob = WildcardPattern(glob: String(globSource))
      let isMatch = withBytes(String(subject)) { glob.matches($0) }
      let expected = Self.matches(pattern[...], text[...], false)
      #expect(isMatch == expected, "\(globSource) in \(subject)")
    }
  }

  private static func matches(
    _ pattern: ArraySlice<Unicode.Scalar>,
    _ text: ArraySlice<Unicode.Scalar>,
    _ ignoresCase: Bool
  ) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "%" {
      return (text.startIndex...text.endIndex).contains {
        matches(pattern.dropFirst(), text[$0...], ignoresCase)
      }
    }
    guard let letter = text.first else { return false }
    let isSame =
      ignoresCase
      ? first.properties.lowercaseMapping == letter.properties.lowercaseMapping : first == letter
    guard first == "_" || isSame else { return false }
    return matches(pattern.dropFirst(), text.dropFirst(), ignoresCase)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `no bytes are a trap`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let pieces = Array("%_*?[]!-\\aé".utf8)
    for _ in 0..<500 {
      func some(_ count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &random)).map { _ in
          Bool.random(using: &random)
            ? .random(in: 0...255, using: &random) : pieces.randomElement(using: &random) ?? 0
        }
      }
      let (pattern, text) = (some(10), some(30))
      for ignoresCase in [false, true] {
        let made = try withBytes(pattern) {
          try WildcardPattern(like: $0, ignoresCase: ignoresCase)
        }
        _ = withBytes(text) { made.matches($0) }
      }
      let glob = withBytes(pattern) { WildcardPattern(glob: $0) }
      _ = withBytes(text) { glob.matches($0) }
    }
  }
}
