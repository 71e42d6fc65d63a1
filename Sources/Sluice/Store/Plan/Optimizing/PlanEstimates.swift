// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Guesses how many rows the steps of a plan make, from what the tables know of their columns.
final class PlanEstimates {
  /// Where the values of a column come from.
  private enum Origin {
    case table(any ScanSource, place: Int)
    case column(ColumnID)
  }

  private var origins: [ColumnID: Origin] = [:]
  private var statistics: [ColumnID: ColumnStatistics?] = [:]
  private var shared: [Int: LogicalPlan] = [:]
  private var sharedRows: [Int: Double] = [:]

  /// Guesses for the steps of a plan, and for others of the same columns.
  init(_ plan: LogicalPlan) { collect(plan) }

  private func collect(_ plan: LogicalPlan) {
    switch plan {
    case .scan(let scan):
      for column in scan.columns {
        origins[column.column.id] = .table(scan.source, place: column.place)
      }
    case .project(_, let computed, _): collect(computed)
    case .aggregate(let step): collect(step.keys)
    case .sharedScan(let scan):
      for (column, source) in scan.columns { add(column.id, source) }
    case .shared(let part, _): shared[part.number] = part.plan
    default: break
    }
    for input in plan.inputs { collect(input) }
  }

  private func collect(_ computed: [ComputedColumn]) {
    for column in computed {
      if let source = column.expression.column { add(column.column.id, source) }
    }
  }

  private func add(_ column: ColumnID, _ source: ColumnID) {
    if origins[column] == nil { origins[column] = .column(source) }
  }

  /// What is known of a column.
  func statistics(of column: ColumnID) -> ColumnStatistics? {
    if let known = statistics[column] { return known }
    // Columns of shared parts may have gone back to their old numbers, in a circle.
    statistics[column] = .some(nil)
    let found: ColumnStatistics?
    switch origins[column] {
    case .table(let source, let place): found = source.statistics(of: place)
    case .column(let source): found = statistics(of: source)
    case nil: found = nil
    }
    statistics[column] = .some(found)
    return found
  }

  /// How many rows a step makes.
  func rows(_ plan: LogicalPlan) -> Double {
    switch plan {
    case .single: return 1
    case .empty: return 0
    case .scan(let scan): return Double(scan.source.rowEstimate) * selectivity(scan.filters)
    case .values(let values): return Double(values.rows.count)
    case .function: return 1_000
    case .filter(.aggregate(let step), let conditions):
      // Conditions on groups mostly look for those that stand out.
      return max(1, rows(.aggregate(step)) * min(0.05, selectivity(conditions)))
    case .filter(let input, let conditions): return rows(input) * selectivity(conditions)
    case .project(let input, _, _), .window(let input, _), .sort(let input, _),
      .sample(let input, _):
      return rows(input)
    case .aggregate(let step): return groups(step.keys.map(\.expression), rows(step.input))
    case .distinct(let input, let on): return groups(on, rows(input))
    case .join(let join): return rows(join)
    case .limit(let input, let limit):
      guard case .integer(let count)? = limit.count?.constant else { return rows(input) }
      return min(Double(count), rows(input))
    case .setOperation(let step): return rows(step.left) + rows(step.right)
    case .unnest(let input, _): return rows(input) * 5
    case .shared(_, let body): return rows(body)
    case .sharedScan(let scan): return sharedRows(scan.number)
    case .recursion(let step): return rows(step.start) * (step.isEndless ? 1e12 : 10)
    case .positional(let left, let right): return max(rows(left), rows(right))
    }
  }

  private func sharedRows(_ number: Int) -> Double {
    if let known = sharedRows[number] { return known }
    // A part that reads itself, round by round.
    sharedRows[number] = 1_000
    if let plan = shared[number] { sharedRows[number] = rows(plan) }
    return sharedRows[number] ?? 1_000
  }

  private func groups(_ keys: [BoundExpression], _ rows: Double) -> Double {
    if keys.isEmpty { return 1 }
    var product = 1.0
    for key in keys {
      product *= key.column.flatMap { statistics(of: $0)?.distinct } ?? max(1, rows / 10)
    }
    return max(1, min(product, rows))
  }

  private func rows(_ join: Join) -> Double {
    let (left, right) = (rows(join.left), rows(join.right))
    switch join.kind {
    case .mark, .single, .asofLeft, .asof: return left
    default: break
    }
    let columns = Set(join.left.columns.map(\.id))
    let pairs = join.conditions.compactMap { EqualPair($0, columns) }
    let others = join.conditions.count - pairs.count
    let distinct = self.distinct(pairs)
    switch join.kind {
    case .semi, .anti:
      let share = pairs.isEmpty ? 0.5 : min(1, right / distinct)
      return left * (join.kind == .semi ? share : max(0.1, 1 - share))
    default:
      let matched = pairs.isEmpty ? left * right : left * right / distinct
      let found = matched * (others > 0 ? 0.33 : 1)
      switch join.kind {
      case .left: return max(left, found)
      case .right: return max(right, found)
      case .full: return max(left, right, found)
      default: return found
      }
    }
  }

