// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The bytes of a text in UTF-8, which stay where they are while they are read.
typealias TextBytes = UnsafeBufferPointer<UInt8>

/// Why a text is no value of a type. The caller knows the text and the type and makes the sentence.
enum TextFault: Error, Hashable {
  /// The text has not the form that values of the type have.
  case malformed
  /// The text has the right form, and the type no such value.
  case outOfRange
  /// The text names a time zone that is none, or one that is not UTC.
  case zone
  /// The text names a unit of time that is none.
  case unknownUnit
  /// The text names a unit that spans of time do not have.
  case unsupportedUnit
}

/// A place in a text, moved by reading. Nothing is read beyond the end.
struct TextCursor {
  let bytes: TextBytes
  var place = 0

  @inline(__always)
  init(_ bytes: TextBytes, at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  /// Whether there is nothing more to read.
  @inline(__always) var isAtEnd: Bool { place >= bytes.count }

  /// The number of bytes that are still to be read.
  @inline(__always) var rest: Int { bytes.count - place }

  /// The byte here, or 0 at the end.
  @inline(__always) var byte: UInt8 { place < bytes.count ? bytes[place] : 0 }

  /// The byte `distance` further on, or 0 beyond the end.
  @inline(__always)
  func byte(ahead distance: Int) -> UInt8 {
    place + distance < bytes.count ? bytes[place + distance] : 0
  }

  /// Whether a digit is next.
  @inline(__always) var isAtDigit: Bool { byte.isASCIIDigit }

  /// Moves past spaces, tabs and line ends.
  @inline(__always)
  mutating func skipSpaces() {
    while place < bytes.count, bytes[place].isASCIISpace { place += 1 }
  }

  /// Moves past `byte` if it is next.
  @inline(__always)
  mutating func skip(_ byte: UInt8) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  /// Reads one or two digits.
  @inline(__always)
  mutating func oneOrTwoDigits() -> Int? {
    guard isAtDigit else { return nil }
    var number = Int(byte &- 0x30)
    place += 1
    if isAtDigit {
      number = number * 10 + Int(byte &- 0x30)
      place += 1
    }
    return number
  }

  /// Reads two digits, or nothing.
  @inline(__always)
  mutating func twoDigits() -> Int? {
    guard isAtDigit, byte(ahead: 1).isASCIIDigit else { return nil }
    let number = Int(byte &- 0x30) * 10 + Int(byte(ahead: 1) &- 0x30)
    place += 2
    return number
  }

  /// Moves past `word`, which is in small letters, if it is next in small or great ones.
  mutating func skip(word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard rest >= count else { return false }
    for index in 0..<count {
      guard bytes[place + index].lowercasedASCII == word.utf8Start[index] else { return false }
    }
    place += count
    return true
  }
}
