// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension LogicalPlan {
  /// The columns that steps above may use, in order.
  var columns: [PlanColumn] {
    switch self {
    case .single: []
    case .empty(let columns): columns
    case .scan(let scan): scan.columns.map(\.column)
    case .values(let values): values.columns
    case .function(let call): call.columns
    case .filter(let input, _), .sort(let input, _), .limit(let input, _),
      .distinct(let input, _), .sample(let input, _):
      input.columns
    case .project(let input, let computed, let isFinal):
      (isFinal ? [] : input.columns) + computed.map(\.column)
    case .aggregate(let step):
      step.keys.map(\.column) + step.aggregates.map(\.column)
        + (step.groupingColumn.map { [$0] } ?? [])
    case .window(let input, let columns): input.columns + columns.map(\.column)
    case .join(let join):
      switch join.kind {
      case .semi, .anti: join.left.columns
      case .mark(let column): join.left.columns + [column]
      default: join.left.columns + join.right.columns
      }
    case .setOperation(let step): step.columns
    case .unnest(let input, let columns): input.columns + columns.map(\.column)
    case .shared(_, let body): body.columns
    case .sharedScan(let scan): scan.columns.map(\.column)
    case .recursion(let step): step.columns
    case .positional(let left, let right): left.columns + right.columns
    }
  }

  /// The steps below.
  var inputs: [LogicalPlan] {
    switch self {
    case .single, .empty, .scan, .values, .function, .sharedScan: []
    case .filter(let input, _), .sort(let input, _), .limit(let input, _),
      .distinct(let input, _), .sample(let input, _), .project(let input, _, _),
      .window(let input, _), .unnest(let input, _):
      [input]
    case .aggregate(let step): [step.input]
    case .join(let join): [join.left, join.right]
    case .setOperation(let step): [step.left, step.right]
    case .shared(let shared, let body): [shared.plan, body]
    case .recursion(let step): [step.start, step.step]
    case .positional(let left, let right): [left, right]
    }
  }

  /// The same with other steps below, in the order of ``inputs``.
  func replacingInputs(_ change: (LogicalPlan) throws -> LogicalPlan) rethrows -> LogicalPlan {
    switch self {
    case .single, .empty, .scan, .values, .function, .sharedScan: return self
    case .filter(let input, let conditions): return .filter(try change(input), conditions)
    case .sort(let input, let keys): return .sort(try change(input), keys)
    case .limit(let input, let limit): return .limit(try change(input), limit)
    case .distinct(let input, let on): return .distinct(try change(input), on: on)
    case .sample(let input, let size): return .sample(try change(input), size)
    case .project(let input, let computed, let isFinal):
      return .project(try change(input), computed, isFinal: isFinal)
    case .window(let input, let columns): return .window(try change(input), columns)
    case .unnest(let input, let columns): return .unnest(try change(input), columns)
    case .aggregate(var step):
      step.input = try change(step.input)
      return .aggregate(step)
    case .join(var join):
      join.left = try change(join.left)
      join.right = try change(join.right)
      return .join(join)
    case .setOperation(var step):
      step.left = try change(step.left)
      step.right = try change(step.right)
      return .setOperation(step)
    case .shared(var shared, let body):
      shared.plan = try change(shared.plan)
      return .shared(shared, body: try change(body))
    case .recursion(var step):
      step.start = try change(step.start)
      step.step = try change(step.step)
      return .recursion(step)
    case .positional(let left, let right): return .positional(try change(left), try change(right))
    }
  }
}

