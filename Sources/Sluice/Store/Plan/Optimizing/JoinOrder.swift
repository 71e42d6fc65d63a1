// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Chooses the order of inner joins: the pair of tables first whose join has the fewest rows, then the next.
///
/// The smaller side of a join is the right one, which is kept in memory.
struct JoinOrder {
  /// The plan with its inner joins in an order that costs little.
  func apply(_ plan: LogicalPlan) -> LogicalPlan {
    guard case .join(let join) = plan, join.kind == .inner else {
      let plan = plan.replacingInputs { apply($0) }
      return plan
    }
    var inputs: [LogicalPlan] = []
    var conditions: [BoundExpression] = []
    flatten(join, &inputs, &conditions)
    guard inputs.count <= 64 else { return plan.replacingInputs { apply($0) } }
    var sides = inputs.map { Side(apply($0)) }
    while sides.count > 1 { joinBest(&sides, &conditions) }
    return conditions.isEmpty ? sides[0].plan : .filter(sides[0].plan, conditions)
  }

  private struct Side {
    var plan: LogicalPlan
    var columns: Set<ColumnID>
    var rows: Double

    init(_ plan: LogicalPlan) {
      self.plan = plan
      columns = Set(plan.columns.map(\.id))
      rows = plan.rowEstimate
    }
  }

  private func flatten(
    _ join: Join,
    _ inputs: inout [LogicalPlan],
    _ conditions: inout [BoundExpression]
  ) {
    conditions += join.conditions.flatMap(\.conjuncts)
    for side in [join.left, join.right] {
      if case .join(let inner) = side, inner.kind == .inner {
        flatten(inner, &inputs, &conditions)
      } else {
        inputs.append(side)
      }
    }
  }

  /// Joins the two sides that cost least together.
  private func joinBest(_ sides: inout [Side], _ conditions: inout [BoundExpression]) {
    var best: (first: Int, second: Int, rows: Double, isConnected: Bool)?
    for first in sides.indices {
      for second in sides.indices where second > first {
        let both = sides[first].columns.union(sides[second].columns)
        let shared = conditions.filter { condition in
          let columns = condition.columns
          return columns.isSubset(of: both) && !columns.isDisjoint(with: sides[first].columns)
            && !columns.isDisjoint(with: sides[second].columns)
        }
        let equalities = shared.filter(\.isEquality).count
        let product = sides[first].rows * sides[second].rows
        // A key of one side has about as many values as the smaller side has rows.
        var rows =
          equalities > 0 ? max(sides[first].rows, sides[second].rows) : product
        if equalities > 1 { rows /= Double(equalities) }
        if equalities > 0 { rows *= min(1, selectivity(sides[first], sides[second])) }
        if shared.count > equalities { rows /= 3 }
        let isConnected = equalities > 0
        let isBetter =
          best.map { best in
            isConnected != best.isConnected ? isConnected : rows < best.rows
          } ?? true
        if isBetter { best = (first, second, rows, isConnected) }
      }
    }
    guard let best else { return }
    var (left, right) = (sides[best.first], sides[best.second])
    if left.rows < right.rows { swap(&left, &right) }
    let both = left.columns.union(right.columns)
    let (own, others) = conditions.parted { $0.columns.isSubset(of: both) }
    conditions = others
    var joined = Side(
      .join(Join(kind: .inner, left: left.plan, right: right.plan, conditions: own))
    )
    joined.rows = max(1, best.rows)
    sides.remove(at: best.second)
    sides.remove(at: best.first)
    sides.append(joined)
  }

  /// How much the smaller side leaves of the larger one, as far as its own conditions tell.
  private func selectivity(_ first: Side, _ second: Side) -> Double {
    let smaller = first.rows < second.rows ? first : second
    let all = smaller.plan.unfilteredEstimate
    return all > 0 ? smaller.rows / all : 1
  }
}

extension BoundExpression {
  /// Whether two things have to be the same.
  fileprivate var isEquality: Bool {
    if case .comparison(let test, _, _) = kind {
      test == .equal || test == .notDistinct
    } else {
      false
    }
  }

  /// Which share of rows meets the condition, at a guess.
  var selectivity: Double {
    switch kind {
    case .comparison(let test, _, _):
      switch test {
      case .equal, .notDistinct: return 0.05
      case .notEqual, .distinct: return 0.9
      default: return 0.33
      }
    case .and(let parts): return parts.reduce(1) { $0 * $1.selectivity }
    case .or(let parts): return min(1, parts.reduce(0) { $0 + $1.selectivity })
    case .isAmong(_, let values, _): return min(0.5, 0.05 * Double(values.count))
    case .not(let part): return max(0.05, 1 - part.selectivity)
    case .isNull: return 0.05
    case .constant(.bool(true)): return 1
    default: return 0.25
    }
  }
}

extension LogicalPlan {
  /// How many rows there are, at a guess.
  var rowEstimate: Double {
    switch self {
    case .single: return 1
    case .empty: return 0
    case .scan(let scan):
      return Double(scan.source.rowEstimate) * BoundExpression.all(scan.filters).selectivity
    case .values(let values): return Double(values.rows.count)
    case .function: return 1_000
    case .filter(let input, let conditions):
      return input.rowEstimate * BoundExpression.all(conditions).selectivity
    case .project(let input, _, _), .window(let input, _), .sort(let input, _),
      .sample(let input, _):
      return input.rowEstimate
    case .aggregate(let step):
      return step.keys.isEmpty ? 1 : max(1, step.input.rowEstimate / 10)
    case .join(let join):
      let (left, right) = (join.left.rowEstimate, join.right.rowEstimate)
      switch join.kind {
      case .semi, .anti: return left / 2
      case .mark, .single, .asofLeft, .asof: return left
      default: return join.conditions.isEmpty ? left * right : max(left, right)
      }
    case .limit(let input, let limit):
      guard case .constant(.integer(let count))? = limit.count?.kind else {
        return input.rowEstimate
      }
      return min(Double(count), input.rowEstimate)
    case .distinct(let input, _): return max(1, input.rowEstimate / 5)
    case .setOperation(let step): return step.left.rowEstimate + step.right.rowEstimate
    case .unnest(let input, _): return input.rowEstimate * 5
    case .shared(_, let body): return body.rowEstimate
    case .sharedScan(let scan): return Double(scan.rowEstimate ?? 1_000)
    case .recursion(let step): return step.start.rowEstimate * 10
    case .positional(let left, let right): return max(left.rowEstimate, right.rowEstimate)
    }
  }

  /// How many rows there would be without conditions.
  var unfilteredEstimate: Double {
    switch self {
    case .scan(let scan): Double(scan.source.rowEstimate)
    case .filter(let input, _), .project(let input, _, _): input.unfilteredEstimate
    case .join(let join) where join.kind == .inner:
      max(join.left.unfilteredEstimate, join.right.unfilteredEstimate)
    default: rowEstimate
    }
  }
}
