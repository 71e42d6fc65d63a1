// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Binds a function that makes rows. Its arguments may depend on the tables before it.
  func bind(
    _ function: SQL.TableFunction,
    _ reference: SQL.TableReference,
    in scope: NameScope,
    _ tables: NameScope
  ) throws(SQLError) -> LogicalPlan {
    let name = SQLName.folded(function.name.last.text)
    if let macro = catalog.macro(function.name),
      let query = try tableMacro(macro, function, at: reference.range)
    {
      let bound = try bind(query.0, in: query.1)
      try add(bound.columns, name, reference, to: tables)
      return bound.plan
    }
    let expressions = ExpressionBinder(self, scope, .select)
    if name == "query_table", function.arguments.count == 1 {
      let text = try tableName(function.arguments[0].value, expressions)
      return try relation(text, reference, in: scope, tables)
    }
    var arguments: [BoundExpression] = []
    var named: [String: BoundExpression] = [:]
    for argument in function.arguments {
      let value = try expressions.bind(argument.value)
      if let label = argument.name {
        named[SQLName.folded(label.text)] = value
      } else {
        arguments.append(value)
      }
    }
    var plan = LogicalPlan.single.joining(expressions.subqueries)
    var columns: [PlanColumn]
    switch name {
    case "unnest":
      guard arguments.count == 1, case .list(let element) = arguments[0].type.asList else {
        throw SQLError(.binding, "UNNEST needs a list", at: reference.range)
      }
      columns = [makeColumn("unnest", element)]
      plan = .unnest(plan, [UnnestedColumn(column: columns[0], list: arguments[0])])
    case "json_each", "json_tree":
      let rows = try expressions.call("\(name)_rows", arguments, at: reference.range)
      guard case .list(let row) = rows.type, case .structure(let fields) = row else { fallthrough }
      let element = makeColumn("row", row)
      plan = .unnest(plan, [UnnestedColumn(column: element, list: rows)])
      var computed: [ComputedColumn] = []
      for (place, field) in fields.enumerated() {
        var number = BoundExpression(TypedDatum(.integer(Int128(place + 1)), .bigint))
        number.isLiteral = true
        let value = try expressions.call(
          "struct_extract_at",
          [BoundExpression(element), number],
          at: reference.range
        )
        let column = makeColumn(field.name, field.type)
        computed.append(ComputedColumn(column: column, expression: value))
      }
      columns = computed.map(\.column)
      plan = .project(plan, computed, isFinal: true)
    case "repeat", "repeat_row":
      let count =
        name == "repeat"
        ? (arguments.count == 2 ? arguments.removeLast() : nil)
        : named["num_rows"]
      guard let count, !arguments.isEmpty else {
        throw SQLError(
          .binding,
          "'\(name)' takes values and the number of rows",
          at: reference.range
        )
      }
      let numbers = try expressions.call("range", [count], at: reference.range)
      let counter = makeColumn("counter", .bigint)
      plan = .unnest(plan, [UnnestedColumn(column: counter, list: numbers)])
      let computed = arguments.enumerated().map { place, value in
        let written = name == "repeat" ? function.arguments[0].value.sql : "column\(place)"
        return ComputedColumn(column: makeColumn(written, value.type), expression: value)
      }
      columns = computed.map(\.column)
      plan = .project(plan, computed, isFinal: true)
    case "range", "generate_series":
      // Numbers that are known are made one by one, and never are a list.
      if (1...3).contains(arguments.count),
        arguments.allSatisfy({ $0.type.isInteger && $0.isFixed })
      {
        for place in arguments.indices {
          let value = try self.constant(arguments[place], of: name)
          arguments[place] = BoundExpression(value, at: arguments[place].range)
        }
        columns = [makeColumn(name, .bigint)]
        plan = .function(TableFunctionCall(name: name, arguments: arguments, columns: columns))
        break
      }
      let list = try expressions.call(name, arguments, at: reference.range)
      guard case .list(let element) = list.type else {
        throw SQLError(.binding, "'\(name)' needs numbers or times", at: reference.range)
      }
      columns = [makeColumn(name, element)]
      plan = .unnest(plan, [UnnestedColumn(column: columns[0], list: list)])
    default:
      let relation = try catalogFunction(name, arguments, named, reference)
      return try expand(relation, name, nil, reference, in: scope, tables)
    }
    if function.hasOrdinality {
      let number = makeColumn("ordinality", .bigint)
      let frame = WindowCall.Frame(unit: .rows, start: .unboundedPreceding, end: .currentRow)
      let call = WindowCall(function: .rowNumber, arguments: [], frame: frame)
      plan = .window(plan, [WindowColumn(column: number, call: call)])
      columns.append(number)
    }
    try add(columns, name, reference, to: tables)
    return plan
  }

  /// The value of an argument that has to be known before there are rows.
  private func constant(_ value: BoundExpression, of name: String) throws(SQLError) -> TypedDatum {
    guard value.isFixed else {
      throw SQLError(.binding, "'\(name)' needs values that are written out", at: value.range)
    }
    return TypedDatum(try value.fixedValue(), value.type)
  }

  /// The table whose name a text is, or a parameter of a macro that stands for one.
  private func tableName(
    _ value: SQL.Expression,
    _ expressions: ExpressionBinder
  ) throws(SQLError) -> SQL.QualifiedName {
    var inner = value
    if case .cast(let cast) = value.kind { inner = cast.operand }
    if case .name(let name) = inner.kind, name.single != nil,
      let meant = expressions.standIn(name.last)
    {
      return meant
    }
    let text = try constant(try expressions.bind(value), of: "query_table")
    guard case .bytes(let bytes) = text.value, text.type == .varchar else {
      throw SQLError(.binding, "'query_table' takes the name of a table", at: value.range)
    }
    let parts = String(decoding: bytes, as: UTF8.self).split(separator: ".")
    guard !parts.isEmpty else {
      throw SQLError(.binding, "'query_table' takes the name of a table", at: value.range)
    }
    return SQL.QualifiedName(parts.map { SQL.Name(String($0), at: value.range) })
  }

  private func catalogFunction(
    _ name: String,
    _ arguments: [BoundExpression],
    _ named: [String: BoundExpression],
    _ reference: SQL.TableReference
  ) throws(SQLError) -> CatalogRelation {
    var plain: [TypedDatum] = []
    for argument in arguments { plain.append(try constant(argument, of: name)) }
    var labelled: [String: TypedDatum] = [:]
    for (label, value) in named { labelled[label] = try constant(value, of: name) }
    guard let relation = try catalog.tableFunction(name, plain, named: labelled) else {
      throw SQLError(
        .catalog,
        "there is no function '\(name)' that makes rows",
        at: reference.range
      )
    }
    return relation
  }

  /// The query of a macro that makes rows, with a scope in which its parameters have values.
  private func tableMacro(
    _ macro: SQL.CreateMacro,
    _ function: SQL.TableFunction,
    at range: SQL.SourceRange
  ) throws(SQLError) -> (SQL.Query, NameScope)? {
    for overload in macro.overloads {
      guard case .table(let query) = overload.body,
        function.arguments.count <= overload.parameters.count
      else { continue }
      let expressions = ExpressionBinder(self, NameScope(parent: nil), .select)
      let scope = NameScope(parent: nil)
      var values: [(name: String, value: BoundExpression)] = []
      for (place, parameter) in overload.parameters.enumerated() {
        let written =
          function.arguments.first {
            $0.name.map { SQLName.folded($0.text) } == SQLName.folded(parameter.name.text)
          }?.value
          ?? (place < function.arguments.count && function.arguments[place].name == nil
            ? function.arguments[place].value : parameter.defaultValue)
        guard let written else {
          throw SQLError(.binding, "there is no value for '\(parameter.name.text)'", at: range)
        }
        // A name that means nothing here is one of a table or a column inside of the macro.
        do {
          values.append((name: parameter.name.text, value: try expressions.bind(written)))
        } catch {
          guard case .name(let name) = written.kind else { throw error }
          scope.standIns.append((name: parameter.name.text, meant: name))
        }
      }
      scope.parameters = values
      // Clauses such as LIMIT see what is around the tables.
      return (query, NameScope(parent: scope))
    }
    return nil
  }
}

extension SQLType {
  /// The list that an array is as well.
  fileprivate var asList: SQLType {
    if case .array(let element, _) = self { return .list(element) }
    if self == .null { return .list(.null) }
    return self
  }
}
