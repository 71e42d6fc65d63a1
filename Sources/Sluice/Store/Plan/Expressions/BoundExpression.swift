// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// An expression whose names and types are known.
struct BoundExpression: Sendable {
  indirect enum Kind: Sendable {
    case constant(Datum)
    /// A column of the step below, or of one further out if the query is a part of another.
    case column(ColumnID)
    /// A parameter of a prepared statement, by its place.
    case parameter(Int)
    case call(ScalarCall)
    case comparison(ComparisonTest, BoundExpression, BoundExpression)
    /// At least two.
    case and([BoundExpression])
    /// At least two.
    case or([BoundExpression])
    case not(BoundExpression)
    case isNull(BoundExpression)
    /// A value that becomes one of another type; with `isTry` NULL where it cannot.
    case cast(BoundExpression, isTry: Bool)
    case `case`([CaseBranch], otherwise: BoundExpression)
    /// The first that has a value.
    case coalesce([BoundExpression])
    /// One of some constants; NULL among them is told apart.
    case isAmong(BoundExpression, [Datum], hasNull: Bool)
    /// NULL where the expression fails.
    case attempt(BoundExpression)
    /// The number of an element while a function of one runs over a list, counted from the inside.
    case lambdaParameter(depth: Int, place: Int)
  }

  struct CaseBranch: Sendable {
    var condition: BoundExpression
    var result: BoundExpression
  }

  var kind: Kind
  var type: SQLType
  /// Where it was written.
  var range: SQL.SourceRange
  /// Whether it is a number or a text that was written out, which takes the type that is wanted.
  var isLiteral = false

  init(_ kind: Kind, _ type: SQLType, at range: SQL.SourceRange = .none) {
    self.kind = kind
    self.type = type
    self.range = range
  }
}

/// What two values are asked for.
enum ComparisonTest: Sendable, Hashable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  /// NULL is the same as NULL, and different from all else.
  case distinct, notDistinct

  /// The test with its sides exchanged.
  var mirrored: ComparisonTest {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }

  /// The test that says the contrary of two values that are there.
  var negated: ComparisonTest {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .distinct: .notDistinct
    case .notDistinct: .distinct
    }
  }
}

/// A call of a function of the values of one row.
struct ScalarCall: Sendable {
  var function: ScalarFunction
  var arguments: [BoundExpression]
  /// A function over the elements of a list, for functions that take one.
  var lambda: BoundExpression?
}

extension BoundExpression {
  /// A column.
  init(_ column: PlanColumn, at range: SQL.SourceRange = .none) {
    self.init(.column(column.id), column.type, at: range)
  }

  /// A constant.
  init(_ constant: TypedDatum, at range: SQL.SourceRange = .none) {
    self.init(.constant(constant.value), constant.type, at: range)
  }

  /// True.
  static let alwaysTrue = BoundExpression(.constant(.bool(true)), .boolean)

  /// The type as functions see it.
  var argumentType: ArgumentType {
    var argument = plainArgumentType
    argument.numbers = numbers
    argument.isNull = constant?.isNull == true
    return argument
  }

  /// The numbers that are written out.
  private var numbers: [Double]? {
    if case .call(let call) = kind, call.function.name == "list_value" {
      let parts = call.arguments.compactMap { $0.numbers?.first }
      return parts.count == call.arguments.count ? parts : nil
    }
    if case .cast(let part, _) = kind, type.isNumeric || type.isNested { return part.numbers }
    switch constant {
    case .integer(let value):
      if case .decimal(_, let scale) = type {
        return [Double(value) / PowersOfTen.double(scale)]
      }
      return type.isInteger ? [Double(value)] : nil
    case .double(let value): return [value]
    default: return nil
    }
  }

  private var plainArgumentType: ArgumentType {
    if case .call(let call) = kind, call.function.name == "list_value", type == .list(.varchar) {
      let texts = call.arguments.compactMap { argument -> [UInt8]? in
        if case .bytes(let text) = argument.constant { text } else { nil }
      }
      guard texts.count == call.arguments.count else { return ArgumentType(type: type) }
      return ArgumentType(type: type, literal: .texts(texts))
    }
    guard isLiteral, let constant else { return ArgumentType(type: type) }
    return switch constant {
    case .bytes(let text) where type == .varchar:
      ArgumentType(type: type, literal: .text(text))
    case .integer(let value) where type.isInteger:
      ArgumentType(type: type, literal: .integer(value))
    default: ArgumentType(type: type)
    }
  }

