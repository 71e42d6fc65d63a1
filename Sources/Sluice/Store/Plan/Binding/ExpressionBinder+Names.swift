// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// Finds what a name means: a parameter of a function over a list, a column, a name that was given to
  /// an expression, or the same in the queries around.
  func bind(_ name: SQL.QualifiedName) throws(SQLError) -> BoundExpression {
    let parts = name.parts
    if let parameter = lambdaParameter(parts[0]) {
      return try fields(parts.dropFirst(), of: parameter)
    }
    if let value = macroValue(parts[0]) { return try fields(parts.dropFirst(), of: value) }
    guard let meant = standIn(parts[0]) else { return try column(name) }
    return try column(SQL.QualifiedName(meant.parts + parts.dropFirst()))
  }

  /// The name that a parameter of a macro stands for.
  func standIn(_ name: SQL.Name) -> SQL.QualifiedName? {
    let folded = SQLName.folded(name.text)
    var place: NameScope? = scope
    while let scope = place {
      if let found = scope.standIns.first(where: { SQLName.folded($0.name) == folded }) {
        return found.meant
      }
      place = scope.parent
    }
    return nil
  }

  /// Finds a column, or a name that was given to an expression.
  private func column(_ name: SQL.QualifiedName) throws(SQLError) -> BoundExpression {
    let parts = name.parts
    var place: NameScope? = scope
    while let scope = place {
      if let found = try find(parts, in: scope) { return found }
      if let alias = scope.alias(named: parts[0].text) {
        var bound = alias.expression
        bound.range = parts[0].range
        return try fields(parts.dropFirst(), of: bound)
      }
      place = scope.parent
    }
    throw unknown(name)
  }

  /// The value of a parameter of a macro.
  private func macroValue(_ name: SQL.Name) -> BoundExpression? {
    let folded = SQLName.folded(name.text)
    if let value = macros.last?[folded] { return value }
    var place: NameScope? = scope
    while let scope = place {
      if let found = scope.parameters.first(where: { SQLName.folded($0.name) == folded }) {
        return found.value
      }
      place = scope.parent
    }
    return nil
  }

  private func lambdaParameter(_ name: SQL.Name) -> BoundExpression? {
    let folded = SQLName.folded(name.text)
    for (depth, parameters) in lambdas.reversed().enumerated() {
      for (place, parameter) in parameters.enumerated()
      where SQLName.folded(parameter.name) == folded {
        let kind = BoundExpression.Kind.lambdaParameter(depth: depth, place: place)
        return BoundExpression(kind, parameter.type, at: name.range)
      }
    }
    return nil
  }

  /// What the parts of a name mean in one scope: `column.field…`, `table.column.field…` or
  /// `schema.table.column.field…`.
  private func find(_ parts: [SQL.Name], in scope: NameScope) throws(SQLError) -> BoundExpression? {
    // A column of a table of that name comes before a field of a column.
    if parts.count > 1, case let named = scope.tables(named: parts[0].text), named.count == 1,
      let column = named[0].column(named: parts[1].text)
    {
      let range = parts[0].range.extended(to: parts[1].range)
      return try fields(parts.dropFirst(2), of: BoundExpression(column, at: range))
    }
    let found = scope.columns(named: parts[0].text)
    if found.count > 1 {
      let tables = scope.tables.filter { $0.column(named: parts[0].text) != nil }
      throw SQLError(
        .binding,
        "'\(parts[0].text)' can be a column of several tables: "
          + tables.map { "'\($0.name)'" }.joined(separator: ", "),
        at: parts[0].range,
        advice: "Write the table before it: '\(tables[0].name).\(parts[0].text)'."
      )
    }
    if let column = found.first {
      var column = column
      column.range = parts[0].range
      return try fields(parts.dropFirst(), of: column)
    }
    if parts.count > 1 {
      let tables = scope.tables(named: parts[0].text)
      if tables.count > 1 {
        throw SQLError(
          .binding,
          "there are several tables called '\(parts[0].text)'",
          at: parts[0].range,
          advice: "Give one of them another name with AS."
        )
      }
      if let table = tables.first {
        if let column = table.column(named: parts[1].text) {
          let range = parts[0].range.extended(to: parts[1].range)
          return try fields(parts.dropFirst(2), of: BoundExpression(column, at: range))
        }
        if parts.count == 2 {
          throw SQLError(
            .binding,
            "the table '\(parts[0].text)' has no column '\(parts[1].text)'",
            at: parts[1].range,
            advice: NearestName.advice(for: parts[1].text, among: table.columns.map(\.name))
          )
        }
      }
    }
    if parts.count > 2,
      let table = scope.tables(named: parts[1].text, schema: parts[0].text).first,
      let column = table.column(named: parts[2].text)
    {
      let range = parts[0].range.extended(to: parts[2].range)
      return try fields(parts.dropFirst(3), of: BoundExpression(column, at: range))
    }
    // The whole row of a table, as a structure.
    if parts.count == 1, let table = scope.tables(named: parts[0].text).first {
      let fields = table.columns.map { (name: $0.name, value: BoundExpression($0)) }
      return try structure(fields, at: parts[0].range)
    }
    return nil
  }

  private func fields(
    _ names: ArraySlice<SQL.Name>,
    of value: BoundExpression
  ) throws(SQLError) -> BoundExpression {
    var value = value
    for name in names {
      value = try field(value, name, at: value.range.extended(to: name.range))
    }
    return value
  }

  /// `#1`: a column by its place.
  func column(at place: Int, _ range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    let columns = scope.starColumns()
    guard columns.indices.contains(place - 1) else {
      throw SQLError(
        .binding,
        "'#\(place)' is no column: there are \(columns.count)",
        at: range
      )
    }
    return columns[place - 1].value
  }

  private func unknown(_ name: SQL.QualifiedName) -> SQLError {
    if name.parts.count > 1 {
      let tables = scope.tables.map(\.name)
      return SQLError(
        .binding,
        "there is no table '\(name.parts[0].text)' here",
        at: name.parts[0].range,
        advice: NearestName.advice(for: name.parts[0].text, among: tables)
      )
    }
    let text = name.last.text
    return SQLError(
      .binding,
      scope.tables.isEmpty
        ? "there is no column '\(text)', as there is no FROM" : "there is no column '\(text)'",
      at: name.range,
      advice: NearestName.advice(for: text, among: scope.columnNames + scope.aliases.map(\.name))
    )
  }
}

extension NearestName {
  /// A sentence that offers the name most like `name`, or all of a few, or nothing.
  static func advice(for name: String, among names: [String]) -> String {
    String(suggestion(for: name, among: names).drop { $0 == " " })
  }
}
