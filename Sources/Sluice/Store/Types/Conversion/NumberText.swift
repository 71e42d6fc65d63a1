// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where the digits of a number in text are, and its exponent.
///
/// Spaces around the number, a sign, a point with digits on one side at least, single underscores
/// between digits and an exponent are accepted.
struct NumberText {
  let bytes: TextBytes
  /// Whether there is a minus sign.
  private(set) var isNegative = false
  /// The digits before the point, with underscores.
  private(set) var whole = 0..<0
  /// The digits after the point, with underscores.
  private(set) var fraction = 0..<0
  /// What follows the `e`.
  private(set) var exponent: Int?

  /// Finds the parts of the number that `text` is.
  init?(_ text: TextBytes) {
    bytes = text
    var cursor = TextCursor(text)
    cursor.skipSpaces()
    if cursor.skip(0x2D) {
      isNegative = true
    } else {
      _ = cursor.skip(0x2B)
    }
    guard let whole = Self.digits(&cursor) else { return nil }
    self.whole = whole
    if cursor.skip(0x2E) {
      guard let fraction = Self.digits(&cursor) else { return nil }
      self.fraction = fraction
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    if cursor.byte | 0x20 == 0x65 {
      cursor.place += 1
      guard let exponent = Self.exponent(&cursor) else { return nil }
      self.exponent = exponent
    }
    cursor.skipSpaces()
    guard cursor.isAtEnd else { return nil }
  }

  /// Moves past digits, each of which may have an underscore before another one.
  private static func digits(_ cursor: inout TextCursor) -> Range<Int>? {
    let start = cursor.place
    while cursor.isAtDigit {
      cursor.place += 1
      if cursor.byte == 0x5F {
        cursor.place += 1
        guard cursor.isAtDigit else { return nil }
      }
    }
    return start..<cursor.place
  }

  /// Reads an exponent that fits in 16 bits. A point may follow it.
  private static func exponent(_ cursor: inout TextCursor) -> Int? {
    let isNegative = cursor.skip(0x2D)
    if !isNegative { _ = cursor.skip(0x2B) }
    guard let digits = digits(&cursor), !digits.isEmpty else { return nil }
    var exponent = 0
    for index in digits where cursor.bytes[index] != 0x5F {
      exponent = exponent * 10 + Int(cursor.bytes[index] &- 0x30)
      guard exponent <= (isNegative ? 32_768 : 32_767) else { return nil }
    }
    _ = cursor.skip(0x2E)
    return isNegative ? -exponent : exponent
  }
}
