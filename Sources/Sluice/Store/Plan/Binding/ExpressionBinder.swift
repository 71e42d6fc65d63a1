// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Binds the expressions of one `SELECT`, or of another statement, clause by clause.
///
/// What cannot be computed row by row is collected on the way, and stands as a column in the
/// expression: values of queries, aggregates and window functions.
final class ExpressionBinder {
  /// The part of a statement that an expression stands in.
  enum Clause: String {
    case select = "SELECT"
    case filter = "WHERE"
    case join = "ON"
    case group = "GROUP BY"
    case having = "HAVING"
    case qualify = "QUALIFY"
    case order = "ORDER BY"
    case limit = "LIMIT"
    case values = "VALUES"
    case change = "SET"
    case definition = "a definition"
  }

  let binder: Binder
  let scope: NameScope
  var clause: Clause
  /// The parameters of functions over lists, the innermost last.
  var lambdas: [[(name: String, type: SQLType)]] = []
  /// The values of the parameters of macros, the innermost last.
  private(set) var macros: [[String: BoundExpression]] = []
  /// The windows that macros were called with, the innermost last.
  private(set) var macroWindows: [SQL.Window?] = []
  /// What `COLUMNS` stands for right now, the innermost last.
  var columnValues: [BoundExpression] = []
  /// What GROUPING is asked for, each with the column that it becomes.
  private(set) var groupings: [(column: PlanColumn, keys: [BoundExpression])] = []
  /// What rows have to meet to count for the aggregates of one column of PIVOT.
  var pivotCondition: BoundExpression?
  /// Windows that the clause `WINDOW` defines.
  var windows: [SQL.NamedWindow] = []

  /// Queries whose values are needed once rows are grouped, if they are.
  var subqueries: [SubqueryJoin] = []
  /// Queries whose values are needed before rows are grouped.
  var subqueriesBelow: [SubqueryJoin] = []
  var aggregates: [AggregateColumn] = []
  var windowColumns: [WindowColumn] = []
  var unnested: [UnnestedColumn] = []

  private(set) var isInAggregate = false
  private var isInWindow = false

  init(_ binder: Binder, _ scope: NameScope, _ clause: Clause) {
    self.binder = binder
    self.scope = scope
    self.clause = clause
  }

  /// Binds an expression.
  func bind(_ expression: SQL.Expression) throws(SQLError) -> BoundExpression {
    let range = expression.range
    switch expression.kind {
    case .literal(let literal):
      var constant = Self.constant(literal, at: range)
      // As columns have it that are declared as INTEGER.
      if binder.isLenient, constant.type == .integer { constant.type = .bigint }
      return constant
    case .parameter(let parameter): return bind(parameter, at: range)
    case .defaultValue:
      throw SQLError(.binding, "DEFAULT stands only for a value that is inserted or set", at: range)
    case .name(let name): return try bind(name)
    case .position(let place): return try column(at: place, range)
    case .columns where !columnValues.isEmpty: return columnValues[columnValues.count - 1]
    case .star, .columns:
      throw SQLError(
        .binding,
        "'*' stands for several columns, and here is room for one",
        at: range
      )
    case .unary(let sign, let operand): return try bind(sign, operand, at: range)
    case .binary(let first, let steps): return try bind(first, steps)
    case .comparison(let left, let test, let right):
      return try compare(try bind(left), ComparisonTest(test), try bind(right), at: range)
    case .not(let operand): return negated(try boolean(operand), at: range)
    case .and(let parts):
      var bound: [BoundExpression] = []
      for part in parts { bound.append(try boolean(part)) }
      return BoundExpression(.and(bound), .boolean, at: range)
    case .or(let parts):
      var bound: [BoundExpression] = []
      for part in parts { bound.append(try boolean(part)) }
      return BoundExpression(.or(bound), .boolean, at: range)
    case .pattern(let test): return try bind(test, at: range)
    case .between(let between): return try bind(between, at: range)
    case .is(let operand, let test, let isNegated):
      return try bind(operand, test, isNegated, at: range)
    case .isDistinct(let left, let right, let isNegated):
      let test: ComparisonTest = isNegated ? .notDistinct : .distinct
      return try compare(try bind(left), test, try bind(right), at: range)
    case .inList(let operand, let values, let isNegated):
      let found = try bind(operand, among: values, at: range)
      return isNegated ? negated(found, at: range) : found
    case .inQuery(let operand, let query, let isNegated):
      let found = try bind(operand, .equal, in: query, at: range)
      return isNegated ? negated(found, at: range) : found
    case .inValue(let operand, let list, let isNegated):
      let found = try call("contains", [try bind(list), try bind(operand)], at: range)
      return isNegated ? negated(found, at: range) : found
    case .quantified(let quantified): return try bind(quantified, at: range)
    case .collate(let operand, let name):
      throw SQLError(
        .unsupported,
        "texts are compared byte by byte, and '\(name.last.text)' would order them otherwise",
        at: range,
        advice:
          "Leave COLLATE out, or order by lower(\(operand.range == .none ? "…" : "the text"))."
      )
    case .subquery(let query): return try scalar(query, at: range)
    case .exists(let query): return try exists(query, at: range)
    case .arrayQuery(let query): return try array(query, at: range)
    case .call(let call): return try bind(call, at: range)
    case .case(let form): return try bind(form, at: range)
    case .cast(let cast): return try bind(cast, at: range)
    case .interval(let interval): return try bind(interval, at: range)
    case .attempt(let operand):
      let bound = try bind(operand)
      return BoundExpression(.attempt(bound), bound.type, at: range)
    case .grouping(let keys): return try grouping(keys, at: range)
    case .lambda:
      throw SQLError(
        .binding,
        "a function stands only where another function takes one",
        at: range,
        advice: "'list_transform([1, 2], x -> x + 1)' does."
      )
    case .row(let values): return try row(values, at: range)
    case .list(let values): return try list(values, at: range)
    case .structure(let fields): return try structure(fields, at: range)
    case .map(let entries): return try map(entries, at: range)
    case .comprehension(let form): return try bind(form, at: range)
    case .field(let operand, let name): return try field(try bind(operand), name, at: range)
    case .element(let operand, let place): return try element(operand, place, at: range)
    case .slice(let slice): return try bind(slice, at: range)
    }
  }

