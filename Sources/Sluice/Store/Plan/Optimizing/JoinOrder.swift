// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Chooses the order of inner joins, and which side of each is kept in memory: the right one.
///
/// All orders of up to ten inputs are compared by what they cost; of more, the two inputs go together
/// first whose join has the fewest rows, and so on.
struct JoinOrder {
  private let estimates: PlanEstimates

  /// Orders of joins by guesses of a whole plan.
  init(_ estimates: PlanEstimates) { self.estimates = estimates }

  /// The plan with its inner joins in an order that costs little.
  func apply(_ plan: LogicalPlan) -> LogicalPlan {
    guard case .join(let join) = plan else { return plan.replacingInputs { apply($0) } }
    guard join.isInner else {
      var join = join
      join.left = apply(join.left)
      join.right = apply(join.right)
      keepSmaller(&join)
      return .join(join)
    }
    var inputs: [LogicalPlan] = []
    var conditions: [BoundExpression] = []
    flatten(join, &inputs, &conditions)
    guard inputs.count <= JoinGraph.inputLimit else { return plan.replacingInputs { apply($0) } }
    let graph = JoinGraph(inputs.map { apply($0) }, conditions, estimates)
    return graph.plan(inputs.count <= 10 ? graph.cheapest() : graph.greedy())
  }

  private func flatten(
    _ join: Join,
    _ inputs: inout [LogicalPlan],
    _ conditions: inout [BoundExpression]
  ) {
    conditions += join.conditions.flatMap(\.conjuncts)
    for side in [join.left, join.right] {
      if case .join(let inner) = side, inner.isInner {
        flatten(inner, &inputs, &conditions)
      } else {
        inputs.append(side)
      }
    }
  }
}

extension JoinOrder {
  /// Lets the side with fewer rows be the one that is kept.
  private func keepSmaller(_ join: inout Join) {
    guard
      join.conditions.contains(where: { EqualPair($0, Set(join.left.columns.map(\.id))) != nil })
    else { return }
    let (left, right) = (estimates.rows(join.left), estimates.rows(join.right))
    switch join.kind {
    case .semi, .anti: join.keepsLeft = left * 1.5 < right
    case .left where left * 1.5 < right:
      (join.left, join.right, join.kind) = (join.right, join.left, .right)
    case .right where left * 1.5 < right:
      (join.left, join.right, join.kind) = (join.right, join.left, .left)
    case .full where left * 1.5 < right: swap(&join.left, &join.right)
    default: break
    }
  }
}

extension Join {
  /// Whether the rows are those of an inner join, in any order: also of a semi join whose right side has
  /// no two rows of the same key.
  fileprivate var isInner: Bool {
    switch kind {
    case .inner: return true
    case .semi:
      let columns = Set(left.columns.map(\.id))
      let pairs = conditions.compactMap { EqualPair($0, columns) }
      let keys = Set(pairs.compactMap(\.right.column))
      return comparisons.isEmpty && !pairs.isEmpty && right.isUnique(in: keys)
    default: return false
    }
  }
}

extension LogicalPlan {
  /// Whether no two rows have the same values in all of some columns, as far as the steps tell.
  func isUnique(in columns: Set<ColumnID>) -> Bool {
    switch self {
    case .single: return true
    case .aggregate(let step):
      return step.groupings.count == 1
        && step.groupings[0].allSatisfy { columns.contains(step.keys[$0].column.id) }
    case .distinct(_, let on):
      let keys = on.compactMap(\.column)
      return keys.count == on.count && columns.isSuperset(of: keys)
    case .filter(let input, _), .sort(let input, _), .limit(let input, _), .window(let input, _):
      return input.isUnique(in: columns)
    case .setOperation(let step):
      return !step.isAll && columns.isSuperset(of: step.columns.map(\.id))
    case .project(let input, let computed, let isFinal):
      var sources = isFinal ? [] : columns
      for column in computed where columns.contains(column.column.id) {
        if let source = column.expression.column { sources.insert(source) }
      }
      return input.isUnique(in: sources)
    default: return false
    }
  }
}

/// Inputs of joins in any order, and the conditions between them. A set of inputs is a word of bits.
private struct JoinGraph {
  static let inputLimit = 64

  /// Inputs in an order: `left` is looked up in `right`.
  indirect enum Tree {
    case input(Int)
    case join(Tree, Tree)
  }

  /// A condition, or all that say of the same two inputs what is the same.
  private struct Link {
    var inputs: UInt64
    var selectivity: Double
    var isEquality: Bool
  }

  private let inputs: [LogicalPlan]
  private let columns: [Set<ColumnID>]
  private let rows: [Double]
  private let conditions: [(inputs: UInt64, expression: BoundExpression)]
  private var links: [Link] = []

