// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct SubstringSearchTests {
  private static func naive(_ needle: ArraySlice<UInt8>, _ text: [UInt8], from start: Int) -> Int {
    guard start + needle.count <= text.count else { return -1 }
    for place in start...text.count - needle.count
    where text[place..<place + needle.count].elementsEqual(needle) {
      return place
    }
    return -1
  }

  @Test(arguments: 0...130)
  func `bytes are found where they are`(count: Int) {
    var random = SplitMix(state: UInt64(count))
    for round in 0..<60 {
      let letters = [97...97, 97...98, 0...255][round % 3] as ClosedRange<UInt8>
      var text = (0..<count).map { _ in UInt8.random(in: letters, using: &random) }
      var needle = (0..<Int.random(in: 0...min(40, count + 1), using: &random)).map { _ in
        UInt8.random(in: letters, using: &random)
      }
      // Half of them are in the text.
      if Bool.random(using: &random), needle.count <= count {
        let place = Int.random(in: 0...count - needle.count, using: &random)
        needle = Array(text[place..<place + needle.count])
      } else if count > 0 {
        text[count - 1] = 99
      }
      let search = SubstringSearch(needle)
      let start = Int.random(in: 0...count, using: &random)
      let expected = Self.naive(needle[...], text, from: start)
      let folded = text.map { (65...90).contains($0) ? $0 + 32 : $0 }
      let lower = SubstringSearch(needle.map { (65...90).contains($0) ? $0 + 32 : $0 })
      withBytes(text) { bytes in
        #expect(search.place(in: bytes, from: start) == expected)
        #expect(search.isContained(in: bytes) == (Self.naive(needle[...], text, from: 0) >= 0))
        #expect(search.isPrefix(of: bytes) == text.starts(with: needle))
        #expect(search.isSuffix(of: bytes) == text.reversed().starts(with: needle.reversed()))
        #expect(search.isEqual(to: bytes) == (text == needle))
        let place = lower.needle.place(in: bytes, from: start, isFolding: true)
        if text.allSatisfy({ $0 < 0x80 }) {
          #expect(place == Self.naive(Array(lower.needleBytes)[...], folded, from: start))
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `a search that fails again and again is linear`() {
    let half = [UInt8](repeating: 97, count: 50_000)
    let search = SubstringSearch(half + [98] + half)
    withBytes([UInt8](repeating: 97, count: 2_000_000)) { text in
      #expect(search.place(in: text) == -1)
    }
    withBytes([UInt8](repeating: 97, count: 1_000_000) + [98] + half) { text in
      #expect(search.place(in: text) == 950_000)
    }
  }

  @Test func `lower case is the same for all ways`() {
    for count in 0...20 {
      for byte in 0...255 as ClosedRange<UInt8> {
        var text = [UInt8](repeating: 0x78, count: count)
        if count > 0 { text[count / 2] = byte }
        withBytes(text) { bytes in
          let expected = text.map { (65...90).contains($0) ? $0 + 32 : $0 }
          #expect(LowerCase.isASCII(bytes) == text.allSatisfy { $0 < 0x80 })
          #expect(LowerCase.lowered(bytes) == expected)
          #expect(LowerCase.withLowered(bytes) { $0.elementsEqual(expected) })
        }
      }
    }
    withBytes("ÀİΣȺ\u{1E9E}😀") { #expect(LowerCase.lowered($0) == Array("àiσⱥß😀".utf8)) }
  }
}

extension SubstringSearch {
  /// The bytes that are looked for.
  fileprivate var needleBytes: [UInt8] { (0..<count).map { needle[$0] } }
}
