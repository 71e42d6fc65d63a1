// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A template of `format` or `printf`, taken apart once.
struct FormatTemplate: Sendable {
  /// A place for an argument.
  struct Field: Hashable, Sendable {
    /// The number of the argument, from 0.
    var argument = 0
    var specification = FormatSpecification()
    /// The numbers of the arguments that give the width and the precision.
    var widthArgument: Int?
    var precisionArgument: Int?
    /// Whether there is a sign, a base or a fill that only numbers have.
    var needsNumber = false
    var needsSign = false
  }

  enum Piece: Hashable, Sendable {
    case literal([UInt8])
    case field(Field)
  }

  private(set) var pieces: [Piece] = []

  /// Takes a template like `{}` or `{0:>10,.2f}` apart: `format`.
  init(braces text: TextBytes) throws(FormatFault) {
    var parser = BraceTemplateParser(text)
    pieces = try parser.pieces()
  }

  /// Takes a template like `%d` or `%-10.2f` apart: `printf`.
  init(percents text: TextBytes) throws(FormatFault) {
    var parser = PercentTemplateParser(text)
    pieces = try parser.pieces()
  }

  /// Appends the text with the arguments in their places.
  func append(_ arguments: [FormatArgument], to bytes: inout [UInt8]) throws(FormatFault) {
    for piece in pieces {
      switch piece {
      case .literal(let literal): bytes.append(contentsOf: literal)
      case .field(let field):
        guard field.argument < arguments.count else { throw .noArgument(field.argument) }
        let specification = try Self.completed(field, arguments)
        try FormatWriter.append(arguments[field.argument], specification, to: &bytes)
      }
    }
  }

  /// The specification with the width and the precision that arguments give.
  private static func completed(
    _ field: Field,
    _ arguments: [FormatArgument]
  ) throws(FormatFault) -> FormatSpecification {
    var specification = field.specification
    let isPercent = specification.isPercent
    if let index = field.widthArgument {
      let width = try count(arguments, index)
      if width < 0 {
        guard isPercent else { throw .noCount }
        specification.alignment = .left
      }
      specification.width = Int(width.magnitude)
    }
    if let index = field.precisionArgument {
      let precision = try count(arguments, index)
      guard precision >= 0 || isPercent else { throw .noCount }
      specification.precision = Int(max(precision, 0))
    }
    guard !isPercent else { return specification }
    if field.needsNumber || field.needsSign {
      switch arguments[field.argument] {
      case .text: throw .needsNumber
      case .boolean where field.needsSign: throw .needsSignedNumber
      case .integer(_, let bits, let isSigned) where field.needsSign && (bits > 64 || !isSigned):
        throw .needsSignedNumber
      default: break
      }
    }
    if specification.precision != nil, arguments[field.argument].kind == .integer {
      throw .hasPrecision
    }
    return specification
  }

  private static func count(
    _ arguments: [FormatArgument],
    _ index: Int
  ) throws(FormatFault) -> Int128 {
    guard index < arguments.count else { throw .noArgument(index) }
    guard case .integer(let count, _, _) = arguments[index],
      count.magnitude <= FormatSpecification.limit
    else { throw .noCount }
    return count
  }
}

/// Numbers arguments: either all of them have numbers, or none.
struct ArgumentNumbers {
  private var next: Int? = 0
  private var isUsed = false

  /// The number of an argument that has none.
  mutating func following(_ place: Int) throws(FormatFault) -> Int {
    guard let number = next else { throw .mixedIndexes(place) }
    next = number + 1
    isUsed = true
    return number
  }

  /// Notes that an argument has a number.
  mutating func note(_ place: Int) throws(FormatFault) {
    guard !isUsed else { throw .mixedIndexes(place) }
    next = nil
  }
}

extension TextCursor {
  /// Reads digits as a number that is not too big.
  mutating func formatCount() throws(FormatFault) -> Int {
    let start = place
    var number = 0
    while isAtDigit {
      number = number * 10 + Int(byte &- 0x30)
      guard number <= FormatSpecification.limit else { throw .tooBig(start) }
      place += 1
    }
    return number
  }
}
