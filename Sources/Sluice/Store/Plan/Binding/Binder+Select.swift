// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// Binds one SELECT with what stands at the end of its query.
  func bind(
    _ select: SQL.Select,
    _ query: SQL.Query,
    in scope: NameScope
  ) throws(SQLError) -> BoundQuery {
    var step = SelectBinding(self, select, query, scope)
    return try step.bind()
  }
}

/// One SELECT on the way to a plan. Clauses are bound in the order in which they work.
struct SelectBinding {
  /// A column that is selected.
  private struct Item {
    var name: String
    var value: BoundExpression
    var range: SQL.SourceRange
    /// The expression as it was written, if it stands for this column alone.
    var text = ""
    /// Whether the name was given with AS.
    var isNamed = false
  }

  private let binder: Binder
  private let select: SQL.Select
  private let query: SQL.Query
  private let scope: NameScope
  private let expressions: ExpressionBinder
  private var plan = LogicalPlan.single
  private var items: [Item] = []
  private var keys: [ComputedColumn] = []
  private var groupings: [[Int]] = []

  init(_ binder: Binder, _ select: SQL.Select, _ query: SQL.Query, _ scope: NameScope) {
    self.binder = binder
    self.select = select
    self.query = query
    self.scope = scope
    expressions = ExpressionBinder(binder, scope, .select)
    expressions.windows = select.windows
  }

  mutating func bind() throws(SQLError) -> BoundQuery {
    plan = try binder.bind(select.from, in: scope)
    scope.binder = expressions
    if let sample = select.sample { plan = .sample(plan, try binder.size(sample)) }
    try bindItems()
    try bindFilter()
    try bindGroups()
    let having = try condition(select.having, .having)
    let qualify = try condition(select.qualify, .qualify)
    let order = try bindOrder()
    let distinct = try bindDistinct()
    return try assemble(having, qualify, order, distinct)
  }

  // MARK: - Clauses

  private mutating func bindItems() throws(SQLError) {
    expressions.clause = .select
    // A name that is given further left can be used further right.
    for item in select.items {
      for expanded in try expand(item) {
        items.append(expanded)
        if !expanded.name.isEmpty {
          scope.aliases.append(
            NameScope.Alias(name: expanded.name, expression: expanded.value)
          )
        }
      }
    }
    guard !items.isEmpty else {
      throw SQLError(.binding, "nothing is selected", at: select.range)
    }
  }

  private func expand(_ item: SQL.SelectItem) throws(SQLError) -> [Item] {
    switch item.expression.kind {
    case .star(let star):
      return try expressions.selected(star, at: item.expression.range)
        .map { Item(name: $0.name, value: $0.value, range: item.range) }
    case .call(let call) where call.isUnnest && item.alias == nil:
      return try expressions.unnest(nil, call, at: item.expression.range).map {
        Item(
          name: $0.name == "unnest" ? Self.name(of: item.expression) : $0.name,
          value: $0.value,
          range: item.range
        )
      }
    default:
      let several = try expressions.expanded(item.expression)
      guard let several else {
        let value = try expressions.bind(item.expression)
        let name = item.alias?.text ?? Self.name(of: item.expression)
        return [
          Item(
            name: name,
            value: value,
            range: item.range,
            text: item.expression.sql,
            isNamed: item.alias != nil
          )
        ]
      }
      var items: [Item] = []
      for column in several {
        let name = try item.alias.map { (alias) throws(SQLError) in
          try expressions.title(alias.text, of: column.name, in: item.expression)
        }
        items.append(Item(name: name ?? column.name, value: column.value, range: item.range))
      }
      return items
    }
  }

  /// What a column is called that was given no name.
  static func name(of expression: SQL.Expression) -> String {
    switch expression.kind {
    case .name(let name): name.last.text
    case .field(_, let name): name.text
    default: expression.sql
    }
  }

