// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension BoundExpression {
  /// The value of an expression that depends on no row; throws what computing it does.
  func computed() throws -> Datum {
    try evaluator(ChunkLayout([])).evaluate(Chunk([Cells](), count: 1)).datum(0, type)
  }

  /// The value of an expression that depends on no row, for those who need it before there are rows.
  func fixedValue() throws(SQLError) -> Datum {
    if let constant { return constant }
    do {
      return try computed()
    } catch let error as SQLError {
      throw error
    } catch {
      throw SQLError(.invalidInput, "this value cannot be computed", at: range)
    }
  }

  /// Whether the value is the same for all rows, and known before any row is.
  var isFixed: Bool {
    switch kind {
    case .column, .parameter, .lambdaParameter: false
    case .call(let call):
      // What a function over a list is made of depends on the elements.
      !call.function.isVolatile && call.lambda == nil
        && call.arguments.allSatisfy(\.isFixed)
    default: parts.allSatisfy(\.isFixed)
    }
  }
}
