// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A time zone at the end of a text.
struct ZoneText {
  enum Kind {
    case none
    /// Seconds east of UTC.
    case offset(Int)
    /// The place of the name in the text.
    case name(Range<Int>)
  }

  private(set) var kind = Kind.none

  /// No zone.
  init() {}

  /// Reads a zone and spaces up to the end of the text.
  init(_ cursor: inout TextCursor) throws(TextFault) {
    guard !cursor.isAtEnd else { return }
    if cursor.skip(0x5A) {
      kind = .offset(0)
    } else {
      switch Self.offset(&cursor) {
      case .seconds(let seconds):
        kind = .offset(seconds)
      case .malformed:
        // Behind a colon and a space, the zone begins anew.
        guard cursor.byte == 0x20, cursor.bytes[cursor.place - 1] == 0x3A else { throw .zone }
        try readName(&cursor)
      case .none:
        try readName(&cursor)
      }
    }
    cursor.skipSpaces()
    guard cursor.isAtEnd else { throw .malformed }
  }

  /// Reads a space and the name of a zone, which may be empty.
  private mutating func readName(_ cursor: inout TextCursor) throws(TextFault) {
    guard cursor.skip(0x20) else { throw .malformed }
    let start = cursor.place
    while Self.isPartOfName(cursor.byte) { cursor.place += 1 }
    if cursor.place > start { kind = .name(start..<cursor.place) }
  }

  enum Offset {
    /// There is no sign.
    case none
    case malformed
    /// Seconds east of UTC.
    case seconds(Int)
  }

  /// Reads `+02`, `+0230`, `-02:30` or `+02:30:15`.
  static func offset(_ cursor: inout TextCursor) -> Offset {
    let isNegative = cursor.byte == 0x2D
    guard isNegative || cursor.byte == 0x2B else { return .none }
    cursor.place += 1
    guard let hours = cursor.twoDigits() else { return .malformed }
    var seconds = hours * 3_600
    if cursor.skip(0x3A) {
      guard let minutes = cursor.twoDigits() else { return .malformed }
      seconds += minutes * 60
      if cursor.skip(0x3A) {
        guard let rest = cursor.twoDigits() else { return .malformed }
        seconds += rest
      }
    } else if let minutes = cursor.twoDigits() {
      seconds += minutes * 60
    }
    return .seconds(isNegative ? -seconds : seconds)
  }

  /// Whether a word is one of the names of UTC.
  static func isUTC(_ name: TextBytes) -> Bool {
    let names: [StaticString] = [
      "utc", "gmt", "etc/utc", "etc/gmt", "zulu", "etc/zulu", "uct", "etc/uct", "universal",
      "etc/universal",
    ]
    return names.contains { word in
      var cursor = TextCursor(name)
      return cursor.skip(word: word) && cursor.isAtEnd
    }
  }

  /// Letters, digits and what stands between the words of names of zones.
  static func isPartOfName(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || [0x5F, 0x2F, 0x2B, 0x2D, 0x3A].contains(byte)
  }
}
