// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Decorrelation {
  /// A part of a plan that is computed for a domain, and the columns that tell for which of its values.
  struct Inside {
    var plan: LogicalPlan
    var domain: [PlanColumn]
  }

  /// Computes a plan for all values of a domain.
  func pushed(_ domain: Domain, into plan: LogicalPlan) throws(SQLError) -> Inside {
    guard domain.concerns(plan) else {
      let copy = copied(domain)
      return Inside(
        plan: .join(Join(kind: .inner, left: copy.plan, right: plan)),
        domain: copy.domain
      )
    }
    switch plan {
    case .filter(let input, let conditions):
      let inside = try pushed(domain, into: input)
      let rename = renaming(domain, inside)
      return Inside(
        plan: .filter(inside.plan, conditions.map { $0.renaming(rename) }),
        domain: inside.domain
      )
    case .project(let input, let computed, let isFinal):
      let inside = try pushed(domain, into: input)
      let rename = renaming(domain, inside)
      var all = computed.map {
        ComputedColumn(column: $0.column, expression: $0.expression.renaming(rename))
      }
      if isFinal {
        all += inside.domain.map {
          ComputedColumn(column: $0, expression: BoundExpression($0))
        }
      }
      return Inside(plan: .project(inside.plan, all, isFinal: isFinal), domain: inside.domain)
    case .aggregate(let step): return try pushed(domain, into: step)
    case .join(let join): return try pushed(domain, into: join)
    case .window(let input, let columns):
      let inside = try pushed(domain, into: input)
      let rename = renaming(domain, inside)
      var renamed = LogicalPlan.window(inside.plan, columns)
        .replacingExpressions { $0.renaming(rename) }
      if case .window(let input, var columns) = renamed {
        for place in columns.indices {
          columns[place].call.partition += inside.domain.map { BoundExpression($0) }
        }
        renamed = .window(input, columns)
      }
      return Inside(plan: renamed, domain: inside.domain)
    case .sort(let input, let keys):
      let inside = try pushed(domain, into: input)
      let rename = renaming(domain, inside)
      let plan = LogicalPlan.sort(inside.plan, keys).replacingExpressions { $0.renaming(rename) }
      return Inside(plan: plan, domain: inside.domain)
    case .limit(let input, let limit): return try pushed(domain, into: input, limit)
    case .distinct(let input, let on):
      let inside = try pushed(domain, into: input)
      let rename = renaming(domain, inside)
      let all = on.map { $0.renaming(rename) } + inside.domain.map { BoundExpression($0) }
      return Inside(plan: .distinct(inside.plan, on: all), domain: inside.domain)
    case .unnest(let input, let columns):
      let inside = try pushed(domain, into: input)
      let rename = renaming(domain, inside)
      let renamed = columns.map {
        UnnestedColumn(column: $0.column, list: $0.list.renaming(rename))
      }
      return Inside(plan: .unnest(inside.plan, renamed), domain: inside.domain)
    case .setOperation(let step): return try pushed(domain, into: step)
    case .values(let values): return pushed(domain, into: values)
    case .shared(var shared, let body):
      var domain = domain
      if domain.concerns(shared.plan) {
        let inside = try pushed(domain, into: shared.plan)
        shared.plan = inside.plan
        domain.carriers[shared.number] = inside.domain
      }
      let inside = try pushed(domain, into: body)
      return Inside(plan: .shared(shared, body: inside.plan), domain: inside.domain)
    case .sharedScan(var scan):
      guard let carried = domain.carriers[scan.number] else { break }
      let columns = carried.map { makeColumn($0.name, $0.type) }
      scan.columns += zip(columns, carried).map { (column: $0, source: $1.id) }
      return Inside(plan: .sharedScan(scan), domain: columns)
    case .recursion(let step): return try pushed(domain, into: step)
    case .single, .empty, .scan, .function, .positional, .sample: break
    }
    throw SQLError(
      .unsupported,
      "a part of the query depends on the query around it where it cannot",
      at: nil
    )
  }

  /// A recursion for all values at once: its rows carry them from round to round.
  private func pushed(_ domain: Domain, into step: RecursivePart) throws(SQLError) -> Inside {
    var result = step
    let columns = domain.columns.map { makeColumn($0.name, $0.type) }
    let start = try pushed(domain, into: step.start)
    var domain = domain
    domain.carriers[step.number] = columns
    if let recurring = step.recurring { domain.carriers[recurring] = columns }
    let round = try pushed(domain, into: step.step)
    result.start = .project(start.plan, step.startColumns, start.domain)
    result.step = .project(round.plan, step.stepColumns, round.domain)
    result.startColumns += start.domain.map(\.id)
    result.stepColumns += round.domain.map(\.id)
    if !step.key.isEmpty {
      result.key += step.columns.count..<step.columns.count + columns.count
    }
    result.columns += columns
    return Inside(plan: .recursion(result), domain: columns)
  }

  /// The domain under numbers that nobody else uses: it may be joined in at several places.
  private func copied(_ domain: Domain) -> Inside {
    let columns = domain.columns.map { makeColumn($0.name, $0.type) }
    let computed = zip(columns, domain.columns).map {
      ComputedColumn(column: $0, expression: BoundExpression($1))
    }
    return Inside(plan: .project(domain.plan, computed, isFinal: true), domain: columns)
  }

  /// The columns of the outer query as those that came along.
  private func renaming(_ domain: Domain, _ inside: Inside) -> [ColumnID: BoundExpression] {
    var result: [ColumnID: BoundExpression] = [:]
    for (outer, column) in domain.renaming {
      guard let place = domain.columns.firstIndex(where: { $0.id == column.column }) else {
        continue
      }
      result[outer] = BoundExpression(inside.domain[place])
    }
    return result
  }

  private func pushed(_ domain: Domain, into step: Aggregation) throws(SQLError) -> Inside {
    let inside = try pushed(domain, into: step.input)
    let rename = renaming(domain, inside)
    var renamed = step
    if case .aggregate(let changed) = LogicalPlan.aggregate(step)
      .replacingExpressions({ $0.renaming(rename) })
    {
      renamed = changed
    }
    renamed.input = inside.plan
    // Groups are told apart by what they belong to as well.
    let keys = inside.domain.map {
      ComputedColumn(column: makeColumn($0.name, $0.type), expression: BoundExpression($0))
    }
    let places = renamed.keys.count..<renamed.keys.count + keys.count
    renamed.keys += keys
    renamed.groupings = renamed.groupings.map { $0 + Array(places) }
    let grouped = Inside(plan: .aggregate(renamed), domain: keys.map(\.column))
    guard step.groupings.contains([]) else { return grouped }
    guard step.groupings.count(where: \.isEmpty) == 1 else {
      throw SQLError(.unsupported, "several empty grouping sets depend on a query around them")
    }
    // Without keys there is a group even of no rows: each value of the domain has one.
    return completed(grouped, step, domain)
  }

  private func completed(
    _ grouped: Inside,
    _ step: Aggregation,
    _ domain: Domain
  ) -> Inside {
    let all = copied(domain)
    let conditions = zip(all.domain, grouped.domain).map { left, right in
      BoundExpression(
        .comparison(.notDistinct, BoundExpression(left), BoundExpression(right)),
        .boolean
      )
    }
    let joined = LogicalPlan.join(
      Join(kind: .left, left: all.plan, right: grouped.plan, conditions: conditions)
    )
    // A count of nothing is zero, and not missing.
    var renaming: [ComputedColumn] = all.domain.map {
      ComputedColumn(column: $0, expression: BoundExpression($0))
    }
    var counts: [ColumnID: BoundExpression] = [:]
    for aggregate in step.aggregates {
      let function = aggregate.call.function
      if function.ofNothing.isNull {
        renaming.append(
          ComputedColumn(
            column: aggregate.column,
            expression: BoundExpression(aggregate.column)
          )
        )
        continue
      }
      let zero = BoundExpression(.constant(function.ofNothing), function.result)
      let raw = makeColumn(aggregate.column.name, function.result)
      counts[aggregate.column.id] = BoundExpression(raw)
      renaming.append(
        ComputedColumn(
          column: aggregate.column,
          expression: BoundExpression(.coalesce([BoundExpression(raw), zero]), function.result)
        )
      )
    }
    for key in step.keys {
      renaming.append(ComputedColumn(column: key.column, expression: BoundExpression(key.column)))
    }
    if let column = step.groupingColumn {
      // No key counts where there are no rows.
      let bits = step.keys.indices.reduce(0 as Int64) { $0 | 1 << Int64($1) }
      let raw = makeColumn(column.name, column.type)
      counts[column.id] = BoundExpression(raw)
      let none = BoundExpression(.constant(.integer(Int128(bits))), column.type)
      let value = BoundExpression(.coalesce([BoundExpression(raw), none]), column.type)
      renaming.append(ComputedColumn(column: column, expression: value))
    }
    let plan = LogicalPlan.project(
      joined.renamingOutputs(counts),
      renaming,
      isFinal: true
    )
    return Inside(plan: plan, domain: all.domain)
  }

  private func pushed(_ domain: Domain, into join: Join) throws(SQLError) -> Inside {
    let dependsLeft = domain.concerns(join.left)
    let dependsRight = domain.concerns(join.right)
    var result = join
    switch join.kind {
    case .inner, .left, .semi, .anti, .mark, .single, .asof, .asofLeft:
      let isOuterSideEnough = join.kind == .inner ? !dependsLeft || !dependsRight : !dependsRight
      if isOuterSideEnough {
        // One side has the values of the domain; a join with the other keeps them.
        if join.kind == .inner && dependsRight {
          let right = try pushed(domain, into: join.right)
          result.right = right.plan
          return Inside(plan: renamed(.join(result), domain, right), domain: right.domain)
        }
        let left = try pushed(domain, into: join.left)
        result.left = left.plan
        return Inside(plan: renamed(.join(result), domain, left), domain: left.domain)
      }
    case .right, .full: break
    }
    let left = try pushed(domain, into: join.left)
    let right = try pushed(domain, into: join.right)
    result.left = left.plan
    result.right = right.plan
    let rename = renaming(domain, left)
    result.conditions = join.conditions.map { $0.renaming(rename) }
    result.comparisons = join.comparisons.map { $0.renaming(rename) }
    for (first, second) in zip(left.domain, right.domain) {
      result.conditions.append(
        BoundExpression(
          .comparison(.notDistinct, BoundExpression(first), BoundExpression(second)),
          .boolean
        )
      )
    }
    guard join.kind == .right || join.kind == .full else {
      return Inside(plan: .join(result), domain: left.domain)
    }
    // The values may come from either side.
    let columns = left.domain.map { makeColumn($0.name, $0.type) }
    let computed = columns.enumerated().map { place, column in
      let both = [BoundExpression(left.domain[place]), BoundExpression(right.domain[place])]
      return ComputedColumn(
        column: column,
        expression: BoundExpression(.coalesce(both), column.type)
      )
    }
    return Inside(plan: .project(.join(result), computed, isFinal: false), domain: columns)
  }

  private func renamed(_ plan: LogicalPlan, _ domain: Domain, _ inside: Inside) -> LogicalPlan {
    let rename = renaming(domain, inside)
    return plan.replacingExpressions { $0.renaming(rename) }
  }

  /// The first rows for each value of the domain: those with the least numbers.
  private func pushed(
    _ domain: Domain,
    into input: LogicalPlan,
    _ limit: RowLimit
  ) throws(SQLError) -> Inside {
    guard !limit.isPercent else {
      throw SQLError(
        .unsupported,
        "LIMIT in percent stands in a query that depends on the one around it",
        at: limit.count?.range
      )
    }
    var order: [SortKey] = []
    var below = input
    if case .sort(let unsorted, let keys) = input { (below, order) = (unsorted, keys) }
    let inside = try pushed(domain, into: below)
    let rename = renaming(domain, inside)
    let keys = order.map {
      SortKey(
        expression: $0.expression.renaming(rename),
        isDescending: $0.isDescending,
        areNullsFirst: $0.areNullsFirst
      )
    }
    var plan = inside.plan
    if let offset = limit.offset {
      plan = bounded(plan, inside, keys, .greater, offset.renaming(rename))
    }
    if let count = limit.count {
      plan = bounded(plan, inside, keys, .lessOrEqual, count.renaming(rename))
    }
    return Inside(plan: plan, domain: inside.domain)
  }

  /// The rows whose numbers, for each value of the domain, compare so with a bound; all if it is missing.
  private func bounded(
    _ plan: LogicalPlan,
    _ inside: Inside,
    _ order: [SortKey],
    _ test: ComparisonTest,
    _ bound: BoundExpression
  ) -> LogicalPlan {
    if let constant = bound.constant, constant.isNull { return plan }
    let number = makeColumn("row_number", .bigint)
    let frame = WindowCall.Frame(unit: .rows, start: .unboundedPreceding, end: .currentRow)
    var call = WindowCall(function: .rowNumber, arguments: [], frame: frame)
    call.partition = inside.domain.map { BoundExpression($0) }
    call.order = order
    let isWithin = BoundExpression(.comparison(test, BoundExpression(number), bound), .boolean)
    let isMissing = BoundExpression(.isNull(bound), .boolean)
    return .filter(
      .window(plan, [WindowColumn(column: number, call: call)]),
      [bound.constant == nil ? BoundExpression(.or([isMissing, isWithin]), .boolean) : isWithin]
    )
  }

  private func pushed(_ domain: Domain, into step: SetCombination) throws(SQLError) -> Inside {
    let left = try pushed(domain, into: step.left)
    let right = try pushed(domain, into: step.right)
    var result = step
    let columns = left.domain.map { makeColumn($0.name, $0.type) }
    result.left = left.plan
    result.right = right.plan
    result.columns += columns
    result.leftColumns += left.domain.map(\.id)
    result.rightColumns += right.domain.map(\.id)
    return Inside(plan: .setOperation(result), domain: columns)
  }

  /// Rows that are written out: each is computed for each value.
  private func pushed(_ domain: Domain, into values: ValueRows) -> Inside {
    let copy = copied(domain)
    let rename = renaming(domain, copy)
    let parts = values.rows.map { row -> LogicalPlan in
      let computed =
        zip(values.columns, row).map {
          ComputedColumn(
            column: makeColumn($0.name, $0.type),
            expression: $1.renaming(rename)
          )
        }
        + copy.domain.map {
          ComputedColumn(column: makeColumn($0.name, $0.type), expression: BoundExpression($0))
        }
      return .project(copy.plan, computed, isFinal: true)
    }
    let columns = copy.domain.map { makeColumn($0.name, $0.type) }
    let all = values.columns + columns
    guard parts.count > 1 else {
      let computed = zip(all, parts[0].columns).map {
        ComputedColumn(column: $0, expression: BoundExpression($1))
      }
      return Inside(plan: .project(parts[0], computed, isFinal: true), domain: columns)
    }
    var plan = parts[0]
    for (place, part) in parts.enumerated().dropFirst() {
      let isLast = place == parts.count - 1
      plan = .setOperation(
        SetCombination(
          kind: .union,
          isAll: true,
          left: plan,
          right: part,
          columns: isLast ? all : all.map { makeColumn($0.name, $0.type) },
          leftColumns: plan.columns.map(\.id),
          rightColumns: part.columns.map(\.id)
        )
      )
    }
    return Inside(plan: plan, domain: columns)
  }
}

extension LogicalPlan {
  /// Some columns of a plan, and then others.
  fileprivate static func project(
    _ plan: LogicalPlan,
    _ columns: [ColumnID],
    _ others: [PlanColumn]
  ) -> LogicalPlan {
    let made = Dictionary(plan.columns.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let computed = (columns.compactMap { made[$0] } + others).map {
      ComputedColumn(column: $0, expression: BoundExpression($0))
    }
    return .project(plan, computed, isFinal: true)
  }

  /// The plan with some of its columns under other numbers.
  func renamingOutputs(_ columns: [ColumnID: BoundExpression]) -> LogicalPlan {
    guard !columns.isEmpty else { return self }
    let computed = self.columns.map { column -> ComputedColumn in
      guard let id = columns[column.id]?.column else {
        return ComputedColumn(column: column, expression: BoundExpression(column))
      }
      let renamed = PlanColumn(id: id, name: column.name, type: column.type)
      return ComputedColumn(column: renamed, expression: BoundExpression(column))
    }
    return .project(self, computed, isFinal: true)
  }
}
