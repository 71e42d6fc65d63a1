// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Takes templates apart whose fields begin with a percent sign.
///
/// ```text
/// % [number $] [- | + | space | # | 0 | separator]… [width | *] [.precision | .*] [h | hh | l | ll …] type
/// ```
/// A separator is a comma, an underscore or an apostrophe.
struct PercentTemplateParser {
  private var cursor: TextCursor
  private var numbers = ArgumentNumbers()

  init(_ text: TextBytes) { cursor = TextCursor(text) }

  mutating func pieces() throws(FormatFault) -> [FormatTemplate.Piece] {
    var pieces: [FormatTemplate.Piece] = []
    var literal: [UInt8] = []
    while !cursor.isAtEnd {
      let byte = cursor.byte
      cursor.place += 1
      guard byte == 0x25, !cursor.skip(0x25) else {
        literal.append(byte)
        continue
      }
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = []
      pieces.append(.field(try field()))
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    return pieces
  }

  private mutating func field() throws(FormatFault) -> FormatTemplate.Field {
    let start = cursor.place
    var field = FormatTemplate.Field()
    field.specification.isPercent = true
    var argument: Int?
    var hasWidth = false
    if cursor.isAtDigit {
      let isZero = cursor.byte == 0x30
      let number = try cursor.formatCount()
      if cursor.skip(0x24) {
        guard number > 0 else { throw .noArgument(0) }
        try numbers.note(start)
        argument = number - 1
      } else {
        if isZero { field.specification.fill = 0x30 }
        field.specification.width = number
        hasWidth = number > 0
      }
    }
    if !hasWidth {
      flags(&field.specification)
      if cursor.isAtDigit {
        field.specification.width = try cursor.formatCount()
      } else if cursor.skip(0x2A) {
        field.widthArgument = try numbers.following(start)
      }
    }
    var hasLonePoint = false
    if cursor.skip(0x2E) {
      if cursor.skip(0x2A) {
        field.precisionArgument = try numbers.following(start)
      } else {
        hasLonePoint = !cursor.isAtDigit
        field.specification.precision = try cursor.formatCount()
      }
    }
    modifiers(&field.specification)
    guard !cursor.isAtEnd else { throw .malformed(cursor.place) }
    field.specification.type = cursor.byte
    cursor.place += 1
    // A point without digits behind it separates the groups of integers.
    if hasLonePoint, [0x64, 0x69, 0x75].contains(field.specification.type) {
      field.specification.separator = 0x2E
    }
    if let argument {
      field.argument = argument
    } else {
      field.argument = try numbers.following(start)
    }
    return field
  }

  private mutating func flags(_ specification: inout FormatSpecification) {
    while true {
      switch cursor.byte {
      case 0x2D: specification.alignment = .left
      case 0x2B: specification.sign = .plus
      case 0x20: specification.sign = .space
      case 0x23: specification.isAlternate = true
      case 0x30: specification.fill = 0x30
      case 0x2C, 0x5F, 0x27: specification.separator = cursor.byte
      default: return
      }
      cursor.place += 1
    }
  }

  private mutating func modifiers(_ specification: inout FormatSpecification) {
    switch cursor.byte {
    case 0x68:  // h
      cursor.place += 1
      specification.bits = cursor.skip(0x68) ? 8 : 16
    case 0x6C:  // l
      cursor.place += 1
      _ = cursor.skip(0x6C)
      specification.bits = 64
    case 0x6A, 0x7A, 0x74:  // j, z, t
      cursor.place += 1
      specification.bits = 64
    case 0x4C:  // L
      cursor.place += 1
      specification.isLong = true
    default: break
    }
  }
}