  private mutating func bindFilter() throws(SQLError) {
    guard let filter = select.filter else { return }
    expressions.clause = .filter
    let before = expressions.subqueries
    expressions.subqueries = []
    let bound = try expressions.boolean(filter)
    guard !isAggregated(bound) else {
      throw SQLError(
        .binding,
        "WHERE comes before rows are grouped, and this is known after it",
        at: filter.range,
        advice: "Conditions on groups stand in HAVING, those on windows in QUALIFY."
      )
    }
    let (needed, later) = Self.split(before, neededBy: bound)
    plan = .filter(plan.joining(needed + expressions.subqueries), bound.conjuncts)
    expressions.subqueries = later
  }

  /// Queries behind names that an expression uses, and the others.
  private static func split(
    _ subqueries: [SubqueryJoin],
    neededBy expression: BoundExpression
  ) -> (needed: [SubqueryJoin], later: [SubqueryJoin]) {
    let columns = expression.columns
    func isNeeded(_ subquery: SubqueryJoin) -> Bool {
      subquery.columns.contains { columns.contains($0.id) }
    }
    return (subqueries.filter(isNeeded), subqueries.filter { !isNeeded($0) })
  }

  private func condition(
    _ expression: SQL.Expression?,
    _ clause: ExpressionBinder.Clause
  ) throws(SQLError) -> [BoundExpression] {
    guard let expression else { return [] }
    expressions.clause = clause
    return try expressions.boolean(expression).conjuncts
  }

  private mutating func bindGroups() throws(SQLError) {
    guard let group = select.group else { return }
    expressions.clause = .group
    let before = expressions.subqueries
    expressions.subqueries = []
    switch group.items {
    case .all:
      for item in items where !isAggregated(item.value) {
        if item.value.constant == nil { _ = key(item.value) }
      }
      groupings = [Array(keys.indices)]
    case .items(let written):
      groupings = [[]]
      for item in written {
        let sets = try groupingSets(item)
        groupings = groupings.flatMap { first in sets.map { first + $0 } }
        guard groupings.count <= 4_096 else {
          throw SQLError(.limit, "there are more than 4,096 groupings", at: group.range)
        }
      }
      groupings = groupings.map { places in
        var seen: Set<Int> = []
        return places.filter { seen.insert($0).inserted }
      }
    }
    let all = BoundExpression(.and(keys.map(\.expression)), .boolean)
    let (needed, later) = Self.split(before, neededBy: all)
    expressions.subqueriesBelow += needed + expressions.subqueries
    expressions.subqueries = later
  }

  private mutating func groupingSets(_ item: SQL.GroupingItem) throws(SQLError) -> [[Int]] {
    switch item {
    case .empty: return [[]]
    case .expression(let expression):
      if case .row(let parts) = expression.kind {
        var places: [Int] = []
        for part in parts { places.append(key(try groupKey(part))) }
        return [places]
      }
      return [[key(try groupKey(expression))]]
    case .rollup(let expressions):
      let parts = try keyParts(expressions)
      return (0...parts.count).reversed().map { parts.prefix($0).flatMap(\.self) }
    case .cube(let expressions):
      let parts = try keyParts(expressions)
      guard parts.count <= 12 else {
        throw SQLError(.limit, "a CUBE has at most 12 expressions", at: expressions[12].range)
      }
      return (0..<(1 << parts.count)).reversed().map { bits in
        parts.indices.filter { bits >> (parts.count - 1 - $0) & 1 == 1 }.flatMap { parts[$0] }
      }
    case .sets(let items):
      var sets: [[Int]] = []
      for item in items { sets += try groupingSets(item) }
      return sets
    }
  }

  private mutating func keyParts(_ expressions: [SQL.Expression]) throws(SQLError) -> [[Int]] {
    var parts: [[Int]] = []
    for expression in expressions {
      parts.append(try groupingSets(.expression(expression)).flatMap(\.self))
    }
    return parts
  }

