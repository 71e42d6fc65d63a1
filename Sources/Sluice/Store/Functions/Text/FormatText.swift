// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A text with placeholders, of FORMAT or of PRINTF.
struct FormatText {
  enum Part {
    case bytes([UInt8])
    case value(place: Int, FormatSpec)
  }

  private(set) var parts: [Part] = []

  private static func failure(_ reason: String) -> SQLError {
    SQLError(.invalidInput, "the format cannot be read: \(reason)")
  }

  /// Reads `{}`, `{0:>5.2f}` and the like; two braces stand for one.
  init(format text: TextBytes) throws {
    var (literal, next) = ([UInt8](), 0)
    var cursor = TextCursor(text)
    while !cursor.isAtEnd {
      let byte = cursor.byte
      cursor.place += 1
      if byte == 0x7D {
        guard cursor.skip(0x7D) else { throw Self.failure("a brace is closed that was not opened") }
        literal.append(byte)
        continue
      }
      if byte != 0x7B || cursor.skip(0x7B) {
        literal.append(byte)
        continue
      }
      if !literal.isEmpty { parts.append(.bytes(literal)) }
      literal = []
      var place = next
      if cursor.isAtDigit {
        place = Self.number(&cursor)
      } else {
        next += 1
      }
      var spec = FormatSpec()
      if cursor.skip(0x3A) { try Self.read(&spec, &cursor) }
      guard cursor.skip(0x7D) else { throw Self.failure("a brace is not closed") }
      parts.append(.value(place: place, spec))
    }
    if !literal.isEmpty { parts.append(.bytes(literal)) }
  }

  /// Reads `%d`, `%5.2f` and the like; two percent signs stand for one.
  init(printf text: TextBytes) throws {
    var (literal, next) = ([UInt8](), 0)
    var cursor = TextCursor(text)
    while !cursor.isAtEnd {
      let byte = cursor.byte
      cursor.place += 1
      if byte != 0x25 || cursor.skip(0x25) {
        literal.append(byte)
        continue
      }
      if !literal.isEmpty { parts.append(.bytes(literal)) }
      literal = []
      var spec = FormatSpec()
      var place: Int?
      let start = cursor.place
      if cursor.isAtDigit, cursor.byte != 0x30 {
        place = Self.number(&cursor) - 1
        if !cursor.skip(0x24) {
          place = nil
          cursor.place = start
        }
      }
      flags: while true {
        switch cursor.byte {
        case 0x2D: spec.alignment = .left
        case 0x2B: spec.sign = 0x2B
        case 0x20: if spec.sign == 0x2D { spec.sign = 0x20 }
        case 0x23: spec.isAlternate = true
        case 0x30:
          spec.fill = [0x30]
          if spec.alignment == nil { spec.alignment = .numeric }
        default: break flags
        }
        cursor.place += 1
      }
      if spec.alignment == .left { spec.fill = [0x20] }
      if cursor.isAtDigit { spec.width = Self.number(&cursor) }
      if [0x2C, 0x5F, 0x27].contains(cursor.byte) {
        spec.separator = [cursor.byte]
        cursor.place += 1
      }
      if cursor.skip(0x2E) {
        if cursor.isAtDigit {
          spec.precision = Self.number(&cursor)
        } else {
          spec.separator = [0x2E]
        }
      }
      while [0x6C, 0x68, 0x7A, 0x6A].contains(cursor.byte) { cursor.place += 1 }
      guard !cursor.isAtEnd else { throw Self.failure("a placeholder is not complete") }
      spec.kind = cursor.byte
      cursor.place += 1
      if place == nil { next += 1 }
      parts.append(.value(place: place ?? next - 1, spec))
    }
    if !literal.isEmpty { parts.append(.bytes(literal)) }
  }

  private static func number(_ cursor: inout TextCursor) -> Int {
    var value = 0
    while cursor.isAtDigit {
      value = min(value * 10 + Int(cursor.byte - 0x30), 1_000_000)
      cursor.place += 1
    }
    return value
  }

  private static func alignment(_ byte: UInt8) -> FormatSpec.Alignment? {
    switch byte {
    case 0x3C: .left
    case 0x3E: .right
    case 0x5E: .center
    case 0x3D: .numeric
    default: nil
    }
  }

  private static func read(_ spec: inout FormatSpec, _ cursor: inout TextCursor) throws {
    let length = cursor.isAtEnd ? 1 : UTF8Scalar.decode(cursor.bytes, at: cursor.place).length
    if let found = alignment(cursor.byte(ahead: length)), cursor.rest > length {
      spec.fill = Array(cursor.bytes[cursor.place..<cursor.place + length])
      spec.alignment = found
      cursor.place += length + 1
    } else if let found = alignment(cursor.byte) {
      spec.alignment = found
      cursor.place += 1
    }
    if [0x2B, 0x2D, 0x20].contains(cursor.byte) {
      spec.sign = cursor.byte
      cursor.place += 1
    }
    if cursor.skip(0x23) { spec.isAlternate = true }
    if cursor.skip(0x30), spec.alignment == nil {
      spec.fill = [0x30]
      spec.alignment = .numeric
    }
    if cursor.isAtDigit { spec.width = number(&cursor) }
    if [0x2C, 0x5F, 0x27].contains(cursor.byte) {
      spec.separator = [cursor.byte]
      cursor.place += 1
    } else if cursor.skip(0x74) {
      guard !cursor.isAtEnd, cursor.byte != 0x7D else { throw failure("there is no separator") }
      spec.separator = [cursor.byte]
      cursor.place += 1
    }
    if cursor.skip(0x2E) {
      guard cursor.isAtDigit else { throw failure("there is no precision") }
      spec.precision = number(&cursor)
    }
    if !cursor.isAtEnd, cursor.byte != 0x7D {
      spec.kind = cursor.byte
      cursor.place += 1
    }
  }
}
