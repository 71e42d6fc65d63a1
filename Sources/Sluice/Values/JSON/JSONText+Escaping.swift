// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension JSONText {
  /// The bytes that must be free before `count` bytes are appended with escapes and quotes.
  @inline(__always)
  package static func escapedCapacity(_ count: Int) -> Int { 6 &* count &+ 24 }

  /// Writes `count` bytes of UTF-8 in quotes and returns the end of what was written.
  @inline(__always)
  package static func appendQuoted(
    _ source: UnsafePointer<UInt8>,
    count: Int,
    isPadded: Bool = false,
    to target: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    target.pointee = 0x22
    let end = appendEscaped(source, count: count, isPadded: isPadded, to: target + 1)
    end.pointee = 0x22
    return end + 1
  }

  /// Writes `count` bytes of UTF-8 with escapes for `"`, `\` and control characters, nothing else.
  ///
  /// `target` needs ``escapedCapacity(_:)`` free bytes, also where nothing has to be escaped. Say
  /// `isPadded` where 16 bytes after the source may be read: then short strings are faster.
  @inline(__always)
  package static func appendEscaped(
    _ source: UnsafePointer<UInt8>,
    count: Int,
    isPadded: Bool = false,
    to target: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    var position = source
    var output = target
    var rest = count
    while rest >= 16 || (isPadded && rest > 0) {
      // Safe: sixteen bytes may be read here, and the target has room for more than a block.
      let bytes = UnsafeRawPointer(position).loadUnaligned(as: Block.self)
      UnsafeMutableRawPointer(output).storeBytes(of: bytes, as: Block.self)
      let plain = Swift.min(firstEscape(bytes), rest)
      position += plain
      output += plain
      rest &-= plain
      if plain < 16 && rest > 0 { appendEscape(&position, &output, &rest) }
    }
    while rest >= 8 {
      // Safe: eight bytes are left.
      let bytes = UnsafeRawPointer(position).loadUnaligned(as: SIMD8<UInt8>.self)
      UnsafeMutableRawPointer(output).storeBytes(of: bytes, as: SIMD8<UInt8>.self)
      let plain = firstEscape(bytes)
      position += plain
      output += plain
      rest &-= plain
      if plain < 8 { appendEscape(&position, &output, &rest) }
    }
    while rest > 0 {
      let byte = position.pointee
      if byte < 0x20 || byte == 0x22 || byte == 0x5C {
        appendEscape(&position, &output, &rest)
      } else {
        output.pointee = byte
        position += 1
        output += 1
        rest &-= 1
      }
    }
    return output
  }

  /// The index of the first byte that must be escaped, or 16.
  @inline(__always)
  private static func firstEscape(_ bytes: Block) -> Int {
    let special = (bytes .== Block(repeating: 0x22)) .| (bytes .== Block(repeating: 0x5C))
    let stops = special .| (bytes .<= Block(repeating: 0x1F))
    let mask = unsafeBitCast(stops, to: SIMD2<UInt64>.self)
    if mask[0] != 0 { return mask[0].trailingZeroBitCount &>> 3 }
    return 8 &+ mask[1].trailingZeroBitCount &>> 3
  }

  /// The index of the first byte that must be escaped, or 8.
  @inline(__always)
  private static func firstEscape(_ bytes: SIMD8<UInt8>) -> Int {
    let quotes = bytes .== SIMD8<UInt8>(repeating: 0x22)
    let special = quotes .| (bytes .== SIMD8<UInt8>(repeating: 0x5C))
    let stops = special .| (bytes .<= SIMD8<UInt8>(repeating: 0x1F))
    return unsafeBitCast(stops, to: UInt64.self).trailingZeroBitCount &>> 3
  }

  @inline(never)
  private static func appendEscape(
    _ position: inout UnsafePointer<UInt8>,
    _ output: inout UnsafeMutablePointer<UInt8>,
    _ rest: inout Int
  ) {
    let byte = position.pointee
    position += 1
    rest &-= 1
    output[0] = 0x5C
    let short: UInt8
    switch byte {
    case 0x08: short = 0x62
    case 0x09: short = 0x74
    case 0x0A: short = 0x6E
    case 0x0C: short = 0x66
    case 0x0D: short = 0x72
    case 0x22, 0x5C: short = byte
    default:
      output[1] = 0x75
      output[2] = 0x30
      output[3] = 0x30
      output[4] = 0x30 | byte &>> 4
      output[5] = byte & 0xF < 10 ? 0x30 | byte & 0xF : 0x57 &+ byte & 0xF
      output += 6
      return
    }
    output[1] = short
    output += 2
  }
}
