// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Takes templates apart whose fields are in braces.
///
/// ```text
/// { [number] [: [[fill] < | > | ^ | =] [+ | - | space | separator] [#] [0] [width] [.precision] [type]] }
/// ```
/// A separator is a comma, an underscore, an apostrophe, or any byte behind a `t`.
struct BraceTemplateParser {
  private var cursor: TextCursor
  private var numbers = ArgumentNumbers()

  init(_ text: TextBytes) { cursor = TextCursor(text) }

  mutating func pieces() throws(FormatFault) -> [FormatTemplate.Piece] {
    var pieces: [FormatTemplate.Piece] = []
    var literal: [UInt8] = []
    while !cursor.isAtEnd {
      let byte = cursor.byte
      cursor.place += 1
      switch byte {
      case 0x7B where cursor.skip(0x7B), 0x7D where cursor.skip(0x7D):
        literal.append(byte)
      case 0x7B:
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        literal = []
        pieces.append(.field(try field()))
      case 0x7D:
        throw .unmatchedBrace(cursor.place - 1)
      default:
        literal.append(byte)
      }
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    return pieces
  }

  private mutating func field() throws(FormatFault) -> FormatTemplate.Field {
    var field = FormatTemplate.Field()
    field.argument = try argument()
    if cursor.skip(0x3A) {
      try specification(&field)
      guard cursor.skip(0x7D) else { throw .noBrace(cursor.place) }
    } else if !cursor.skip(0x7D) {
      throw .malformed(cursor.place)
    }
    return field
  }

  /// Reads the number of an argument, or gives it the next one.
  private mutating func argument() throws(FormatFault) -> Int {
    let start = cursor.place
    switch cursor.byte {
    case 0x7D, 0x3A: return try numbers.following(start)
    case 0x30:
      cursor.place += 1
      try numbers.note(start)
      return 0
    case 0x31...0x39:
      let number = try cursor.formatCount()
      try numbers.note(start)
      return number
    case 0x5F: throw .named(start)
    case _ where cursor.byte.isASCIILetter: throw .named(start)
    default: throw .malformed(start)
    }
  }

  private mutating func specification(_ field: inout FormatTemplate.Field) throws(FormatFault) {
    var result = FormatSpecification()
    try alignment(&result, &field)
    switch cursor.byte {
    case 0x2B, 0x2D, 0x20:
      result.sign = cursor.byte == 0x2B ? .plus : cursor.byte == 0x20 ? .space : .none
      field.needsSign = true
      cursor.place += 1
    case 0x2C, 0x5F, 0x27:
      result.separator = cursor.byte
      cursor.place += 1
    case 0x74:
      guard cursor.rest > 1 else { throw .noBrace(cursor.place) }
      result.separator = cursor.byte(ahead: 1)
      cursor.place += 2
    default: break
    }
    if cursor.skip(0x23) {
      result.isAlternate = true
      field.needsNumber = true
    }
    if cursor.skip(0x30) {
      result.fill = 0x30
      result.alignment = .numeric
      field.needsNumber = true
    }
    if cursor.byte == 0x7B {
      field.widthArgument = try argumentInBraces()
    } else {
      result.width = try cursor.formatCount()
    }
    if cursor.skip(0x2E) {
      if cursor.byte == 0x7B {
        field.precisionArgument = try argumentInBraces()
      } else {
        guard cursor.isAtDigit else { throw .noPrecision(cursor.place) }
        result.precision = try cursor.formatCount()
      }
    }
    if cursor.byte != 0x7D, !cursor.isAtEnd {
      result.type = cursor.byte
      cursor.place += 1
    }
    field.specification = result
  }

  private mutating func alignment(
    _ result: inout FormatSpecification,
    _ field: inout FormatTemplate.Field
  ) throws(FormatFault) {
    let places: [(UInt8, FormatSpecification.Alignment)] = [
      (0x3C, .left), (0x3E, .right), (0x5E, .center), (0x3D, .numeric),
    ]
    for distance in [1, 0] {
      guard let place = places.first(where: { $0.0 == cursor.byte(ahead: distance) }) else {
        continue
      }
      if distance == 1 {
        guard cursor.byte != 0x7B else { throw .malformed(cursor.place) }
        // A brace that closes has no fill in front of what follows it.
        guard cursor.byte != 0x7D else { return }
        result.fill = cursor.byte
      }
      cursor.place += distance + 1
      result.alignment = place.1
      if place.1 == .numeric { field.needsNumber = true }
      return
    }
  }

  private mutating func argumentInBraces() throws(FormatFault) -> Int {
    cursor.place += 1
    let number = try argument()
    guard cursor.skip(0x7D) else { throw .malformed(cursor.place) }
    return number
  }
}