  /// What rows are grouped by: an expression, the number of a column, or the name of one.
  private func groupKey(_ expression: SQL.Expression) throws(SQLError) -> BoundExpression {
    if case .unary(.minus, let operand) = expression.kind,
      case .literal(.integer) = operand.kind
    {
      throw SQLError(
        .binding,
        "there is no column below 1: there are \(items.count)",
        at: expression.range
      )
    }
    if case .literal(.integer(let number)) = expression.kind {
      guard number >= 1, number <= UInt128(items.count) else {
        throw SQLError(
          .binding,
          "there is no column \(number): there are \(items.count)",
          at: expression.range
        )
      }
      let value = items[Int(number) - 1].value
      guard !isAggregated(value) else {
        throw SQLError(.binding, "rows are not grouped by an aggregate", at: expression.range)
      }
      return value
    }
    let bound = try expressions.bind(expression)
    guard !isAggregated(bound) else {
      throw SQLError(.binding, "rows are not grouped by an aggregate", at: expression.range)
    }
    return bound
  }

  private mutating func key(_ value: BoundExpression) -> Int {
    if let place = keys.firstIndex(where: { $0.expression.isSame(as: value) }) { return place }
    let name = "key\(keys.count)"
    keys.append(ComputedColumn(column: binder.makeColumn(name, value.type), expression: value))
    return keys.count - 1
  }

  /// Whether a value is made of aggregates or window functions.
  private func isAggregated(_ value: BoundExpression) -> Bool {
    let columns = value.columns
    return expressions.aggregates.contains { columns.contains($0.column.id) }
      || expressions.windowColumns.contains { columns.contains($0.column.id) }
  }

  // MARK: - The order of the result

  private enum OrderTarget {
    /// One of the columns that are selected.
    case item(Int)
    case value(BoundExpression)
  }

  private struct OrderKey {
    var target: OrderTarget
    var item: SQL.OrderItem
  }

  private func bindOrder() throws(SQLError) -> [OrderKey] {
    expressions.clause = .order
    var keys: [OrderKey] = []
    for item in query.order where !(binder.ordersByConstants && item.isConstant) {
      switch item.target {
      case .all: keys += items.indices.map { OrderKey(target: .item($0), item: item) }
      case .expression(let expression):
        keys.append(OrderKey(target: try target(expression, item), item: item))
      }
    }
    return keys
  }

  private func target(
    _ expression: SQL.Expression,
    _ item: SQL.OrderItem
  ) throws(SQLError) -> OrderTarget {
    if let place = try item.place(among: items.count) { return .item(place) }
    // A name that was given counts before a column.
    if case .name(let name) = expression.kind, let single = name.single {
      let folded = SQLName.folded(single.text)
      let places = items.indices.filter { SQLName.folded(items[$0].name) == folded }
      if let place = places.first(where: { items[$0].isNamed }) ?? places.first {
        return .item(place)
      }
    }
    let value = try expressions.bind(expression)
    if let place = items.firstIndex(where: { $0.value.isSame(as: value) }) { return .item(place) }
    return .value(value)
  }

  private enum Distinction {
    case none, rows
    case on([OrderTarget])
  }

  private func bindDistinct() throws(SQLError) -> Distinction {
    switch select.distinct {
    case nil: return .none
    case .rows: return .rows
    case .on(let expressions):
      var targets: [OrderTarget] = []
      for expression in expressions {
        let item = SQL.OrderItem(target: .expression(expression), range: expression.range)
        if binder.ordersByConstants, item.isConstant { continue }
        targets.append(try target(expression, item))
      }
      return targets.isEmpty ? .none : .on(targets)
    }
  }

  // MARK: - Putting it together

