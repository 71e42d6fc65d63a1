// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Computes what several expressions of a step have in common once, in a step below.
struct CommonParts {
  /// More parts than that are not compared with each other.
  private static let partLimit = 256
  private let binder: Binder

  init(_ binder: Binder) { self.binder = binder }

  /// The plan with a column for each part that is computed twice.
  func apply(_ plan: LogicalPlan) -> LogicalPlan {
    let plan = plan.replacingInputs { apply($0) }
    switch plan {
    case .aggregate(var step):
      // What belongs to rows that a filter chooses is computed for those only.
      let calls = step.aggregates.filter { $0.call.filter == nil }
      let common = common(step.keys.map(\.expression) + calls.flatMap(\.call.arguments))
      guard !common.isEmpty else { return plan }
      let changed = plan.replacingExpressions { $0.replacing(common) }
      if case .aggregate(let replaced) = changed { step = replaced }
      step.input = .project(step.input, common, isFinal: false)
      return .aggregate(step)
    case .project(let input, let computed, let isFinal):
      let common = common(computed.map(\.expression))
      guard !common.isEmpty else { return plan }
      let replaced = computed.map {
        ComputedColumn(column: $0.column, expression: $0.expression.replacing(common))
      }
      return .project(.project(input, common, isFinal: false), replaced, isFinal: isFinal)
    default: return plan
    }
  }

  /// Parts that occur more than once, the largest first; each is looked for in what those before it leave.
  private func common(_ expressions: [BoundExpression]) -> [ComputedColumn] {
    var expressions = expressions
    var result: [ComputedColumn] = []
    while true {
      var parts: [BoundExpression] = []
      for expression in expressions { expression.collectCommonParts(into: &parts) }
      guard parts.count > 1, parts.count <= Self.partLimit else { return result }
      let sorted = parts.map { (part: $0, size: $0.size) }.sorted { $0.size > $1.size }
      let found = sorted.indices.first { place in
        sorted[(place + 1)...].prefix { $0.size == sorted[place].size }
          .contains { $0.part.isSame(as: sorted[place].part) }
      }
      guard let found else { return result }
      let part = sorted[found].part
      let column = ComputedColumn(column: binder.makeColumn("common", part.type), expression: part)
      result.append(column)
      expressions = expressions.map { $0.replacing([column]) }
    }
  }
}

extension BoundExpression {
  /// The number of its parts, on all levels.
  fileprivate var size: Int { parts.reduce(1) { $0 + $1.size } }

  /// Adds the parts that are computed for every row and cost something.
  fileprivate func collectCommonParts(into found: inout [BoundExpression]) {
    switch kind {
    case .call(let call) where call.lambda == nil && !call.function.isVolatile:
      if !columns.isEmpty, !isVolatile { found.append(self) }
    case .cast: if !columns.isEmpty, !isVolatile { found.append(self) }
    case .comparison, .not, .isNull: break
    // Other parts are computed for some rows only, if at all.
    default: return
    }
    for part in parts { part.collectCommonParts(into: &found) }
  }
}
