// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  mutating func add(_ call: SQL.Call) {
    if call.isWithoutParentheses { return add(call.name.last.text) }
    if isForName, call.isCountOfRows { return add("count_star()") }
    if let receiver = call.receiver {
      suffixed(receiver, isPlain: receiver.takesPoint)
      add(".")
      name(call.name)
    } else {
      functionName(call.name)
    }
    add("(")
    if call.isDistinct { add("DISTINCT ") }
    if call.isPosition, let first = call.arguments.first {
      expression(first.value, .postfix)
      list(Array(call.arguments.dropFirst()), separator: "") {
        $0.add(", ")
        $0.add($1)
      }
    } else {
      arguments(call.arguments)
    }
    orderBy(call.order, before: call.arguments.isEmpty ? "ORDER BY " : " ORDER BY ")
    if let nulls = call.nulls { add(" " + nulls.rawValue) }
    add(")")
    addSuffixes(of: call)
  }

  private mutating func addSuffixes(of call: SQL.Call) {
    if !call.withinGroup.isEmpty {
      orderBy(call.withinGroup, before: " WITHIN GROUP (ORDER BY ")
      add(")")
    }
    if let filter = call.filter {
      clause(" FILTER (WHERE ", filter)
      add(")")
    }
    if call.isStateExported { add(" EXPORT_STATE") }
    guard let over = call.over else { return }
    add(" OVER ")
    switch over {
    case .name(let name): self.name(name)
    case .definition(let window): add(window)
    }
  }

  mutating func arguments(_ arguments: [SQL.Argument]) { list(arguments) { $0.add($1) } }

  private mutating func add(_ argument: SQL.Argument) {
    if let name = argument.name {
      self.name(name)
      add(" := ")
    }
    expression(argument.value)
  }

  /// Adds what is in order after `before`, if anything is.
  mutating func orderBy(_ items: [SQL.OrderItem], before: String = " ORDER BY ") {
    guard !items.isEmpty else { return }
    add(before)
    list(items) { $0.add($1) }
  }

  mutating func add(_ item: SQL.OrderItem) {
    switch item.target {
    case .all: add("ALL")
    case .expression(let value): expression(value)
    }
    if let direction = item.direction { add(" " + direction.rawValue) }
    if let areNullsFirst = item.areNullsFirst {
      add(areNullsFirst ? " NULLS FIRST" : " NULLS LAST")
    }
  }

  mutating func add(_ window: SQL.WindowDefinition) {
    add("(")
    var gap = ""
    if let base = window.base {
      name(base)
      gap = " "
    }
    if !window.partition.isEmpty {
      add(gap + "PARTITION BY ")
      expressions(window.partition)
      gap = " "
    }
    orderBy(window.order, before: gap + "ORDER BY ")
    if !window.order.isEmpty { gap = " " }
    if let frame = window.frame {
      add(gap)
      add(frame)
    }
    add(")")
  }

  private mutating func add(_ frame: SQL.WindowFrame) {
    add(frame.unit.rawValue + (frame.end == nil ? " " : " BETWEEN "))
    add(frame.start)
    if let end = frame.end {
      add(" AND ")
      add(end)
    }
    if let exclusion = frame.exclusion { add(" EXCLUDE " + exclusion.rawValue) }
  }

  private mutating func add(_ bound: SQL.WindowFrame.Bound) {
    switch bound {
    case .unboundedPreceding: add("UNBOUNDED PRECEDING")
    case .unboundedFollowing: add("UNBOUNDED FOLLOWING")
    case .currentRow: add("CURRENT ROW")
    case .preceding(let distance):
      expression(distance, .is)
      add(" PRECEDING")
    case .following(let distance):
      expression(distance, .is)
      add(" FOLLOWING")
    }
  }
}

extension SQL.Call {
  /// Whether it is `position`, whose first argument ends before an `IN`.
  fileprivate var isPosition: Bool {
    receiver == nil && name.single?.text.lowercased() == "position" && !isDistinct
      && arguments.first?.name == nil
  }

  /// Whether it is `count(*)`.
  fileprivate var isCountOfRows: Bool {
    guard name.last.text.lowercased() == "count", arguments.count == 1, order.isEmpty, !isDistinct,
      filter == nil, over == nil, case .star(let star) = arguments[0].value.kind
    else { return false }
    return star.qualifier.isEmpty && star.excluded.isEmpty
  }
}
