// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Whether values are between two constants, both included.
struct RangeEvaluator: Evaluator {
  let part: any Evaluator
  let lower: Cells
  let upper: Cells

  func evaluate(_ chunk: Chunk) throws -> Cells {
    Comparison.between(try part.evaluate(chunk), lower, upper, count: chunk.count)
  }

  func select(_ chunk: Chunk) throws -> Selection {
    Comparison.selectBetween(try part.evaluate(chunk), lower, upper, count: chunk.count)
  }
}

extension [BoundExpression] {
  /// The conditions ready to be asked one after the other: those first that cost least, and two limits
  /// of the same column together.
  func filterEvaluators(_ layout: ChunkLayout) throws(SQLError) -> [any Evaluator] {
    var spans: [ColumnSpan] = []
    var others: [BoundExpression] = []
    for condition in self {
      guard let span = ColumnSpan(condition) else {
        others.append(condition)
        continue
      }
      if let known = spans.firstIndex(where: { $0.column.column == span.column.column }) {
        spans[known].narrow(to: span)
      } else {
        spans.append(span)
      }
    }
    var result: [any Evaluator] = []
    for span in spans { result.append(try span.evaluator(layout)) }
    // What fails for some rows has to come after the conditions that leave them out.
    let cheap = others.filter { $0.soleText != nil && !$0.mayFail }
    let rest = others.filter { $0.soleText == nil || $0.mayFail }
    for condition in cheap + rest { result.append(try condition.evaluator(layout)) }
    return result
  }
}

/// A column of integers and the limits that conditions set it, both included.
private struct ColumnSpan {
  let column: BoundExpression
  private var lower: Int128?
  private var upper: Int128?
  private var conditions: [BoundExpression]

  init?(_ condition: BoundExpression) {
    guard case .comparison(var test, let left, let right) = condition.kind else { return nil }
    let constant: Int128
    if left.column != nil, case .integer(let value)? = right.constant {
      (column, constant) = (left, value)
    } else if right.column != nil, case .integer(let value)? = left.constant {
      (column, constant) = (right, value)
      test = test.mirrored
    } else {
      return nil
    }
    guard column.type.cellKind == .int32 || column.type.cellKind == .int64 else { return nil }
    conditions = [condition]
    switch test {
    case .equal: (lower, upper) = (constant, constant)
    case .less: upper = constant - 1
    case .lessOrEqual: upper = constant
    case .greater: lower = constant + 1
    case .greaterOrEqual: lower = constant
    default: return nil
    }
  }

  mutating func narrow(to other: ColumnSpan) {
    lower = [lower, other.lower].compactMap { $0 }.max()
    upper = [upper, other.upper].compactMap { $0 }.min()
    conditions += other.conditions
  }

  func evaluator(_ layout: ChunkLayout) throws(SQLError) -> any Evaluator {
    guard conditions.count > 1, let lower, let upper, let limits = column.type.integerLimits,
      limits.contains(lower), limits.contains(upper)
    else { return try BoundExpression.all(conditions).evaluator(layout) }
    func cells(_ value: Int128) -> Cells {
      .constant(TypedDatum(.integer(value), column.type))
    }
    return RangeEvaluator(
      part: try column.evaluator(layout),
      lower: cells(lower),
      upper: cells(upper)
    )
  }
}

extension BoundExpression {
  /// Whether there may be values that the expression cannot be computed for, as far as one can tell.
  fileprivate var mayFail: Bool {
    switch kind {
    case .cast(_, isTry: false): true
    case .call(let call) where !["~~", "!~~", "like", "starts_with"].contains(call.function.name):
      true
    default: parts.contains(where: \.mayFail)
    }
  }
}
