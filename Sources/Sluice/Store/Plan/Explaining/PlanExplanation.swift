// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A plan as text that people can read: a line for each step, with what it does below it.
///
/// ```
/// Sort by n DESC  (about 4 rows)
/// └─ Group by country: count(*)  (about 4 rows)
///    └─ Read users: country  (about 40 rows)
///         where age > 17
/// ```
struct PlanExplanation {
  /// A step, with those below it.
  private struct Node {
    var title: String
    var details: [String] = []
    var figures: String
    var inputs: [Node] = []
  }

  private let names: ColumnNames
  private let texts: ExpressionText
  private let estimates: PlanEstimates
  private var lines: [String] = []

  private init(_ plan: LogicalPlan) {
    names = ColumnNames(plan)
    texts = ExpressionText(names)
    estimates = PlanEstimates(plan)
  }

  /// The steps of a plan with the rows that each is thought to make.
  static func lines(of plan: LogicalPlan) -> [String] {
    var explanation = PlanExplanation(plan)
    explanation.add(explanation.node(plan.told))
    return explanation.lines
  }

  /// The steps that were run, with the rows that each made and the time that it took.
  static func lines(of step: MeasuredStep) -> [String] {
    var explanation = PlanExplanation(step.plan)
    explanation.add(explanation.node(step.told))
    return explanation.lines
  }

  // MARK: - Steps

  private func node(_ plan: LogicalPlan) -> Node {
    let (title, details) = description(plan)
    return Node(
      title: title,
      details: details,
      figures: about(plan),
      inputs: plan.inputs.map(\.told).filter(\.isWorth).map { node($0) }
    )
  }

  private func node(_ step: MeasuredStep) -> Node {
    let totals = step.measures.totals
    let (title, details) = description(step.plan)
    var figures = "\(totals.rows.counted("row")) in \(Self.text(step.ownTime)), \(about(step.plan))"
    if totals.runs > 1 { figures += ", \(totals.runs) times" }
    return Node(
      title: title,
      details: details,
      figures: figures,
      inputs: step.measuredInputs.map(\.told).filter(\.plan.isWorth).map { node($0) }
    )
  }

  private func about(_ plan: LogicalPlan) -> String {
    let rows = estimates.rows(plan).rounded()
    guard rows < 1e15 else { return "very many rows" }
    return "about \(Int(max(0, rows)).counted("row"))"
  }

  private static func text(_ time: Duration) -> String {
    let micros =
      time.components.seconds * 1_000_000 + time.components.attoseconds / 1_000_000_000_000
    let (whole, rest) = micros.quotientAndRemainder(dividingBy: 1_000)
    let digits = "\(1_000 + rest)".dropFirst()
    return "\(whole).\(digits.prefix(2)) ms"
  }

  /// What a step does, and what else there is to say, a line each.
  private func description(_ plan: LogicalPlan) -> (String, [String]) {
    switch plan {
    case .single: return ("One row", [])
    case .empty: return ("No rows", [])
    case .scan(let scan):
      let columns = scan.columns.map { SQLName.quoted($0.column.name) }
      let filters = scan.filters.isEmpty ? [] : ["where \(texts.all(scan.filters))"]
      let (title, details) = titled("Read \(scan.source.name):", columns)
      return (title, details + filters)
    case .values(let values):
      return ("\(values.rows.count.counted("row")) that are written out", [])
    case .function(let call): return ("\(call.name)(\(texts.list(call.arguments)))", [])
    case .filter(_, let conditions): return ("Filter by \(texts.all(conditions))", [])
    case .project(_, let computed, let isFinal):
      return titled(isFinal ? "Select" : "Add", computed.map(text))
    case .aggregate(let step): return description(step)
    case .window(_, let columns): return ("Window", columns.map { texts.text($0.call) })
    case .join(let join): return description(join)
    case .sort(_, let keys): return ("Sort by \(texts.order(keys))", [])
    case .limit(_, let limit): return (description(limit), [])
    case .distinct(_, let on): return ("Distinct by \(texts.list(on))", [])
    case .setOperation(let step):
      return ("\(step.kind.rawValue.capitalizedWord)\(step.isAll ? " all" : "")", [])
    case .unnest(_, let columns):
      return ("Unnest \(texts.list(columns.map(\.list)))", [])
    case .shared(let shared, _): return ("With \(shared.name), which is made once", [])
    case .sharedScan(let scan):
      return titled("Read \(scan.name):", scan.columns.map { SQLName.quoted($0.column.name) })
    case .recursion(let step):
      let key = step.key.map { SQLName.quoted(step.columns[$0].name) }
      let details = key.isEmpty ? [] : ["rows replace each other by \(key.joined(separator: ", "))"]
      return ("Recursion \(step.name)\(step.isDistinct ? ", each row once" : "")", details)
    case .positional: return ("Side by side", [])
    case .sample(_, let size):
      return ("Sample of \(size.amount)\(size.isPercent ? " %" : " rows")", [])
    }
  }

