// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes expressions of a plan as people would write them in SQL.
struct ExpressionText {
  /// How tightly an expression binds, from loose to tight.
  private enum Level: Int, Comparable {
    case or, and, not, comparison, other, sum, product, power, sign, single

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  private let names: ColumnNames
  /// The names of parameters of functions over lists, the innermost last.
  private var lambdas: [[String]] = []

  init(_ names: ColumnNames) { self.names = names }

  /// The expression in SQL.
  func text(_ expression: BoundExpression) -> String { written(expression).text }

  /// Several expressions with commas between them.
  func list(_ expressions: [BoundExpression]) -> String {
    expressions.map { text($0) }.joined(separator: ", ")
  }

  /// Conditions that all hold.
  func all(_ conditions: [BoundExpression]) -> String {
    conditions.map { operand($0, .and) }.joined(separator: " AND ")
  }

  /// What rows are ordered by.
  func order(_ keys: [SortKey]) -> String {
    keys.map { key in
      text(key.expression) + (key.isDescending ? " DESC" : "")
        + (key.areNullsFirst ? " NULLS FIRST" : "")
    }.joined(separator: ", ")
  }

  /// A call of an aggregate.
  func text(_ call: AggregateCall) -> String {
    let arguments = list(call.arguments + call.settings)
    let isStar = call.function.name == "count" && call.arguments.isEmpty
    var text = "\(call.function.name)(\(call.isDistinct ? "DISTINCT " : "")"
    text += isStar ? "*" : arguments
    if !call.order.isEmpty { text += " ORDER BY \(order(call.order))" }
    text += ")"
    if let filter = call.filter { text += " FILTER (WHERE \(self.text(filter)))" }
    return text
  }

  /// A call of a window function.
  func text(_ call: WindowCall) -> String {
    var text = "\(call.function.name)(\(call.isDistinct ? "DISTINCT " : "")\(list(call.arguments))"
    if !call.argumentOrder.isEmpty { text += " ORDER BY \(order(call.argumentOrder))" }
    text += ")"
    if let filter = call.filter { text += " FILTER (WHERE \(self.text(filter)))" }
    var parts: [String] = []
    if !call.partition.isEmpty { parts.append("PARTITION BY \(list(call.partition))") }
    if !call.order.isEmpty { parts.append("ORDER BY \(order(call.order))") }
    return "\(text) OVER (\(parts.joined(separator: " ")))"
  }

  private func operand(_ expression: BoundExpression, _ least: Level) -> String {
    let (text, level) = written(expression)
    return level < least ? "(\(text))" : text
  }

  private func written(_ expression: BoundExpression) -> (text: String, level: Level) {
    switch expression.kind {
    case .constant(let value): return constant(TypedDatum(value, expression.type))
    case .column(let id): return (names.text(id), .single)
    case .parameter(let place): return ("$\(place + 1)", .single)
    case .call(let call): return written(call)
    case .comparison(let test, let left, let right):
      let sides = (operand(left, .other), operand(right, .other))
      return ("\(sides.0) \(test.sign) \(sides.1)", .comparison)
    case .and(let parts): return (parts.map { operand($0, .and) }.joined(separator: " AND "), .and)
    case .or(let parts): return (parts.map { operand($0, .and) }.joined(separator: " OR "), .or)
    case .not(let part): return negated(part)
    case .isNull(let part): return ("\(operand(part, .other)) IS NULL", .comparison)
    case .cast(let part, let isTry):
      return ("\(isTry ? "TRY_CAST" : "CAST")(\(text(part)) AS \(expression.type))", .single)
    case .case(let branches, let otherwise):
      let parts = branches.map { "WHEN \(text($0.condition)) THEN \(text($0.result))" }
      let last = otherwise.constant?.isNull == true ? "" : " ELSE \(text(otherwise))"
      return ("CASE \(parts.joined(separator: " "))\(last) END", .single)
    case .coalesce(let parts): return ("coalesce(\(list(parts)))", .single)
    case .isAmong(let part, let values, let hasNull):
      var texts = values.map { constant(TypedDatum($0, part.type)).text }
      if hasNull { texts.append("NULL") }
      return ("\(operand(part, .other)) IN (\(texts.joined(separator: ", ")))", .comparison)
    case .attempt(let part): return ("TRY(\(text(part)))", .single)
    case .lambdaParameter(let depth, let place):
      guard depth < lambdas.count else { return ("x", .single) }
      let names = lambdas[lambdas.count - 1 - depth]
      return (place < names.count ? names[place] : "x", .single)
    }
  }

