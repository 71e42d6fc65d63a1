// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Turns a plan into steps that can be run. Used once, by one task.
final class PhysicalPlanner {
  private let parameters: ParameterValues
  /// Whether the rows and the time of each step are counted.
  private let isMeasuring: Bool
  /// Makes the step that reads a table.
  private let scan: (TableScan) throws(SQLError) -> any PhysicalStep
  /// The columns of parts that others read, as they are made.
  private var sharedColumns: [Int: [ColumnID]] = [:]

  init(
    _ parameters: ParameterValues,
    isMeasuring: Bool = false,
    scan: @escaping (TableScan) throws(SQLError) -> any PhysicalStep
  ) {
    self.parameters = parameters
    self.isMeasuring = isMeasuring
    self.scan = scan
  }

  /// The step that makes the rows of a plan.
  func step(_ plan: LogicalPlan) throws(SQLError) -> any PhysicalStep {
    let step = try plainStep(plan)
    return isMeasuring ? MeasuredStep(step: step, plan: plan) : step
  }

  private func plainStep(_ plan: LogicalPlan) throws(SQLError) -> any PhysicalStep {
    switch plan {
    case .single: return SingleStep()
    case .empty(let columns): return EmptyStep(columns: columns)
    case .scan(let table):
      let rows = try scan(table)
      guard !table.filters.isEmpty else { return rows }
      return FilterStep(
        input: rows,
        conditions: try table.filters.filterEvaluators(layout(rows.columns))
      )
    case .values(let values):
      var rows: [[any Evaluator]] = []
      for row in values.rows { rows.append(try evaluators(row, [])) }
      return ValuesStep(columns: values.columns, rows: rows)
    case .function(let call): return try function(call)
    case .filter(let input, let conditions):
      let step = try step(input)
      return FilterStep(
        input: step,
        conditions: try conditions.filterEvaluators(layout(step.columns))
      )
    case .project(let input, let computed, let isFinal):
      let step = try step(input)
      return ProjectStep(
        input: step,
        columns: (isFinal ? [] : step.columns) + computed.map(\.column),
        kept: isFinal ? [] : Array(step.columns.indices),
        computed: try evaluators(computed.map(\.expression), step.columns)
      )
    case .aggregate(let aggregation): return try self.step(aggregation)
    case .join(let join): return try self.step(join)
    case .sort(let input, let keys):
      let step = try step(input)
      return SortStep(input: step, keys: try sortColumns(keys, step.columns))
    case .limit(.sort(let input, let keys), let limit) where TopStep.isWorth(limit):
      let step = try step(input)
      return TopStep(
        input: step,
        keys: try sortColumns(keys, step.columns),
        count: limit.count?.constant?.count ?? 0,
        offset: limit.offset?.constant?.count ?? 0
      )
    case .limit(let input, let limit):
      return LimitStep(
        input: try step(input),
        count: try evaluator(limit.count, []),
        offset: try evaluator(limit.offset, []),
        isPercent: limit.isPercent
      )
    case .distinct(let input, let on):
      let step = try step(input)
      return DistinctStep(
        input: step,
        on: try evaluators(on, step.columns),
        shapes: on.map { CellShape($0.type) }
      )
    case .setOperation(let combination): return try self.step(combination)
    case .unnest(let input, let columns):
      let step = try step(input)
      return UnnestStep(
        input: step,
        lists: try evaluators(columns.map(\.list), step.columns),
        columns: step.columns + columns.map(\.column)
      )
    case .shared(let shared, let body):
      let part = try step(shared.plan)
      sharedColumns[shared.number] = part.columns.map(\.id)
      return SharedStep(number: shared.number, shared: part, body: try step(body))
    case .sharedScan(let scan): return try self.step(scan)
    case .recursion(let recursion):
      sharedColumns[recursion.number] = recursion.columns.map(\.id)
      if let recurring = recursion.recurring {
        sharedColumns[recurring] = recursion.columns.map(\.id)
      }
      if !recursion.key.isEmpty {
        return KeyedRecursionStep(
          number: recursion.number,
          recurring: recursion.recurring,
          start: try step(recursion.start),
          step: try step(recursion.step),
          key: recursion.key,
          isDistinct: recursion.isDistinct,
          columns: recursion.columns
        )
      }
      return RecursionStep(
        number: recursion.number,
        recurring: recursion.recurring,
        start: try step(recursion.start),
        step: try step(recursion.step),
        isDistinct: recursion.isDistinct,
        columns: recursion.columns
      )
    case .positional(let left, let right):
      return PositionalStep(left: try step(left), right: try step(right))
    case .window(let input, let windows): return try step(input, windows)
    case .sample(let input, let size): return SampleStep(input: try step(input), size: size)
    }
  }

