// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// A word of a text: a name, a number, a sign.
  struct Token: Sendable {
    enum Kind: UInt8, Sendable {
      /// A word without quotes. It may be a keyword.
      case word
      /// A name in double quotes.
      case quotedName
      case number
      /// `'text'`
      case string
      /// `E'text\n'`
      case escapeString
      /// `$$text$$` or `$tag$text$tag$`
      case dollarString
      /// `X'AB01'`
      case hexString
      /// `?`, `?1`, `$1` or `$name`
      case parameter
      /// `#1`, the first column of a result.
      case positionReference
      case symbol
      /// After everything else.
      case end
    }

    var kind: Kind
    var reservation = Reservation.none
    var keyword: Keyword?
    var symbol: Symbol?
    var lower: UInt32
    var upper: UInt32

    var range: SourceRange { SourceRange(lower: lower, upper: upper) }
    var bytes: Range<Int> { Int(lower)..<Int(upper) }
  }

  /// The words of a text in order, the last of which is its end.
  struct Tokens: Sendable {
    var all: ContiguousArray<Token> = []
    /// For each opening parenthesis, the token that closes it; for all others nothing of use.
    var closers: ContiguousArray<UInt32> = []
  }
}
