// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Turns joins whose right side depends on the left one into joins that do not.
///
/// The right side is computed for all values at once that the left side has in the columns which it
/// needs: their distinct combinations, the domain, are joined in where the right side is independent,
/// and travel up with its rows. (Thomas Neumann and Alfons Kemper, "Unnesting Arbitrary Queries".)
struct Decorrelation {
  let binder: Binder

  init(_ binder: Binder) { self.binder = binder }

  /// A column that there was none of before.
  func makeColumn(_ name: String, _ type: SQLType) -> PlanColumn { binder.makeColumn(name, type) }

  /// The plan without joins that depend on one side.
  func apply(_ plan: LogicalPlan) throws(SQLError) -> LogicalPlan {
    var failure: SQLError?
    let result = rewritten(plan, &failure)
    if let failure { throw failure }
    return result
  }

  private func rewritten(_ plan: LogicalPlan, _ failure: inout SQLError?) -> LogicalPlan {
    // From the top: a join inside of another one's right side may depend on columns of both.
    if case .join(let join) = plan, join.isDependent {
      do throws(SQLError) {
        return rewritten(try unnested(join), &failure)
      } catch {
        failure = failure ?? error
        return plan
      }
    }
    return plan.replacingInputs { rewritten($0, &failure) }
  }

  // MARK: - A join

  private func unnested(_ join: Join) throws(SQLError) -> LogicalPlan {
    let available = join.left.columns
    let needed = join.right.freeColumns
    let outer = available.filter { needed.contains($0.id) }
    guard !outer.isEmpty else {
      var plain = join
      plain.isDependent = false
      return .join(plain)
    }
    if let simple = pulledUp(join, Set(available.map(\.id))) { return simple }
    // The left side is made once, and read twice: for its rows, and for the values that they have.
    let number = binder.makeSharedNumber()
    let copies = available.map { (column: binder.makeColumn($0.name, $0.type), source: $0.id) }
    let domainCopies = outer.map { (column: binder.makeColumn($0.name, $0.type), source: $0.id) }
    let left = LogicalPlan.sharedScan(
      SharedScan(number: number, name: "outer rows", columns: copies)
    )
    let domain = Domain(
      plan: .distinct(
        .sharedScan(SharedScan(number: number, name: "outer values", columns: domainCopies)),
        on: domainCopies.map { BoundExpression($0.column) }
      ),
      columns: domainCopies.map(\.column),
      renaming: Dictionary(
        zip(outer.map(\.id), domainCopies.map { BoundExpression($0.column) }),
        uniquingKeysWith: { first, _ in first }
      )
    )
    let inside = try pushed(domain, into: join.right)
    // Whoever uses columns of the left side above goes on to do so under their old numbers.
    let renaming = Dictionary(
      copies.map { ($0.source, BoundExpression($0.column)) },
      uniquingKeysWith: { first, _ in first }
    )
    var conditions = join.conditions.map { $0.renaming(renaming) }
    for (place, column) in outer.enumerated() {
      guard let copy = copies.first(where: { $0.source == column.id }) else { continue }
      conditions.append(
        BoundExpression(
          .comparison(
            .notDistinct,
            BoundExpression(copy.column),
            BoundExpression(inside.domain[place])
          ),
          .boolean
        )
      )
    }
    let joined = LogicalPlan.join(
      Join(
        kind: join.kind,
        left: left,
        right: inside.plan,
        conditions: conditions,
        comparisons: join.comparisons.map { $0.renaming(renaming) }
      )
    )
    let back = copies.map { copy in
      ComputedColumn(
        column: available.first { $0.id == copy.source } ?? copy.column,
        expression: BoundExpression(copy.column)
      )
    }
    return .shared(
      SharedPlan(number: number, plan: join.left, name: "outer rows"),
      body: .project(joined, back, isFinal: false)
    )
  }

  /// The right side depends on the left one only by conditions at its top: they become those of the join.
  private func pulledUp(_ join: Join, _ outer: Set<ColumnID>) -> LogicalPlan? {
    switch join.kind {
    case .mark, .semi, .anti, .inner, .left: break
    default: return nil
    }
    guard let (plan, conditions) = Self.pullUp(join.right, outer) else { return nil }
    var plain = join
    plain.right = plan
    plain.conditions += conditions
    plain.isDependent = false
    return .join(plain)
  }

  private static func pullUp(
    _ plan: LogicalPlan,
    _ outer: Set<ColumnID>
  ) -> (LogicalPlan, [BoundExpression])? {
    if plan.freeColumns.isDisjoint(with: outer) { return (plan, []) }
    switch plan {
    case .filter(let input, let conditions):
      guard let (below, pulled) = pullUp(input, outer) else { return nil }
      let (dependent, own) = conditions.parted { !$0.columns.isDisjoint(with: outer) }
      return (own.isEmpty ? below : .filter(below, own), pulled + dependent)
    case .project(let input, let computed, let isFinal):
      guard computed.allSatisfy({ $0.expression.columns.isDisjoint(with: outer) }),
        let (below, pulled) = pullUp(input, outer)
      else { return nil }
      guard isFinal else { return (.project(below, computed, isFinal: false), pulled) }
      // Columns that the conditions need come along.
      var all = computed
      let needed = pulled.reduce(into: Set<ColumnID>()) { $1.collectColumns(into: &$0) }
      for column in below.columns
      where needed.contains(column.id) && !computed.contains(where: { $0.column.id == column.id }) {
        all.append(ComputedColumn(column: column, expression: BoundExpression(column)))
      }
      return (.project(below, all, isFinal: true), pulled)
    case .join(var inner) where inner.kind == .inner && !inner.isDependent:
      guard let (left, first) = pullUp(inner.left, outer),
        let (right, second) = pullUp(inner.right, outer)
      else { return nil }
      let (dependent, own) = inner.conditions.parted { !$0.columns.isDisjoint(with: outer) }
      inner.left = left
      inner.right = right
      inner.conditions = own
      return (.join(inner), first + second + dependent)
    default: return nil
    }
  }
}

/// The combinations of values for which a part of a plan is computed.
struct Domain {
  var plan: LogicalPlan
  var columns: [PlanColumn]
  /// The columns of the outer query, each with the one of the domain that has its values.
  var renaming: [ColumnID: BoundExpression]
  /// The columns with the values of the domain that shared parts have, whose rows were computed for it.
  var carriers: [Int: [PlanColumn]] = [:]

  /// Whether the rows of a plan are not the same for all values.
  func concerns(_ plan: LogicalPlan) -> Bool {
    !plan.freeColumns.isDisjoint(with: renaming.keys) || plan.reads { carriers[$0] != nil }
  }
}

extension LogicalPlan {
  /// Whether some step reads a shared part of such a number.
  func reads(_ isWanted: (Int) -> Bool) -> Bool {
    if case .sharedScan(let scan) = self, isWanted(scan.number) { return true }
    return inputs.contains { $0.reads(isWanted) }
  }
}

extension Array {
  /// The elements for which something holds, and the others.
  func parted(_ isFirst: (Element) -> Bool) -> ([Element], [Element]) {
    (filter(isFirst), filter { !isFirst($0) })
  }
}
