// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Says that something else should stand here.
  func expected(_ what: String, advice: String = "") -> SQLError {
    SQLError(.syntax, "expected \(what), found \(found(token))", at: token.range, advice: advice)
  }

  /// A token in the words of a message.
  func found(_ token: SQL.Token) -> String {
    switch token.kind {
    case .end: "the end of the text"
    case .string, .escapeString, .dollarString, .hexString: "the text \(source(token))"
    case .quotedName: "the name \(source(token))"
    case .number: "the number \(source(token))"
    default: "'\(source(token))'"
    }
  }

  /// A token as it was written, or the start of a long one.
  func source(_ token: SQL.Token) -> String {
    let text = String(decoding: bytes[token.bytes], as: UTF8.self)
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
    return line.count > 40 || line.count < text.count ? line.prefix(40) + "…" : text
  }

  /// The error of a second reading with the keyword that was probably meant.
  func explained(_ error: SQLError) -> SQLError {
    guard error.kind == .syntax, error.advice.isEmpty else { return error }
    var copy = error
    if let place = state.bareAlias, place + 1 == position, let meant = meantKeyword(at: place) {
      let alias = tokens.all[place]
      copy.message = "expected \(meant.text), found '\(source(alias))'"
      copy.range = alias.range
      copy.advice = "Did you mean '\(meant.text)'?"
    } else if let meant = meantKeyword(at: position) {
      copy.advice = "Did you mean '\(meant.text)'?"
    }
    return copy
  }

  private func meantKeyword(at place: Int) -> SQL.Keyword? {
    guard tokens.all[place].kind == .word else { return nil }
    return Misspelling.keyword(
      for: String(decoding: bytes[tokens.all[place].bytes], as: UTF8.self),
      among: state.text.expectations?[place] ?? []
    )
  }
}
