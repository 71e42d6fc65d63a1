// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// The macro of a name: one that was made, or one that there is from the start.
  func macro(_ name: SQL.QualifiedName) throws(SQLError) -> SQL.CreateMacro? {
    if let macro = binder.catalog.macro(name) { return macro }
    guard name.qualifiers.isEmpty else { return nil }
    return try StandardMacros.macro(named: SQLName.folded(name.last.text))
  }

  /// The window of the macro around, for functions of it that can have one.
  func macroWindow(for name: String) -> SQL.Window? {
    guard let window = macroWindows.last ?? nil else { return nil }
    return binder.functions.hasAggregate(name) || Self.windowNames.contains(name) ? window : nil
  }

  func expand(
    _ macro: SQL.CreateMacro,
    _ receiver: BoundExpression?,
    _ call: SQL.Call,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    let positional = call.arguments.filter { $0.name == nil }.count + (receiver == nil ? 0 : 1)
    let fitting = macro.overloads.first { overload in
      let required = overload.parameters.filter { $0.defaultValue == nil }.count
      return positional <= overload.parameters.count
        && positional + call.arguments.filter { $0.name != nil }.count >= required
    }
    guard let overload = fitting, case .expression(let body) = overload.body else {
      throw SQLError(
        .binding,
        "the macro '\(macro.name.last.text)' cannot be called with \(positional) values here",
        at: range
      )
    }
    var values: [String: BoundExpression] = [:]
    var given = receiver.map { [$0] } ?? []
    for argument in call.arguments {
      let value = try bind(argument.value)
      if let name = argument.name {
        values[SQLName.folded(name.text)] = value
      } else {
        given.append(value)
      }
    }
    for (parameter, value) in zip(overload.parameters, given) {
      values[SQLName.folded(parameter.name.text)] = value
    }
    for parameter in overload.parameters {
      let name = SQLName.folded(parameter.name.text)
      if values[name] == nil {
        guard let standard = parameter.defaultValue else {
          throw SQLError(
            .binding,
            "the macro '\(macro.name.last.text)' needs a value for '\(parameter.name.text)'",
            at: range
          )
        }
        values[name] = try bind(standard)
      }
      if let type = try parameter.type.map(binder.type), let value = values[name] {
        values[name] = try cast(value, to: type)
      }
    }
    try enterMacro(values, over: call.over, at: range)
    defer { leaveMacro() }
    var bound = try bind(body)
    bound.range = range
    return bound
  }
}