  /// Binds an expression that is true or false.
  func boolean(_ expression: SQL.Expression) throws(SQLError) -> BoundExpression {
    try cast(try bind(expression), to: .boolean)
  }

  /// Whether something is not so.
  func negated(_ operand: BoundExpression, at range: SQL.SourceRange) -> BoundExpression {
    BoundExpression(.not(operand), .boolean, at: range)
  }

  /// Binds what an aggregate is called with: there are no other aggregates inside.
  func insideAggregate<Result>(
    at range: SQL.SourceRange,
    _ body: () throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    guard !isInAggregate else {
      throw SQLError(.binding, "an aggregate stands inside of another one", at: range)
    }
    isInAggregate = true
    defer { isInAggregate = false }
    return try body()
  }

  /// Binds what a window function is called with: there are no others inside.
  func insideWindow<Result>(
    at range: SQL.SourceRange,
    _ body: () throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    guard !isInWindow else {
      throw SQLError(.binding, "a window function stands inside of another one", at: range)
    }
    isInWindow = true
    defer { isInWindow = false }
    return try body()
  }

  /// Which of some keys do not count in the grouping of a row, as bits.
  private func grouping(
    _ keys: [SQL.Expression],
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    guard keys.count <= 64 else {
      throw SQLError(.binding, "GROUPING asks for 64 expressions or less", at: range)
    }
    var bound: [BoundExpression] = []
    for key in keys { bound.append(try bind(key)) }
    let column = binder.makeColumn("grouping", .bigint)
    groupings.append((column: column, keys: bound))
    return BoundExpression(column, at: range)
  }

  /// Goes on inside of a macro.
  func enterMacro(
    _ values: [String: BoundExpression],
    over window: SQL.Window?,
    at range: SQL.SourceRange
  ) throws(SQLError) {
    guard macros.count < 32 else {
      throw SQLError(.binding, "macros call each other without an end", at: range)
    }
    macros.append(values)
    macroWindows.append(window ?? macroWindows.last ?? nil)
  }

  /// Goes on outside of the macro.
  func leaveMacro() {
    macros.removeLast()
    macroWindows.removeLast()
  }

  /// Notes a query whose value is needed.
  func note(_ subquery: SubqueryJoin) {
    if isInAggregate { subqueriesBelow.append(subquery) } else { subqueries.append(subquery) }
  }
}

extension ComparisonTest {
  init(_ test: SQL.ComparisonOperator) {
    self =
      switch test {
      case .equal: .equal
      case .notEqual: .notEqual
      case .less: .less
      case .lessOrEqual: .lessOrEqual
      case .greater: .greater
      case .greaterOrEqual: .greaterOrEqual
      }
  }
}
