// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

struct CastEvaluator: Evaluator {
  let part: any Evaluator
  let cast: CellCast

  func evaluate(_ chunk: Chunk) throws -> Cells {
    let cells = try part.evaluate(chunk)
    guard cells.isConstant else { return try cast.body(cells, chunk.count) }
    return try cast.body(cells, 1).asConstant
  }
}

/// Turns values of one type into values of another.
struct CellCast: Sendable {
  /// Turns so many cells; throws ``SQLError``, unless they are missing where they fail.
  let body: @Sendable (Cells, Int) throws -> Cells

  static func make(
    from source: SQLType,
    to target: SQLType,
    isTry: Bool,
    at range: SQL.SourceRange
  ) throws(SQLError) -> CellCast {
    if source == target { return CellCast { cells, _ in cells } }
    if source == .null {
      let null = CellShape(target).null
      return CellCast { _, _ in null }
    }
    if let from = NumberForm(source), let to = NumberForm(target) {
      return CellCast { cells, count in
        do {
          return try Casting.cast(cells, count: count, from: from, to: to, isTrying: isTry)
        } catch {
          throw SQLError(
            .conversion,
            "a value of the type \(source) does not fit into \(target)",
            at: range
          )
        }
      }
    }
    throw SQLError(.unsupported, "there is no cast from \(source) to \(target) yet", at: range)
  }
}
