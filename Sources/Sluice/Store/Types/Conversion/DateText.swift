// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A date at the beginning of a text.
struct DateText {
  /// The day, or an infinity.
  private(set) var days: Int32
  /// Whether it is given by a word: an infinity, or 1970-01-01.
  private(set) var isSpecial = false

  /// Reads a date and moves behind it.
  init(_ cursor: inout TextCursor) throws(TextFault) {
    cursor.skipSpaces()
    if cursor.byte.isASCIILetter || cursor.byte == 0x2D, let special = Self.special(&cursor) {
      (days, isSpecial) = (special, true)
      return
    }
    let isNegative = cursor.skip(0x2D)
    guard cursor.isAtDigit else { throw .malformed }
    var year = 0
    while cursor.isAtDigit {
      guard year < 100_000_000 else { throw .outOfRange }
      year = year * 10 + Int(cursor.byte &- 0x30)
      cursor.place += 1
    }
    if isNegative { year = -year }
    let separator = cursor.byte
    guard [0x20, 0x2D, 0x2F, 0x5C].contains(separator) else { throw .malformed }
    cursor.place += 1
    guard let month = cursor.oneOrTwoDigits(), cursor.skip(separator),
      let day = cursor.oneOrTwoDigits()
    else { throw .malformed }
    var era = cursor
    if era.byte.isASCIISpace {
      era.place += 1
      if era.skip(word: "(bc)") {
        guard !isNegative, year != 0 else { throw .malformed }
        year = 1 - year
        cursor = era
      }
    }
    guard !cursor.isAtDigit else { throw .malformed }
    guard let days = SQLDate.days(year: year, month: month, day: day) else { throw .outOfRange }
    self.days = days
  }

  private static func special(_ cursor: inout TextCursor) -> Int32? {
    let start = cursor
    let isNegative = cursor.skip(0x2D)
    if cursor.skip(word: "infinity") || (cursor.rest == 3 && cursor.skip(word: "inf")) {
      return isNegative ? SQLDate.negativeInfinity : SQLDate.infinity
    }
    // A minus sign has no meaning here, and is accepted.
    if cursor.skip(word: "epoch") { return 0 }
    cursor = start
    return nil
  }
}
