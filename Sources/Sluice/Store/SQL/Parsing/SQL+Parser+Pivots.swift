// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Parser {
  /// Reads `PIVOT t ON … USING … GROUP BY …`.
  mutating func pivotQuery() throws(SQLError) -> SQL.Pivot {
    try descend(3)
    let start = token
    advance()
    let source = try tableReference()
    var pivot = SQL.Pivot(source: source, axes: [], aggregates: [], range: start.range)
    if take(.on) {
      pivot.axes = try openList { (parser) throws(SQLError) in try parser.axis(needsValues: false) }
    }
    if take(.using) {
      pivot.aggregates = try selectItems()
    }
    pivot.groups = try pivotGroups()
    pivot.range = range(from: start)
    ascend(3)
    return pivot
  }

  /// Reads `PIVOT (… FOR … IN (…) GROUP BY …)` behind a table.
  mutating func pivotTable(
    of source: SQL.TableReference
  ) throws(SQLError) -> SQL.TableReference.Kind {
    try descend(3)
    let start = token
    advance()
    let opener = token
    try expect(.openParenthesis)
    let aggregates = try selectItems()
    try expect(.for)
    var axes = [try axis(needsValues: true)]
    while !at(.closeParenthesis), !at(.group, .by), token.kind != .end {
      _ = take(.comma)
      axes.append(try axis(needsValues: true))
    }
    let groups = try pivotGroups()
    try close(opener)
    ascend(3)
    return .pivot(
      SQL.Pivot(
        source: source,
        axes: axes,
        aggregates: aggregates,
        groups: groups,
        range: range(from: start)
      )
    )
  }

  private mutating func pivotGroups() throws(SQLError) -> [SQL.Expression]? {
    guard take(.group, .by) else { return nil }
    return try expressions()
  }

  private mutating func axis(needsValues: Bool) throws(SQLError) -> SQL.Pivot.Axis {
    let start = token
    let expression = try expression(from: .postfix)
    var axis = SQL.Pivot.Axis(expressions: [expression], range: start.range)
    if case .row(let parts) = expression.kind { axis.expressions = parts }
    if needsValues || at(.in) {
      try expect(.in)
      axis.values = try axisValues()
    }
    axis.range = range(from: start)
    return axis
  }

  private mutating func axisValues() throws(SQLError) -> SQL.Pivot.Axis.Values {
    let opener = token
    guard at(.openParenthesis) else { return .enumeration(try qualifiedName("a type")) }
    if startsQuery(at: 1) { return .query(try parenthesizedQuery()) }
    advance()
    if at(.star) || at(.any), peek().symbol == .closeParenthesis {
      advance()
      advance()
      return .any
    }
    let values = try selectItems()
    try close(opener)
    return .list(values)
  }
}

// MARK: - Columns to rows

extension SQL.Parser {
  /// Reads `UNPIVOT t ON … INTO NAME … VALUE …`.
  mutating func unpivotQuery() throws(SQLError) -> SQL.Unpivot {
    try descend(3)
    let start = token
    advance()
    let source = try tableReference()
    try expect(.on)
    let entries = try openList { (parser) throws(SQLError) in try parser.unpivotEntry() }
    var unpivot = SQL.Unpivot(
      source: source,
      entries: entries,
      name: SQL.Name("name", at: start.range),
      values: [SQL.Name("value", at: start.range)],
      includesNulls: false,
      range: start.range
    )
    if take(.into) {
      try expect(.name)
      unpivot.name = try name()
      if !take(.values) { try expect(.value) }
      unpivot.values = try openList { (parser) throws(SQLError) in try parser.name() }
    }
    unpivot.range = range(from: start)
    ascend(3)
    return unpivot
  }

  /// Reads `UNPIVOT (value FOR name IN (…))` behind a table.
  mutating func unpivotTable(
    of source: SQL.TableReference
  ) throws(SQLError) -> SQL.TableReference.Kind {
    try descend(3)
    let start = token
    advance()
    let includesNulls = take(.include)
    if includesNulls || take(.exclude) { try expect(.nulls) }
    let opener = token
    try expect(.openParenthesis)
    let values = at(.openParenthesis) ? try nameList() : [try name("the name of a column")]
    try expect(.for)
    let name = try name("the name of a column")
    try expect(.in)
    let list = token
    try expect(.openParenthesis)
    let entries = try openList { (parser) throws(SQLError) in try parser.unpivotEntry() }
    try close(list)
    try close(opener)
    ascend(3)
    return .unpivot(
      SQL.Unpivot(
        source: source,
        entries: entries,
        name: name,
        values: values,
        includesNulls: includesNulls,
        range: range(from: start)
      )
    )
  }

  private mutating func unpivotEntry() throws(SQLError) -> SQL.Unpivot.Entry {
    let item = try selectItem()
    var entry = SQL.Unpivot.Entry(
      expressions: [item.expression],
      alias: item.alias,
      range: item.range
    )
    if case .row(let parts) = item.expression.kind { entry.expressions = parts }
    return entry
  }
}
