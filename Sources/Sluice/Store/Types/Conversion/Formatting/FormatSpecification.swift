// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How a value is laid out by `format` and `printf`.
struct FormatSpecification: Hashable, Sendable {
  enum Alignment: Hashable, Sendable {
    case left, right, center
    /// The fill goes between the sign and the digits.
    case numeric
  }

  /// What stands in front of a number that is not negative.
  enum Sign: Hashable, Sendable {
    case none, plus, space
  }

  /// What a field is filled up with.
  var fill: UInt8 = 0x20
  /// `nil` is right for numbers and left for texts.
  var alignment: Alignment?
  var sign = Sign.none
  /// Whether numbers show their base, and doubles a point and zeros behind it.
  var isAlternate = false
  /// The least number of characters.
  var width = 0
  /// Digits behind the point, or all digits, or the characters of a text that are shown.
  var precision: Int?
  /// What stands between groups of three digits.
  var separator: UInt8?
  /// The letter of the type, or 0.
  var type: UInt8 = 0
  /// The bits that integers are cut to.
  var bits: Int?
  /// Whether integers are left as they are, in other bases as well.
  var isLong = false
  /// Whether the rules of `printf` hold, which writes integers without a sign in other bases.
  var isPercent = false

  /// The most characters and digits that may be asked for.
  static let limit = 10_000_000
}

/// A value that is put into a template.
enum FormatArgument {
  case boolean(Bool)
  /// An integer and the bits of its type.
  case integer(Int128, bits: Int = 64, isSigned: Bool = true)
  case double(Double)
  /// The text of any other value.
  case text(TextBytes)

  /// What a type of SQL is here.
  enum Kind: Hashable, Sendable {
    case integer, double, text
  }

  var kind: Kind {
    switch self {
    case .boolean, .integer: .integer
    case .double: .double
    case .text: .text
    }
  }
}

/// Why a template is none, or an argument does not fit into it.
enum FormatFault: Error, Hashable {
  /// There is something at the place that does not belong there.
  case malformed(Int)
  /// A brace closes at the place what was not opened.
  case unmatchedBrace(Int)
  /// A brace should be at the place.
  case noBrace(Int)
  /// There is no number behind the point at the place.
  case noPrecision(Int)
  /// The number at the place is beyond what is accepted.
  case tooBig(Int)
  /// Arguments have numbers in one field and none in another.
  case mixedIndexes(Int)
  /// Arguments have numbers and no names.
  case named(Int)
  /// There is no argument with the number, from 0.
  case noArgument(Int)
  /// Values of the kind have no such type.
  case wrongType(UInt8, FormatArgument.Kind)
  /// A width or a precision is given by an argument that is no integer, or negative.
  case noCount
  case needsNumber
  case needsSignedNumber
  case hasPrecision
  /// A byte that is written is no character.
  case notUTF8
}
