// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct RowIDGeneratorTests {
  static func ids(_ seed: RowIDSeed, count: Int) -> [String] {
    var generator = RowIDGenerator(seed: seed)
    return (0..<count).map { _ in generator.next() }
  }

  @Test func `the same seed gives the same ids`() {
    #expect(Self.ids(RowIDSeed(7), count: 50) == Self.ids(RowIDSeed(7), count: 50))
    #expect(Self.ids(RowIDSeed(7), count: 1) != Self.ids(RowIDSeed(8), count: 1))
    #expect(RowIDSeed.random() != RowIDSeed.random())
  }

  @Test func `a fork depends on its seed and its name`() {
    let seed = RowIDSeed(1)
    let forks = [
      seed, seed.forked(for: "orders"), seed.forked(for: "order"), seed.forked(for: ""),
      RowIDSeed(2).forked(for: "orders"), seed.forked(for: "orders").forked(for: "orders"),
    ]
    #expect(Set(forks).count == forks.count)
    #expect(seed.forked(for: "orders") == forks[1])
  }

  @Test(arguments: [0, 1, 2, 100])
  func `a batch gives the same ids as one at a time`(count: Int) {
    var generator = RowIDGenerator(seed: RowIDSeed(3))
    let batch = NestedRowIDsTests.strings(count) { generator.write(count: count, to: $0) }
    #expect(batch + [generator.next()] == Self.ids(RowIDSeed(3), count: count + 1))
  }

  @Test func `ids are ten bytes in base64 and do not repeat`() {
    let ids = Self.ids(RowIDSeed(4), count: 20_000)
    #expect(Set(ids).count == ids.count)
    #expect(Set(ids.map { $0.utf8.count }) == [14])
    // The last digit stands for two bits, every other one for six.
    #expect(Set(ids.compactMap(\.last)) == ["A", "Q", "g", "w"])
    #expect(Set(ids.compactMap(\.first)).count == 64)
  }

  @Test func `a generator of zeros does not stand still`() {
    struct Zeros: RandomNumberGenerator {
      mutating func next() -> UInt64 { 0 }
    }
    var zeros = Zeros()
    let ids = Self.ids(RowIDSeed(using: &zeros), count: 40)
    #expect(Set(ids).count > 30)
  }
}
