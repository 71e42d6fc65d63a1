// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// A column that `*` or `COLUMNS` stands for.
  typealias Selected = (name: String, value: BoundExpression)

  /// The columns of `*` and `table.*`.
  func selected(_ star: SQL.Star, at range: SQL.SourceRange) throws(SQLError) -> [Selected] {
    let excluded = try excludedColumns(of: star)
    var columns = try columns(of: star.qualifier, at: range, without: excluded)
    guard !columns.isEmpty || !excluded.isEmpty else {
      throw SQLError(.binding, "'*' stands for nothing, as there is no FROM", at: range)
    }
    func place(_ name: SQL.QualifiedName) throws(SQLError) -> Int {
      let folded = SQLName.folded(name.last.text)
      guard let place = columns.firstIndex(where: { SQLName.folded($0.name) == folded }) else {
        throw SQLError(
          .binding,
          "there is no column '\(name.last.text)' among those of '*'",
          at: name.range,
          advice: NearestName.advice(for: name.last.text, among: columns.map(\.name))
        )
      }
      return place
    }
    for replacement in star.replaced {
      columns[try place(replacement.name)].value = try bind(replacement.value)
    }
    for renaming in star.renamed { columns[try place(renaming.old)].name = renaming.new.text }
    for name in star.excluded where name.single != nil {
      _ = try place(name)
      let folded = SQLName.folded(name.last.text)
      columns.removeAll { SQLName.folded($0.name) == folded }
    }
    return columns
  }

  /// The columns that a star leaves out and that are named with their tables.
  private func excludedColumns(of star: SQL.Star) throws(SQLError) -> Set<ColumnID> {
    var seen: [SQL.QualifiedName] = []
    var found: Set<ColumnID> = []
    for name in star.excluded {
      let isRepeated = seen.contains { other in
        let (first, second) = (other.parts.reversed(), name.parts.reversed())
        return zip(first, second).allSatisfy {
          SQLName.folded($0.text) == SQLName.folded($1.text)
        }
      }
      guard !isRepeated else {
        throw SQLError(.binding, "'\(name.last.text)' is left out twice", at: name.range)
      }
      seen.append(name)
      guard let qualifier = name.qualifiers.last else { continue }
      let tables = scope.tables(named: qualifier.text).filter { table in
        star.qualifier.last.map { SQLName.folded($0.text) == SQLName.folded(table.name) } ?? true
      }
      let columns = tables.compactMap { $0.column(named: name.last.text)?.id }
      guard !columns.isEmpty else {
        throw SQLError(
          .binding,
          "there is no column '\(qualifier.text).\(name.last.text)' among those of '*'",
          at: name.range
        )
      }
      found.formUnion(columns)
    }
    return found
  }

  private func columns(
    of qualifier: [SQL.Name],
    at range: SQL.SourceRange,
    without excluded: Set<ColumnID> = []
  ) throws(SQLError) -> [Selected] {
    guard let name = qualifier.last else { return scope.starColumns(without: excluded) }
    let schema = qualifier.count > 1 ? qualifier[qualifier.count - 2].text : nil
    if let table = scope.tables(named: name.text, schema: schema).first {
      return scope.starColumns(of: table, without: excluded)
    }
    // The fields of a structure.
    if case .structure(let fields)? = try? bind(SQL.QualifiedName(qualifier)).type {
      var found: [Selected] = []
      for field in fields {
        let value = try self.field(
          try bind(SQL.QualifiedName(qualifier)),
          SQL.Name(field.name, at: range),
          at: range
        )
        found.append((name: field.name, value: value))
      }
      return found
    }
    throw SQLError(
      .binding,
      "there is no table '\(name.text)' here",
      at: name.range,
      advice: NearestName.advice(for: name.text, among: scope.tables.map(\.name))
    )
  }

  /// The columns that `COLUMNS(…)` selects.
  func selected(_ columns: SQL.Columns, at range: SQL.SourceRange) throws(SQLError) -> [Selected] {
    let all = try self.columns(of: columns.qualifier, at: range)
    let found: [Selected]
    switch columns.selection.kind {
    case .star(let star): found = try selected(star, at: range)
    case .literal(.string):
      let pattern = try bind(columns.selection)
      found = try filtered(all, at: range) { (name) throws(SQLError) in
        try call("regexp_matches", [name, pattern], at: columns.selection.range)
      }
    case _ where columns.selection.lambda?.parameters.count == 1:
      found = try filtered(all, by: columns.selection.lambda, at: range)
    case .list(let names):
      var listed: [Selected] = []
      for name in names {
        guard case .literal(.string(let text)) = name.kind,
          let column = all.first(where: { SQLName.folded($0.name) == SQLName.folded(text) })
        else {
          throw SQLError(.binding, "COLUMNS lists the names of columns", at: name.range)
        }
        listed.append(column)
      }
      found = listed
    default:
      throw SQLError(
        .unsupported,
        "COLUMNS takes '*', a pattern, a list of names or a function of a name",
        at: columns.selection.range
      )
    }
    guard !found.isEmpty else {
      throw SQLError(.binding, "COLUMNS selects no column", at: range)
    }
    return found
  }

  /// The columns whose names a function of one name holds for.
  private func filtered(
    _ columns: [Selected],
    by lambda: SQL.Lambda?,
    at range: SQL.SourceRange
  ) throws(SQLError) -> [Selected] {
    guard let lambda, let parameter = lambda.parameters.first else { return columns }
    return try filtered(columns, at: range) { (name) throws(SQLError) in
      try enterMacro([SQLName.folded(parameter.text): name], over: nil, at: range)
      defer { leaveMacro() }
      return try bind(lambda.body)
    }
  }

  /// The columns whose names a condition holds for.
  private func filtered(
    _ columns: [Selected],
    at range: SQL.SourceRange,
    _ condition: (BoundExpression) throws(SQLError) -> BoundExpression
  ) throws(SQLError) -> [Selected] {
    var found: [Selected] = []
    for column in columns {
      var name = BoundExpression(.constant(.text(column.name)), .varchar, at: range)
      name.isLiteral = true
      let holds = try cast(try condition(name), to: .boolean)
      guard holds.isFixed else {
        throw SQLError(.binding, "columns are selected by their names only", at: range)
      }
      if case .bool(true) = try holds.fixedValue() { found.append(column) }
    }
    return found
  }

  /// The columns of `* LIKE 'pattern'`, and of other tests of names.
  private func selected(
    _ star: SQL.Star,
    where test: SQL.PatternTest,
    at range: SQL.SourceRange
  ) throws(SQLError) -> [Selected] {
    let all = try selected(star, at: test.operand.range)
    let found = try filtered(all, at: range) { (name) throws(SQLError) in
      var test = test
      test.operand = SQL.Expression(.name(Self.testedName), at: test.operand.range)
      try enterMacro([Self.testedName.last.text: name], over: nil, at: range)
      defer { leaveMacro() }
      return try bind(test, at: range)
    }
    guard !found.isEmpty else {
      throw SQLError(.binding, "no column has a name like that", at: range)
    }
    return found
  }

  private static let testedName = SQL.QualifiedName(SQL.Name("column"))

  /// What a column is called that `COLUMNS('pattern')` selects: `\1` is what the first group matches.
  func title(
    _ alias: String,
    of column: String,
    in expression: SQL.Expression
  ) throws(SQLError) -> String {
    guard alias.contains("\\"), let selection = expression.innerColumns?.columns.selection,
      case .literal(.string) = selection.kind
    else { return alias }
    let name = BoundExpression(.constant(.text(column)), .varchar, at: selection.range)
    let pattern = try bind(selection)
    var title = alias
    for group in 0...9 where title.contains("\\\(group)") {
      let number = BoundExpression(.constant(.integer(Int128(group))), .integer)
      let part = try call("regexp_extract", [name, pattern, number], at: selection.range)
      guard case .bytes(let bytes) = try part.fixedValue() else { continue }
      title = title.replacing("\\\(group)", with: String(decoding: bytes, as: UTF8.self))
    }
    return title
  }

  /// An expression once for each column of the `COLUMNS` inside; `nil` if there is none.
  func expanded(_ expression: SQL.Expression) throws(SQLError) -> [Selected]? {
    if case .pattern(let test) = expression.kind, case .star(let star) = test.operand.kind {
      return try selected(star, where: test, at: expression.range)
    }
    guard case .columns(let columns) = expression.kind, !columns.isUnpacked else {
      return try expandedInside(expression)
    }
    return try selected(columns, at: expression.range)
  }

  /// `f(COLUMNS(…))`, a common form; others are written out.
  private func expandedInside(_ expression: SQL.Expression) throws(SQLError) -> [Selected]? {
    guard let columns = expression.innerColumns else { return nil }
    let all = try selected(columns.columns, at: columns.range)
    var found: [Selected] = []
    for column in all {
      columnValues.append(column.value)
      defer { columnValues.removeLast() }
      found.append((name: column.name, value: try bind(expression)))
    }
    return found
  }
}