  private func step(_ scan: SharedScan) throws(SQLError) -> any PhysicalStep {
    guard let made = sharedColumns[scan.number] else {
      throw SQLError(.unsupported, "'\(scan.name)' is read where it is not made yet")
    }
    return SharedScanStep(
      columns: scan.columns.map(\.column),
      number: scan.number,
      places: scan.columns.compactMap { made.firstIndex(of: $0.source) }
    )
  }

  private func function(_ call: TableFunctionCall) throws(SQLError) -> any PhysicalStep {
    var numbers: [Int64] = []
    for argument in call.arguments {
      guard case .constant(.integer(let value)) = argument.kind else {
        return EmptyStep(columns: call.columns)
      }
      numbers.append(Int64(clamping: value))
    }
    let (start, end) = numbers.count == 1 ? (0, numbers[0]) : (numbers[0], numbers[1])
    let step = numbers.count > 2 ? numbers[2] : 1
    guard step != 0 else {
      throw SQLError(.invalidInput, "the numbers of '\(call.name)' lie some way apart, not zero")
    }
    return RangeStep(
      columns: call.columns,
      start: start,
      end: end,
      step: step,
      isClosed: call.name == "generate_series"
    )
  }

  // MARK: - Parts

  func layout(_ columns: [PlanColumn]) -> ChunkLayout { ChunkLayout(columns, parameters) }

  func evaluators(
    _ expressions: [BoundExpression],
    _ columns: [PlanColumn]
  ) throws(SQLError) -> [any Evaluator] {
    let layout = layout(columns)
    var result: [any Evaluator] = []
    for expression in expressions { result.append(try expression.evaluator(layout)) }
    return result
  }

  private func evaluator(
    _ expression: BoundExpression?,
    _ columns: [PlanColumn]
  ) throws(SQLError) -> (any Evaluator)? {
    guard let expression else { return nil }
    return try expression.evaluator(layout(columns))
  }

  func sortColumns(
    _ keys: [SortKey],
    _ columns: [PlanColumn]
  ) throws(SQLError) -> [SortColumn] {
    let layout = layout(columns)
    var result: [SortColumn] = []
    for key in keys {
      result.append(
        SortColumn(
          evaluator: try key.expression.evaluator(layout),
          shape: CellShape(key.expression.type),
          isDescending: key.isDescending,
          areNullsFirst: key.areNullsFirst
        )
      )
    }
    return result
  }

  private func step(_ aggregation: Aggregation) throws(SQLError) -> any PhysicalStep {
    let input = try step(aggregation.input)
    var calls: [AggregateStep.Call] = []
    for column in aggregation.aggregates {
      let call = column.call
      calls.append(
        AggregateStep.Call(
          function: call.function,
          arguments: try evaluators(call.arguments, input.columns),
          shapes: call.arguments.map { CellShape($0.type) },
          isDistinct: call.isDistinct,
          filter: try evaluator(call.filter, input.columns),
          order: try sortColumns(call.order, input.columns)
        )
      )
    }
    return AggregateStep(
      input: input,
      keys: try evaluators(aggregation.keys.map(\.expression), input.columns),
      keyShapes: aggregation.keys.map { CellShape($0.column.type) },
      groupings: aggregation.groupings,
      calls: calls,
      hasGroupingColumn: aggregation.groupingColumn != nil,
      columns: LogicalPlan.aggregate(aggregation).columns
    )
  }

  private func step(_ combination: SetCombination) throws(SQLError) -> any PhysicalStep {
    let left = try step(combination.left)
    let right = try step(combination.right)
    func places(_ ids: [ColumnID], _ columns: [PlanColumn]) -> [Int] {
      ids.compactMap { id in columns.firstIndex { $0.id == id } }
    }
    let leftPlaces = places(combination.leftColumns, left.columns)
    let rightPlaces = places(combination.rightColumns, right.columns)
    guard combination.kind == .union else {
      return MembershipStep(
        left: left,
        right: right,
        leftPlaces: leftPlaces,
        rightPlaces: rightPlaces,
        isIntersection: combination.kind == .intersect,
        isAll: combination.isAll,
        columns: combination.columns
      )
    }
    let union = UnionStep(
      left: left,
      right: right,
      leftPlaces: leftPlaces,
      rightPlaces: rightPlaces,
      columns: combination.columns
    )
    guard !combination.isAll else { return union }
    return DistinctStep(
      input: union,
      on: combination.columns.indices.map { ColumnEvaluator(place: $0) },
      shapes: combination.columns.map { CellShape($0.type) }
    )
  }
}
