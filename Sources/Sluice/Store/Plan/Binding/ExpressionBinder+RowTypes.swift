// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What SQLite knows of numbers row by row, and others by the type of an expression: whether they are whole.
extension ExpressionBinder {
  /// The values that an operand may have at the most, if each is computed with for itself.
  private static let limit = 64

  /// Applies an operator.
  ///
  /// Where SQLite is to be followed, an operand that is a whole number in some rows and another one in
  /// others is computed with as what it is.
  func apply(
    _ name: String,
    _ operands: [BoundExpression],
    at range: SQL.SourceRange,
    as nameRange: SQL.SourceRange? = nil
  ) throws(SQLError) -> BoundExpression {
    // Beside a number that is never whole, it does not matter.
    if binder.isLenient, operands.allSatisfy({ $0.type.isInteger || $0.choice != nil }),
      let place = operands.firstIndex(where: { $0.choice != nil }),
      let choice = operands[place].choice,
      operands.reduce(1, { $0 * $1.choiceCount(upTo: Self.limit) }) <= Self.limit
    {
      var results: [BoundExpression] = []
      for result in choice.results {
        var chosen = operands
        chosen[place] = result
        results.append(try apply(name, chosen, at: range, as: nameRange))
      }
      results = try unified(results, in: "CASE", at: range)
      let branches = zip(choice.conditions, results).map {
        BoundExpression.CaseBranch(condition: $0, result: $1)
      }
      let otherwise = results[results.count - 1]
      return BoundExpression(.case(branches, otherwise: otherwise), otherwise.type, at: range)
    }
    let isWhole = name == "/" && binder.dividesIntegers && operands.allSatisfy(\.type.isInteger)
    let name = isWhole ? "//" : name
    guard binder.isLenient, name == "//" || name == "%", operands.count == 2 else {
      return try call(name, operands, at: range, as: nameRange)
    }
    return try call(name, [operands[0], try notZero(operands[1])], at: range, as: nameRange)
  }

  /// The value, or nothing where it is zero.
  private func notZero(_ value: BoundExpression) throws(SQLError) -> BoundExpression {
    let zero = Self.integer(0, at: value.range)
    let isZero = try compare(value, .equal, zero, at: value.range)
    let none = BoundExpression(TypedDatum(.null, value.type), at: value.range)
    let branch = BoundExpression.CaseBranch(condition: isZero, result: none)
    return BoundExpression(.case([branch], otherwise: value), value.type, at: value.range)
  }
}

extension BoundExpression {
  /// One of several values: all conditions but those before do not hold, and the last value has none.
  fileprivate struct Choice {
    var conditions: [BoundExpression]
    var results: [BoundExpression]
  }

  /// The values that this may be, if some of them are whole numbers, and all become others only to have
  /// one type.
  fileprivate var choice: Choice? {
    guard type == .double else { return nil }
    var choice: Choice
    switch kind {
    case .case(let branches, let otherwise):
      choice = Choice(
        conditions: branches.map(\.condition),
        results: branches.map(\.result) + [otherwise]
      )
    case .coalesce(let values):
      let conditions = values.dropLast().map { value in
        BoundExpression(
          .not(BoundExpression(.isNull(value), .boolean, at: value.range)),
          .boolean,
          at: value.range
        )
      }
      choice = Choice(conditions: conditions, results: values)
    default: return nil
    }
    choice.results = choice.results.map(\.unwidened)
    let isMixed = choice.results.contains { $0.type.isInteger || $0.choice != nil }
    return isMixed ? choice : nil
  }

  /// The whole number that becomes another one without a cast that was written; else the value itself.
  private var unwidened: BoundExpression {
    guard case .cast(let whole, isTry: false) = kind, whole.type.isInteger, whole.range == range
    else { return self }
    return whole
  }

  /// How many values there are to choose from, with those that they choose from themselves.
  fileprivate func choiceCount(upTo limit: Int) -> Int {
    guard let choice else { return 1 }
    var count = 0
    for result in choice.results where count <= limit { count += result.choiceCount(upTo: limit) }
    return count
  }
}
