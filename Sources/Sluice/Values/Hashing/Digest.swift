// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Hashes of bytes, and their text.
enum Digest {
  /// The first `count` bytes of SHAKE-128.
  static func shake128(_ bytes: some Sequence<UInt8>, count: Int) -> [UInt8] {
    sponge(bytes, rate: Keccak.shake128Rate, suffix: 0x1F, count: count)
  }

  /// The 32 bytes of SHA3-256.
  static func sha3(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    sponge(bytes, rate: 136, suffix: 0x06, count: 32)
  }

  /// The first `count` bytes of SHAKE-128 over the UTF-8 of `text`, as base64 without padding.
  ///
  /// Ten bytes make the id of a row; dlt calls this `digest128`.
  static func shake128Text(_ text: String, count: Int) -> String {
    base64(shake128(text.utf8, count: count), padding: false)
  }

  /// SHA3-256 over the UTF-8 of `text`, as base64; dlt calls this `digest256`.
  static func sha3Text(_ text: String) -> String {
    base64(sha3(text.utf8), padding: true)
  }

  /// The bytes in the standard alphabet of base64.
  static func base64(_ bytes: [UInt8], padding: Bool) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    appendBase64(bytes, padding: padding, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the bytes in the standard alphabet of base64.
  static func appendBase64(_ bytes: [UInt8], padding: Bool, to text: inout [UInt8]) {
    var index = 0
    while index < bytes.count {
      let left = min(3, bytes.count - index)
      var group: UInt32 = 0
      for place in 0..<3 { group = group << 8 | (place < left ? UInt32(bytes[index + place]) : 0) }
      for place in 0...left {
        text.append(base64Digit(group >> UInt32(18 - 6 * place)))
      }
      if padding { text.append(contentsOf: repeatElement(0x3D, count: 3 - left)) }
      index += 3
    }
  }

  /// The digit for the lowest six bits.
  static func base64Digit(_ bits: UInt32) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: bits & 63)
    return switch value {
    case 0..<26: 0x41 + value
    case 26..<52: 0x61 + value - 26
    case 52..<62: 0x30 + value - 52
    case 62: 0x2B
    default: 0x2F
    }
  }

  /// Absorbs `bytes` in blocks of `rate`, ends them with `suffix`, and squeezes `count` bytes.
  private static func sponge(
    _ bytes: some Sequence<UInt8>,
    rate: Int,
    suffix: UInt8,
    count: Int
  ) -> [UInt8] {
    // Whole words, with the end of the message and of its last block in place.
    var message = Array(bytes)
    message.append(suffix)
    message.append(contentsOf: repeatElement(0, count: (rate - message.count % rate) % rate))
    message[message.count - 1] |= 0x80
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 25) { lanes in
      lanes.initialize(repeating: 0)
      guard let state = lanes.baseAddress else { return [] }
      message.withUnsafeBytes { words in
        for start in stride(from: 0, to: words.count, by: rate) {
          for lane in 0..<rate / 8 {
            let word = words.loadUnaligned(fromByteOffset: start + lane * 8, as: UInt64.self)
            lanes[lane] ^= UInt64(littleEndian: word)
          }
          Keccak.permute(state)
        }
      }
      var output: [UInt8] = []
      output.reserveCapacity(count)
      while output.count < count {
        let place = output.count % rate
        if place == 0, !output.isEmpty { Keccak.permute(state) }
        output.append(UInt8(truncatingIfNeeded: lanes[place / 8] >> UInt64(place % 8 * 8)))
      }
      return output
    }
  }
}
