// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Reads a call from its opening parenthesis on.
  mutating func call(
    _ name: SQL.QualifiedName,
    receiver: SQL.Expression?,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    try descend()
    let opener = token
    advance()
    let isDistinct = takeDistinct()
    let isEmpty = !isDistinct && (at(.closeParenthesis) || at(.order))
    let arguments = isEmpty ? [] : try arguments(areEqualsNames: false)
    ascend()
    return try finished(name, receiver, arguments, isDistinct, opener, from: start)
  }

  private mutating func finished(
    _ name: SQL.QualifiedName,
    _ receiver: SQL.Expression?,
    _ arguments: [SQL.Argument],
    _ isDistinct: Bool,
    _ opener: SQL.Token,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    var call = SQL.Call(name: name, receiver: receiver, arguments: arguments)
    call.isDistinct = isDistinct
    return try finish(&call, opener, from: start)
  }

  private mutating func takeDistinct() -> Bool {
    if take(.distinct) { return true }
    if at(.all), peek().symbol != .closeParenthesis { advance() }
    return false
  }

  /// Reads a call of which the first argument is read already.
  mutating func call(
    _ name: SQL.QualifiedName,
    first: SQL.Expression,
    opener: SQL.Token,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    var call = SQL.Call(name: name, arguments: [SQL.Argument(value: first)])
    if take(.comma) { call.arguments += try arguments() }
    return try finish(&call, opener, from: start)
  }

  /// Reads arguments, of which any may have a name.
  mutating func arguments(areEqualsNames: Bool = false) throws(SQLError) -> [SQL.Argument] {
    var arguments: [SQL.Argument] = []
    repeat {
      let name = argumentName(isEqualsName: areEqualsNames)
      arguments.append(SQL.Argument(name: name, value: try expression()))
    } while take(.comma) && !endsList
    return arguments
  }

  private mutating func argumentName(isEqualsName: Bool) -> SQL.Name? {
    guard isName(token, for: .label) else { return nil }
    switch peek().symbol {
    case .colonEquals, .rightArrow: break
    case .equals where isEqualsName && isName(token): break
    default: return nil
    }
    let name = takeName()
    advance()
    return name
  }

  /// Reads what follows the arguments of a call.
  private mutating func finish(
    _ call: inout SQL.Call,
    _ opener: SQL.Token,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.Expression {
    try finishArguments(&call, opener)
    if isAtString, !call.hasOptions {
      let modifiers = call.arguments.map(\.value)
      return try typedLiteral(.named(call.name, modifiers: modifiers), from: start)
    }
    try descend(3)
    try finishAggregate(&call)
    if at(.over), peek().symbol == .openParenthesis || isName(peek()) {
      advance()
      call.over = try window()
    }
    ascend(3)
    return SQL.Expression(.call(call), at: range(from: start))
  }

  private mutating func finishArguments(
    _ call: inout SQL.Call,
    _ opener: SQL.Token
  ) throws(SQLError) {
    if at(.order) { call.order = try orderBy() }
    call.nulls = nullTreatment()
    guard at(.closeParenthesis) || kind == .end else { throw expected("',' or ')'") }
    try close(opener)
  }

  private mutating func finishAggregate(_ call: inout SQL.Call) throws(SQLError) {
    if at(.within, .group) { call.withinGroup = try withinGroup() }
    if at(.filter), peek().symbol == .openParenthesis { call.filter = try aggregateFilter() }
    if takeWord("export_state") { call.isStateExported = true }
    // Behind the last argument of another call the words are about that one.
    if call.nulls == nil, peek(2).symbol != .closeParenthesis { call.nulls = nullTreatment() }
  }

  private mutating func withinGroup() throws(SQLError) -> [SQL.OrderItem] {
    advance()
    advance()
    let opener = token
    try expect(.openParenthesis)
    guard at(.order) else { throw expected("ORDER BY") }
    let order = try orderBy()
    try close(opener)
    return order
  }

  private mutating func aggregateFilter() throws(SQLError) -> SQL.Expression {
    advance()
    let opener = token
    advance()
    _ = take(.where)
    let filter = try expression()
    try close(opener)
    return filter
  }

  private mutating func nullTreatment() -> SQL.Call.NullTreatment? {
    if take(.ignore, .nulls) { return .ignore }
    if take(.respect, .nulls) { return .respect }
    return nil
  }

  /// Reads `ORDER BY a, b DESC`.
  mutating func orderBy() throws(SQLError) -> [SQL.OrderItem] {
    advance()
    try expect(.by)
    var items: [SQL.OrderItem] = []
    repeat { items.append(try orderItem()) } while take(.comma) && !endsList
    return items
  }

  mutating func orderItem() throws(SQLError) -> SQL.OrderItem {
    let start = token
    if at(.all), !startsOperand(peek()) {
      advance()
      return ordered(.all, from: start)
    }
    let expression = try expression()
    return ordered(.expression(expression), from: start)
  }

  private mutating func ordered(
    _ target: SQL.OrderItem.Target,
    from start: SQL.Token
  ) -> SQL.OrderItem {
    var item = SQL.OrderItem(target: target, range: start.range)
    if take(.asc) {
      item.direction = .ascending
    } else if take(.desc) {
      item.direction = .descending
    }
    if at(.nulls), peek().keyword == .first || peek().keyword == .last {
      item.areNullsFirst = peek().keyword == .first
      advance()
      advance()
    }
    item.range = range(from: start)
    return item
  }
}

