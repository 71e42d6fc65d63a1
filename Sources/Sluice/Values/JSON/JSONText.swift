// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The loops over the bytes of JSON text.
///
/// Input must be followed by 32 readable bytes, the first of which is NUL: no loop passes a NUL.
package enum JSONText {
  typealias Block = SIMD16<UInt8>

  /// A string found by ``scanString(_:)``.
  package struct ScannedString {
    /// The closing quote; or, where there is none, the byte that cannot be in a string: a control
    /// character, or a backslash followed by one. At the end of the input that is its NUL.
    package let end: UnsafePointer<UInt8>
    /// Whether the string contains backslashes.
    package let hasEscapes: Bool
    /// Whether all of its bytes are ASCII, so that it need not be checked to be UTF-8.
    package let isASCII: Bool

    /// Whether the string ends.
    @inline(__always) package var isClosed: Bool { end.pointee == 0x22 }
  }

  /// Finds the end of the string that starts at `start`, after its opening quote.
  @inline(__always)
  package static func scanString(_ start: UnsafePointer<UInt8>) -> ScannedString {
    let quote = Block(repeating: 0x22)
    let backslash = Block(repeating: 0x5C)
    let control = Block(repeating: 0x1F)
    let upper: UInt64 = 0x8080_8080_8080_8080
    var position = start
    var high: UInt64 = 0
    var hasEscapes = false
    while true {
      // Safe: position is not beyond the NUL, and 32 bytes follow.
      let bytes = UnsafeRawPointer(position).loadUnaligned(as: Block.self)
      let stops = (bytes .== quote) .| (bytes .== backslash) .| (bytes .<= control)
      let mask = unsafeBitCast(stops, to: SIMD2<UInt64>.self)
      let words = unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
      if mask[0] != 0 {
        let bit = mask[0].trailingZeroBitCount
        let before: UInt64 = (1 &<< UInt64(truncatingIfNeeded: bit)) &- 1
        high |= words[0] & before
        position += bit &>> 3
      } else if mask[1] != 0 {
        let bit = mask[1].trailingZeroBitCount
        let before: UInt64 = (1 &<< UInt64(truncatingIfNeeded: bit)) &- 1
        high |= words[0] | (words[1] & before)
        position += 8 &+ bit &>> 3
      } else {
        high |= words[0] | words[1]
        position += 16
        continue
      }
      if position.pointee == 0x5C {
        hasEscapes = true
        if position[1] >= 0x20 {
          position += 2
          continue
        }
      }
      return ScannedString(end: position, hasEscapes: hasEscapes, isASCII: high & upper == 0)
    }
  }

  /// The first byte from `start` on that is no space, tab, line feed or carriage return.
  @inline(__always)
  package static func skipWhitespace(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    if start.pointee > 0x20 { return start }
    if start.pointee == 0x20 && start[1] > 0x20 { return start + 1 }
    return skipLongWhitespace(start)
  }

  @inline(never)
  private static func skipLongWhitespace(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var position = start
    while isWhitespace(position.pointee) {
      position += 1
      // Indentation. Safe: position is not beyond the NUL, and 32 bytes follow.
      while UnsafeRawPointer(position).loadUnaligned(as: UInt64.self) == 0x2020_2020_2020_2020 {
        position += 8
      }
    }
    return position
  }

  /// Whether `byte` may stand between the tokens of JSON.
  @inline(__always)
  package static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// The first line feed from `start` on, or `end` if there is none before it.
  @inline(__always)
  package static func lineEnd(
    from start: UnsafePointer<UInt8>,
    to end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    let feed = Block(repeating: 0x0A)
    var position = start
    while position < end {
      // Safe: position is before the end, after which 32 bytes follow.
      let bytes = UnsafeRawPointer(position).loadUnaligned(as: Block.self)
      let mask = unsafeBitCast(bytes .== feed, to: SIMD2<UInt64>.self)
      if mask[0] | mask[1] == 0 {
        position += 16
        continue
      }
      position +=
        mask[0] != 0
        ? mask[0].trailingZeroBitCount &>> 3 : 8 &+ mask[1].trailingZeroBitCount &>> 3
      break
    }
    return position < end ? position : end
  }

  /// The number of line feeds from `start` to `end`.
  package static func countLines(
    from start: UnsafePointer<UInt8>,
    to end: UnsafePointer<UInt8>
  ) -> Int {
    let feed = Block(repeating: 0x0A)
    var count = 0
    var position = start
    while end - position >= 16 {
      // A lane holds at most 255. Safe: only whole blocks before the end are loaded.
      var lanes = Block()
      for _ in 0..<Swift.min((end - position) / 16, 255) {
        let bytes = UnsafeRawPointer(position).loadUnaligned(as: Block.self)
        lanes &-= unsafeBitCast(bytes .== feed, to: Block.self)
        position += 16
      }
      count &+= Int(SIMD16<UInt16>(truncatingIfNeeded: lanes).wrappedSum())
    }
    while position < end {
      if position.pointee == 0x0A { count &+= 1 }
      position += 1
    }
    return count
  }
}
