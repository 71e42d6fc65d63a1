// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Reads the name of a type, with the brackets that make a list of it.
  mutating func typeName() throws(SQLError) -> SQL.TypeName {
    try descend(2)
    let before = measure()
    let start = token
    let kind = try typeWithoutBrackets()
    return try listed(kind, from: start, before)
  }

  private mutating func listed(
    _ kind: SQL.TypeName.Kind,
    from start: SQL.Token,
    _ before: Int
  ) throws(SQLError) -> SQL.TypeName {
    var type = SQL.TypeName(kind, at: range(from: start))
    while true {
      if take(.array) {
        type = SQL.TypeName(at(.openBracket) ? try brackets(type) : .list(type), at: type.range)
      } else if at(.openBracket) {
        type = SQL.TypeName(try brackets(type), at: type.range)
      } else {
        break
      }
      type.range = range(from: start)
      try raise(to: height + 1)
    }
    try measured(before)
    ascend(2)
    return type
  }

  private mutating func brackets(_ type: SQL.TypeName) throws(SQLError) -> SQL.TypeName.Kind {
    let opener = token
    advance()
    if take(.closeBracket) { return .list(type) }
    guard token.kind == .number, let count = Int(source(token)) else {
      throw expected("']' or a number")
    }
    advance()
    try close(opener)
    return .array(type, count: count)
  }

  private mutating func typeWithoutBrackets() throws(SQLError) -> SQL.TypeName.Kind {
    guard peek().symbol == .openParenthesis else { return try wordType() }
    switch keyword {
    case .struct, .row: return .structure(try fields())
    case .union: return .union(try fields())
    case .map: return try mapType()
    case .enum: return try enumeration()
    default: return try wordType()
    }
  }

  private mutating func wordType() throws(SQLError) -> SQL.TypeName.Kind {
    switch (keyword, peek().keyword) {
    case (.double, .precision): return named("double", words: 2)
    case (.character, .varying), (.char, .varying): return try modified(named("varchar", words: 2))
    case (.timestamp, _): return try time("timestamp", withZone: "timestamptz")
    case (.time, _): return try time("time", withZone: "timetz")
    case (.interval, _): return intervalType()
    case (nil, .varying) where source(token).lowercased() == "bit":
      return try modified(named("varbit", words: 2))
    default: return try namedType()
    }
  }

  private mutating func namedType() throws(SQLError) -> SQL.TypeName.Kind {
    guard isName(token) || isName(token, for: .function) else { throw expected("a type") }
    var parts = [takeName()]
    while at(.point), isName(peek(), for: .label), peek(2).symbol != .openParenthesis {
      advance()
      parts.append(takeName())
    }
    return try modified(.named(SQL.QualifiedName(parts), modifiers: []))
  }

  /// Takes `words` words as the type `name`.
  private mutating func named(_ name: String, words: Int) -> SQL.TypeName.Kind {
    let start = token
    for _ in 0..<words { advance() }
    return .named(
      SQL.QualifiedName(SQL.Name(name, at: range(from: start))),
      modifiers: []
    )
  }

  /// Reads what stands in parentheses after a type: `(10, 2)`.
  private mutating func modified(_ kind: SQL.TypeName.Kind) throws(SQLError) -> SQL.TypeName.Kind {
    guard case .named(let name, _) = kind, at(.openParenthesis) else { return kind }
    let opener = token
    advance()
    return .named(name, modifiers: try expressions(upTo: opener))
  }

  private mutating func time(_ name: String, withZone: String) throws(SQLError)
    -> SQL.TypeName.Kind
  {
    let start = token
    let plain = SQL.Name(nameText(token), at: token.range)
    advance()
    let kind = try modified(.named(SQL.QualifiedName(plain), modifiers: []))
    guard case .named(_, let modifiers) = kind,
      at(.with) || at(.without), peek().keyword == .time, peek(2).keyword == .zone
    else { return kind }
    let hasZone = at(.with)
    for _ in 0..<3 { advance() }
    let full = SQL.Name(hasZone ? withZone : name, at: range(from: start))
    return .named(SQL.QualifiedName(full), modifiers: modifiers)
  }

  private mutating func intervalType() -> SQL.TypeName.Kind {
    let name = takeName()
    if unit(of: token) != nil {
      advance()
      if at(.to), unit(of: peek()) != nil {
        advance()
        advance()
      }
    }
    return .named(SQL.QualifiedName(name), modifiers: [])
  }

  private mutating func fields() throws(SQLError) -> [SQL.TypeName.Field] {
    advance()
    let opener = token
    advance()
    var fields: [SQL.TypeName.Field] = []
    repeat { fields.append(try field()) } while take(.comma) && !endsList
    try close(opener)
    return fields
  }

  private mutating func field() throws(SQLError) -> SQL.TypeName.Field {
    let name = try name("the name of a field", for: .label)
    return SQL.TypeName.Field(name: name, type: try typeName())
  }

  private mutating func mapType() throws(SQLError) -> SQL.TypeName.Kind {
    advance()
    let opener = token
    advance()
    let key = try typeName()
    try expect(.comma)
    let value = try typeName()
    try close(opener)
    return .map(key: key, value: value)
  }

  private mutating func enumeration() throws(SQLError) -> SQL.TypeName.Kind {
    advance()
    let opener = token
    advance()
    if take(.closeParenthesis) { return .enumeration([]) }
    let texts = try openList { (parser) throws(SQLError) in try parser.string() }
    try close(opener)
    return .enumeration(texts)
  }
}