  private func text(_ column: ComputedColumn) -> String {
    let text = texts.text(column.expression)
    let name = SQLName.quoted(column.column.name)
    let isNamed = text == name || text == column.column.name || column.expression.column != nil
    return isNamed || column.column.name.contains(" ") ? text : "\(text) AS \(name)"
  }

  /// Names behind a title, or a line each if they are long.
  private func titled(_ title: String, _ names: [String]) -> (String, [String]) {
    let joined = names.prefix(12).joined(separator: ", ")
    let more = names.count > 12 ? ", and \(names.count - 12) more" : ""
    guard !names.isEmpty else { return (title, []) }
    return joined.count <= 80 ? ("\(title) \(joined)\(more)", []) : (title, names)
  }

  private func description(_ step: Aggregation) -> (String, [String]) {
    let keys = step.keys.map { texts.text($0.expression) }
    let title = keys.isEmpty ? "Aggregate" : "Group by \(keys.joined(separator: ", "))"
    var details = step.aggregates.map { texts.text($0.call) }
    if step.groupings.count > 1 {
      details += step.groupings.map { grouping in
        "by (\(grouping.map { keys[$0] }.joined(separator: ", ")))"
      }
    }
    return (title, details)
  }

  private func description(_ join: Join) -> (String, [String]) {
    let kind =
      switch join.kind {
      case .inner: "Join"
      case .left: "Left join"
      case .right: "Right join"
      case .full: "Full join"
      case .semi: "Semi join"
      case .anti: "Anti join"
      case .mark: "Mark join"
      case .single: "Single join"
      case .asof: "Asof join"
      case .asofLeft: "Asof left join"
      }
    let conditions = join.conditions + join.comparisons
    if conditions.isEmpty { return (join.kind == .inner ? "Cross join" : kind, []) }
    return ("\(kind) on \(texts.all(conditions))", [])
  }

  private func description(_ limit: RowLimit) -> String {
    var text = "Limit"
    if let count = limit.count { text += " \(texts.text(count))\(limit.isPercent ? " %" : "")" }
    if let offset = limit.offset { text += " after \(texts.text(offset))" }
    return text
  }

  // MARK: - Lines

  private mutating func add(
    _ node: Node,
    _ first: String = "",
    _ rest: String = ""
  ) {
    lines.append("\(first)\(node.title)  (\(node.figures))")
    let bar = node.inputs.isEmpty ? "     " : "│    "
    for detail in node.details { lines.append("\(rest)\(bar)\(detail)") }
    for (place, input) in node.inputs.enumerated() {
      let isLast = place == node.inputs.count - 1
      add(input, "\(rest)\(isLast ? "└─ " : "├─ ")", "\(rest)\(isLast ? "   " : "│  ")")
    }
  }
}

extension LogicalPlan {
  /// The step, or the one below it that does more than give columns other names.
  fileprivate var told: LogicalPlan {
    guard case .project(let input, let computed, _) = self,
      computed.allSatisfy({ $0.expression.column != nil }), input.isWorth
    else { return self }
    return input.told
  }

  /// Whether the step is worth a line.
  fileprivate var isWorth: Bool { if case .single = self { false } else { true } }
}

extension MeasuredStep {
  /// The step, or the one below it that does more than give columns other names.
  fileprivate var told: MeasuredStep {
    guard case .project(let input, let computed, _) = plan,
      computed.allSatisfy({ $0.expression.column != nil }), input.isWorth,
      measuredInputs.count == 1
    else { return self }
    return measuredInputs[0].told
  }
}

extension String {
  /// A word in capitals as the first one of a sentence.
  fileprivate var capitalizedWord: String { prefix(1) + dropFirst().lowercased() }
}