extension SQL.Expression {
  /// The first `COLUMNS` among the values that a call or an operator works on.
  fileprivate var innerColumns: (columns: SQL.Columns, range: SQL.SourceRange)? {
    let inside: [SQL.Expression]
    switch kind {
    case .columns(let columns): return columns.isUnpacked ? nil : (columns, range)
    case .call(let call):
      inside =
        call.arguments.map(\.value) + [call.receiver, call.filter].compactMap { $0 }
        + (call.over?.expressions ?? [])
    case .cast(let cast): inside = [cast.operand]
    case .unary(_, let operand), .not(let operand), .is(let operand, _, _): inside = [operand]
    case .binary(let first, let steps): inside = [first] + steps.map(\.operand)
    case .comparison(let left, _, let right): inside = [left, right]
    case .and(let parts), .or(let parts), .list(let parts), .row(let parts): inside = parts
    case .case(let form):
      inside =
        form.branches.flatMap { [$0.condition, $0.result] }
        + [form.operand, form.otherwise].compactMap { $0 }
    default: return nil
    }
    return inside.lazy.compactMap(\.innerColumns).first
  }
}

extension SQL.Window {
  /// What the window is parted and ordered by, if it is written here.
  fileprivate var expressions: [SQL.Expression] {
    guard case .definition(let definition) = self else { return [] }
    let order = definition.order.compactMap { item -> SQL.Expression? in
      if case .expression(let expression) = item.target { expression } else { nil }
    }
    return definition.partition + order
  }
}