  private func negated(_ part: BoundExpression) -> (text: String, level: Level) {
    switch part.kind {
    case .isNull(let inner): return ("\(operand(inner, .other)) IS NOT NULL", .comparison)
    case .isAmong(let inner, let values, let hasNull):
      var texts = values.map { constant(TypedDatum($0, inner.type)).text }
      if hasNull { texts.append("NULL") }
      return ("\(operand(inner, .other)) NOT IN (\(texts.joined(separator: ", ")))", .comparison)
    default: return ("NOT \(operand(part, .not))", .not)
    }
  }

  private func written(_ call: ScalarCall) -> (text: String, level: Level) {
    let arguments = call.arguments
    if let level = Self.infix[call.function.name], arguments.count == 2, call.lambda == nil {
      let tighter = Level(rawValue: level.rawValue + 1) ?? .single
      let sides = (operand(arguments[0], level), operand(arguments[1], tighter))
      return ("\(sides.0) \(call.function.name) \(sides.1)", level)
    }
    if let word = Self.patterns[call.function.name], arguments.count == 2 {
      let sides = (operand(arguments[0], .other), operand(arguments[1], .other))
      return ("\(sides.0) \(word) \(sides.1)", .comparison)
    }
    if arguments.count == 1, call.function.name == "-" {
      return ("-\(operand(arguments[0], .single))", .sign)
    }
    switch call.function.name {
    case "list_value": return ("[\(list(arguments))]", .single)
    case "struct_pack":
      guard case .structure(let fields) = call.function.result else { break }
      let parts = zip(fields, arguments).map { field, value in
        field.name.isEmpty ? text(value) : "\(SQLName.quoted(field.name)): \(text(value))"
      }
      return ("{\(parts.joined(separator: ", "))}", .single)
    default: break
    }
    guard let lambda = call.lambda else {
      return ("\(call.function.name)(\(list(arguments)))", .single)
    }
    var inside = self
    let names = ["x", "y", "z"].map { $0 + String(repeating: "'", count: lambdas.count) }
    inside.lambdas.append(names)
    let body = "\(names[0]) -> \(inside.text(lambda))"
    let parts = [list(Array(arguments.prefix(1))), body] + arguments.dropFirst().map { text($0) }
    return ("\(call.function.name)(\(parts.joined(separator: ", ")))", .single)
  }

  private func constant(_ value: TypedDatum) -> (text: String, level: Level) {
    guard !value.value.isNull else { return ("NULL", .single) }
    var bytes: [UInt8] = []
    CellText.append(.constant(value), 0, value.type, to: &bytes)
    var text = String(decoding: bytes, as: UTF8.self)
    if text.count > 60 { text = "\(text.prefix(57))…" }
    switch value.type {
    case .boolean, .list, .array, .structure, .map: return (text, .single)
    case .varchar: return ("'\(text.replacing("'", with: "''"))'", .single)
    case let type where type.isNumeric: return (text, text.hasPrefix("-") ? .sign : .single)
    default: return ("\(value.type) '\(text.replacing("'", with: "''"))'", .single)
    }
  }

  private static let patterns = ["like": "LIKE", "ilike": "ILIKE", "glob": "GLOB"]

  private static let infix: [String: Level] = [
    "+": .sum, "-": .sum, "*": .product, "/": .product, "//": .product, "%": .product,
    "||": .other, "&": .other, "|": .other, "<<": .other, ">>": .other, "^": .power, "**": .power,
    "->": .other, "->>": .other,
  ]
}

extension ComparisonTest {
  /// How the test is written between two values.
  fileprivate var sign: String {
    switch self {
    case .equal: "="
    case .notEqual: "<>"
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .distinct: "IS DISTINCT FROM"
    case .notDistinct: "IS NOT DISTINCT FROM"
    }
  }
}

extension WindowCall.Function {
  /// What users call the function.
  fileprivate var name: String {
    switch self {
    case .rowNumber: "row_number"
    case .rank: "rank"
    case .denseRank: "dense_rank"
    case .percentRank: "percent_rank"
    case .cumulativeDistribution: "cume_dist"
    case .ntile: "ntile"
    case .lag: "lag"
    case .lead: "lead"
    case .firstValue: "first_value"
    case .lastValue: "last_value"
    case .nthValue: "nth_value"
    case .fill: "fill"
    case .aggregate(let function): function.name
    }
  }
}
