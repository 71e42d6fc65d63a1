// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How bits lie in bytes.
///
/// ```text
/// padding 1 | bytes of eight bits, the first bit the highest
/// ```
/// The first byte says how many bits at the upper end of the second one are none of the value; they
/// are set. There is one bit at least.
enum BitText {
  /// Appends `count` bits, or one of 0 if there are none.
  static func append(count: Int, to bytes: inout [UInt8], _ isSet: (Int) -> Bool) {
    guard count > 0 else {
      bytes.append(7)
      bytes.append(0xFE)
      return
    }
    let padding = (8 - count % 8) % 8
    bytes.append(UInt8(padding))
    var byte = UInt8(truncatingIfNeeded: 0xFF00 >> padding)
    var filled = padding
    for index in 0..<count {
      if isSet(index) { byte |= 0x80 >> UInt8(filled) }
      filled += 1
      if filled == 8 {
        bytes.append(byte)
        (byte, filled) = (0, 0)
      }
    }
  }
}
