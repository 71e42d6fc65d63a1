// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension JSONText {
  /// Copies the inside of a string, undoing its escapes, and returns the number of bytes written.
  ///
  /// The result is never longer than the source, and `target` may be `source` itself. Half of a
  /// surrogate pair is refused, because UTF-8 cannot hold it. Bytes that are no part of an escape
  /// are copied as they are.
  package static func unescape(
    from source: UnsafePointer<UInt8>,
    count: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) throws(JSONFault) -> Int {
    let backslash = Block(repeating: 0x5C)
    let end = source + count
    var position = source
    var output = target
    while position < end {
      // Safe: position is before the end, after which 32 bytes follow.
      let bytes = UnsafeRawPointer(position).loadUnaligned(as: Block.self)
      let mask = unsafeBitCast(bytes .== backslash, to: SIMD2<UInt64>.self)
      if mask[0] | mask[1] == 0 && end - position >= 16 {
        UnsafeMutableRawPointer(output).storeBytes(of: bytes, as: Block.self)
        position += 16
        output += 16
        continue
      }
      // Single bytes up to the backslash: a whole block could run over source still to be read.
      while position < end && position.pointee != 0x5C {
        output.pointee = position.pointee
        position += 1
        output += 1
      }
      if position < end { try unescapeOne(&position, end, &output) }
    }
    return output - target
  }

  private static func unescapeOne(
    _ position: inout UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ output: inout UnsafeMutablePointer<UInt8>
  ) throws(JSONFault) {
    let start = position
    guard end - start >= 2 else { throw JSONFault(.escape, end) }
    position += 2
    switch start[1] {
    case 0x22, 0x2F, 0x5C: output.pointee = start[1]
    case 0x62: output.pointee = 0x08
    case 0x66: output.pointee = 0x0C
    case 0x6E: output.pointee = 0x0A
    case 0x72: output.pointee = 0x0D
    case 0x74: output.pointee = 0x09
    case 0x75:
      var scalar = try codeUnit(start, end)
      position = start + 6
      if scalar & 0xFC00 == 0xD800 {
        guard end - position >= 2, position[0] == 0x5C, position[1] == 0x75 else {
          throw JSONFault(.surrogate, start)
        }
        let second = try codeUnit(position, end)
        guard second & 0xFC00 == 0xDC00 else { throw JSONFault(.surrogate, start) }
        scalar = 0x1_0000 &+ (scalar & 0x3FF) &<< 10 &+ (second & 0x3FF)
        position += 6
      } else if scalar & 0xFC00 == 0xDC00 {
        throw JSONFault(.surrogate, start)
      }
      encode(scalar, &output)
      return
    default: throw JSONFault(.escape, start + 1)
    }
    output += 1
  }

  /// The number of the four digits after the `\u` at `start`.
  private static func codeUnit(
    _ start: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) throws(JSONFault) -> UInt32 {
    var result: UInt32 = 0
    for index in 2..<6 {
      guard start + index < end else { throw JSONFault(.escape, end) }
      let byte = start[index]
      let digit = byte &- 0x30
      let letter = (byte | 0x20) &- 0x61
      guard digit < 10 || letter < 6 else { throw JSONFault(.escape, start + index) }
      result = result &<< 4 | UInt32(digit < 10 ? digit : letter &+ 10)
    }
    return result
  }

  private static func encode(_ scalar: UInt32, _ output: inout UnsafeMutablePointer<UInt8>) {
    func put(_ bits: UInt32) {
      output.pointee = UInt8(truncatingIfNeeded: bits)
      output += 1
    }
    if scalar < 0x80 {
      put(scalar)
    } else if scalar < 0x800 {
      put(0xC0 | scalar >> 6)
      put(0x80 | scalar & 0x3F)
    } else {
      if scalar < 0x1_0000 {
        put(0xE0 | scalar >> 12)
      } else {
        put(0xF0 | scalar >> 18)
        put(0x80 | scalar >> 12 & 0x3F)
      }
      put(0x80 | scalar >> 6 & 0x3F)
      put(0x80 | scalar & 0x3F)
    }
  }

  /// Whether the bytes are UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
  @inline(__always)
  package static func isValidUTF8(_ start: UnsafePointer<UInt8>, count: Int) -> Bool {
    validUTF8Count(start, count: count) == count
  }

  /// The number of bytes before the first character that is not UTF-8.
  package static func validUTF8Count(_ start: UnsafePointer<UInt8>, count: Int) -> Int {
    var index = 0
    // Bytes outside of the text count as NULs, so that a character cut off is not completed.
    @inline(__always) func byte(_ ahead: Int) -> UInt8 {
      index &+ ahead < count ? start[index &+ ahead] : 0
    }
    @inline(__always) func continues(_ ahead: Int) -> Bool { byte(ahead) & 0xC0 == 0x80 }
    while index < count {
      if start[index] < 0x80 {
        // Safe: only whole words inside of the text are loaded.
        while count &- index >= 8,
          UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080
            == 0
        {
          index &+= 8
        }
        while index < count, start[index] < 0x80 { index &+= 1 }
        continue
      }
      let first = start[index]
      let second = byte(1)
      if first < 0xE0 {
        guard first >= 0xC2, continues(1) else { return index }
        index &+= 2
      } else if first < 0xF0 {
        guard continues(1), continues(2), first != 0xE0 || second >= 0xA0,
          first != 0xED || second < 0xA0
        else { return index }
        index &+= 3
      } else {
        guard first <= 0xF4, continues(1), continues(2), continues(3),
          first != 0xF0 || second >= 0x90, first != 0xF4 || second < 0x90
        else { return index }
        index &+= 4
      }
    }
    return index
  }
}
