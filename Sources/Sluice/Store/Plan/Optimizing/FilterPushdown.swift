// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Moves conditions towards the tables, so that rows which nobody needs go as early as can be.
///
/// On the way tables between commas become joins, and outer joins whose missing rows would be left out
/// become inner ones. Conditions on columns of a query around stay where they are.
struct FilterPushdown {
  /// The plan with its conditions where they cost least.
  func apply(_ plan: LogicalPlan) -> LogicalPlan { marks.leavingOutUnused(pushed(plan, [])) }

  private let marks = KnownMarks()

  /// The plan of which only rows are wanted that meet some conditions.
  private func pushed(_ plan: LogicalPlan, _ conditions: [BoundExpression]) -> LogicalPlan {
    guard !conditions.isEmpty else { return pushed(plan, local: []) }
    let columns = Set(plan.columns.map(\.id))
    let (local, foreign) = conditions.parted { $0.columns.isSubset(of: columns) }
    return kept(pushed(plan, local: local), foreign)
  }

  private func pushed(_ plan: LogicalPlan, local conditions: [BoundExpression]) -> LogicalPlan {
    switch plan {
    case .filter(let input, let own):
      return pushed(input, own.flatMap(\.factors) + conditions)
    case .project(let input, let computed, let isFinal):
      let values = Dictionary(
        computed.map { ($0.column.id, $0.expression) },
        uniquingKeysWith: { first, _ in first }
      )
      let (free, bound) = conditions.parted { condition in
        !condition.columns.contains { values[$0]?.isVolatile == true }
      }
      let below = free.map { $0.renaming(values) }
      return kept(.project(pushed(input, below), computed, isFinal: isFinal), bound)
    case .join(let join): return pushed(join, conditions)
    case .aggregate(let aggregation): return pushed(aggregation, conditions)
    case .sort(let input, let keys): return .sort(pushed(input, conditions), keys)
    case .distinct(let input, let on):
      let ids = Set(on.compactMap(\.column))
      let (below, above) = conditions.parted { $0.columns.isSubset(of: ids) }
      return kept(.distinct(pushed(input, below), on: on), above)
    case .unnest(let input, let columns):
      let ids = Set(input.columns.map(\.id))
      let (below, above) = conditions.parted { $0.columns.isSubset(of: ids) && !$0.isVolatile }
      return kept(.unnest(pushed(input, below), columns), above)
    case .window(let input, let columns):
      let partitions = columns.map { Set($0.call.partition.compactMap(\.column)) }
      let (below, above) = conditions.parted { condition in
        !condition.isVolatile && !condition.columns.isEmpty
          && partitions.allSatisfy { condition.columns.isSubset(of: $0) }
      }
      return kept(.window(pushed(input, below), columns), above)
    case .setOperation(var step):
      let left = renaming(step.columns, step.leftColumns, step.left)
      let right = renaming(step.columns, step.rightColumns, step.right)
      step.left = pushed(step.left, conditions.map { $0.renaming(left) })
      step.right = pushed(step.right, conditions.map { $0.renaming(right) })
      return .setOperation(step)
    case .shared(var shared, let body):
      shared.plan = pushed(shared.plan, [])
      return .shared(shared, body: pushed(body, conditions))
    case .scan(var scan):
      let (own, volatile) = conditions.parted { !$0.isVolatile }
      scan.filters += own
      return kept(.scan(scan), volatile)
    default:
      return kept(plan.replacingInputs { pushed($0, []) }, conditions)
    }
  }

  private func kept(_ plan: LogicalPlan, _ conditions: [BoundExpression]) -> LogicalPlan {
    let needed = conditions.filter { $0.constant != .bool(true) }
    return needed.isEmpty ? plan : .filter(plan, needed)
  }

