// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// A call of a function of many rows, whose value becomes a column.
  func aggregate(
    _ name: String,
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    let bound = try insideAggregate(at: range) { () throws(SQLError) in
      try aggregateCall(name, receiver, call, at: range)
    }
    if let owner = owner(of: bound) { return try owner.column(of: bound, name, at: range) }
    return try column(of: bound, name, at: range)
  }

  /// What binds the query around that an aggregate belongs to, as it works on columns of that one only.
  private func owner(of call: AggregateCall) -> ExpressionBinder? {
    var columns = Set<ColumnID>()
    let keys = call.order.map(\.expression)
    for part in call.arguments + call.settings + keys + (call.filter.map { [$0] } ?? []) {
      part.collectColumns(into: &columns)
    }
    guard !columns.isEmpty else { return nil }
    var place = scope.parent
    while let around = place {
      if around.has(columns) { return around.binder }
      place = around.parent
    }
    return nil
  }

  /// The column that an aggregate of this query becomes.
  private func column(
    of bound: AggregateCall,
    _ name: String,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    switch clause {
    case .select, .having, .qualify, .order: break
    default:
      throw SQLError(
        .binding,
        "the aggregate '\(name)' stands in \(clause.rawValue), where there are no groups yet",
        at: range,
        advice: clause == .filter ? "Conditions on groups stand in HAVING." : ""
      )
    }
    guard !isInAggregate else {
      throw SQLError(.binding, "an aggregate stands inside of another one", at: range)
    }
    if let known = aggregates.first(where: { $0.call.isSame(as: bound) }) {
      return BoundExpression(known.column, at: range)
    }
    let column = binder.makeColumn(name, bound.function.result)
    aggregates.append(AggregateColumn(column: column, call: bound))
    return BoundExpression(column, at: range)
  }

  /// What an aggregate is called with, for groups and for windows.
  func aggregateCall(
    _ name: String,
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> AggregateCall {
    var arguments = receiver.map { [$0] } ?? []
    for argument in call.arguments {
      if case .star(let star) = argument.value.kind, star.qualifier.isEmpty, name == "count" {
        continue
      }
      arguments.append(try bind(argument.value))
    }
    var order: [SortKey] = []
    for item in call.order {
      guard binder.ordersByConstants || !item.isConstant else {
        throw SQLError(
          .binding,
          "the values of '\(name)' are not ordered by what is the same for all of them",
          at: range,
          advice: "ORDER BY stands behind all arguments."
        )
      }
      order.append(contentsOf: try sortKeys(item))
    }
    if let item = call.withinGroup.first {
      // `percentile_cont(0.5) WITHIN GROUP (ORDER BY x)` is `quantile_cont(x, 0.5)`.
      let key = try sortKeys(item)
      arguments = key.map(\.expression) + arguments
      order = []
      if key.first?.isDescending == true, let share = arguments.last, arguments.count == 2 {
        let one = BoundExpression(.constant(.double(1)), .double, at: range)
        arguments[1] = try self.call("-", [one, try cast(share, to: .double)], at: range)
      }
    }
    let types = arguments.map(\.argumentType)
    guard let match = binder.functions.aggregate(name, types) else {
      throw mismatch(name, types, at: call.name.range)
    }
    var typed: [BoundExpression] = []
    for (argument, type) in zip(arguments, match.parameters) {
      typed.append(try cast(argument, to: type))
    }
    return AggregateCall(
      function: match.function,
      arguments: typed,
      settings: Array(arguments.dropFirst(match.parameters.count)),
      isDistinct: call.isDistinct,
      order: order,
      filter: try filter(of: call)
    )
  }

  /// Which rows count for a call.
  private func filter(of call: SQL.Call) throws(SQLError) -> BoundExpression? {
    let conditions = [try call.filter.map(boolean), pivotCondition].compactMap { $0 }
    return conditions.isEmpty ? nil : .all(conditions)
  }

  /// What rows are ordered by, inside of a call or a window.
  func sortKeys(_ item: SQL.OrderItem) throws(SQLError) -> [SortKey] {
    let isDescending = item.direction.map { $0 == .descending } ?? binder.isDescending
    let areNullsFirst = item.areNullsFirst ?? binder.areNullsFirst(isDescending)
    switch item.target {
    case .all:
      return scope.starColumns().map {
        SortKey(expression: $0.value, isDescending: isDescending, areNullsFirst: areNullsFirst)
      }
    case .expression(let expression):
      return [
        SortKey(
          expression: try bind(expression),
          isDescending: isDescending,
          areNullsFirst: areNullsFirst
        )
      ]
    }
  }
}
