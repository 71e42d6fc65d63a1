// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Something that has a value for each row.
  struct Expression: Sendable {
    var kind: Kind
    var range: SourceRange

    init(_ kind: Kind, at range: SourceRange = .none) {
      self.kind = kind
      self.range = range
    }
  }
}

extension SQL.Expression {
  typealias Expression = SQL.Expression
  typealias Name = SQL.Name

  /// The forms of expressions. Parentheses leave no trace but the order of evaluation.
  indirect enum Kind: Sendable {
    // Leaves
    case literal(SQL.Literal)
    /// `?`, `$1` or `$name`.
    case parameter(SQL.Parameter)
    /// `DEFAULT`, where a value is to be inserted or set.
    case defaultValue
    /// A column, or a field of one: `a`, `table.a`, `a.field`.
    case name(SQL.QualifiedName)
    /// `#1`: a column by its place in the tables of `FROM`, from 1.
    case position(Int)
    /// `*` and `table.*`, where several columns may stand.
    case star(SQL.Star)
    /// `COLUMNS(…)`: the expression around it, once for each column.
    case columns(SQL.Columns)

    // Operators
    case unary(SQL.UnaryOperator, Expression)
    /// Operators of one precedence, to be applied from left to right: `a + b - c`.
    case binary(Expression, [SQL.BinaryStep])
    case comparison(Expression, SQL.ComparisonOperator, Expression)
    case not(Expression)
    /// At least two, none of which is an `AND` itself.
    case and([Expression])
    /// At least two, none of which is an `OR` itself.
    case or([Expression])
    /// `LIKE`, `SIMILAR TO`, `~` and their kin.
    case pattern(SQL.PatternTest)
    case between(SQL.Between)
    /// `IS NULL`, `IS NOT TRUE` and the like.
    case `is`(Expression, SQL.TruthTest, isNegated: Bool)
    /// `IS [NOT] DISTINCT FROM`.
    case isDistinct(Expression, Expression, isNegated: Bool)
    case inList(Expression, [Expression], isNegated: Bool)
    case inQuery(Expression, SQL.Query, isNegated: Bool)
    /// `a IN b`, where `b` is a list or a map.
    case inValue(Expression, Expression, isNegated: Bool)
    /// `a = ANY (…)`, `a > ALL (…)`.
    case quantified(SQL.Quantified)
    case collate(Expression, SQL.QualifiedName)

    // Subqueries
    /// `(SELECT …)`: the only value of the only row.
    case subquery(SQL.Query)
    case exists(SQL.Query)
    /// `ARRAY(SELECT …)`: the values of all rows.
    case arrayQuery(SQL.Query)

    // Calls and the forms that have a syntax of their own
    case call(SQL.Call)
    case `case`(SQL.Case)
    case cast(SQL.Cast)
    case interval(SQL.Interval)
    /// `TRY(…)`: null where the expression fails.
    case attempt(Expression)
    /// `GROUPING(a, b)`.
    case grouping([Expression])
    case lambda(SQL.Lambda)

    // Nested values
    /// `(a, b)` and `ROW(a, b)`.
    case row([Expression])
    case list([Expression])
    case structure([SQL.StructureField])
    case map([SQL.MapEntry])
    case comprehension(SQL.Comprehension)
    /// A field of what is no name: `(a).b`, `f(x).b`.
    case field(Expression, Name)
    /// `a[b]`.
    case element(Expression, Expression)
    case slice(SQL.Slice)
  }
}
