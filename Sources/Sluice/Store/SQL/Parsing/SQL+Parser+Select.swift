// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Reads a `SELECT` up to what orders and limits its rows.
  ///
  /// It is put together in ``selects``: the stack has no room for one at each level.
  mutating func select() throws(SQLError) -> SQL.QueryBody {
    let start = token
    beginSelect()
    if take(.from) {
      try from()
      if take(.select) { try selection() } else { selectStar(at: start) }
    } else {
      advance()
      try selection()
      if take(.from) { try from() }
    }
    try filters()
    return finishedSelect(from: start)
  }

  private mutating func beginSelect() {
    selects.append(SQL.Select(items: [], range: token.range))
  }

  private mutating func finishedSelect(from start: SQL.Token) -> SQL.QueryBody {
    var select = selects.removeLast()
    select.range = range(from: start)
    return .select(select)
  }

  /// Changes the innermost `SELECT`.
  private mutating func change(_ change: (inout SQL.Select) -> Void) {
    guard let last = selects.indices.last else { return }
    change(&selects[last])
  }

  private mutating func from() throws(SQLError) {
    repeat { join(try tableReference()) } while take(.comma) && !endsList
  }

  private mutating func join(_ table: SQL.TableReference) { change { $0.from.append(table) } }

  private mutating func selectStar(at start: SQL.Token) {
    let star = star(at: start)
    change { $0.items = [star] }
  }

  /// The star that `FROM t` and `TABLE t` select without a word.
  func star(at place: SQL.Token) -> SQL.SelectItem {
    let star = SQL.Expression(.star(SQL.Star()), at: place.range)
    return SQL.SelectItem(expression: star, range: place.range)
  }

  private mutating func selection() throws(SQLError) {
    try distinction()
    repeat { select(try selectItem()) } while take(.comma) && !endsList
    if at(.into) { throw selectInto() }
  }

  private mutating func select(_ item: SQL.SelectItem) { change { $0.items.append(item) } }

  private mutating func distinction() throws(SQLError) {
    guard !take(.all), take(.distinct) else { return }
    let distinct = take(.on) ? SQL.Select.Distinction.on(try row()) : .rows
    change { $0.distinct = distinct }
  }

  private func selectInto() -> SQLError {
    SQLError(
      .unsupported,
      "SELECT INTO is not supported",
      at: token.range,
      advice: "Write 'CREATE TABLE … AS SELECT …'."
    )
  }

  private mutating func filters() throws(SQLError) {
    if take(.where) {
      let filter = try expression()
      change { $0.filter = filter }
    }
    try groups()
    try lateClauses()
  }

  private mutating func groups() throws(SQLError) {
    if at(.group) {
      let group = try groupBy()
      change { $0.group = group }
    }
    if take(.having) {
      let having = try expression()
      change { $0.having = having }
    }
  }

  private mutating func lateClauses() throws(SQLError) {
    try descend()
    if take(.window) {
      let windows = try openList { (parser) throws(SQLError) in try parser.namedWindow() }
      change { $0.windows = windows }
    }
    if take(.qualify) {
      let qualify = try expression()
      change { $0.qualify = qualify }
    }
    if at(.using), peek().keyword == .sample {
      advance()
      let sample = try sample()
      change { $0.sample = sample }
    }
    ascend()
  }

  /// Reads an expression with the name that it may have before or behind it.
  mutating func selectItem() throws(SQLError) -> SQL.SelectItem {
    let start = token
    let prefix = try namePrefix()
    let expression = try expression()
    return try named(expression, prefix, from: start)
  }

  /// Whether a name with a colon behind it stands here.
  private var isAtPrefix: Bool { (isName(token) || kind == .string) && peek().symbol == .colon }

  /// Reads `name:` before a table or an expression.
  mutating func namePrefix() throws(SQLError) -> SQL.Name? {
    guard isAtPrefix else { return nil }
    let name = try nameOrText("a name")
    advance()
    return name
  }

  private mutating func named(
    _ expression: SQL.Expression,
    _ prefix: SQL.Name?,
    from start: SQL.Token
  ) throws(SQLError) -> SQL.SelectItem {
    let alias = prefix == nil ? try alias() : prefix
    return SQL.SelectItem(expression: expression, alias: alias, range: range(from: start))
  }

  private mutating func alias() throws(SQLError) -> SQL.Name? {
    if take(.as) { return try nameOrText("a name after AS", for: .label) }
    guard isName(token) else { return nil }
    noteWords()
    noteBareAlias()
    return takeName()
  }

  /// Notes which words could stand where a name has been found instead.
  private func noteWords() {
    for word in [SQL.Keyword.as, .from, .where, .group, .order, .having, .limit, .union] {
      note(word)
    }
  }

  mutating func returning() throws(SQLError) -> [SQL.SelectItem] {
    take(.returning) ? try selectItems() : []
  }

  mutating func selectItems() throws(SQLError) -> [SQL.SelectItem] {
    var items: [SQL.SelectItem] = []
    repeat { items.append(try selectItem()) } while take(.comma) && !endsList
    return items
  }

  private mutating func namedWindow() throws(SQLError) -> SQL.NamedWindow {
    let name = try name("the name of a window")
    try expect(.as)
    return SQL.NamedWindow(name: name, definition: try windowDefinition())
  }
}