// MARK: - Windows

extension SQL.Parser {
  private mutating func window() throws(SQLError) -> SQL.Window {
    guard at(.openParenthesis) else { return .name(try name("a window")) }
    return .definition(try windowDefinition())
  }

  mutating func windowDefinition() throws(SQLError) -> SQL.WindowDefinition {
    try descend(2)
    let opener = token
    try expect(.openParenthesis)
    var window = SQL.WindowDefinition(range: opener.range)
    if isName(token), !at(.partition, .by), frameUnit == nil { window.base = takeName() }
    if take(.partition, .by) {
      repeat { window.partition.append(try expression()) } while take(.comma) && !endsList
    }
    if at(.order) { window.order = try orderBy() }
    if let unit = frameUnit { window.frame = try frame(unit) }
    guard at(.closeParenthesis) || token.kind == .end else {
      throw expected("PARTITION BY, ORDER BY, a frame or ')'")
    }
    try close(opener)
    window.range = range(from: opener)
    ascend(2)
    return window
  }

  /// The unit of a frame that begins here.
  private var frameUnit: SQL.WindowFrame.Unit? {
    if at(.rows) { return .rows }
    if at(.range) { return .range }
    return at(.groups) ? .groups : nil
  }

  private mutating func frame(_ unit: SQL.WindowFrame.Unit) throws(SQLError) -> SQL.WindowFrame {
    let start = token
    advance()
    var frame: SQL.WindowFrame
    if take(.between) {
      let first = try frameBound()
      try expect(.and)
      frame = SQL.WindowFrame(unit: unit, start: first, end: try frameBound(), range: start.range)
    } else {
      frame = SQL.WindowFrame(unit: unit, start: try frameBound(), range: start.range)
    }
    if take(.exclude) {
      if take(.current, .row) {
        frame.exclusion = .currentRow
      } else if take(.group) {
        frame.exclusion = .group
      } else if take(.ties) {
        frame.exclusion = .ties
      } else if take(.no, .others) {
        frame.exclusion = .noOthers
      } else {
        throw expected("CURRENT ROW, GROUP, TIES or NO OTHERS")
      }
    }
    frame.range = range(from: start)
    return frame
  }

  private mutating func frameBound() throws(SQLError) -> SQL.WindowFrame.Bound {
    if take(.unbounded, .preceding) { return .unboundedPreceding }
    if take(.unbounded, .following) { return .unboundedFollowing }
    if take(.current, .row) { return .currentRow }
    let distance = try expression(from: .is)
    if take(.preceding) { return .preceding(distance) }
    if take(.following) { return .following(distance) }
    throw expected("PRECEDING or FOLLOWING")
  }
}

extension SQL.Call {
  /// Whether it has what the type of a literal cannot have.
  fileprivate var hasOptions: Bool {
    isDistinct || receiver != nil || !order.isEmpty || nulls != nil
      || arguments.contains { $0.name != nil }
  }
}
