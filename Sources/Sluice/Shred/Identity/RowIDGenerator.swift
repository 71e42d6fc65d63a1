// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A stream of random row ids: fourteen digits of base64 that stand for ten bytes.
///
/// The bytes come from xoshiro256**, which is fast and even but not secret: ids tell rows apart,
/// they do not protect anything.
public struct RowIDGenerator: Sendable {
  private var first: UInt64
  private var second: UInt64
  private var third: UInt64
  private var fourth: UInt64

  /// Makes the stream that begins at `seed`.
  public init(seed: RowIDSeed) {
    first = seed.first
    second = seed.second
    third = seed.third
    fourth = seed.fourth
  }

  /// The next id.
  public mutating func next() -> String {
    let high = nextWord()
    return RowIDText.text(high, nextWord() >> 48)
  }

  /// Writes the next `count` ids to `output`, fourteen bytes each: those that ``next()`` gives.
  mutating func write(count: Int, to output: UnsafeMutableRawPointer) {
    // A copy, so that the state stays in registers.
    var generator = self
    RowIDText.withPairs { pairs in
      for row in 0..<max(count, 0) {
        let high = generator.nextWord()
        let low = generator.nextWord() >> 48
        RowIDText.write(high, low, pairs: pairs, to: output + row &* RowIDText.count)
      }
    }
    self = generator
  }

  /// One step of xoshiro256** by Blackman and Vigna.
  @inline(__always)
  private mutating func nextWord() -> UInt64 {
    let scrambled = second &* 5
    let result = ((scrambled &<< 7) | (scrambled &>> 57)) &* 9
    let shifted = second &<< 17
    third ^= first
    fourth ^= second
    second ^= third
    first ^= fourth
    third ^= shifted
    fourth = (fourth &<< 45) | (fourth &>> 19)
    return result
  }
}
