// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension BoundExpression {
  /// The value of an expression of constants; `nil` if it depends on rows.
  func valueWithoutRows() throws(SQLError) -> Datum? {
    if let constant { return constant }
    guard columns.isEmpty else { return nil }
    let evaluator = try evaluator(ChunkLayout([]))
    do {
      return try evaluator.evaluate(Chunk([Cells](), count: 1)).datum(0, type)
    } catch let error as SQLError {
      throw error
    } catch {
      throw SQLError(.invalidInput, "\(error)", at: range)
    }
  }
}
