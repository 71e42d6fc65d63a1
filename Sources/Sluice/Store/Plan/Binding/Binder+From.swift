// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Binds the tables between commas, each of which may depend on those before it.
  func bind(_ tables: [SQL.TableReference], in scope: NameScope) throws(SQLError) -> LogicalPlan {
    var plan = LogicalPlan.single
    for (place, table) in tables.enumerated() {
      // What stands on the right sees the tables before it.
      let around = NameScope(parent: scope, commonTables: scope.commonTables)
      let (right, tables) = try self.table(table, in: around)
      plan = place == 0 ? right : joined(plan, right, .inner, [])
      scope.add(tables)
    }
    return plan
  }

  private func joined(
    _ left: LogicalPlan,
    _ right: LogicalPlan,
    _ kind: Join.Kind,
    _ conditions: [BoundExpression]
  ) -> LogicalPlan {
    let columns = Set(left.columns.map(\.id))
    return .join(
      Join(
        kind: kind,
        left: left,
        right: right,
        conditions: conditions,
        isDependent: !right.freeColumns.isDisjoint(with: columns)
      )
    )
  }

  /// Binds one table of FROM; what it has is in the scope that is returned.
  func table(
    _ reference: SQL.TableReference,
    in scope: NameScope
  ) throws(SQLError) -> (LogicalPlan, NameScope) {
    let tables = NameScope(parent: scope.parent, commonTables: scope.commonTables)
    var plan: LogicalPlan
    switch reference.kind {
    case .join(let first, let steps):
      let (bound, inside) = try join(first, steps, in: scope)
      guard let alias = reference.alias else { return (try sampled(bound, reference), inside) }
      plan = bound
      let columns = inside.tables.flatMap(\.columns)
      tables.add(
        NameScope.Table(
          name: alias.name.text,
          columns: try renamed(columns, alias.columns, of: alias.name)
        )
      )
    case .query(let query, _):
      // A query sees the tables before it whether LATERAL is written or not.
      let bound = try bind(
        query,
        in: NameScope(parent: scope.parent, commonTables: scope.commonTables)
      )
      plan = bound.plan
      try add(bound.columns, "unnamed_subquery", reference, to: tables)
    case .table(let name): plan = try relation(name, reference, in: scope, tables)
    case .file(let path):
      guard let found = try catalog.file(path) else {
        throw SQLError(
          .catalog,
          "the file '\(path)' cannot be read as a table",
          at: reference.range,
          advice: "Its name ends with '.csv', '.jsonl' or '.json'."
        )
      }
      let last = path.split(separator: "/").last.map { String($0) } ?? path
      let name = last.split(separator: ".").first.map { String($0) } ?? last
      plan = try expand(found, name, nil, reference, in: scope, tables)
    case .function(let function):
      plan = try bind(function, reference, in: scope, tables)
    case .pivot(let pivot):
      throw SQLError(.unsupported, "PIVOT is not there yet", at: pivot.range)
    case .unpivot(let unpivot):
      let bound = try bind(
        unpivot,
        in: NameScope(parent: scope.parent, commonTables: scope.commonTables)
      )
      plan = bound.plan
      try add(bound.columns, "unpivot", reference, to: tables)
    }
    plan = try sampled(plan, reference)
    return (plan, tables)
  }

  private func sampled(
    _ plan: LogicalPlan,
    _ reference: SQL.TableReference
  ) throws(SQLError) -> LogicalPlan {
    guard let sample = reference.sample else { return plan }
    return .sample(plan, try size(sample))
  }

  /// The size of a sample, which is written out.
  func size(_ sample: SQL.Sample) throws(SQLError) -> SampleSize {
    func number(_ expression: SQL.Expression) -> Double? {
      switch expression.kind {
      case .literal(.integer(let value)): Double(value)
      case .literal(.number(let text)): Double(text)
      default: nil
      }
    }
    guard let amount = number(sample.amount) else {
      throw SQLError(.binding, "the size of a sample is a number", at: sample.amount.range)
    }
    let seed = sample.seed.flatMap(number).map { UInt64($0) }
    return SampleSize(amount: amount, isPercent: sample.isPercent, seed: seed)
  }

  private func add(
    _ columns: [PlanColumn],
    _ name: String,
    schema: String? = nil,
    hidden: [PlanColumn] = [],
    _ reference: SQL.TableReference,
    to tables: NameScope
  ) throws(SQLError) {
    let alias = reference.alias
    let named = try renamed(
      columns,
      alias?.columns ?? [],
      of: alias?.name ?? SQL.Name(name, at: reference.range)
    )
    tables.add(
      NameScope.Table(
        name: alias?.name.text ?? name,
        schema: alias == nil ? schema : nil,
        columns: named,
        hidden: hidden
      )
    )
  }

  private func add(
    _ columns: [PlanColumn],
    _ name: String,
    _ reference: SQL.TableReference,
    to tables: NameScope
  ) throws(SQLError) {
    try add(columns, name, schema: nil, hidden: [], reference, to: tables)
  }

  /// A table of WITH, a table, a view or a file.
  private func relation(
    _ name: SQL.QualifiedName,
    _ reference: SQL.TableReference,
    in scope: NameScope,
    _ tables: NameScope
  ) throws(SQLError) -> LogicalPlan {
    if let single = name.single {
      let folded = SQLName.folded(single.text)
      if let table = scope.commonTables.last(where: { SQLName.folded($0.name) == folded }) {
        let bound = scan(table)
        try add(bound.columns, table.name, reference, to: tables)
        return bound.plan
      }
    }
    if let found = catalog.relation(name) {
      return try expand(found, name.last.text, name, reference, in: scope, tables)
    }
    let text = name.parts.map(\.text).joined(separator: ".")
    throw SQLError(
      .catalog,
      "there is no table '\(text)'",
      at: name.range,
      advice: NearestName.advice(
        for: text,
        among: catalog.relationNames + scope.commonTables.map(\.name)
      )
    )
  }

  private func expand(
    _ relation: CatalogRelation,
    _ name: String,
    _ written: SQL.QualifiedName?,
    _ reference: SQL.TableReference,
    in scope: NameScope,
    _ tables: NameScope
  ) throws(SQLError) -> LogicalPlan {
    switch relation {
    case .table(let source, let schema, let columns):
      let scanned = columns.enumerated().map { place, column in
        TableScan.ScannedColumn(place: place, column: makeColumn(column.name, column.type))
      }
      let rowID = TableScan.ScannedColumn(
        place: TableScan.rowID,
        column: makeColumn("rowid", .bigint)
      )
      try add(
        scanned.map(\.column),
        name,
        schema: schema,
        hidden: [rowID.column],
        reference,
        to: tables
      )
      return .scan(TableScan(source: source, columns: scanned + [rowID]))
    case .view(let query, let names):
      let key =
        written.map { $0.parts.map { SQLName.folded($0.text) }.joined(separator: ".") } ?? name
      guard !viewsAround.contains(key) else {
        throw SQLError(.binding, "the view '\(name)' needs itself", at: reference.range)
      }
      viewsAround.append(key)
      defer { viewsAround.removeLast() }
      // A view sees nothing of what is around it.
      var bound = try bind(query, in: NameScope(parent: nil))
      for (place, name) in names.enumerated() where place < bound.columns.count {
        bound.columns[place].name = name
      }
      try add(bound.columns, name, reference, to: tables)
      return bound.plan
    }
  }

  // MARK: - Functions

  private func bind(
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
    case "range", "generate_series":
      // Numbers that are known are made one by one, and never are a list.
      if (1...3).contains(arguments.count),
        arguments.allSatisfy({ $0.type.isInteger && $0.constant != nil })
      {
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

  private func catalogFunction(
    _ name: String,
    _ arguments: [BoundExpression],
    _ named: [String: BoundExpression],
    _ reference: SQL.TableReference
  ) throws(SQLError) -> CatalogRelation {
    func constant(_ value: BoundExpression) throws(SQLError) -> TypedDatum {
      guard let datum = try value.valueWithoutRows() else {
        throw SQLError(.binding, "'\(name)' needs values that are written out", at: value.range)
      }
      return TypedDatum(datum, value.type)
    }
    var plain: [TypedDatum] = []
    for argument in arguments { plain.append(try constant(argument)) }
    var labelled: [String: TypedDatum] = [:]
    for (label, value) in named { labelled[label] = try constant(value) }
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
        values.append((name: parameter.name.text, value: try expressions.bind(written)))
      }
      scope.parameters = values
      return (query, scope)
    }
    return nil
  }
}

extension TableScan {
  /// The place of the column that numbers the rows of a table.
  static let rowID = -1
}

extension SQLType {
  /// The list that an array is as well.
  fileprivate var asList: SQLType {
    if case .array(let element, _) = self { return .list(element) }
    if self == .null { return .list(.null) }
    return self
  }
}
