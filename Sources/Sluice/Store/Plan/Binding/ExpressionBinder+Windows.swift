// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// A call of a function of the rows around, whose value becomes a column.
  func window(
    _ name: String,
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    switch clause {
    case .select, .qualify, .order: break
    default:
      throw SQLError(
        .binding,
        "the window function '\(name)' stands in \(clause.rawValue), where there are no windows yet",
        at: range,
        advice: clause == .filter ? "Conditions on window functions stand in QUALIFY." : ""
      )
    }
    let bound = try insideWindow(at: range) { () throws(SQLError) in
      try windowCall(name, receiver, call, at: range)
    }
    let column = binder.makeColumn(name, bound.type)
    windowColumns.append(WindowColumn(column: column, call: bound.call))
    return BoundExpression(column, at: range)
  }

  private func windowCall(
    _ name: String,
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> (call: WindowCall, type: SQLType) {
    guard let over = call.over else { preconditionFailure("A window function has a window.") }
    let definition = try resolved(over)
    var partition: [BoundExpression] = []
    for expression in definition.partition { partition.append(try bind(expression)) }
    var order: [SortKey] = []
    for item in definition.order {
      if case .all = item.target {
        throw SQLError(.binding, "a window is not ordered by ALL", at: item.range)
      }
      order += try sortKeys(item)
    }
    let frame = try bind(definition.frame, hasOrder: !order.isEmpty, order)
    var result: WindowCall
    let type: SQLType
    if let (function, arguments, resultType) = try windowFunction(name, receiver, call, at: range) {
      try check(function, call, frame, at: range)
      result = WindowCall(function: function, arguments: arguments, frame: frame)
      for item in call.order { result.argumentOrder += try sortKeys(item) }
      if case .fill = function {
        let keys = result.argumentOrder.isEmpty ? order : result.argumentOrder
        guard keys.count == 1, keys[0].expression.type.isSubtracted else {
          throw SQLError(
            .binding,
            "'fill' needs one expression in ORDER BY, which is a number, a date or a time",
            at: range
          )
        }
      }
      type = resultType
    } else if binder.functions.hasAggregate(name) {
      let bound = try aggregateCall(name, receiver, call, at: range)
      result = WindowCall(
        function: .aggregate(bound.function),
        arguments: bound.arguments,
        frame: frame
      )
      result.filter = bound.filter
      result.argumentOrder = bound.order
      type = bound.function.result
    } else {
      throw SQLError(
        .binding,
        "'\(name)' is no window function",
        at: call.name.range,
        advice: NearestName.advice(
          for: name,
          among: Self.windowNames + Array(binder.functions.aggregates.keys)
        )
      )
    }
    result.partition = partition
    result.order = order
    result.isDistinct = call.isDistinct
    result.ignoresNulls = call.nulls == .ignore
    return (result, type)
  }

  /// Refuses what a window function has no use for.
  private func check(
    _ function: WindowCall.Function,
    _ call: SQL.Call,
    _ frame: WindowCall.Frame,
    at range: SQL.SourceRange
  ) throws(SQLError) {
    let name = call.name.last.text
    var refused: String?
    if call.filter != nil { refused = "FILTER" }
    if !call.order.isEmpty {
      switch function {
      case .firstValue, .lastValue, .nthValue: break
      case .denseRank: refused = "ORDER BY"
      default: if frame.exclusion != .noOthers { refused = "EXCLUDE" }
      }
    }
    guard let refused else { return }
    throw SQLError(.binding, "the window function '\(name)' has no \(refused)", at: range)
  }

  static let windowNames = [
    "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead",
    "first_value", "last_value", "nth_value", "fill",
  ]

  /// A function that there is for windows only.
  private func windowFunction(
    _ name: String,
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> (WindowCall.Function, [BoundExpression], SQLType)? {
    var arguments = receiver.map { [$0] } ?? []
    func bindArguments(_ counts: ClosedRange<Int>, _ names: [String] = []) throws(SQLError) {
      for argument in try placed(call.arguments, names, in: name) {
        arguments.append(try bind(argument))
      }
      guard counts.contains(arguments.count) else {
        throw SQLError(
          .binding,
          "'\(name)' cannot be called with \(arguments.count.counted("value"))",
          at: range
        )
      }
    }
    switch name {
    case "row_number", "rank", "dense_rank":
      try bindArguments(0...0)
      let function: WindowCall.Function =
        name == "row_number" ? .rowNumber : name == "rank" ? .rank : .denseRank
      return (function, [], .bigint)
    case "percent_rank", "cume_dist":
      try bindArguments(0...0)
      return (name == "percent_rank" ? .percentRank : .cumulativeDistribution, [], .double)
    case "ntile":
      try bindArguments(1...1)
      return (.ntile, [try cast(arguments[0], to: .bigint)], .bigint)
    case "lag", "lead":
      try bindArguments(1...3, ["col", "offset", "default"])
      if arguments.count > 1 { arguments[1] = try cast(arguments[1], to: .bigint) }
      if arguments.count > 2 { arguments[2] = try cast(arguments[2], to: arguments[0].type) }
      return (name == "lag" ? .lag : .lead, arguments, arguments[0].type)
    case "first_value", "last_value", "first", "last":
      try bindArguments(1...1)
      return (name.hasPrefix("first") ? .firstValue : .lastValue, arguments, arguments[0].type)
    case "nth_value":
      try bindArguments(2...2)
      arguments[1] = try cast(arguments[1], to: .bigint)
      return (.nthValue, arguments, arguments[0].type)
    case "fill":
      try bindArguments(1...1)
      guard arguments[0].type.isSubtracted else {
        throw SQLError(
          .binding,
          "'fill' goes from one value to the next, and \(arguments[0].type) has no steps",
          at: range,
          advice: "It fills numbers, dates and times."
        )
      }
      return (.fill, arguments, arguments[0].type)
    default: return nil
    }
  }

  /// Arguments of which some are named, in their places; offsets that are left out are one.
  private func placed(
    _ arguments: [SQL.Argument],
    _ names: [String],
    in function: String
  ) throws(SQLError) -> [SQL.Expression] {
    guard arguments.contains(where: { $0.name != nil }) else { return arguments.map(\.value) }
    var found: [SQL.Expression?] = arguments.filter { $0.name == nil }.map(\.value)
    for argument in arguments {
      guard let label = argument.name else { continue }
      guard let place = names.firstIndex(of: SQLName.folded(label.text)) else {
        throw SQLError(
          .binding,
          "'\(function)' has no argument called '\(label.text)'",
          at: label.range,
          advice: NearestName.advice(for: label.text, among: names)
        )
      }
      while found.count <= place { found.append(nil) }
      guard found[place] == nil else {
        throw SQLError(.binding, "'\(label.text)' is given twice", at: label.range)
      }
      found[place] = argument.value
    }
    return try found.enumerated().map { (place, value) throws(SQLError) in
      if let value { return value }
      guard place == 1 else {
        throw SQLError(.binding, "'\(function)' has no value for '\(names[place])'", at: nil)
      }
      return SQL.Expression(.literal(.integer(1)))
    }
  }

  /// The definition of a window, with what it takes from others.
  private func resolved(_ window: SQL.Window) throws(SQLError) -> SQL.WindowDefinition {
    switch window {
    case .name(let name): return try named(name, among: windows.count)
    case .definition(let definition): return try resolved(definition, among: windows.count)
    }
  }

  /// The window of a name among the first so many: each builds on those before it.
  private func named(
    _ name: SQL.Name,
    among count: Int
  ) throws(SQLError) -> SQL.WindowDefinition {
    let folded = SQLName.folded(name.text)
    let named = windows.filter { SQLName.folded($0.name.text) == folded }
    if named.count > 1 {
      throw SQLError(
        .binding,
        "there are two windows called '\(name.text)'",
        at: named[1].name.range
      )
    }
    let place = windows.prefix(count).firstIndex { SQLName.folded($0.name.text) == folded }
    guard let place else {
      throw SQLError(
        .binding,
        "there is no window '\(name.text)'",
        at: name.range,
        advice: NearestName.advice(for: name.text, among: windows.map(\.name.text))
      )
    }
    return try resolved(windows[place].definition, among: place)
  }

  private func resolved(
    _ definition: SQL.WindowDefinition,
    among count: Int
  ) throws(SQLError) -> SQL.WindowDefinition {
    guard let base = definition.base else { return definition }
    var result = try named(base, among: count)
    let overridden =
      !definition.partition.isEmpty
      ? "PARTITION BY" : !definition.order.isEmpty && !result.order.isEmpty ? "ORDER BY" : nil
    if let overridden {
      throw SQLError(
        .binding,
        "the window '\(base.text)' is defined with its own \(overridden)",
        at: definition.range
      )
    }
    if result.frame != nil {
      throw SQLError(
        .binding,
        "the window '\(base.text)' has a frame, and nothing builds on it",
        at: base.range
      )
    }
    if !definition.partition.isEmpty { result.partition = definition.partition }
    if !definition.order.isEmpty { result.order = definition.order }
    if definition.frame != nil { result.frame = definition.frame }
    return result
  }

  private func bind(
    _ frame: SQL.WindowFrame?,
    hasOrder: Bool,
    _ order: [SortKey]
  ) throws(SQLError) -> WindowCall.Frame {
    guard let frame else {
      return WindowCall.Frame(
        unit: .range,
        start: .unboundedPreceding,
        end: hasOrder ? .currentRow : .unboundedFollowing
      )
    }
    func bound(_ bound: SQL.WindowFrame.Bound) throws(SQLError) -> WindowCall.Frame.Bound {
      switch bound {
      case .unboundedPreceding: return .unboundedPreceding
      case .unboundedFollowing: return .unboundedFollowing
      case .currentRow: return .currentRow
      case .preceding(let distance):
        return .preceding(try self.distance(distance, frame, order, isBefore: true))
      case .following(let distance):
        return .following(try self.distance(distance, frame, order, isBefore: false))
      }
    }
    let end = try frame.end.map(bound) ?? .currentRow
    if case .unboundedFollowing = frame.start {
      throw SQLError(.binding, "a frame cannot begin with the last row", at: frame.range)
    }
    if case .unboundedPreceding = end {
      throw SQLError(.binding, "a frame cannot end with the first row", at: frame.range)
    }
    let start = try bound(frame.start)
    switch (start, end) {
    case (.following, .preceding), (.following, .currentRow), (.currentRow, .preceding):
      throw SQLError(.binding, "a frame ends before it begins", at: frame.range)
    default: break
    }
    return WindowCall.Frame(
      unit: frame.unit,
      start: start,
      end: end,
      exclusion: frame.exclusion ?? .noOthers
    )
  }

  /// How far a frame reaches: a number of rows or groups, or for RANGE, the value that it reaches.
  private func distance(
    _ expression: SQL.Expression,
    _ frame: SQL.WindowFrame,
    _ order: [SortKey],
    isBefore: Bool
  ) throws(SQLError) -> BoundExpression {
    let value = try bind(expression)
    guard frame.unit == .range else { return try cast(value, to: .bigint) }
    guard order.count == 1 else {
      throw SQLError(
        .binding,
        "a frame by RANGE with a distance needs one expression in ORDER BY",
        at: frame.range
      )
    }
    let key = order[0].expression
    let isSubtracted = isBefore != order[0].isDescending
    let reached = try call(isSubtracted ? "-" : "+", [key, value], at: expression.range)
    return try cast(reached, to: key.type)
  }
}

extension SQLType {
  /// Whether the way from one value to another can be measured.
  fileprivate var isSubtracted: Bool {
    switch self {
    case .date, .time: true
    default: isNumeric || isMoment
    }
  }
}
