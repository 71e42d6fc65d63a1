// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// What a call of UNNEST in SELECT stands for: the elements of a list, or the fields of a structure.
  func unnest(
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> [(name: String, value: BoundExpression)] {
    guard clause == .select else {
      throw SQLError(
        .binding,
        "UNNEST stands in SELECT or in FROM, and here in \(clause.rawValue)",
        at: range
      )
    }
    var values = receiver.map { [$0] } ?? []
    var depth = 1
    for argument in call.arguments {
      switch argument.name.map({ SQLName.folded($0.text) }) {
      case nil: values.append(try bind(argument.value))
      case "recursive":
        if case .literal(.boolean(true)) = argument.value.kind { depth = .max }
      case "max_depth":
        guard case .literal(.integer(let number)) = argument.value.kind, number > 0 else {
          throw SQLError(.binding, "the depth of UNNEST is a number", at: argument.value.range)
        }
        depth = Int(clamping: number)
      default:
        throw SQLError(
          .binding,
          "UNNEST has no such argument",
          at: argument.name?.range,
          advice: "It has 'recursive' and 'max_depth'."
        )
      }
    }
    guard values.count == 1 else {
      throw SQLError(.binding, "UNNEST takes one list or structure", at: range)
    }
    return try unnest(values[0], depth, at: range)
  }

  private func unnest(
    _ value: BoundExpression,
    _ depth: Int,
    at range: SQL.SourceRange
  ) throws(SQLError) -> [(name: String, value: BoundExpression)] {
    if case .structure(let fields) = value.type {
      return try self.fields(of: value, fields, depth, at: range)
    }
    var (list, depth) = (value, depth)
    while let element = list.type.element, element.element != nil, depth > 1 {
      list = try call("flatten", [list], at: range)
      depth -= 1
    }
    guard let element = list.type.element ?? (list.type == .null ? .null : nil) else {
      throw SQLError(
        .binding,
        "UNNEST needs a list or a structure, and this is a value of the type \(list.type)",
        at: value.range
      )
    }
    let column = binder.makeColumn("unnest", element)
    unnested.append(UnnestedColumn(column: column, list: list))
    let result = BoundExpression(column, at: range)
    if depth > 1, case .structure(let fields) = element {
      return try self.fields(of: result, fields, depth, at: range)
    }
    return [(name: "unnest", value: result)]
  }

  private func fields(
    of value: BoundExpression,
    _ fields: [SQLType.Field],
    _ depth: Int,
    at range: SQL.SourceRange
  ) throws(SQLError) -> [(name: String, value: BoundExpression)] {
    var found: [(name: String, value: BoundExpression)] = []
    for (place, field) in fields.enumerated() {
      let number = TypedDatum(.integer(Int128(place + 1)), .bigint)
      var literal = BoundExpression(number, at: range)
      literal.isLiteral = true
      let part = try call("struct_extract_at", [value, literal], at: range)
      if depth > 1, case .structure(let inner) = field.type {
        found += try self.fields(of: part, inner, depth - 1, at: range)
      } else {
        found.append((name: field.name, value: part))
      }
    }
    return found
  }

  /// `struct_insert(s, name := value)` and `struct_update`: a structure with other fields.
  func changedStructure(
    _ name: String,
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression? {
    var changes = call.arguments[...]
    var base = receiver
    if base == nil, let first = changes.popFirst() { base = try bind(first.value) }
    guard let base, case .structure(let fields) = base.type, !changes.isEmpty else { return nil }
    var parts = try self.fields(of: base, fields, 1, at: range)
    for change in changes {
      guard let label = change.name ?? Self.name(of: change.value) else {
        throw SQLError(
          .binding,
          "a field of '\(name)' needs a name",
          at: change.value.range,
          advice: "Write 'name := value'."
        )
      }
      let value = try bind(change.value)
      let folded = SQLName.folded(label.text)
      let known = parts.firstIndex { SQLName.folded($0.name) == folded }
      if let known {
        guard name == "struct_update" else {
          throw SQLError(
            .binding,
            "there is a field called '\(label.text)'",
            at: label.range,
            advice: "'struct_update' gives it another value."
          )
        }
        parts[known].value = value
      } else {
        parts.append((name: label.text, value: value))
      }
    }
    return try structure(parts, at: range)
  }
}
