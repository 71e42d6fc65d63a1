// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Computes an expression of a single column of texts. Where a chunk has the column as numbers of
/// different values, it is computed for those values only.
struct DistinctEvaluator: Evaluator {
  let place: Int
  /// The expression for chunks.
  let plain: any Evaluator
  /// The expression for chunks of nothing but the column.
  let alone: any Evaluator

  func evaluate(_ chunk: Chunk) throws -> Cells {
    guard let (values, codes) = distinct(chunk), let results = ofValues(values) else {
      return try plain.evaluate(chunk)
    }
    return results.gathered(codes.prefix(chunk.count))
  }

  func select(_ chunk: Chunk) throws -> Selection {
    guard let (values, codes) = distinct(chunk), let results = ofValues(values) else {
      return try plain.select(chunk)
    }
    return RowFilter.selectTrue(results, of: codes, count: chunk.count)
  }

  private func distinct(_ chunk: Chunk) -> (values: DistinctCells, codes: Selection)? {
    guard let coded = chunk.coded(place), coded.values.count * 2 <= chunk.count else { return nil }
    return coded
  }

  /// The results; `nil` if there is none for some value, which may not be one of the rows.
  private func ofValues(_ values: DistinctCells) -> Cells? {
    try? alone.evaluate(Chunk([values.cells], count: values.count))
  }
}

extension RowFilter {
  /// The rows with the numbers of booleans that are true.
  static func selectTrue(_ flags: Cells, of numbers: Selection, count: Int) -> Selection {
    let result = Selection(capacity: count)
    // Missing booleans hold zero.
    let (flags, isConstant, codes) = (
      flags.values(UInt8.self), flags.isConstant, UnsafePointer(numbers.rows)
    )
    if isConstant {
      let flag = flags[0]
      pick(count, nil, result) { _ in flag }
    } else {
      pick(count, nil, result) { flags[Int(codes[$0])] }
    }
    return result
  }
}

extension BoundExpression {
  /// The only column that the expression is of, if it is one of texts and the expression is more than that.
  var soleText: PlanColumn? {
    if case .column = kind { return nil }
    var found: PlanColumn?
    return isOfTexts(&found) ? found : nil
  }

  /// Whether there are no other columns than `column`, which is one of texts, and no chance.
  private func isOfTexts(_ column: inout PlanColumn?) -> Bool {
    switch kind {
    case .column(let id):
      guard type.cellKind == .bytes, column == nil || column?.id == id else { return false }
      column = PlanColumn(id: id, name: "", type: type)
      return true
    case .lambdaParameter, .attempt: return false
    case .call(let call) where call.function.isVolatile || call.lambda != nil: return false
    default: return parts.allSatisfy { $0.isOfTexts(&column) }
    }
  }
}
