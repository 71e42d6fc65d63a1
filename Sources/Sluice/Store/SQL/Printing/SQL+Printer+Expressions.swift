// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  /// Adds an expression, in parentheses if it binds less tightly than `floor`.
  mutating func add(_ expression: SQL.Expression, _ floor: SQL.Precedence) {
    let precedence = expression.precedence
    let needsParentheses = precedence < floor || isForName && precedence < .sign && floor > .arrow
    let isOperator = precedence < .sign && precedence > .arrow
    let hasParentheses = needsParentheses || isForName && isOperator
    if hasParentheses { add("(") }
    add(expression.kind, precedence)
    if hasParentheses { add(")") }
  }

  private mutating func add(_ kind: SQL.Expression.Kind, _ precedence: SQL.Precedence) {
    switch kind {
    case .literal(let literal): add(literal)
    case .parameter(let parameter): add(parameter)
    case .defaultValue: add("DEFAULT")
    case .name(let name): columnName(name)
    case .position(let number): add("#\(number)")
    case .star(let star): add(star)
    case .columns(let columns): add(columns)
    case .subquery(let query): add("(", query)
    case .exists(let query): add("EXISTS (", query)
    case .arrayQuery(let query): add("ARRAY(", query)
    case .call(let call): add(call)
    case .case(let form): add(form)
    case .cast(let cast): add(cast)
    case .interval(let interval): add(interval)
    case .attempt(let operand): add("TRY(", [operand], ")")
    case .grouping(let operands): add("GROUPING(", operands, ")")
    case .lambda(let lambda): add(lambda)
    case .row(let values): add(values.count > 1 ? "(" : "ROW(", values, ")")
    case .list(let values): add("[", values, "]")
    case .structure(let fields): add(fields)
    case .map(let entries): add(entries)
    case .comprehension(let comprehension): add(comprehension)
    case .field(let operand, let name):
      suffixed(operand, isPlain: operand.takesPoint)
      add(".")
      self.name(name)
    case .element(let operand, let index):
      suffixed(operand, isPlain: operand.takesBracket)
      add("[", [index], "]")
    case .slice(let slice): add(slice)
    default: addOperator(kind, precedence)
    }
  }

  private mutating func add(_ opening: String, _ query: SQL.Query) {
    add(opening)
    add(.query(query))
    add(")")
  }

  private mutating func add(
    _ opening: String,
    _ operands: [SQL.Expression],
    _ closing: String
  ) {
    add(opening)
    expressions(operands)
    add(closing)
  }

  /// Adds what a point or a bracket is to stand behind, in parentheses unless it `isPlain`.
  mutating func suffixed(_ operand: SQL.Expression, isPlain: Bool) {
    guard isPlain else { return add("(", [operand], ")") }
    expression(operand, .primary)
  }

  private mutating func add(_ literal: SQL.Literal) {
    switch literal {
    case .null: add("NULL")
    case .boolean(let value): add(value ? "TRUE" : "FALSE")
    case .integer(let value): add(String(value))
    case .number(let text): add(text)
    case .string(let text): string(text)
    case .bytes(let bytes):
      let digits = Array("0123456789ABCDEF")
      let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
      add("X'" + String(text) + "'")
    }
  }

  private mutating func add(_ parameter: SQL.Parameter) {
    switch parameter {
    case .number(let number): add("$\(number)")
    case .name(let name): add("$" + name)
    }
  }

  private mutating func add(_ star: SQL.Star) {
    list(star.qualifier, separator: "") {
      $0.name($1)
      $0.add(".")
    }
    add("*")
    if !star.excluded.isEmpty {
      add(" EXCLUDE (")
      list(star.excluded) { $0.name($1) }
      add(")")
    }
    if !star.replaced.isEmpty {
      add(" REPLACE (")
      list(star.replaced) {
        $0.expression($1.value)
        $0.add(" AS ")
        $0.name($1.name)
      }
      add(")")
    }
    if !star.renamed.isEmpty {
      add(" RENAME (")
      list(star.renamed) {
        $0.name($1.old)
        $0.add(" AS ")
        $0.name($1.new)
      }
      add(")")
    }
  }

  private mutating func add(_ columns: SQL.Columns) {
    if columns.isUnpacked { add("*") }
    list(columns.qualifier, separator: "") {
      $0.name($1)
      $0.add(".")
    }
    add("COLUMNS(", [columns.selection], ")")
  }

  private mutating func add(_ form: SQL.Case) {
    add("CASE")
    clause(" ", form.operand)
    for branch in form.branches {
      clause(" WHEN ", branch.condition)
      clause(" THEN ", branch.result)
    }
    clause(" ELSE ", form.otherwise)
    add(" END")
  }

  private mutating func add(_ cast: SQL.Cast) {
    add(cast.isTry ? "TRY_CAST(" : "CAST(")
    expression(cast.operand)
    add(" AS ")
    add(.type(cast.type))
    add(")")
  }

  private mutating func add(_ interval: SQL.Interval) {
    add("INTERVAL ")
    switch interval.amount.kind {
    case .literal(.string), .literal(.integer), .literal(.number): expression(interval.amount)
    default: add("(", [interval.amount], ")")
    }
    if let unit = interval.unit { add(" " + unit.rawValue.uppercased()) }
    if let unit = interval.lastUnit { add(" TO " + unit.rawValue.uppercased()) }
  }

  private mutating func add(_ lambda: SQL.Lambda) {
    add("LAMBDA ")
    list(lambda.parameters) { $0.name($1) }
    add(": ")
    expression(lambda.body)
  }

  private mutating func add(_ fields: [SQL.StructureField]) {
    add("{")
    list(fields) {
      $0.string($1.name.text)
      $0.add(": ")
      $0.expression($1.value)
    }
    add("}")
  }

  private mutating func add(_ entries: [SQL.MapEntry]) {
    add("MAP {")
    list(entries) {
      $0.expression($1.key)
      $0.add(": ")
      $0.expression($1.value)
    }
    add("}")
  }

  private mutating func add(_ comprehension: SQL.Comprehension) {
    add("[")
    expression(comprehension.result)
    add(" FOR ")
    list(comprehension.variables) { $0.name($1) }
    clause(" IN ", comprehension.source)
    clause(" IF ", comprehension.condition)
    add("]")
  }

  private mutating func add(_ slice: SQL.Slice) {
    suffixed(slice.operand, isPlain: slice.operand.takesBracket)
    add("[")
    clause("", slice.lower)
    add(":")
    clause("", slice.upper)
    if let step = slice.step {
      if slice.upper == nil { add("-") }
      clause(":", step)
    }
    add("]")
  }
}
