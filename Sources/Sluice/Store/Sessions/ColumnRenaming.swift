// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Expression {
  /// The same with another name for a column, wherever it stands alone or behind its table: what stands
  /// behind another name is a field, and what stands before a parenthesis a function.
  func renaming(
    _ old: String,
    of table: String,
    to new: SQL.Name
  ) throws(SQLError) -> SQL.Expression {
    let text = ContiguousArray(sql.utf8)
    let folded = SQLName.folded(old)
    var result: [UInt8] = []
    var place = 0
    let tokens = try SQL.Lexer.tokens(of: text).all
    func written(_ place: Int) -> String {
      tokens.indices.contains(place)
        ? String(decoding: text[tokens[place].bytes], as: UTF8.self) : ""
    }
    func name(_ place: Int) -> String {
      guard tokens.indices.contains(place), tokens[place].kind == .quotedName else {
        return SQLName.folded(written(place))
      }
      let inside = String(written(place).dropFirst().dropLast())
      return SQLName.folded(inside.replacing("\"\"", with: "\""))
    }
    for (number, token) in tokens.enumerated() {
      guard token.kind == .word || token.kind == .quotedName, name(number) == folded,
        written(number + 1) != "("
      else { continue }
      if written(number - 1) == "." {
        guard name(number - 2) == SQLName.folded(table), written(number - 3) != "." else {
          continue
        }
      }
      result += text[place..<token.bytes.lowerBound]
      result += Array("\"\(new.text.replacing("\"", with: "\"\""))\"".utf8)
      place = token.bytes.upperBound
    }
    result += text[place...]
    return try SQL.expression(in: String(decoding: result, as: UTF8.self))
  }
}
