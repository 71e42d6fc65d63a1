// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Hashes of bytes that everybody knows.
enum MessageDigest {
  /// The 16 bytes of MD5.
  static func md5(_ text: TextBytes) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
    let shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
    forEachBlock(text, isBigEndian: false) { words in
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for step in 0..<64 {
        let (mix, place): (UInt32, Int) =
          switch step >> 4 {
          case 0: (b & c | ~b & d, step)
          case 1: (d & b | ~d & c, (5 * step + 1) & 15)
          case 2: (b ^ c ^ d, (3 * step + 5) & 15)
          default: (c ^ (b | ~d), 7 * step & 15)
          }
        let sum = a &+ mix &+ sines[step] &+ words[place]
        let shift = shifts[step >> 4 * 4 + step & 3]
        (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
      }
      state[0] &+= a
      state[1] &+= b
      state[2] &+= c
      state[3] &+= d
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
    }
  }

  /// The 20 bytes of SHA-1.
  static func sha1(_ text: TextBytes) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    forEachBlock(text, isBigEndian: true) { words in
      var words = words
      for place in 16..<80 {
        let word = words[place - 3] ^ words[place - 8] ^ words[place - 14] ^ words[place - 16]
        words.append(word << 1 | word >> 31)
      }
      var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
      for step in 0..<80 {
        let (mix, constant): (UInt32, UInt32) =
          switch step / 20 {
          case 0: (b & c | ~b & d, 0x5A82_7999)
          case 1: (b ^ c ^ d, 0x6ED9_EBA1)
          case 2: (b & c | b & d | c & d, 0x8F1B_BCDC)
          default: (b ^ c ^ d, 0xCA62_C1D6)
          }
        let sum = (a << 5 | a >> 27) &+ mix &+ e &+ constant &+ words[step]
        (e, d, c, b, a) = (d, c, b << 30 | b >> 2, a, sum)
      }
      for (place, value) in [a, b, c, d, e].enumerated() { state[place] &+= value }
    }
    return bigEndian(state)
  }

  /// The 32 bytes of SHA-256.
  static func sha256(_ text: TextBytes) -> [UInt8] {
    var state: [UInt32] = [
      0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A,
      0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
    ]
    func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
    forEachBlock(text, isBigEndian: true) { words in
      var words = words
      for place in 16..<64 {
        let (early, late) = (words[place - 15], words[place - 2])
        let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
        let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
        words.append(words[place - 16] &+ first &+ words[place - 7] &+ second)
      }
      var work = state
      for step in 0..<64 {
        let (a, e) = (work[0], work[4])
        let upper = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
        let choice = e & work[5] ^ ~e & work[6]
        let first = work[7] &+ upper &+ choice &+ roots[step] &+ words[step]
        let lower = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
        let majority = a & work[1] ^ a & work[2] ^ work[1] & work[2]
        work = [
          first &+ lower &+ majority, a, work[1], work[2], work[3] &+ first, e, work[5], work[6],
        ]
      }
      for place in 0..<8 { state[place] &+= work[place] }
    }
    return bigEndian(state)
  }

  private static func bigEndian(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
  }

  /// Calls `body` with the words of each block of 64 bytes, the last ones with a one and the length.
  private static func forEachBlock(
    _ text: TextBytes,
    isBigEndian: Bool,
    _ body: ([UInt32]) -> Void
  ) {
    var padded = Array(text)
    padded.append(0x80)
    while padded.count % 64 != 56 { padded.append(0) }
    let length = UInt64(text.count) * 8
    for place in 0..<8 {
      padded.append(
        UInt8(truncatingIfNeeded: length >> UInt64(8 * (isBigEndian ? 7 - place : place)))
      )
    }
    for start in stride(from: 0, to: padded.count, by: 64) {
      let words = (0..<16).map { word in
        (0..<4).reduce(UInt32(0)) { value, place in
          value << 8 | UInt32(padded[start + word * 4 + (isBigEndian ? place : 3 - place)])
        }
      }
      body(words)
    }
  }

  /// The whole parts of 2³² times the sines of 1 to 64.
  private static let sines: [UInt32] = (1...64).map { step in
    UInt32(Mathematics.sine(Double(step)).magnitude * 4_294_967_296)
  }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let roots: [UInt32] = {
    var (primes, candidate) = ([UInt32](), UInt32(2))
    while primes.count < 64 {
      if !primes.contains(where: { candidate % $0 == 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { prime in
      // The greatest root whose cube is not above the prime times 2⁹⁶.
      var (low, high) = (UInt128(0), UInt128(1) << 36)
      let target = UInt128(prime) << 96
      while high - low > 1 {
        let middle = (low + high) / 2
        if middle * middle * middle <= target { low = middle } else { high = middle }
      }
      return UInt32(truncatingIfNeeded: low)
    }
  }()
}

extension FunctionCatalog {
  /// Adds hashes.
  mutating func addHashFunctions() {
    let digests: [(String, @Sendable (TextBytes) -> [UInt8])] = [
      ("md5", { MessageDigest.md5($0) }), ("sha1", { MessageDigest.sha1($0) }),
      ("sha256", { MessageDigest.sha256($0) }),
    ]
    for (name, digest) in digests {
      for type in [SQLType.varchar, .blob] {
        add([name], [type], .varchar) { call in
          call.texts { row, bytes in
            for byte in call.withText(0, row, digest) {
              bytes.append(TextWriter.hexadecimal(byte >> 4))
              bytes.append(TextWriter.hexadecimal(byte & 15))
            }
            return true
          }
        }
      }
    }
    for type in [SQLType.varchar, .blob] {
      add(["md5_number"], [type], .uhugeint) { call in
        call.rows { row -> Int128? in
          UnsignedNumber.cell(Self.number(call.withText(0, row) { MessageDigest.md5($0) }))
        }
      }
    }
    for (name, isUpper) in [("md5_number_upper", true), ("md5_number_lower", false)] {
      add([name], [.varchar], .ubigint) { call in
        call.rows { row -> Int128? in
          let bytes = call.withText(0, row) { MessageDigest.md5($0) }
          let half = Self.number(Array(isUpper ? bytes[..<8] : bytes[8...]))
          return Int128(truncatingIfNeeded: half)
        }
      }
    }
    add(["hash"], signature: "ANY, …") { arguments in
      guard !arguments.isEmpty else { return nil }
      return TypedFunction(arguments.map(\.type), .ubigint, skipsNulls: false) { call in
        let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, call.count))
        defer { hashes.deallocate() }
        Hashing.hash(call.cells, count: call.count, into: hashes)
        return call.rows(needsAll: false) { row -> Int128? in Int128(hashes[row]) }
      }
    }
  }

  /// The number that bytes are, the first of which is the lowest.
  private static func number(_ bytes: [UInt8]) -> UInt128 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt128($1) }
  }
}
