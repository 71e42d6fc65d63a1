// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What an aggregation needs of the rows of a chunk.
struct GroupingInput {
  /// What comes to one function.
  struct Call {
    /// The rows that the function sees; `nil` if it sees all.
    var rows: Selection?
    var count: Int
    var arguments: [Cells]
    /// What the rows are ordered by.
    var order: [Cells]
  }

  var count: Int
  /// The keys by the numbers of their values, if all of them have such.
  private(set) var coded: [(values: DistinctCells, codes: Selection)]?
  private var computed: [Cells] = []
  var calls: [Call]

  /// The keys.
  var keys: [Cells] {
    coded?.map { $0.values.cells.gathered($0.codes.prefix(count)) } ?? computed
  }

  /// Computes keys and arguments; what a filter leaves out is not computed.
  init(_ chunk: Chunk, _ step: AggregateStep) throws {
    count = chunk.count
    coded = chunk.coded(step.keys)
    if coded == nil { for key in step.keys { computed.append(try key.evaluate(chunk)) } }
    calls = []
    for call in step.calls {
      let rows = try call.filter?.select(chunk)
      let part = rows.map { chunk.picking($0) } ?? chunk
      var input = Call(rows: rows, count: part.count, arguments: [], order: [])
      if part.count > 0 {
        for argument in call.arguments { input.arguments.append(try argument.evaluate(part)) }
        for key in call.order { input.order.append(try key.evaluator.evaluate(part)) }
      }
      calls.append(input)
    }
  }
}

extension GroupingInput {
  /// The shapes of the columns that rows are kept in, when groups have no room in memory.
  static func shapes(_ step: AggregateStep) -> [CellShape] {
    step.keyShapes
      + step.calls.flatMap { call in
        (call.filter == nil ? [] : [CellShape(kind: .bool)]) + call.shapes + call.order.map(\.shape)
      }
  }

  /// All of it as columns of the rows of the chunk.
  func columns(_ step: AggregateStep) -> [Cells] {
    var columns = keys
    for (input, call) in zip(calls, step.calls) {
      let shapes = call.shapes + call.order.map(\.shape)
      guard let rows = input.rows else {
        columns += input.arguments + input.order
        continue
      }
      // For each row of the chunk its place among those that the function sees.
      let places = Selection(capacity: count)
      places.rows.update(repeating: Cells.noRow, count: count)
      places.count = count
      let flags = CellBlock(.bool, capacity: count)
      memoryZero(flags.base, count)
      for place in 0..<rows.count {
        places.rows[Int(rows.rows[place])] = UInt32(place)
        flags.cells(UInt8.self)[Int(rows.rows[place])] = 1
      }
      columns.append(Cells(.bool, flags))
      columns +=
        input.count == 0
        ? shapes.map(\.null)
        : (input.arguments + input.order).map { $0.gathered(places, hasGaps: true) }
    }
    return columns
  }

  /// What was made into columns.
  init(_ columns: [Cells], count: Int, _ step: AggregateStep) {
    self.count = count
    var rest = columns[...]
    computed = Array(rest.prefix(step.keyShapes.count))
    rest = rest.dropFirst(step.keyShapes.count)
    calls = []
    for call in step.calls {
      var rows: Selection?
      if call.filter != nil, let flags = rest.popFirst() {
        rows = RowFilter.selectTrue(flags, count: count)
      }
      let cells = rest.prefix(call.shapes.count + call.order.count).map { cells in
        rows.map { cells.gathered($0) } ?? cells
      }
      rest = rest.dropFirst(cells.count)
      calls.append(
        Call(
          rows: rows,
          count: rows?.count ?? count,
          arguments: Array(cells.prefix(call.shapes.count)),
          order: Array(cells.dropFirst(call.shapes.count))
        )
      )
    }
  }
}
