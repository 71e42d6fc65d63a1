// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct RegexSetTests {
  @Test(arguments: [
    ".", "[^a]", "\\pL", "\\PL", "\\p{Lu}", "[\\x{7f}-\\x{80}]", "[\\x{7ff}-\\x{800}]",
    "[\\x{ffff}-\\x{10000}]", "[\\x{10ffff}]", "[é-\\x{20000}]", "(?i)[é-ü]", "\\p{Han}",
    "\\p{Any}",
  ])
  func `a set takes its code points and no others`(_ pattern: String) throws {
    let tree = try withBytes(pattern) { try RegexParser.parse($0, RegexOptions()) }
    guard case .set(let set) = tree.kinds[tree.root] else {
      Issue.record("'\(pattern)' is no set.")
      return
    }
    let matcher = try RegexMatcher(pattern)
    // Some of all code points, and those where the number of bytes changes.
    let edges: [UInt32] = [0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF]
    var wrong: [UInt32] = []
    for value in Array(stride(from: 0, through: CodePointSet.last, by: 61)) + edges {
      guard Unicode.Scalar(value) != nil else { continue }
      var bytes: [UInt8] = []
      UTF8Scalar.encode(value, into: &bytes)
      let isTaken = bytes.withUnsafeBufferPointer { text in
        matcher.isFullMatch(text)
          && matcher.firstMatch(in: text) == 0..<text.count
      }
      if isTaken != set.contains(value) { wrong.append(value) }
    }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `sets agree with a model`(seed: UInt64) {
    var random = SplitMix(state: seed)
    var model: Set<UInt32> = []
    var set = CodePointSet()
    for _ in 0..<20 {
      let low = UInt32.random(in: 0...200, using: &random)
      let high = low + UInt32.random(in: 0...10, using: &random)
      model.formUnion(low...high)
      set.insert(low...high)
    }
    for value in 0...220 as ClosedRange<UInt32> {
      #expect(set.contains(value) == model.contains(value))
      #expect(set.inverted.contains(value) != model.contains(value))
    }
    #expect(set.inverted.inverted == set)
    let neighbours = zip(set.ranges, set.ranges.dropFirst())
    #expect(neighbours.allSatisfy { $0.upperBound + 1 < $1.lowerBound })
  }

  @Test func `case folds as Unicode says`() {
    let folding = CaseFolding.shared
    #expect(folding.orbit(of: 0x6B) == [0x4B, 0x6B, 0x212A])
    #expect(folding.orbit(of: 0x53) == [0x53, 0x73, 0x17F])
    #expect(folding.orbit(of: 0x3C2) == [0x3A3, 0x3C2, 0x3C3])
    #expect(folding.orbit(of: 0x69) == [0x49, 0x69])
    #expect(folding.orbit(of: 0x130).isEmpty)
    #expect(folding.orbit(of: 0x31).isEmpty)
    #expect(folding.lowered(0x130) == 0x69)
    #expect(folding.lowered(0x3A3) == 0x3C3)
    #expect(CodePointSet(0x61...0x7A).caseFolded.contains(0x212A))
  }
}
