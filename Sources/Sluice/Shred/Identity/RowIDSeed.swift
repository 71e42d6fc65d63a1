// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where a stream of random row ids begins. The same seed gives the same ids.
public struct RowIDSeed: Hashable, Sendable {
  var first: UInt64
  var second: UInt64
  var third: UInt64
  var fourth: UInt64

  private init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
    self.first = first
    self.second = second
    self.third = third
    // The generator stands still at zero.
    self.fourth = first | second | third | fourth == 0 ? 1 : fourth
  }

  /// Makes the seed with this number, for runs that must be repeatable.
  public init(_ number: UInt64) {
    // SplitMix64, as the authors of xoshiro advise.
    var state = number
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
    self.init(next(), next(), next(), next())
  }

  /// Makes a seed from four words of `generator`.
  public init(using generator: inout some RandomNumberGenerator) {
    self.init(generator.next(), generator.next(), generator.next(), generator.next())
  }

  /// A seed that nobody can predict, from the system's generator.
  public static func random() -> RowIDSeed {
    var generator = SystemRandomNumberGenerator()
    return RowIDSeed(using: &generator)
  }

  /// The seed of a stream of its own, such as a resource's, that depends on this seed and `name`.
  public func forked(for name: String) -> RowIDSeed {
    var message: [UInt8] = []
    for word in [first, second, third, fourth] {
      withUnsafeBytes(of: word.littleEndian) { message.append(contentsOf: $0) }
    }
    message.append(contentsOf: name.utf8)
    let digest = Digest.shake128(message, count: 32)
    func word(at start: Int) -> UInt64 {
      digest[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    return RowIDSeed(word(at: 0), word(at: 8), word(at: 16), word(at: 24))
  }
}
