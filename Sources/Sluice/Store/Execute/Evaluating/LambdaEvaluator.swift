// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Computes a function for the elements of lists: the columns around come along.
struct LambdaEvaluator: Sendable {
  private let body: any Evaluator
  private let outer: Int
  private let room: Int
  private let type: SQLType
  private let interruption: Interruption

  /// Parameters that the body may use: three at most, as those of a reduction.
  private static let parameterCount = 3

  init(_ body: BoundExpression, over list: SQLType, _ layout: ChunkLayout) throws(SQLError) {
    var inside = layout
    outer = layout.width
    room = Self.parameterCount
    type = body.type
    interruption = layout.parameters.interruption
    inside.enterLambda(room)
    self.body = try body.evaluator(inside)
  }

  /// The results for some elements, each of which belongs to a row of a chunk.
  func evaluate(_ elements: LambdaElements, _ chunk: Chunk) throws -> Cells {
    let count = elements.rows.count
    guard count > 2 * Chunk.size else { return try result(elements, chunk) }
    let column = CellColumn(CellShape(type), capacity: count)
    var start = 0
    while start < count {
      try interruption.check()
      let size = min(Chunk.size, count - start)
      let part = LambdaElements(
        parameters: elements.parameters.map { $0.from(start) },
        rows: elements.rows.part(start, size)
      )
      column.append(try result(part, chunk), count: size)
      start += size
    }
    return column.cells
  }

  private func result(_ elements: LambdaElements, _ chunk: Chunk) throws -> Cells {
    var columns = (0..<chunk.width).map { place -> Chunk.Column in
      let cells = chunk[place]
      return cells.isConstant ? .cells(cells) : .gather(cells, elements.rows, hasGaps: false)
    }
    while columns.count < outer { columns.append(.cells(.null(.bool))) }
    columns += elements.parameters.map { .cells($0) }
    while columns.count < outer + room { columns.append(.cells(.null(.bool))) }
    return try body.evaluate(Chunk(columns, count: elements.rows.count))
  }
}

/// What a function over lists is called with.
struct LambdaElements {
  /// The values of the parameters, in order.
  var parameters: [Cells]
  /// The row that each element belongs to.
  var rows: Selection
}
