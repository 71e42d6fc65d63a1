// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Keccak-f[1600], the permutation of SHA-3 and SHAKE (FIPS 202). Lane 5y + x holds the bits of
// column x, row y.
// Six lanes (1, 2, 8, 12, 17 and 20) are kept inverted all the way through: with them the step
// called chi needs one inversion per row in place of five, which counts on processors without an
// and-not instruction. The Keccak team describes this as lane complementing.
//
// A round is written out over 25 values that the optimiser keeps in registers, and four rounds make
// a loop. Measured on a Zen 5 core (swiftc -O -wmo, no flags for a processor), 60 turns of 20,000
// messages of one block, ns per message:            min  median
//     this                                          201     206
//     24 rounds without a loop                      203     209
//     two rounds a loop                             223     229
//     two rounds a loop, no lanes inverted          261     266
//     two messages in SIMD2<UInt64>, two rounds     282     288
//     two in SIMD2 and one in scalars, interleaved  259     266
// SSE2, the baseline of x86-64, cannot rotate: hence SIMD loses. A nested row id with its message
// and text takes 207 at least (table name of 24 bytes).

/// The 25 lanes, six of them inverted.
private struct KeccakState {
  var a0: UInt64, a1: UInt64, a2: UInt64, a3: UInt64, a4: UInt64
  var a5: UInt64, a6: UInt64, a7: UInt64, a8: UInt64, a9: UInt64
  var a10: UInt64, a11: UInt64, a12: UInt64, a13: UInt64, a14: UInt64
  var a15: UInt64, a16: UInt64, a17: UInt64, a18: UInt64, a19: UInt64
  var a20: UInt64, a21: UInt64, a22: UInt64, a23: UInt64, a24: UInt64

  /// One round: the steps theta, rho and pi, chi, and iota with `constant`.
  @inline(__always)
  func round(_ constant: UInt64) -> KeccakState {
    // Theta: what each lane gets from the parities of its two neighbour columns.
    let c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20
    let c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21
    let c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22
    let c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23
    let c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24
    let d0 = c4 ^ rotated(c1, 1)
    let d1 = c0 ^ rotated(c2, 1)
    let d2 = c1 ^ rotated(c3, 1)
    let d3 = c2 ^ rotated(c4, 1)
    let d4 = c3 ^ rotated(c0, 1)
    // Rho, pi and chi of row 0; iota.
    let b00 = a0 ^ d0
    let b01 = rotated(a6 ^ d1, 44)
    let b02 = rotated(a12 ^ d2, 43)
    let b03 = rotated(a18 ^ d3, 21)
    let b04 = rotated(a24 ^ d4, 14)
    let e0 = b00 ^ (b01 | b02) ^ constant
    let e1 = b01 ^ (~b02 | b03)
    let e2 = b02 ^ (b03 & b04)
    let e3 = b03 ^ (b04 | b00)
    let e4 = b04 ^ (b00 & b01)
    // Rho, pi and chi of row 1.
    let b10 = rotated(a3 ^ d3, 28)
    let b11 = rotated(a9 ^ d4, 20)
    let b12 = rotated(a10 ^ d0, 3)
    let b13 = rotated(a16 ^ d1, 45)
    let b14 = rotated(a22 ^ d2, 61)
    let e5 = b10 ^ (b11 | b12)
    let e6 = b11 ^ (b12 & b13)
    let e7 = b12 ^ (b13 | ~b14)
    let e8 = b13 ^ (b14 | b10)
    let e9 = b14 ^ (b10 & b11)
    // Rho, pi and chi of row 2.
    let b20 = rotated(a1 ^ d1, 1)
    let b21 = rotated(a7 ^ d2, 6)
    let b22 = rotated(a13 ^ d3, 25)
    let b23 = rotated(a19 ^ d4, 8)
    let b24 = rotated(a20 ^ d0, 18)
    let e10 = b20 ^ (b21 | b22)
    let e11 = b21 ^ (b22 & b23)
    let e12 = b22 ^ (~b23 & b24)
    let e13 = ~b23 ^ (b24 | b20)
    let e14 = b24 ^ (b20 & b21)
    // Rho, pi and chi of row 3.
    let b30 = rotated(a4 ^ d4, 27)
    let b31 = rotated(a5 ^ d0, 36)
    let b32 = rotated(a11 ^ d1, 10)
    let b33 = rotated(a17 ^ d2, 15)
    let b34 = rotated(a23 ^ d3, 56)
    let e15 = b30 ^ (b31 & b32)
    let e16 = b31 ^ (b32 | b33)
    let e17 = b32 ^ (~b33 | b34)
    let e18 = ~b33 ^ (b34 & b30)
    let e19 = b34 ^ (b30 | b31)
    // Rho, pi and chi of row 4.
    let b40 = rotated(a2 ^ d2, 62)
    let b41 = rotated(a8 ^ d3, 55)
    let b42 = rotated(a14 ^ d4, 39)
    let b43 = rotated(a15 ^ d0, 41)
    let b44 = rotated(a21 ^ d1, 2)
    let e20 = b40 ^ (~b41 & b42)
    let e21 = ~b41 ^ (b42 | b43)
    let e22 = b42 ^ (b43 & b44)
    let e23 = b43 ^ (b44 | b40)
    let e24 = b44 ^ (b40 & b41)
    return KeccakState(
      a0: e0,
      a1: e1,
      a2: e2,
      a3: e3,
      a4: e4,
      a5: e5,
      a6: e6,
      a7: e7,
      a8: e8,
      a9: e9,
      a10: e10,
      a11: e11,
      a12: e12,
      a13: e13,
      a14: e14,
      a15: e15,
      a16: e16,
      a17: e17,
      a18: e18,
      a19: e19,
      a20: e20,
      a21: e21,
      a22: e22,
      a23: e23,
      a24: e24
    )
  }
}

