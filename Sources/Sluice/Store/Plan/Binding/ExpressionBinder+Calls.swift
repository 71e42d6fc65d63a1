// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  func bind(_ call: SQL.Call, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    var call = call
    var receiver = try call.receiver.map(bind)
    // `a.b.f(x)` calls `f` of a schema, or `f` with the column `a.b` first.
    if receiver == nil, !call.name.qualifiers.isEmpty, !isSchema(call.name.qualifiers) {
      receiver = try bind(SQL.QualifiedName(Array(call.name.qualifiers)))
    }
    let name = SQLName.folded(call.name.last.text)
    if let macro = try macro(call.name) {
      return try expand(macro, receiver, call, at: range)
    }
    if call.over == nil, let window = macroWindow(for: name) { call.over = window }
    if call.over != nil { return try window(name, receiver, call, at: range) }
    if let form = try special(name, receiver, call, at: range) { return form }
    if binder.functions.hasAggregate(name) {
      return try aggregate(name, receiver, call, at: range)
    }
    guard !call.isDistinct, call.order.isEmpty, call.filter == nil, call.withinGroup.isEmpty,
      call.nulls == nil
    else {
      throw SQLError(
        .binding,
        "'\(name)' works on one row, and DISTINCT, ORDER BY, FILTER and the like are for aggregates",
        at: range
      )
    }
    var arguments = receiver.map { [$0] } ?? []
    var lambda: SQL.Lambda?
    for argument in call.arguments {
      if let found = argument.value.lambda, Self.lambdaFunctions.contains(name) {
        lambda = found
        continue
      }
      if let label = argument.name, !Self.labelled.contains(name) {
        throw SQLError(
          .binding,
          "'\(name)' has no argument called '\(label.text)'",
          at: label.range
        )
      }
      arguments.append(contentsOf: try unpacked(argument.value))
    }
    call.arguments = []
    if let lambda { return try self.call(name, arguments, lambda, at: range) }
    return try self.call(name, arguments, at: range, as: call.name.range)
  }

  /// Functions that take a function over the elements of a list.
  static let lambdaFunctions: Set<String> = [
    "list_transform", "list_apply", "array_transform", "array_apply", "apply", "list_filter",
    "array_filter", "filter", "list_reduce", "array_reduce", "reduce",
  ]

  /// Functions whose arguments may have names.
  private static let labelled: Set<String> = ["struct_pack", "struct_insert"]

  /// Calls a function of the values of one row.
  func call(
    _ name: String,
    _ arguments: [BoundExpression],
    at range: SQL.SourceRange,
    as nameRange: SQL.SourceRange? = nil
  ) throws(SQLError) -> BoundExpression {
    let types = arguments.map(\.argumentType)
    guard let match = binder.functions.scalar(name, types) else {
      if let missing = missing(name, types, at: range) { return missing }
      throw mismatch(name, types, at: nameRange ?? range)
    }
    return try call(match, arguments, at: range)
  }

  /// NULL, where a function of lists, maps or structures is called with NULL that has no type.
  private func missing(
    _ name: String,
    _ arguments: [ArgumentType],
    at range: SQL.SourceRange
  ) -> BoundExpression? {
    guard arguments.contains(where: { $0.type == .null }) else { return nil }
    for nested: SQLType in [.list(.null), .map(.null, .null), .structure([])] {
      let typed = arguments.map { $0.type == .null ? ArgumentType(type: nested) : $0 }
      guard let match = binder.functions.scalar(name, typed), match.function.skipsNulls else {
        continue
      }
      return BoundExpression(TypedDatum(.null, match.function.result), at: range)
    }
    return nil
  }

  private func call(
    _ match: FunctionCatalog.ScalarMatch,
    _ arguments: [BoundExpression],
    at range: SQL.SourceRange,
    lambda: BoundExpression? = nil
  ) throws(SQLError) -> BoundExpression {
    var typed: [BoundExpression] = []
    for (argument, type) in zip(arguments, match.parameters) {
      typed.append(try cast(argument, to: type))
    }
    let function = binder.followsIEEE754 ? match.function : match.function.refusingUndefined
    let call = ScalarCall(function: function, arguments: typed, lambda: lambda)
    return BoundExpression(.call(call), function.result, at: range)
  }

  /// Calls a function that takes one over the elements of a list.
  func call(
    _ name: String,
    _ arguments: [BoundExpression],
    _ lambda: SQL.Lambda,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    guard let first = arguments.first else {
      throw SQLError(.binding, "'\(name)' needs a list", at: range)
    }
    let element: SQLType
    switch first.type {
    case .list(let type), .array(let type, _): element = type
    case .null: element = .null
    default:
      throw SQLError(
        .binding,
        "'\(name)' needs a list, and this is a value of the type \(first.type)",
        at: first.range
      )
    }
    let isReduction = name.hasSuffix("reduce")
    let start = isReduction && arguments.count > 1 ? arguments[1].type : element
    let types: [SQLType] = isReduction ? [start, element, .bigint] : [element, .bigint]
    guard lambda.parameters.count <= types.count,
      lambda.parameters.count >= (isReduction ? 2 : 1)
    else {
      throw SQLError(
        .binding,
        "'\(name)' calls its function with \(types.count - 1) or \(types.count) values, and this one "
          + "takes \(lambda.parameters.count)",
        at: range
      )
    }
    lambdas.append(zip(lambda.parameters, types).map { (name: $0.text, type: $1) })
    defer { lambdas.removeLast() }
    var body = try bind(lambda.body)
    if isReduction { body = try cast(body, to: start) }
    let all = [first.argumentType, body.argumentType] + arguments.dropFirst().map(\.argumentType)
    guard let match = binder.functions.scalar(name, all) else {
      throw mismatch(name, all, at: range)
    }
    body = try cast(body, to: match.parameters[1])
    var parameters = match
    parameters.parameters.remove(at: 1)
    return try call(parameters, arguments, at: range, lambda: body)
  }

  /// What there is no function for.
  func mismatch(
    _ name: String,
    _ arguments: [ArgumentType],
    at range: SQL.SourceRange
  ) -> SQLError {
    let functions = binder.functions
    let candidates =
      (functions.scalars[name] ?? []).map(\.signature)
      + (functions.aggregates[name] ?? []).map(\.signature)
    let types = arguments.map { "\($0.type)" }.joined(separator: ", ")
    guard !candidates.isEmpty else {
      return SQLError(
        .binding,
        "there is no function '\(name)'",
        at: range,
        advice: NearestName.advice(
          for: name,
          among: Array(functions.scalars.keys) + Array(functions.aggregates.keys)
        )
      )
    }
    return SQLError(
      .binding,
      "'\(name)' cannot be called with (\(types))",
      at: range,
      advice: "It can be called as \(candidates.prefix(6).joined(separator: ", "))."
    )
  }

  /// An argument, which is several where it is `*COLUMNS(…)`.
  private func unpacked(_ expression: SQL.Expression) throws(SQLError) -> [BoundExpression] {
    guard case .columns(let columns) = expression.kind, columns.isUnpacked else {
      return [try bind(expression)]
    }
    return try selected(columns, at: expression.range).map(\.value)
  }

  private func isSchema(_ names: ArraySlice<SQL.Name>) -> Bool {
    names.allSatisfy {
      ["main", "pg_catalog", "system", "memory"].contains(SQLName.folded($0.text))
    }
  }

  // MARK: - Forms that look like functions

  private func special(
    _ name: String,
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression? {
    switch name {
    case "coalesce", "ifnull":
      var values = receiver.map { [$0] } ?? []
      for argument in call.arguments { values += try unpacked(argument.value) }
      guard !values.isEmpty, name == "coalesce" || values.count == 2 else { return nil }
      let unified = try unified(values, in: name.uppercased(), at: range)
      return BoundExpression(.coalesce(unified), unified[0].type, at: range)
    case "nullif":
      let values = try plain(receiver, call)
      guard values.count == 2 else { return nil }
      let isSame = try compare(values[0], .equal, values[1], at: range)
      let none = BoundExpression(TypedDatum(.null, values[0].type), at: range)
      let branch = BoundExpression.CaseBranch(condition: isSame, result: none)
      return BoundExpression(.case([branch], otherwise: values[0]), values[0].type, at: range)
    case "if":
      let values = try plain(receiver, call)
      guard values.count == 3 else { return nil }
      let results = try unified([values[1], values[2]], in: "IF", at: range)
      let condition = try cast(values[0], to: .boolean)
      let branch = BoundExpression.CaseBranch(condition: condition, result: results[0])
      return BoundExpression(.case([branch], otherwise: results[1]), results[0].type, at: range)
    case "typeof":
      let values = try plain(receiver, call)
      guard values.count == 1 else { return nil }
      return BoundExpression(.constant(.text("\(values[0].type)")), .varchar, at: range)
    case "row": return try row(call.arguments.map(\.value), at: range)
    case "struct_pack":
      var fields: [SQL.StructureField] = []
      for argument in call.arguments {
        guard let name = argument.name ?? Self.name(of: argument.value) else {
          throw SQLError(
            .binding,
            "a field of 'struct_pack' needs a name",
            at: argument.value.range,
            advice: "Write 'name := value'."
          )
        }
        fields.append(SQL.StructureField(name: name, value: argument.value))
      }
      return try structure(fields, at: range)
    case "union_value":
      guard call.arguments.count == 1, let name = call.arguments[0].name else {
        throw SQLError(
          .binding,
          "'union_value' takes one value with a name",
          at: range,
          advice: "Write 'name := value'."
        )
      }
      let value = try bind(call.arguments[0].value)
      let pack = ScalarFunction.unionPack(SQLType.Field(name: name.text, type: value.type))
      return BoundExpression(
        .call(ScalarCall(function: pack, arguments: [value])),
        pack.result,
        at: range
      )
    case "list_value", "list_pack": return try list(call.arguments.map(\.value), at: range)
    case "struct_insert", "struct_update":
      return try changedStructure(name, receiver, call, at: range)
    case "unnest":
      let parts = try unnest(receiver, call, at: range)
      guard parts.count == 1 else {
        throw SQLError(
          .binding,
          "UNNEST of a structure stands for several columns, and here is room for one",
          at: range
        )
      }
      return parts[0].value
    default: return nil
    }
  }

  static func name(of expression: SQL.Expression) -> SQL.Name? {
    if case .name(let name) = expression.kind { name.last } else { nil }
  }

  private func plain(
    _ receiver: BoundExpression?,
    _ call: SQL.Call
  ) throws(SQLError) -> [BoundExpression] {
    var values = receiver.map { [$0] } ?? []
    for argument in call.arguments { values.append(try bind(argument.value)) }
    return values
  }
}