  private func renaming(
    _ columns: [PlanColumn],
    _ sources: [ColumnID],
    _ plan: LogicalPlan
  ) -> [ColumnID: BoundExpression] {
    let made = Dictionary(plan.columns.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var result: [ColumnID: BoundExpression] = [:]
    for (column, source) in zip(columns, sources) {
      if let source = made[source] { result[column.id] = BoundExpression(source) }
    }
    return result
  }

  private func pushed(
    _ aggregation: Aggregation,
    _ conditions: [BoundExpression]
  ) -> LogicalPlan {
    var step = aggregation
    // Keys that count in all groupings say something of each row.
    let places = step.keys.indices.filter { key in step.groupings.allSatisfy { $0.contains(key) } }
    let keys = Dictionary(
      places.map { (step.keys[$0].column.id, step.keys[$0].expression) },
      uniquingKeysWith: { first, _ in first }
    )
    let (below, above) = conditions.parted { condition in
      let columns = condition.columns
      return !columns.isEmpty && columns.allSatisfy { keys[$0]?.isVolatile == false }
    }
    step.input = pushed(step.input, below.map { $0.renaming(keys) })
    return kept(.aggregate(step), above)
  }

  // MARK: - Joins

  private func pushed(_ join: Join, _ conditions: [BoundExpression]) -> LogicalPlan {
    var join = join
    let left = Set(join.left.columns.map(\.id))
    let right = Set(join.right.columns.map(\.id))
    var conditions = conditions
    let kind = join.kind
    simplify(&join, &conditions, right)
    var (toLeft, toRight, above) = ([BoundExpression](), [BoundExpression](), [BoundExpression]())
    switch join.kind {
    case .inner:
      var own: [BoundExpression] = []
      for condition in join.conditions.flatMap(\.factors) + conditions {
        let columns = condition.columns
        if condition.isVolatile {
          above.append(condition)
        } else if columns.isSubset(of: left) {
          toLeft.append(condition)
        } else if columns.isSubset(of: right) {
          toRight.append(condition)
        } else {
          own.append(contentsOf: [condition])
        }
        // What holds in each branch of an OR holds for each side on its own.
        for implied in implied(condition, left) { toLeft.append(implied) }
        for implied in implied(condition, right) { toRight.append(implied) }
      }
      join.conditions = own
    case .left, .semi, .anti, .mark, .single, .asof, .asofLeft:
      for condition in conditions {
        if condition.columns.isSubset(of: left), !condition.isVolatile {
          toLeft.append(condition)
        } else {
          above.append(condition)
        }
      }
      // Rows of the right side that cannot be partners are left out before.
      let (inside, own) = join.conditions.flatMap(\.factors).parted {
        $0.columns.isSubset(of: right) && !$0.columns.isEmpty && !$0.isVolatile
      }
      if join.kind != .asof && join.kind != .asofLeft {
        toRight += inside
        join.conditions = own
      }
    case .right:
      for condition in conditions {
        if condition.columns.isSubset(of: right), !condition.isVolatile {
          toRight.append(condition)
        } else {
          above.append(condition)
        }
      }
      let (inside, own) = join.conditions.flatMap(\.factors).parted {
        $0.columns.isSubset(of: left) && !$0.columns.isEmpty && !$0.isVolatile
      }
      toLeft += inside
      join.conditions = own
    case .full: above = conditions
    }
    join.left = pushed(join.left, toLeft)
    join.right = pushed(join.right, toRight)
    if case .mark(let mark) = kind, join.kind == .semi || join.kind == .anti {
      return kept(marks.adding(mark, join.kind == .semi, to: .join(join)), above)
    }
    return kept(.join(join), above)
  }

  /// Makes a join one that says less where the conditions above it leave out the difference.
  private func simplify(
    _ join: inout Join,
    _ conditions: inout [BoundExpression],
    _ right: Set<ColumnID>
  ) {
    switch join.kind {
    case .left where conditions.contains(where: { $0.isFalseWithout(right) }):
      join.kind = .inner
    case .mark(let mark):
      // Rows are wanted that have a partner: no one asks any more whether it is not known.
      guard let place = conditions.firstIndex(where: { $0.column == mark.id }),
        !conditions.enumerated().contains(where: {
          $0.offset != place && $0.element.columns.contains(mark.id)
        })
      else {
        guard join.comparisons.isEmpty,
          let place = conditions.firstIndex(where: {
            if case .not(let part) = $0.kind { part.column == mark.id } else { false }
          }),
          !conditions.enumerated().contains(where: {
            $0.offset != place && $0.element.columns.contains(mark.id)
          })
        else { return }
        conditions.remove(at: place)
        join.kind = .anti
        return
      }
      conditions.remove(at: place)
      join.kind = .semi
      join.conditions += join.comparisons
      join.comparisons = []
    default: break
    }
  }

  /// What an OR says of the columns of one side alone: the OR of what each of its parts says.
  private func implied(_ condition: BoundExpression, _ side: Set<ColumnID>) -> [BoundExpression] {
    guard case .or(let parts) = condition.kind, !condition.columns.isSubset(of: side) else {
      return []
    }
    var found: [BoundExpression] = []
    for part in parts {
      let own = part.conjuncts.filter {
        !$0.columns.isEmpty && $0.columns.isSubset(of: side) && !$0.isVolatile
      }
      guard !own.isEmpty else { return [] }
      found.append(.all(own))
    }
    return [BoundExpression(.or(found), .boolean, at: condition.range)]
  }
}

extension BoundExpression {
  /// The conditions of which all have to hold, also those that each branch of an OR has.
  fileprivate var factors: [BoundExpression] {
    switch kind {
    case .and(let parts): return parts.flatMap(\.factors)
    case .or(let parts):
      let branches = parts.map(\.conjuncts)
      let common = branches[0].filter { condition in
        !condition.isVolatile
          && branches.allSatisfy { $0.contains { $0.isSame(as: condition) } }
      }
      guard !common.isEmpty else { return [self] }
      let rest = branches.map { branch in
        branch.filter { condition in !common.contains { $0.isSame(as: condition) } }
      }
      // A branch of nothing else holds as soon as the common conditions do.
      if rest.contains(where: \.isEmpty) { return common }
      return common
        + [BoundExpression(.or(rest.map { .all($0) }), .boolean, at: range)]
    default: return [self]
    }
  }

  /// Whether the condition does not hold where all of some columns are missing.
  fileprivate func isFalseWithout(_ columns: Set<ColumnID>) -> Bool {
    switch kind {
    case .comparison(let test, let left, let right):
      guard test != .distinct, test != .notDistinct else { return false }
      return left.isMissingWithout(columns) || right.isMissingWithout(columns)
    case .and(let parts): return parts.contains { $0.isFalseWithout(columns) }
    case .or(let parts): return parts.allSatisfy { $0.isFalseWithout(columns) }
    case .not(let part):
      if case .isNull(let inner) = part.kind { return inner.isMissingWithout(columns) }
      return part.isMissingWithout(columns)
    case .isAmong(let part, _, _): return part.isMissingWithout(columns)
    default: return isMissingWithout(columns)
    }
  }

  /// Whether the value is missing where all of some columns are.
  private func isMissingWithout(_ columns: Set<ColumnID>) -> Bool {
    switch kind {
    case .column(let id): columns.contains(id)
    case .call(let call):
      call.function.skipsNulls && call.arguments.contains { $0.isMissingWithout(columns) }
    case .comparison(let test, let left, let right):
      test != .distinct && test != .notDistinct
        && (left.isMissingWithout(columns) || right.isMissingWithout(columns))
    case .not(let part), .cast(let part, _): part.isMissingWithout(columns)
    default: false
    }
  }
}
