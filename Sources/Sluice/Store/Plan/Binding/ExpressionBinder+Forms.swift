// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  func bind(_ form: SQL.Case, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    var conditions: [BoundExpression] = []
    let operand = form.operand == nil ? nil : try form.operand.map(bind)
    for branch in form.branches {
      if let operand {
        let value = try bind(branch.condition)
        conditions.append(try compare(operand, .equal, value, at: branch.condition.range))
      } else {
        conditions.append(try boolean(branch.condition))
      }
    }
    var results: [BoundExpression] = []
    for branch in form.branches { results.append(try bind(branch.result)) }
    results.append(try form.otherwise.map(bind) ?? BoundExpression(.null, at: range))
    let unified = try unified(results, in: "CASE", at: range)
    let branches = zip(conditions, unified).map {
      BoundExpression.CaseBranch(condition: $0, result: $1)
    }
    let otherwise = unified[unified.count - 1]
    return BoundExpression(.case(branches, otherwise: otherwise), otherwise.type, at: range)
  }

  func bind(_ cast: SQL.Cast, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    let type = try binder.type(cast.type)
    let value = try bind(cast.operand)
    if cast.isTry {
      guard value.type.isCastable(to: type) else {
        throw SQLError(
          .binding,
          "a value of the type \(value.type) never becomes one of the type \(type)",
          at: range
        )
      }
      return BoundExpression(.cast(value, isTry: true), type, at: range)
    }
    var result = try self.cast(value, to: type)
    // What was said with a cast is said: it does not take another type any more.
    result.isLiteral = false
    result.range = range
    return result
  }

  func bind(_ interval: SQL.Interval, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression
  {
    let amount = try bind(interval.amount)
    guard let unit = interval.unit else {
      return try cast(try cast(amount, to: .varchar), to: .interval)
    }
    return try call("to_\(unit.plural)", [amount], at: range)
  }

  /// A field of a structure, the value of a key of a map, or a part of JSON.
  func field(
    _ value: BoundExpression,
    _ name: SQL.Name,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    let key = BoundExpression(.constant(.text(name.text)), .varchar, at: name.range)
    switch value.type {
    case .structure(let fields), .union(let fields):
      let folded = SQLName.folded(name.text)
      guard let field = fields.first(where: { SQLName.folded($0.name) == folded }) else {
        throw SQLError(
          .binding,
          "there is no field '\(name.text)' in a value of the type \(value.type)",
          at: name.range,
          advice: NearestName.advice(for: name.text, among: fields.map(\.name))
        )
      }
      var exact = BoundExpression(.constant(.text(field.name)), .varchar, at: name.range)
      exact.isLiteral = true
      var isUnion = false
      if case .union = value.type { isUnion = true }
      return try call(isUnion ? "union_extract" : "struct_extract", [value, exact], at: range)
    case .map: return try call("map_extract_value", [value, key], at: range)
    case .json, .varchar: return try call("json_extract", [value, key], at: range)
    default:
      throw SQLError(
        .binding,
        "a value of the type \(value.type) has no fields",
        at: name.range
      )
    }
  }

  /// `a[b]`.
  func element(
    _ operand: SQL.Expression,
    _ place: SQL.Expression,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    let (value, place) = (try bind(operand), try bind(place))
    if case .structure = value.type, place.isTextLiteral,
      case .constant(.bytes(let bytes)) = place.kind
    {
      let name = SQL.Name(String(decoding: bytes, as: UTF8.self), at: place.range)
      return try field(value, name, at: range)
    }
    return try call("array_extract", [value, place], at: range)
  }

  func bind(_ slice: SQL.Slice, at range: SQL.SourceRange) throws(SQLError) -> BoundExpression {
    var arguments = [try bind(slice.operand)]
    // A bound that is not written is the end; one that is NULL makes a slice that is not known.
    let open = BoundExpression(
      TypedDatum(.integer(Int128(FunctionCatalog.openBound)), .bigint),
      at: range
    )
    for part in [slice.lower, slice.upper] { arguments.append(try part.map(bind) ?? open) }
    if let step = slice.step { arguments.append(try bind(step)) }
    return try call("array_slice", arguments, at: range)
  }
}

extension SQL.Interval.Unit {
  /// The unit as the functions that make intervals have it in their names.
  fileprivate var plural: String {
    switch self {
    case .millennium: "millennia"
    case .century: "centuries"
    default: "\(rawValue)s"
    }
  }
}