  /// Whether it is a text that was written out.
  var isTextLiteral: Bool { isLiteral && type == .varchar }

  /// The value if it is a constant.
  var constant: Datum? { if case .constant(let value) = kind { value } else { nil } }

  /// The column if it is one.
  var column: ColumnID? { if case .column(let id) = kind { id } else { nil } }

  /// What the expression is made of, one level down.
  var parts: [BoundExpression] {
    switch kind {
    case .constant, .column, .parameter, .lambdaParameter: []
    case .call(let call): call.arguments + (call.lambda.map { [$0] } ?? [])
    case .comparison(_, let left, let right): [left, right]
    case .and(let parts), .or(let parts), .coalesce(let parts): parts
    case .not(let part), .isNull(let part), .cast(let part, _), .attempt(let part): [part]
    case .isAmong(let part, _, _): [part]
    case .case(let branches, let otherwise):
      branches.flatMap { [$0.condition, $0.result] } + [otherwise]
    }
  }

  /// The same with other parts, in the order of ``parts``.
  func replacingParts(_ change: (BoundExpression) throws -> BoundExpression) rethrows
    -> BoundExpression
  {
    var copy = self
    switch kind {
    case .constant, .column, .parameter, .lambdaParameter: break
    case .call(var call):
      call.arguments = try call.arguments.map(change)
      call.lambda = try call.lambda.map(change)
      copy.kind = .call(call)
    case .comparison(let test, let left, let right):
      copy.kind = .comparison(test, try change(left), try change(right))
    case .and(let parts): copy.kind = .and(try parts.map(change))
    case .or(let parts): copy.kind = .or(try parts.map(change))
    case .coalesce(let parts): copy.kind = .coalesce(try parts.map(change))
    case .not(let part): copy.kind = .not(try change(part))
    case .isNull(let part): copy.kind = .isNull(try change(part))
    case .cast(let part, let isTry): copy.kind = .cast(try change(part), isTry: isTry)
    case .attempt(let part): copy.kind = .attempt(try change(part))
    case .isAmong(let part, let values, let hasNull):
      copy.kind = .isAmong(try change(part), values, hasNull: hasNull)
    case .case(let branches, let otherwise):
      let changed = try branches.map {
        CaseBranch(condition: try change($0.condition), result: try change($0.result))
      }
      copy.kind = .case(changed, otherwise: try change(otherwise))
    }
    return copy
  }

  /// The same with other columns in place of some.
  func renaming(_ columns: [ColumnID: BoundExpression]) -> BoundExpression {
    if case .column(let id) = kind { return columns[id] ?? self }
    return replacingParts { $0.renaming(columns) }
  }

  /// Adds the columns that the value depends on.
  func collectColumns(into columns: inout Set<ColumnID>) {
    if case .column(let id) = kind { columns.insert(id) }
    for part in parts { part.collectColumns(into: &columns) }
  }

  /// The columns that the value depends on.
  var columns: Set<ColumnID> {
    var columns: Set<ColumnID> = []
    collectColumns(into: &columns)
    return columns
  }

  /// Whether the value may be another one each time, or the call has an effect.
  var isVolatile: Bool {
    if case .call(let call) = kind, call.function.isVolatile { return true }
    return parts.contains { $0.isVolatile }
  }

  /// The conditions of which all have to hold.
  var conjuncts: [BoundExpression] { if case .and(let parts) = kind { parts } else { [self] } }

  /// Whether all of some conditions hold.
  static func all(_ conditions: [BoundExpression]) -> BoundExpression {
    let flat = conditions.flatMap(\.conjuncts)
    return switch flat.count {
    case 0: .alwaysTrue
    case 1: flat[0]
    default: BoundExpression(.and(flat), .boolean, at: flat[0].range)
    }
  }
}
