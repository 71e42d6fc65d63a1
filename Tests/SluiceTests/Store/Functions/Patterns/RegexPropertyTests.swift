// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What holds for all expressions, by a naive matcher and by engines that check one another.
@Suite struct RegexPropertyTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `matches agree with a naive matcher`(seed: UInt64) throws {
    var expressions = RandomExpressions(seed: seed)
    for _ in 0..<25 {
      let pattern = expressions.next(4)
      let matcher = try RegexMatcher(pattern)
      for _ in 0..<4 {
        let text = expressions.text(8)
        let naive = try NaiveMatcher(pattern, text)
        // A boundary may hold inside of a code point, which the naive matcher does not look at.
        guard !matcher.pattern.mayPartCodePoints || text.utf8.allSatisfy({ $0 < 0x80 }) else {
          continue
        }
        #expect(matcher.groups(text) == naive.groups(), "\(pattern) in \(text)")
        #expect(matcher.isFullMatch(text) == naive.isFullMatch(), "\(pattern) in \(text)")
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `all engines find the same`(seed: UInt64) throws {
    var expressions = RandomExpressions(seed: seed &+ 1_000)
    expressions.hasEmptyLoops = true
    for _ in 0..<25 {
      let source = expressions.next(4)
      let pattern = try RegexPattern(source)
      let matcher = RegexMatcher(pattern)
      for _ in 0..<4 {
        var bytes = Array(expressions.text(12).utf8)
        // Texts may hold bytes that are no code points.
        if !bytes.isEmpty, Bool.random(using: &expressions.random) {
          bytes[Int.random(in: 0..<bytes.count, using: &expressions.random)] = .random(
            in: 0...255,
            using: &expressions.random
          )
        }
        try withBytes(bytes) { try Self.checkEngines(matcher, $0, "\(source) in \(bytes)") }
      }
    }
  }

  /// Checks that what the matcher finds is what a simulation finds, and a backtracker.
  static func checkEngines(
    _ matcher: RegexMatcher,
    _ text: UnsafeBufferPointer<UInt8>,
    _ comment: Comment? = nil
  ) throws {
    let pattern = matcher.pattern
    let slotCount = 2 * (pattern.groupCount + 1)
    let slots = UnsafeMutablePointer<Int>.allocate(capacity: slotCount)
    defer { slots.deallocate() }
    slots.initialize(repeating: -1, count: slotCount)
    func groups() -> [Range<Int>?] {
      (0...pattern.groupCount).map {
        slots[2 * $0] < 0 || slots[2 * $0 + 1] < 0 ? nil : slots[2 * $0]..<slots[2 * $0 + 1]
      }
    }
    let simulation = Simulation(pattern.forward, slotCount: slotCount)
    let isFound = simulation.match(in: text, from: 0, isAnchored: pattern.beginsAtText, slots)
    #expect(matcher.contains(text) == isFound, comment)
    #expect(matcher.findGroups(in: text) == isFound, comment)
    if isFound {
      let expected = groups()
      #expect((0...pattern.groupCount).map { matcher.range(ofGroup: $0) } == expected, comment)
      let match = try #require(expected[0])
      slots.update(repeating: -1, count: slotCount)
      let backtracker = Backtracker(pattern.forward)
      #expect(
        backtracker.match(
          in: text,
          from: match.lowerBound,
          to: match.upperBound,
          slots,
          slotCount: slotCount
        )
      )
      #expect(groups() == expected, comment)
      if let oneWay = pattern.oneWay {
        slots.update(repeating: -1, count: slotCount)
        oneWay.fill(slots, in: text, match)
        slots[0] = match.lowerBound
        slots[1] = match.upperBound
        #expect(groups() == expected, comment)
      }
    }
    let isWhole = simulation.match(in: text, from: 0, isAnchored: true, isWhole: true, slots)
    #expect(matcher.isFullMatch(text) == isWhole, comment)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `no pattern and no text is a trap`(seed: UInt64) throws {
    var random = SplitMix(state: seed &+ 2_000)
    let pieces = Array("()[]{}*+?|^$\\.-,:<>P!=&dwsbBQEpLxzACiU0129aé\n".utf8)
    for _ in 0..<300 {
      let isWild = Int.random(in: 0..<4, using: &random) == 0
      let pattern = (0..<Int.random(in: 0...14, using: &random)).map { _ -> UInt8 in
        isWild ? .random(in: 0...255, using: &random) : pieces.randomElement(using: &random) ?? 0
      }
      guard let made = withBytes(pattern, { try? RegexPattern($0) }) else { continue }
      let matcher = RegexMatcher(made)
      for _ in 0..<3 {
        let text = (0..<Int.random(in: 0...20, using: &random)).map { _ -> UInt8 in
          isWild ? .random(in: 0...255, using: &random) : pieces.randomElement(using: &random) ?? 0
        }
        try withBytes(text) { text in
          try Self.checkEngines(matcher, text)
          matcher.forEachMatch(in: text, needsGroups: true) { _ in }
          matcher.forEachExtraction(in: text) { _ in }
          matcher.forEachPart(of: text) { _ in }
        }
      }
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      ("(a*)*b", "a"), ("(x+x+)+y", "x"), ("(a|aa)+$", "ab"), ("(?:a?){100}a{100}b", "a"),
      ("(.*)(.*)(.*)(.*)(.*)[^a]", "a"), ("(a|b|ab)*bc", "ab"), ("((a*)*)*|b", "a"),
      ("(?:(?:(?:a*)*)*)*c", "a"), ("a.*b.*c.*d", "abc"), ("^(([a-z])+.)+[A-Z]([a-z])+$", "a"),
    ]
  )
  func `time is linear in the text`(_ example: (pattern: String, text: String)) throws {
    let matcher = try RegexMatcher(example.pattern)
    withBytes(String(repeating: example.text, count: 20_000)) { text in
      _ = matcher.contains(text)
      _ = matcher.findGroups(in: text)
      _ = matcher.isFullMatch(text)
    }
  }

  @Test(arguments: [
    "(a|b)*a(a|b){13}c", "(?:a|b)*a(?:a|b){12}$", "[ab]*a[ab]{14}(c|\\b)", "(c|^)[ab]{3}a[ab]{11}b",
  ])
  func `states may come and go`(_ pattern: String) throws {
    var random = SplitMix(state: 7)
    let text = (0..<20_000).map { _ -> UInt8 in Bool.random(using: &random) ? 0x61 : 0x62 }
    let matcher = try RegexMatcher(pattern)
    for count in [20_000, 100, 5_000] {
      try withBytes(text.prefix(count)) { try Self.checkEngines(matcher, $0) }
    }
  }
}
