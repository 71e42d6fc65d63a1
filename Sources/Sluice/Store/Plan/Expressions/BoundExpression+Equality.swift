// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension BoundExpression {
  /// Whether the other one has the same value in every row, or is computed in the same way even if that
  /// gives other values each time.
  func isSame(as other: BoundExpression, evenIfVolatile: Bool = false) -> Bool {
    guard type == other.type else { return false }
    switch (kind, other.kind) {
    case (.constant(let left), .constant(let right)): return left == right
    case (.column(let left), .column(let right)): return left == right
    case (.parameter(let left), .parameter(let right)): return left == right
    case (.lambdaParameter(let depth, let place), .lambdaParameter(let otherDepth, let other)):
      return depth == otherDepth && place == other
    case (.call(let left), .call(let right)):
      guard left.function.name == right.function.name,
        evenIfVolatile || !left.function.isVolatile,
        left.arguments.count == right.arguments.count
      else { return false }
    case (.comparison(let left, _, _), .comparison(let right, _, _)):
      guard left == right else { return false }
    case (.cast(_, let left), .cast(_, let right)):
      guard left == right else { return false }
    case (.isAmong(_, let left, let leftNull), .isAmong(_, let right, let rightNull)):
      guard left == right, leftNull == rightNull else { return false }
    case (.and, .and), (.or, .or), (.not, .not), (.isNull, .isNull), (.case, .case),
      (.coalesce, .coalesce), (.attempt, .attempt):
      break
    default: return false
    }
    let (left, right) = (parts, other.parts)
    return left.count == right.count
      && zip(left, right).allSatisfy { $0.isSame(as: $1, evenIfVolatile: evenIfVolatile) }
  }

  /// The same with columns in place of parts that are keys of groups.
  func replacing(_ keys: [ComputedColumn]) -> BoundExpression {
    if let key = keys.first(where: { $0.expression.isSame(as: self) }) {
      var column = BoundExpression(key.column, at: range)
      column.range = range
      return column
    }
    return replacingParts { $0.replacing(keys) }
  }
}

extension AggregateCall {
  /// Whether the other call has the same value for every group.
  func isSame(as other: AggregateCall) -> Bool {
    function.name == other.function.name && isDistinct == other.isDistinct
      && settings.count == other.settings.count
      && zip(settings, other.settings).allSatisfy { $0.isSame(as: $1) }
      && arguments.count == other.arguments.count && order.count == other.order.count
      && zip(arguments, other.arguments).allSatisfy { $0.isSame(as: $1) }
      && zip(order, other.order).allSatisfy {
        $0.expression.isSame(as: $1.expression) && $0.isDescending == $1.isDescending
          && $0.areNullsFirst == $1.areNullsFirst
      }
      && (filter == nil) == (other.filter == nil)
      && (filter.map { filter in other.filter.map { filter.isSame(as: $0) } ?? false } ?? true)
  }
}
