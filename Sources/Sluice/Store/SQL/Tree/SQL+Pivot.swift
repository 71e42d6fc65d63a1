// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Turns values into columns.
  ///
  /// As a query it is `PIVOT t ON … USING … GROUP BY …`; in `FROM`, `t PIVOT (… FOR … IN (…))`.
  struct Pivot: Sendable {
    /// What new columns are made of.
    struct Axis: Sendable {
      enum Values: Sendable {
        case list([SelectItem])
        /// The values of a type.
        case enumeration(QualifiedName)
        case query(Query)
        /// `*`: the values that occur.
        case any
      }

      /// One, or several whose combinations become columns.
      var expressions: [Expression]
      /// `nil` for the values that occur.
      var values: Values?
      var range: SourceRange
    }

    var source: TableReference
    var axes: [Axis]
    var aggregates: [SelectItem]
    /// `nil` for all columns that are not mentioned.
    var groups: [Expression]?
    var range: SourceRange
  }

  /// Turns columns into rows.
  ///
  /// As a query it is `UNPIVOT t ON … INTO NAME n VALUE v`; in `FROM`, `t UNPIVOT (v FOR n IN (…))`.
  struct Unpivot: Sendable {
    /// Columns that make one row together.
    struct Entry: Sendable {
      /// One, or as many as there are columns of values.
      var expressions: [Expression]
      /// What stands in place of the name.
      var alias: Name?
      var range: SourceRange
    }

    var source: TableReference
    var entries: [Entry]
    /// The column for the names; `name` if nothing is written.
    var name: Name
    /// The columns for the values; `value` if nothing is written.
    var values: [Name]
    /// Whether nulls become rows as well.
    var includesNulls: Bool
    var range: SourceRange
  }
}