// MARK: - Groups

extension SQL.Parser {
  private mutating func groupBy() throws(SQLError) -> SQL.GroupBy {
    let start = token
    advance()
    try expect(.by)
    if at(.all), !startsOperand(peek()) {
      advance()
      return SQL.GroupBy(items: .all, range: range(from: start))
    }
    try descend()
    let items = try groupingItems()
    ascend()
    return SQL.GroupBy(items: .items(items), range: range(from: start))
  }

  private mutating func groupingItems() throws(SQLError) -> [SQL.GroupingItem] {
    var items: [SQL.GroupingItem] = []
    repeat { items.append(try groupingItem()) } while take(.comma) && !endsList
    return items
  }

  private mutating func groupingItem() throws(SQLError) -> SQL.GroupingItem {
    switch (keyword, symbol, peek().symbol) {
    case (_, .openParenthesis, .closeParenthesis):
      advance()
      advance()
      return .empty
    case (.rollup, _, .openParenthesis):
      advance()
      return .rollup(try row())
    case (.cube, _, .openParenthesis):
      advance()
      return .cube(try row())
    default:
      return at(.grouping, .sets) ? try groupingSets() : .expression(try expression())
    }
  }

  private mutating func groupingSets() throws(SQLError) -> SQL.GroupingItem {
    advance()
    advance()
    try descend()
    let before = measure()
    let opener = token
    try expect(.openParenthesis)
    let sets = try groupingItems()
    try close(opener)
    try measured(before)
    ascend()
    return .sets(sets)
  }
}

// MARK: - Samples

extension SQL.Parser {
  /// Reads what stands after `TABLESAMPLE` or `USING SAMPLE`, the last word of which is next.
  mutating func sample() throws(SQLError) -> SQL.Sample {
    let start = token
    advance()
    var sample: SQL.Sample
    if isName(token, for: .function), peek().symbol == .openParenthesis {
      let method = takeName()
      let opener = token
      advance()
      sample = try sampleAmount(from: start)
      sample.method = method
      try close(opener)
    } else {
      let opener = token
      if take(.openParenthesis) {
        sample = try sampleAmount(from: start)
        try close(opener)
      } else {
        sample = try sampleAmount(from: start)
      }
      try sampleMethod(&sample)
    }
    if take(.repeatable) {
      let opener = token
      try expect(.openParenthesis)
      sample.seed = try expression()
      try close(opener)
    }
    sample.range = range(from: start)
    return sample
  }

  private mutating func sampleMethod(_ sample: inout SQL.Sample) throws(SQLError) {
    let opener = token
    guard take(.openParenthesis) else { return }
    sample.method = try name("a method")
    if take(.comma) { sample.seed = try expression() }
    try close(opener)
  }

  private mutating func sampleAmount(from start: SQL.Token) throws(SQLError) -> SQL.Sample {
    let amount = try expression(from: .sign)
    var isPercent = take(.percent as SQL.Symbol) || take(.percent as SQL.Keyword)
    if !isPercent, !take(.rows), token.symbol == .percent {
      advance()
      isPercent = true
    }
    return SQL.Sample(amount: amount, isPercent: isPercent, range: start.range)
  }
}