  /// How many different keys there are of which both sides of a join have some.
  ///
  /// If one side is a table whose rows all have another key, its keys are all that there are.
  func distinct(_ pairs: [EqualPair]) -> Double {
    var left = Combination()
    var right = Combination()
    for pair in pairs {
      left.add(pair.left.column.flatMap { statistics(of: $0) })
      right.add(pair.right.column.flatMap { statistics(of: $0) })
    }
    let (first, second) = (left.distinct, right.distinct)
    switch (left.isKey, right.isKey) {
    case (true, true): return max(1, min(first, second))
    case (true, false): return max(1, first)
    case (false, true): return max(1, second)
    case (false, false): return max(1, max(first, second))
    }
  }

  /// The keys of one side of a join, put together of several columns.
  private struct Combination {
    private var product = 1.0
    private var rows = 0.0

    mutating func add(_ statistics: ColumnStatistics?) {
      product *= statistics?.distinct ?? 1
      rows = max(rows, statistics?.rows ?? 0)
    }

    var distinct: Double { rows > 0 ? min(product, rows) : product }
    var isKey: Bool { rows > 0 && product >= rows * 0.9 }
  }
}

/// Two things that have to be the same for rows of both sides of a join.
struct EqualPair {
  /// What is of the left side.
  let left: BoundExpression
  /// What is of the right side.
  let right: BoundExpression

  /// The pair that a condition is of, where the left side has some columns; `nil` if it is none.
  init?(_ condition: BoundExpression, _ columns: Set<ColumnID>) {
    guard case .comparison(let test, let first, let second) = condition.kind,
      test == .equal || test == .notDistinct
    else { return nil }
    let (firstColumns, secondColumns) = (first.columns, second.columns)
    guard !firstColumns.isEmpty, !secondColumns.isEmpty else { return nil }
    if firstColumns.isSubset(of: columns), secondColumns.isDisjoint(with: columns) {
      (left, right) = (first, second)
    } else if secondColumns.isSubset(of: columns), firstColumns.isDisjoint(with: columns) {
      (left, right) = (second, first)
    } else {
      return nil
    }
  }
}

extension PlanEstimates {
  /// Which share of rows meets all of some conditions.
  func selectivity(_ conditions: [BoundExpression]) -> Double {
    var share = 1.0
    // Limits of the same column say more together than each on its own.
    var spans: [ColumnID: (statistics: ColumnStatistics, lower: Double, upper: Double)] = [:]
    for condition in conditions.flatMap(\.conjuncts) {
      guard let limit = limit(condition), let known = statistics(of: limit.column),
        let range = known.range
      else {
        share *= selectivity(condition)
        continue
      }
      var span =
        spans[limit.column] ?? (known, Double(range.lowerBound), Double(range.upperBound))
      span.lower = max(span.lower, limit.lower)
      span.upper = min(span.upper, limit.upper)
      spans[limit.column] = span
    }
    for span in spans.values {
      guard let range = span.statistics.range else { continue }
      let width = Double(range.upperBound) - Double(range.lowerBound) + 1
      let part = max(0, span.upper - span.lower + 1) / width
      share *= min(1, max(part, 0.5 / max(1, span.statistics.rows)))
    }
    return share
  }

  /// A column and the integers that a condition wants it to lie between.
  private func limit(
    _ condition: BoundExpression
  ) -> (column: ColumnID, lower: Double, upper: Double)? {
    guard case .comparison(var test, let left, let right) = condition.kind else { return nil }
    let (column, constant): (ColumnID, Double)
    if let id = left.column, case .integer(let value)? = right.constant {
      (column, constant) = (id, Double(value))
    } else if let id = right.column, case .integer(let value)? = left.constant {
      (column, constant) = (id, Double(value))
      test = test.mirrored
    } else {
      return nil
    }
    switch test {
    case .less: return (column, -.infinity, constant - 1)
    case .lessOrEqual: return (column, -.infinity, constant)
    case .greater: return (column, constant + 1, .infinity)
    case .greaterOrEqual: return (column, constant, .infinity)
    default: return nil
    }
  }

  /// Which share of rows meets a condition.
  private func selectivity(_ condition: BoundExpression) -> Double {
    switch condition.kind {
    case .comparison(let test, let left, let right):
      let known = [left, right].compactMap { $0.column.flatMap { statistics(of: $0)?.distinct } }
      let same = known.max().map { 1 / max(1, $0) } ?? 0.05
      switch test {
      case .equal, .notDistinct: return same
      case .notEqual, .distinct: return 1 - min(0.5, same)
      default: return 0.33
      }
    case .and(let parts): return selectivity(parts)
    case .or(let parts): return min(1, parts.reduce(0) { $0 + selectivity([$1]) })
    case .isAmong(let part, let values, _):
      let distinct = part.column.flatMap { statistics(of: $0)?.distinct } ?? 20
      return min(1, Double(values.count) / max(1, distinct))
    case .not(let part): return max(0.05, 1 - selectivity(part))
    case .isNull: return 0.05
    case .constant(.bool(true)): return 1
    case .constant: return 0
    default: return 0.1
    }
  }
}