extension LogicalPlan {
  /// The same with other expressions in this step, not in those below.
  func replacingExpressions(_ change: (BoundExpression) throws -> BoundExpression) rethrows
    -> LogicalPlan
  {
    switch self {
    case .single, .empty, .sharedScan, .setOperation, .shared, .recursion, .positional, .sample:
      return self
    case .scan(var scan):
      scan.filters = try scan.filters.map(change)
      return .scan(scan)
    case .values(var values):
      values.rows = try values.rows.map { try $0.map(change) }
      return .values(values)
    case .function(var call):
      call.arguments = try call.arguments.map(change)
      return .function(call)
    case .filter(let input, let conditions): return .filter(input, try conditions.map(change))
    case .project(let input, let computed, let isFinal):
      return .project(input, try computed.map { try $0.replacing(change) }, isFinal: isFinal)
    case .aggregate(var step):
      step.keys = try step.keys.map { try $0.replacing(change) }
      step.aggregates = try step.aggregates.map { column in
        var column = column
        column.call.arguments = try column.call.arguments.map(change)
        column.call.order = try column.call.order.map { try $0.replacing(change) }
        column.call.filter = try column.call.filter.map(change)
        return column
      }
      return .aggregate(step)
    case .window(let input, let columns):
      return .window(input, try columns.map { try $0.replacing(change) })
    case .join(var join):
      join.conditions = try join.conditions.map(change)
      join.comparisons = try join.comparisons.map(change)
      return .join(join)
    case .sort(let input, let keys): return .sort(input, try keys.map { try $0.replacing(change) })
    case .limit(let input, var limit):
      limit.count = try limit.count.map(change)
      limit.offset = try limit.offset.map(change)
      return .limit(input, limit)
    case .distinct(let input, let on): return .distinct(input, on: try on.map(change))
    case .unnest(let input, let columns):
      return .unnest(
        input,
        try columns.map { UnnestedColumn(column: $0.column, list: try change($0.list)) }
      )
    }
  }

  /// The expressions of this step.
  var expressions: [BoundExpression] {
    var found: [BoundExpression] = []
    _ = replacingExpressions { expression in
      found.append(expression)
      return expression
    }
    return found
  }

  /// The columns that the plan uses and does not make: those of a query around it.
  var freeColumns: Set<ColumnID> {
    var used: Set<ColumnID> = []
    var made: Set<ColumnID> = []
    var waiting = [self]
    while let step = waiting.popLast() {
      for expression in step.expressions { expression.collectColumns(into: &used) }
      for column in step.ownColumns { made.insert(column) }
      waiting += step.inputs
    }
    return used.subtracting(made)
  }

  /// The columns that this step makes itself.
  private var ownColumns: [ColumnID] {
    switch self {
    case .filter, .sort, .limit, .distinct, .sample, .shared, .positional, .single: []
    case .project(_, let computed, _): computed.map(\.column.id)
    case .window(_, let columns): columns.map(\.column.id)
    case .unnest(_, let columns): columns.map(\.column.id)
    case .join(let join): if case .mark(let column) = join.kind { [column.id] } else { [] }
    default: columns.map(\.id)
    }
  }
}

extension ComputedColumn {
  fileprivate func replacing(_ change: (BoundExpression) throws -> BoundExpression) rethrows -> Self
  {
    ComputedColumn(column: column, expression: try change(expression))
  }
}

extension SortKey {
  fileprivate func replacing(_ change: (BoundExpression) throws -> BoundExpression) rethrows -> Self
  {
    SortKey(
      expression: try change(expression),
      isDescending: isDescending,
      areNullsFirst: areNullsFirst
    )
  }
}

extension WindowColumn {
  fileprivate func replacing(_ change: (BoundExpression) throws -> BoundExpression) rethrows -> Self
  {
    var copy = self
    func changed(_ bound: WindowCall.Frame.Bound) throws -> WindowCall.Frame.Bound {
      switch bound {
      case .preceding(let distance): .preceding(try change(distance))
      case .following(let distance): .following(try change(distance))
      default: bound
      }
    }
    copy.call.arguments = try call.arguments.map(change)
    copy.call.partition = try call.partition.map(change)
    copy.call.order = try call.order.map { try $0.replacing(change) }
    copy.call.filter = try call.filter.map(change)
    copy.call.argumentOrder = try call.argumentOrder.map { try $0.replacing(change) }
    // A frame may hold expressions as well; `rethrows` needs them to be seen here.
    copy.call.frame.start = try changed(call.frame.start)
    copy.call.frame.end = try changed(call.frame.end)
    return copy
  }
}
