// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// `(a, b)`: a structure whose fields have no names.
  func row(_ values: [SQL.Expression], at range: SQL.SourceRange) throws(SQLError)
    -> BoundExpression
  {
    var fields: [(name: String, value: BoundExpression)] = []
    for value in values { fields.append((name: "", value: try bind(value))) }
    return try structure(fields, at: range)
  }

  func structure(
    _ fields: [SQL.StructureField],
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    var bound: [(name: String, value: BoundExpression)] = []
    for field in fields {
      let folded = SQLName.folded(field.name.text)
      if bound.contains(where: { SQLName.folded($0.name) == folded }) {
        throw SQLError(
          .binding,
          "there are two fields called '\(field.name.text)'",
          at: field.name.range
        )
      }
      bound.append((name: field.name.text, value: try bind(field.value)))
    }
    return try structure(bound, at: range)
  }

  /// A structure of values that are bound.
  func structure(
    _ fields: [(name: String, value: BoundExpression)],
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    let type = SQLType.structure(
      fields.map { SQLType.Field(name: $0.name, type: $0.value.type) }
    )
    let pack = ScalarFunction.structurePack(type)
    let call = ScalarCall(function: pack, arguments: fields.map(\.value))
    return BoundExpression(.call(call), type, at: range)
  }

  func list(_ values: [SQL.Expression], at range: SQL.SourceRange) throws(SQLError)
    -> BoundExpression
  {
    var bound: [BoundExpression] = []
    for value in values { bound.append(try bind(value)) }
    return try list(of: bound, at: range)
  }

  /// A list of values that are bound.
  func list(of values: [BoundExpression], at range: SQL.SourceRange) throws(SQLError)
    -> BoundExpression
  {
    let unified = values.isEmpty ? [] : try unified(values, in: "a list", at: range)
    let type = SQLType.list(unified.first?.type ?? .null)
    let call = ScalarCall(function: .listPack(type), arguments: unified)
    return BoundExpression(.call(call), type, at: range)
  }

  func map(_ entries: [SQL.MapEntry], at range: SQL.SourceRange) throws(SQLError) -> BoundExpression
  {
    var keys: [BoundExpression] = []
    var values: [BoundExpression] = []
    for entry in entries {
      keys.append(try bind(entry.key))
      values.append(try bind(entry.value))
    }
    return try call(
      "map",
      [try list(of: keys, at: range), try list(of: values, at: range)],
      at: range
    )
  }

  /// `[result FOR variable IN source IF condition]`.
  func bind(_ form: SQL.Comprehension, at range: SQL.SourceRange) throws(SQLError)
    -> BoundExpression
  {
    var source = try bind(form.source)
    if let condition = form.condition {
      let lambda = SQL.Lambda(parameters: form.variables, body: condition)
      source = try call("list_filter", [source], lambda, at: range)
    }
    let lambda = SQL.Lambda(parameters: form.variables, body: form.result)
    return try call("list_transform", [source], lambda, at: range)
  }
}
