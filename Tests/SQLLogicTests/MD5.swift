// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The digest that long results are compared by (RFC 1321). Nothing is secured with it.
struct MD5 {
  private var state: SIMD4<UInt32> = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
  private var block: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// How far each step turns, by round and place.
  private static let turns: [[UInt32]] = [
    [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
  ]
  /// 2³² times the sines of 1, 2, …, 64.
  private static let sines = (1...64).map { UInt32(abs(sin(Double($0))) * 4_294_967_296) }
  /// Which word of the block each step takes.
  private static let places = (0..<64).map { step in
    switch step / 16 {
    case 0: step
    case 1: (5 * step + 1) % 16
    case 2: (3 * step + 5) % 16
    default: (7 * step) % 16
    }
  }

  mutating func update(_ bytes: [UInt8]) {
    byteCount += UInt64(bytes.count)
    block += bytes
    guard block.count >= 64 else { return }
    var start = 0
    while block.count - start >= 64 {
      digest(from: start)
      start += 64
    }
    block.removeFirst(start)
  }

  /// The digest in hexadecimal digits. Nothing may be added afterwards.
  mutating func finish() -> String {
    let bitCount = byteCount &* 8
    block.append(0x80)
    block += repeatElement(0, count: (120 - block.count % 64) % 64)
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      block.append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }
    for start in stride(from: 0, to: block.count, by: 64) { digest(from: start) }
    var text = ""
    for index in 0..<4 {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        let byte = UInt8(truncatingIfNeeded: state[index] >> shift)
        text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return text
  }

  private mutating func digest(from start: Int) {
    var words: [UInt32] = []
    words.reserveCapacity(16)
    for place in stride(from: start, to: start + 64, by: 4) {
      words.append(
        UInt32(block[place]) | UInt32(block[place + 1]) << 8 | UInt32(block[place + 2]) << 16
          | UInt32(block[place + 3]) << 24
      )
    }
    var (a, b, c, d) = (state.x, state.y, state.z, state.w)
    for step in 0..<64 {
      let mixed =
        switch step >> 4 {
        case 0: (b & c) | (~b & d)
        case 1: (b & d) | (c & ~d)
        case 2: b ^ c ^ d
        default: c ^ (b | ~d)
        }
      let sum = a &+ mixed &+ words[Self.places[step]] &+ Self.sines[step]
      let turn = Self.turns[step >> 4][step & 3]
      (a, d, c, b) = (d, c, b, b &+ (sum << turn | sum >> (32 - turn)))
    }
    state = SIMD4(state.x &+ a, state.y &+ b, state.z &+ c, state.w &+ d)
  }
}
