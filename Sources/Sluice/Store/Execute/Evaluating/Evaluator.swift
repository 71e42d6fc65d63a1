// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Computes an expression for the rows of chunks whose columns are known. Immutable: used by many tasks.
protocol Evaluator: Sendable {
  /// The values for the rows of a chunk.
  func evaluate(_ chunk: Chunk) throws -> Cells

  /// The rows of a chunk for which a condition is true, in order. By default of its values.
  func select(_ chunk: Chunk) throws -> Selection
}

extension Evaluator {
  func select(_ chunk: Chunk) throws -> Selection {
    RowFilter.selectTrue(try evaluate(chunk), count: chunk.count)
  }
}

extension BoundExpression {
  /// The expression ready to be computed for chunks with these columns, in order.
  func evaluator(_ layout: ChunkLayout) throws(SQLError) -> any Evaluator {
    guard let column = layout.lambdaPlaces.isEmpty ? soleText : nil,
      let place = layout.places[column.id], !layout.isOfDistinctValues
    else { return try plainEvaluator(layout) }
    var (plain, alone) = (layout, ChunkLayout([column], layout.parameters))
    plain.isOfDistinctValues = true
    alone.isOfDistinctValues = true
    return DistinctEvaluator(
      place: place,
      plain: try plainEvaluator(plain),
      alone: try plainEvaluator(alone)
    )
  }

  private func plainEvaluator(_ layout: ChunkLayout) throws(SQLError) -> any Evaluator {
    switch kind {
    case .constant(let value):
      return ConstantEvaluator(cells: .constant(TypedDatum(value, type)))
    case .column(let id):
      guard let place = layout.places[id] else {
        throw SQLError(.unsupported, "a column is used where it is not there yet", at: range)
      }
      return ColumnEvaluator(place: place)
    case .parameter(let place):
      guard let value = layout.parameters.value(at: place) else {
        throw SQLError(.invalidInput, "the parameter \(place + 1) has no value", at: range)
      }
      if value.type == type { return ConstantEvaluator(cells: .constant(value)) }
      return try BoundExpression(.cast(BoundExpression(value, at: range), isTry: false), type)
        .evaluator(layout)
    case .call(let call): return try CallEvaluator(call, type, range, layout)
    case .comparison(let test, let left, let right):
      return ComparisonEvaluator(
        test: test,
        left: try left.evaluator(layout),
        right: try right.evaluator(layout)
      )
    case .and(let parts):
      return LogicEvaluator(isAnd: true, parts: try Self.evaluators(parts, layout))
    case .or(let parts):
      return LogicEvaluator(isAnd: false, parts: try Self.evaluators(parts, layout))
    case .not(let part): return NotEvaluator(part: try part.evaluator(layout))
    case .isNull(let part): return IsNullEvaluator(part: try part.evaluator(layout))
    case .cast(let part, let isTry):
      return CastEvaluator(
        part: try part.evaluator(layout),
        cast: try CellCast.make(from: part.type, to: type, isTry: isTry, at: range)
      )
    case .case(let branches, let otherwise):
      var conditions: [any Evaluator] = []
      var results: [any Evaluator] = []
      for branch in branches {
        conditions.append(try branch.condition.evaluator(layout))
        results.append(try branch.result.evaluator(layout))
      }
      results.append(try otherwise.evaluator(layout))
      return CaseEvaluator(conditions: conditions, results: results, shape: CellShape(type))
    case .coalesce(let parts):
      return CoalesceEvaluator(parts: try Self.evaluators(parts, layout), shape: CellShape(type))
    case .isAmong(let part, let values, let hasNull):
      return AmongEvaluator(
        part: try part.evaluator(layout),
        values: ConstantSet(Cells(values, part.type), count: values.count),
        hasNull: hasNull
      )
    case .attempt(let part):
      return AttemptEvaluator(part: try part.evaluator(layout), shape: CellShape(type))
    case .lambdaParameter(let depth, let place):
      guard depth < layout.lambdaPlaces.count else {
        throw SQLError(.unsupported, "a function over a list is used outside of it", at: range)
      }
      let frame = layout.lambdaPlaces[layout.lambdaPlaces.count - 1 - depth]
      return ColumnEvaluator(place: frame + place)
    }
  }

  private static func evaluators(
    _ parts: [BoundExpression],
    _ layout: ChunkLayout
  ) throws(SQLError) -> [any Evaluator] {
    var result: [any Evaluator] = []
    for part in parts { result.append(try part.evaluator(layout)) }
    return result
  }
}

/// Where columns are in a chunk.
struct ChunkLayout: Sendable {
  /// The place of each column.
  private(set) var places: [ColumnID: Int] = [:]
  /// The number of columns.
  private(set) var width = 0
  /// The values of parameters.
  var parameters = ParameterValues()
  /// Where the parameters of functions over lists begin, the innermost last.
  var lambdaPlaces: [Int] = []
  /// Whether the expression around is computed for different values of a column only, as far as can be.
  var isOfDistinctValues = false

  /// A chunk with these columns, in order.
  init(_ columns: [PlanColumn], _ parameters: ParameterValues = ParameterValues()) {
    for (place, column) in columns.enumerated() { places[column.id] = place }
    width = columns.count
    self.parameters = parameters
  }

  /// Room for more columns at the end.
  mutating func append(_ columns: [PlanColumn]) {
    for column in columns {
      places[column.id] = width
      width += 1
    }
  }

  /// Room for the parameters of a function over a list.
  mutating func enterLambda(_ count: Int) {
    lambdaPlaces.append(width)
    width += count
  }
}

/// What the parts of one execution have in common: the values of its parameters, by their places, and
/// whether it is to end.
struct ParameterValues: Sendable {
  var values: [TypedDatum?] = []
  /// Copies share it.
  var interruption = Interruption()

  func value(at place: Int) -> TypedDatum? { place < values.count ? values[place] : nil }
}