  init(_ inputs: [LogicalPlan], _ conditions: [BoundExpression], _ estimates: PlanEstimates) {
    self.inputs = inputs
    let columns = inputs.map { Set($0.columns.map(\.id)) }
    self.columns = columns
    rows = inputs.map { max(1, estimates.rows($0)) }
    self.conditions = conditions.map { condition in
      var used: UInt64 = 0
      let needed = condition.columns
      for (place, own) in columns.enumerated() where !own.isDisjoint(with: needed) {
        used |= 1 << UInt64(place)
      }
      return (used, condition)
    }
    var pairs: [UInt64: [EqualPair]] = [:]
    for (used, condition) in self.conditions {
      if used.nonzeroBitCount == 2,
        let pair = EqualPair(condition, columns[used.trailingZeroBitCount])
      {
        pairs[used, default: []].append(pair)
      } else {
        let share = estimates.selectivity([condition])
        links.append(Link(inputs: used, selectivity: share, isEquality: false))
      }
    }
    for (used, pairs) in pairs.sorted(by: { $0.key < $1.key }) {
      let share = 1 / estimates.distinct(pairs)
      links.append(Link(inputs: used, selectivity: share, isEquality: true))
    }
  }

  /// The rows of some inputs joined.
  private func count(_ set: UInt64) -> Double {
    var product = 1.0
    for place in rows.indices where set >> UInt64(place) & 1 == 1 { product *= rows[place] }
    for link in links where link.inputs & ~set == 0 { product *= link.selectivity }
    return max(1, product)
  }

  private func isConnected(_ first: UInt64, _ second: UInt64) -> Bool {
    links.contains {
      $0.isEquality && $0.inputs & first != 0 && $0.inputs & second != 0
        && $0.inputs & ~(first | second) == 0
    }
  }

  /// What it costs to look up the rows of one side among those of another that are kept.
  private static func cost(_ probed: Double, _ kept: Double, _ result: Double) -> Double {
    probed + kept * 4 + result
  }

  private struct Best {
    var cost: Double
    var rows: Double
    var split: UInt64
  }

  /// The order that costs least, of all that there are.
  func cheapest() -> Tree {
    let all = UInt64(1) << UInt64(inputs.count) - 1
    var best = [Best?](repeating: nil, count: Int(all) + 1)
    for place in inputs.indices {
      best[1 << place] = Best(cost: 0, rows: rows[place], split: 0)
    }
    for set in 1...all where set.nonzeroBitCount > 1 {
      let count = count(set)
      var found: (best: Best, isConnected: Bool)?
      var left = (set - 1) & set
      while left != 0 {
        defer { left = (left - 1) & set }
        guard let first = best[Int(left)], let second = best[Int(set & ~left)] else { continue }
        let isConnected = isConnected(left, set & ~left)
        // Without a condition all pairs are looked at.
        let cost =
          first.cost + second.cost
          + (isConnected
            ? Self.cost(first.rows, second.rows, count)
            : first.rows * second.rows + second.rows * 4 + count)
        if let found {
          if found.isConnected && !isConnected { continue }
          if found.isConnected == isConnected && found.best.cost <= cost { continue }
        }
        found = (Best(cost: cost, rows: count, split: left), isConnected)
      }
      best[Int(set)] = found?.best
    }
    func tree(_ set: UInt64) -> Tree {
      guard set.nonzeroBitCount > 1, let split = best[Int(set)]?.split else {
        return .input(set.trailingZeroBitCount)
      }
      return .join(tree(split), tree(set & ~split))
    }
    return tree(all)
  }

  /// An order that joins the two sides first that have the fewest rows together.
  func greedy() -> Tree {
    var sides = inputs.indices.map { (tree: Tree.input($0), set: UInt64(1) << UInt64($0)) }
    while sides.count > 1 {
      var best: (first: Int, second: Int, rows: Double, isConnected: Bool)?
      for first in sides.indices {
        for second in sides.indices where second > first {
          let isConnected = isConnected(sides[first].set, sides[second].set)
          let rows = count(sides[first].set | sides[second].set)
          if let best {
            if best.isConnected && !isConnected { continue }
            if best.isConnected == isConnected && best.rows <= rows { continue }
          }
          best = (first, second, rows, isConnected)
        }
      }
      guard let best else { break }
      var (left, right) = (sides[best.first], sides[best.second])
      if count(left.set) < count(right.set) { swap(&left, &right) }
      sides.remove(at: best.second)
      sides.remove(at: best.first)
      sides.append((tree: .join(left.tree, right.tree), set: left.set | right.set))
    }
    return sides[0].tree
  }

  /// The plan of an order, with each condition at the first join that has all its columns.
  func plan(_ tree: Tree) -> LogicalPlan {
    var isUsed = conditions.map { _ in false }
    let (plan, _) = plan(tree, &isUsed)
    let rest = conditions.indices.filter { !isUsed[$0] }.map { conditions[$0].expression }
    return rest.isEmpty ? plan : .filter(plan, rest)
  }

  private func plan(_ tree: Tree, _ isUsed: inout [Bool]) -> (LogicalPlan, UInt64) {
    switch tree {
    case .input(let place): return (inputs[place], 1 << UInt64(place))
    case .join(let left, let right):
      let (first, firstSet) = plan(left, &isUsed)
      let (second, secondSet) = plan(right, &isUsed)
      let set = firstSet | secondSet
      var own: [BoundExpression] = []
      for (place, condition) in conditions.enumerated()
      where !isUsed[place] && condition.inputs & ~set == 0 && condition.inputs != 0 {
        isUsed[place] = true
        own.append(condition.expression)
      }
      return (.join(Join(kind: .inner, left: first, right: second, conditions: own)), set)
    }
  }
}