@inline(__always)
private func rotated(_ lane: UInt64, _ count: UInt64) -> UInt64 {
  (lane &<< count) | (lane &>> (64 &- count))
}

/// The constants that the last step of each round adds.
private let roundConstants: [UInt64] = [
  0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A,
  0x8000_0000_8000_8000, 0x0000_0000_0000_808B, 0x0000_0000_8000_0001,
  0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008A,
  0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
  0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089,
  0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080,
  0x0000_0000_0000_800A, 0x8000_0000_8000_000A, 0x8000_0000_8000_8081,
  0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
]

extension KeccakState {
  /// All 24 rounds.
  @inline(__always)
  func permuted() -> KeccakState {
    roundConstants.withUnsafeBufferPointer { constants in
      // The first and the last round stand alone: constant lanes make the first one shorter, and
      // unused results the last one.
      var state = round(constants[0])
      var index = 1
      while index < 21 {
        state = state.round(constants[index]).round(constants[index &+ 1])
          .round(constants[index &+ 2]).round(constants[index &+ 3])
        index &+= 4
      }
      return state.round(constants[21]).round(constants[22]).round(constants[23])
    }
  }
}

/// The permutation, as hashes use it.
enum Keccak {
  /// The number of message bytes that SHAKE-128 takes in one block, padding included.
  static let shake128Rate = 168
  /// The number of bytes that ``shortBlockDigest(_:)`` reads.
  static let shortBlockCount = 64

  /// The first two lanes of SHAKE-128 for a padded message in the first 64 bytes of a block.
  ///
  /// The block holds the message, the byte 0x1F and zeros. The bit that ends the block is implied.
  static func shortBlockDigest(_ block: UnsafePointer<UInt64>) -> (UInt64, UInt64) {
    @inline(__always) func lane(_ index: Int) -> UInt64 { UInt64(littleEndian: block[index]) }
    let result = KeccakState(
      a0: lane(0),
      a1: ~lane(1),
      a2: ~lane(2),
      a3: lane(3),
      a4: lane(4),
      a5: lane(5),
      a6: lane(6),
      a7: lane(7),
      a8: ~0,
      a9: 0,
      a10: 0,
      a11: 0,
      a12: ~0,
      a13: 0,
      a14: 0,
      a15: 0,
      a16: 0,
      a17: ~0,
      a18: 0,
      a19: 0,
      a20: ~(1 << 63),
      a21: 0,
      a22: 0,
      a23: 0,
      a24: 0
    )
    .permuted()
    return (result.a0, ~result.a1)
  }

  /// The same as ``shortBlockDigest(_:)`` for a padded message in a block of 168 bytes.
  static func blockDigest(_ block: UnsafePointer<UInt64>) -> (UInt64, UInt64) {
    @inline(__always) func lane(_ index: Int) -> UInt64 { UInt64(littleEndian: block[index]) }
    let result = KeccakState(
      a0: lane(0),
      a1: ~lane(1),
      a2: ~lane(2),
      a3: lane(3),
      a4: lane(4),
      a5: lane(5),
      a6: lane(6),
      a7: lane(7),
      a8: ~lane(8),
      a9: lane(9),
      a10: lane(10),
      a11: lane(11),
      a12: ~lane(12),
      a13: lane(13),
      a14: lane(14),
      a15: lane(15),
      a16: lane(16),
      a17: ~lane(17),
      a18: lane(18),
      a19: lane(19),
      a20: ~(lane(20) ^ (1 << 63)),
      a21: 0,
      a22: 0,
      a23: 0,
      a24: 0
    )
    .permuted()
    return (result.a0, ~result.a1)
  }

  /// Permutes 25 lanes in place.
  static func permute(_ lanes: UnsafeMutablePointer<UInt64>) {
    let result = KeccakState(
      a0: lanes[0],
      a1: ~lanes[1],
      a2: ~lanes[2],
      a3: lanes[3],
      a4: lanes[4],
      a5: lanes[5],
      a6: lanes[6],
      a7: lanes[7],
      a8: ~lanes[8],
      a9: lanes[9],
      a10: lanes[10],
      a11: lanes[11],
      a12: ~lanes[12],
      a13: lanes[13],
      a14: lanes[14],
      a15: lanes[15],
      a16: lanes[16],
      a17: ~lanes[17],
      a18: lanes[18],
      a19: lanes[19],
      a20: ~lanes[20],
      a21: lanes[21],
      a22: lanes[22],
      a23: lanes[23],
      a24: lanes[24]
    )
    .permuted()
    lanes[0] = result.a0
    lanes[1] = ~result.a1
    lanes[2] = ~result.a2
    lanes[3] = result.a3
    lanes[4] = result.a4
    lanes[5] = result.a5
    lanes[6] = result.a6
    lanes[7] = result.a7
    lanes[8] = ~result.a8
    lanes[9] = result.a9
    lanes[10] = result.a10
    lanes[11] = result.a11
    lanes[12] = ~result.a12
    lanes[13] = result.a13
    lanes[14] = result.a14
    lanes[15] = result.a15
    lanes[16] = result.a16
    lanes[17] = ~result.a17
    lanes[18] = result.a18
    lanes[19] = result.a19
    lanes[20] = ~result.a20
    lanes[21] = result.a21
    lanes[22] = result.a22
    lanes[23] = result.a23
    lanes[24] = result.a24
  }
}
