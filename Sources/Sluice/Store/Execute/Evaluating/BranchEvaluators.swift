// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Computes each branch for the rows that take it only, so that what cannot be computed for others is
/// not tried.
struct CaseEvaluator: Evaluator {
  let conditions: [any Evaluator]
  /// One for each condition, and one for rows that meet none.
  let results: [any Evaluator]
  let shape: CellShape

  func evaluate(_ chunk: Chunk) throws -> Cells {
    var pieces = CellPieces(shape, count: chunk.count)
    var left: Selection?
    var rest = chunk
    for (condition, result) in zip(conditions, results) {
      // Selecting asks each part of a condition of those rows only that met the parts before.
      let taken = try condition.select(rest)
      if taken.count == 0 { continue }
      if taken.count == rest.count {
        pieces.add(try result.evaluate(rest), at: left, count: rest.count)
        return pieces.finish()
      }
      let rows = left.map { taken.applied(to: $0) } ?? taken
      pieces.add(try result.evaluate(rest.picking(taken)), at: rows, count: taken.count)
      let others = taken.others(of: rest.count)
      rest = rest.picking(others)
      left = left.map { others.applied(to: $0) } ?? others
    }
    pieces.add(try results[results.count - 1].evaluate(rest), at: left, count: rest.count)
    return pieces.finish()
  }
}

/// Takes the first value that is there; later ones are computed for rows without one only.
struct CoalesceEvaluator: Evaluator {
  let parts: [any Evaluator]
  let shape: CellShape

  func evaluate(_ chunk: Chunk) throws -> Cells {
    var pieces = CellPieces(shape, count: chunk.count)
    var left: Selection?
    var rest = chunk
    for (place, part) in parts.enumerated() {
      let cells = try part.evaluate(rest)
      if place == parts.count - 1 || cells.validity == nil {
        pieces.add(cells, at: left, count: rest.count)
        break
      }
      let missing = Logic.isNull(cells, count: rest.count)
      let found = RowFilter.selectNotTrue(missing, count: rest.count)
      if found.count > 0 {
        let rows = left.map { found.applied(to: $0) } ?? found
        pieces.add(cells.gathered(found), at: rows, count: found.count)
      }
      let others = RowFilter.selectTrue(missing, count: rest.count)
      if others.count == 0 { break }
      rest = rest.picking(others)
      left = left.map { others.applied(to: $0) } ?? others
    }
    return pieces.finish()
  }
}

/// NULL where an expression fails: row by row once it has failed for a chunk.
struct AttemptEvaluator: Evaluator {
  let part: any Evaluator
  let shape: CellShape

  func evaluate(_ chunk: Chunk) throws -> Cells {
    if let cells = try? part.evaluate(chunk) { return cells }
    var pieces = CellPieces(shape, count: chunk.count)
    for row in 0..<chunk.count {
      let single = Selection(capacity: 1)
      single.rows[0] = UInt32(row)
      single.count = 1
      let cells = (try? part.evaluate(chunk.picking(single))) ?? shape.null
      pieces.add(cells, at: single, count: 1)
    }
    return pieces.finish()
  }
}

/// Cells that are put together from pieces, each of which has its rows.
struct CellPieces {
  private let shape: CellShape
  private let count: Int
  private var whole: Cells?
  private var column: CellColumn?
  private var places: Selection?
  private var filled = 0

  init(_ shape: CellShape, count: Int) {
    self.shape = shape
    self.count = count
  }

  /// Adds the cells of some rows, or of all.
  mutating func add(_ cells: Cells, at rows: Selection?, count added: Int) {
    guard added > 0 else { return }
    guard let rows else {
      whole = cells
      return
    }
    let column = column ?? CellColumn(shape, capacity: count)
    self.column = column
    let places = places ?? Selection(capacity: count)
    self.places = places
    column.append(cells, count: added)
    // The place of each row among the pieces.
    for place in 0..<added { places.rows[Int(rows.rows[place])] = UInt32(filled + place) }
    filled += added
    places.count = count
  }

  /// The cells of all rows.
  func finish() -> Cells {
    if let whole { return whole }
    guard let column, let places else { return shape.null }
    return column.cells.gathered(places)
  }
}
