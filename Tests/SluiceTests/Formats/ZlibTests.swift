// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

@Suite struct ZlibTests {
  @Test(arguments: ZlibVector.all.map(\.name))
  func `streams of zlib are unpacked`(name: String) throws {
    let vector = try #require(ZlibVector.all.first { $0.name == name })
    let packed = try #require(Base64.bytes(of: vector.packed))
    #expect(try Zlib.unpack(packed, limit: 70_000) == vector.content.bytes)
  }

  /// Bytes of many kinds: few or many letters, runs, repetitions near and far.
  private static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
    var bytes: [UInt8] = []
    let letters = Int.random(in: 1...256, using: &random)
    let count = Int.random(in: 0...(1 << Int.random(in: 0...17, using: &random)), using: &random)
    while bytes.count < count {
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        let letter = UInt8.random(in: 0...255, using: &random)
        bytes += repeatElement(letter, count: Int.random(in: 1...600, using: &random))
      case 1 where !bytes.isEmpty:
        let start = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, start + Int.random(in: 1...300, using: &random))
        bytes += bytes[start..<end]
      default:
        for _ in 0..<Int.random(in: 1...100, using: &random) {
          bytes.append(UInt8(Int.random(in: 0..<letters, using: &random)))
        }
      }
    }
    return bytes
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `what is packed comes back`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let bytes = Self.bytes(&random)
    let packed = Zlib.pack(bytes)
    #expect(try Zlib.unpack(packed, limit: bytes.count) == bytes)
    #expect(packed.count <= bytes.count + 11 + 5 * (bytes.count / 65_535 + bytes.count / 16_384))
  }

  @Test func `what repeats becomes short, and what does not stays nearly as long`() {
    let text = ZlibVector.Content.text.bytes
    #expect(Zlib.pack(text).count < 150)
    #expect(Zlib.pack([UInt8](repeating: 7, count: 1 << 20)).count < 1_100)
    var random = SeededGenerator(seed: 3)
    let noise = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    #expect(Zlib.pack(noise).count < 100_100)
  }

  @Test func `nothing is larger than the limit`() throws {
    let packed = Zlib.pack([UInt8](repeating: 0, count: 1_000))
    #expect(throws: CompressionError.self) { try Zlib.unpack(packed, limit: 999) }
    #expect(try Zlib.unpack(packed, limit: 1_000).count == 1_000)
    let error = #expect(throws: CompressionError.self) { try Zlib.unpack(packed, limit: 0) }
    #expect(error?.expected == "at most 0 bytes when unpacked")
  }

  @Test func `a stream that is cut anywhere is refused`() throws {
    for vector in ZlibVector.all {
      let packed = try #require(Base64.bytes(of: vector.packed))
      for count in 0..<packed.count {
        #expect(throws: CompressionError.self) {
          try Zlib.unpack(Array(packed[..<count]), limit: 1 << 17)
        }
      }
    }
  }

  @Test func `bytes behind the stream are refused`() throws {
    #expect(throws: CompressionError.self) { try Zlib.unpack(Zlib.pack([1]) + [0], limit: 9) }
  }

  @Test func `a bit that is another one is noticed, but for rare collisions of the checksum`() {
    let original = ZlibVector.Content.letters.bytes
    let packed = Zlib.pack(original)
    var unnoticed = 0
    for bit in 0..<packed.count * 8 {
      var damaged = packed
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      // Some bits say nothing, and some repetitions are found in two places.
      guard let bytes = try? Zlib.unpack(damaged, limit: 1 << 16) else { continue }
      if bytes != original { unnoticed += 1 }
    }
    #expect(unnoticed <= 2)
  }

  /// Streams, as hexadecimal digits, each with what is found in it.
  @Test(
    arguments: [
      ("79 9c 03 00 00 00 00 01", "other bytes"), ("78 9d 03 00 00 00 00 01", "other bytes"),
      ("78 bb 03 00 00 00 00 01", "one that is set beforehand"),
      ("78 9c 07 00 00 00 00 01", "the kind 3"),
      ("78 9c 01 01 00 00 00 41", "two that do not match"),
      ("78 9c 01 02 00 fd ff 41", "the end"),
      ("78 9c 03 00 00 00 00 02", "another one"),
      // A repetition before the first letter, and a length and a distance that are not used.
      ("78 9c 03 02 00 00 00 01", "1"), ("78 9c 1b 03 00 00 00 00", "an unused code"),
      ("78 9c 4b 04 3e 00 00", "an unused code"),
      // Codes of 288 letters, of too many lengths, and none at all.
      ("78 9c fd 00 00 00 00 00", "more"),
      ("78 9c 05 e0 93 24 49 92 24 49 92 00 00 00 00", "more codes than there can be"),
      ("78 9c 04 00 00 00 00 00 00 00", "bits without a meaning"),
      // Lengths that repeat one before the first, that are too many, or leave the end out.
      ("78 9c 05 00 02 24 00 00 00 00", "the repetition of one before the first"),
      ("78 9c 05 00 80 e4 ff 1f 00 00 00 00", "276"),
      ("78 9c 05 00 80 e4 7f 1b 00 00 00 00", "none"),
    ]
  )
  func `what is wrong is said`(hexadecimal: String, found: String) throws {
    let bytes = hexadecimal.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    let error = #expect(throws: CompressionError.self) { try Zlib.unpack(bytes, limit: 1 << 10) }
    #expect(error?.found == found)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `damaged bytes never trap`(seed: UInt64) throws {
    var random = SeededGenerator(seed: 100 + seed)
    let vectors = ZlibVector.all
    for _ in 0..<300 {
      let vector = vectors[Int.random(in: 0..<vectors.count, using: &random)]
      var packed = Base64.bytes(of: vector.packed) ?? []
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<packed.count, using: &random)
        packed[place] = UInt8.random(in: 0...255, using: &random)
      }
      // Without the checksum more of the damage goes through.
      _ = try? Inflate.unpack(packed, from: 2, limit: 1 << 16)
      let noise = (0..<Int.random(in: 0...80, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      _ = try? Inflate.unpack(noise, limit: 1 << 16)
    }
  }

  @Test func `codes of symbols of very different frequency are not too long`() throws {
    // Frequencies that grow like Fibonacci's numbers make the deepest trees.
    var frequencies = [1, 1]
    while frequencies.count < 40 { frequencies.append(frequencies.suffix(2).reduce(0, +)) }
    for longest in [7, 15] {
      let lengths = HuffmanEncoder.lengths(of: frequencies, longest: longest)
      #expect(lengths.allSatisfy { (1...longest).contains(Int($0)) })
      #expect(throws: Never.self) { _ = try HuffmanDecoder(lengths: lengths) }
    }
  }

  @Test func `the checksum of long input does not overflow`() {
    #expect(Adler32.of([]) == 1)
    #expect(Adler32.of(Array("Wikipedia".utf8)) == 0x11E6_0398)
    #expect(Adler32.of([UInt8](repeating: 255, count: 1 << 20)) == 0x8E88_EF11)
  }
}