  private mutating func assemble(
    _ having: [BoundExpression],
    _ qualify: [BoundExpression],
    _ order: [OrderKey],
    _ distinct: Distinction
  ) throws(SQLError) -> BoundQuery {
    let isGrouped =
      select.group != nil || !expressions.aggregates.isEmpty || select.having != nil
      || !expressions.groupings.isEmpty
    var having = having
    var qualify = qualify
    var order = order
    var distinct = distinct
    if isGrouped {
      let base = Set(plan.columns.map(\.id))
      try group()
      for place in items.indices {
        items[place].value = try grouped(items[place].value, base, items[place].range)
      }
      having = try grouped(having, base)
      qualify = try grouped(qualify, base)
      order = try order.map { (key) throws(SQLError) in
        guard case .value(let value) = key.target else { return key }
        var key = key
        key.target = .value(try grouped(value, base, value.range))
        return key
      }
      if case .on(let targets) = distinct {
        distinct = .on(
          try targets.map { (target) throws(SQLError) in
            guard case .value(let value) = target else { return target }
            return .value(try grouped(value, base, value.range))
          }
        )
      }
      try groupWindows(base)
    }
    let (below, above) = expressions.subqueries.parted(by: expressions.windowColumns)
    plan = plan.joining(below)
    if !having.isEmpty { plan = .filter(plan, having) }
    if !expressions.windowColumns.isEmpty { plan = .window(plan, expressions.windowColumns) }
    plan = plan.joining(above)
    if !qualify.isEmpty { plan = .filter(plan, qualify) }
    if !expressions.unnested.isEmpty { plan = .unnest(plan, expressions.unnested) }
    return try finish(order, distinct)
  }

  private mutating func group() throws(SQLError) {
    let input = plan.joining(expressions.subqueriesBelow)
    if groupings.isEmpty { groupings = [[]] }
    var aggregation = Aggregation(
      input: input,
      keys: keys,
      groupings: groupings,
      aggregates: expressions.aggregates
    )
    let calls = expressions.groupings
    let number = binder.makeColumn("grouping", .bigint)
    if groupings.count > 1 || !calls.isEmpty { aggregation.groupingColumn = number }
    plan = .aggregate(aggregation)
    if !calls.isEmpty {
      var computed: [ComputedColumn] = []
      for call in calls { computed.append(try grouping(call.column, call.keys, number)) }
      plan = .project(plan, computed, isFinal: false)
    }
    // Queries that look at rows before they are grouped look at what the rows are grouped by.
    let columns = Dictionary(
      keys.compactMap { key in key.expression.column.map { ($0, BoundExpression(key.column)) } },
      uniquingKeysWith: { first, _ in first }
    )
    expressions.subqueries = expressions.subqueries.map {
      $0.replacing(keys).renaming(columns)
    }
  }

  /// The bits of some keys, from those of all.
  private func grouping(
    _ column: PlanColumn,
    _ keys: [BoundExpression],
    _ number: PlanColumn
  ) throws(SQLError) -> ComputedColumn {
    guard !self.keys.isEmpty else {
      throw SQLError(.binding, "GROUPING asks for what rows are grouped by", at: select.range)
    }
    // Without expressions it asks for all.
    var places = keys.isEmpty ? Array(self.keys.indices) : []
    for key in keys {
      guard let place = self.keys.firstIndex(where: { $0.expression.isSame(as: key) }) else {
        throw SQLError(.binding, "GROUPING asks for what rows are grouped by", at: key.range)
      }
      places.append(place)
    }
    let call = ScalarCall(
      function: .groupingBits(places),
      arguments: [BoundExpression(number)]
    )
    return ComputedColumn(column: column, expression: BoundExpression(.call(call), .bigint))
  }

  private func grouped(
    _ values: [BoundExpression],
    _ base: Set<ColumnID>
  ) throws(SQLError) -> [BoundExpression] {
    var result: [BoundExpression] = []
    for value in values { result.append(try grouped(value, base, value.range)) }
    return result
  }

  /// A value that is computed once rows are grouped.
  private func grouped(
    _ value: BoundExpression,
    _ base: Set<ColumnID>,
    _ range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    let replaced = value.replacing(keys)
    guard let lost = replaced.firstColumn(in: base) else { return replaced }
    let name = scope.tables.flatMap(\.columns).first { $0.id == lost.column }?.name ?? "it"
    throw SQLError(
      .binding,
      "the column '\(name)' differs within a group",
      at: lost.range == .none ? range : lost.range,
      advice: "Add it to GROUP BY, or take one of its values: any_value(\(name))."
    )
  }

