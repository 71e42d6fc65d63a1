// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// A call of a function, an aggregate or a window function.
  ///
  /// Some forms become calls of functions that do the same: `EXTRACT(year FROM d)` of
  /// `date_part('year', d)`, `POSITION(a IN b)` of `position(b, a)`, `TRIM(LEADING a FROM b)` of
  /// `ltrim(b, a)`, `a AT TIME ZONE b` of `timezone(b, a)`, `SUBSTRING` and `OVERLAY` of functions
  /// of their names. `CURRENT_DATE` and its kin are calls without arguments.
  struct Call: Sendable {
    /// `a.b.f(x)` may call `f` of a schema, or `f` with the column `a.b` as the first argument.
    var name: QualifiedName
    /// What a call as of a method is made on, if it is no name: `'abc'.upper()`.
    var receiver: Expression?
    var arguments: [Argument] = []
    var isDistinct = false
    /// `ORDER BY` between the parentheses.
    var order: [OrderItem] = []
    /// `WITHIN GROUP (ORDER BY …)`.
    var withinGroup: [OrderItem] = []
    var nulls: NullTreatment?
    /// `FILTER (WHERE …)`.
    var filter: Expression?
    /// Whether the state of an aggregate is wanted: `EXPORT_STATE`.
    var isStateExported = false
    var over: Window?

    /// What `IGNORE NULLS` and `RESPECT NULLS` ask for.
    enum NullTreatment: String, Hashable, Sendable {
      case ignore = "IGNORE NULLS"
      case respect = "RESPECT NULLS"
    }
  }

  /// A value that a function gets.
  struct Argument: Sendable {
    /// `name := value` and `name => value`.
    var name: Name?
    var value: Expression
  }

  /// What stands after `OVER` or, in `WINDOW`, after `AS`.
  indirect enum Window: Sendable {
    /// A window that the clause `WINDOW` defines.
    case name(Name)
    case definition(WindowDefinition)
  }

  struct WindowDefinition: Sendable {
    /// A window that this one builds on.
    var base: Name?
    var partition: [Expression] = []
    var order: [OrderItem] = []
    var frame: WindowFrame?
    var range: SourceRange
  }

  /// Which rows around the current one a window function sees.
  struct WindowFrame: Sendable {
    enum Unit: String, Hashable, Sendable {
      case rows = "ROWS"
      case range = "RANGE"
      case groups = "GROUPS"
    }

    indirect enum Bound: Sendable {
      case unboundedPreceding
      case preceding(Expression)
      case currentRow
      case following(Expression)
      case unboundedFollowing
    }

    enum Exclusion: String, Hashable, Sendable {
      case noOthers = "NO OTHERS"
      case currentRow = "CURRENT ROW"
      case group = "GROUP"
      case ties = "TIES"
    }

    var unit: Unit
    var start: Bound
    /// The current row if nothing is written.
    var end: Bound?
    var exclusion: Exclusion?
    var range: SourceRange
  }
}