  private func groupWindows(_ base: Set<ColumnID>) throws(SQLError) {
    var failure: SQLError?
    let computed = LogicalPlan.window(plan, expressions.windowColumns)
      .replacingExpressions { expression in
        do throws(SQLError) {
          return try grouped(expression, base, expression.range)
        } catch {
          failure = error
          return expression
        }
      }
    if let failure { throw failure }
    if case .window(_, let columns) = computed { expressions.windowColumns = columns }
  }

  private mutating func finish(
    _ order: [OrderKey],
    _ distinct: Distinction
  ) throws(SQLError) -> BoundQuery {
    let selected = items.map { item in
      ComputedColumn(
        column: binder.makeColumn(item.name, item.value.type),
        expression: item.value
      )
    }
    // What rows are ordered by and is not selected goes along, as long as it is needed.
    var extra: [ComputedColumn] = []
    func column(_ target: OrderTarget) -> BoundExpression {
      switch target {
      case .item(let place): return BoundExpression(selected[place].column)
      case .value(let value):
        let made = ComputedColumn(
          column: binder.makeColumn("order", value.type),
          expression: value
        )
        extra.append(made)
        return BoundExpression(made.column)
      }
    }
    let sortKeys = order.map { binder.sortKey(column($0.target), $0.item) }
    var on: [BoundExpression]?
    switch distinct {
    case .none: break
    case .rows: on = selected.map { BoundExpression($0.column) }
    case .on(let targets): on = targets.map(column)
    }
    plan = .project(plan, selected + extra, isFinal: true)
    if let on {
      // Of the rows that are the same the first in order counts.
      if case .on = distinct, !sortKeys.isEmpty { plan = .sort(plan, sortKeys) }
      plan = .distinct(plan, on: on)
    }
    if !sortKeys.isEmpty { plan = .sort(plan, sortKeys) }
    plan = try binder.limited(plan, query, in: scope)
    let columns = selected.map(\.column)
    if !extra.isEmpty {
      let kept = columns.map { column in
        ComputedColumn(
          column: binder.makeColumn(column.name, column.type),
          expression: BoundExpression(column)
        )
      }
      plan = .project(plan, kept, isFinal: true)
      return BoundQuery(plan: plan, columns: kept.map(\.column), otherNames: otherNames)
    }
    return BoundQuery(plan: plan, columns: columns, otherNames: otherNames)
  }

  private var otherNames: [[String]] {
    items.map { item in
      var names = [SQLName.folded(item.name), SQLName.folded(item.text)]
      guard let id = item.value.column else { return names }
      for table in scope.tables {
        guard let column = table.columns.first(where: { $0.id == id }) else { continue }
        names.append(SQLName.folded("\(table.name).\(column.name)"))
      }
      return names
    }
  }
}

extension SubqueryJoin {
  /// The same with other columns in place of some of those around it.
  func renaming(_ columns: [ColumnID: BoundExpression]) -> SubqueryJoin {
    var copy = self
    copy.plan = plan.renaming(columns)
    copy.comparisons = comparisons.map { $0.renaming(columns) }
    return copy
  }
}

extension LogicalPlan {
  /// The same with other columns in place of some, in all steps.
  func renaming(_ columns: [ColumnID: BoundExpression]) -> LogicalPlan {
    replacingInputs { $0.renaming(columns) }.replacingExpressions { $0.renaming(columns) }
  }
}

extension BoundExpression {
  /// The first column that is one of some, with the place where it was written.
  fileprivate func firstColumn(in columns: Set<ColumnID>) -> (
    column: ColumnID, range: SQL.SourceRange
  )? {
    if case .column(let id) = kind { return columns.contains(id) ? (id, range) : nil }
    for part in parts {
      if let found = part.firstColumn(in: columns) { return found }
    }
    return nil
  }
}

extension SQL.Call {
  /// Whether it takes a list or a structure apart.
  fileprivate var isUnnest: Bool {
    SQLName.folded(name.last.text) == "unnest" && receiver == nil && over == nil
  }
}
