// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A rule that rows have to keep, and what becomes of those that break it.
///
/// A check sees a row as it is about to be loaded. Where it depends on a value that is missing, the
/// row passes, as with `CHECK` in SQL; ``notNull(_:)`` is for values that have to be there.
///
/// ```swift
/// Records("orders", of: orders)
///   .check("total is positive") { $0["total"] >= 0 }
///   .check(.notNull("id"))
///   .check(.accepted("status", ["open", "paid"]), otherwise: .quarantine)
/// ```
public struct Check: Sendable {
  /// What becomes of a row that breaks a check.
  public enum Outcome: String, Hashable, Sendable {
    /// The load fails before it becomes visible.
    case fail
    /// The whole record of the row goes to the table `_sluice_quarantine`.
    case quarantine
    /// The row is loaded; the report counts it.
    case warn
  }

  /// Which rows a value has to differ from.
  public enum Scope: Hashable, Sendable {
    /// Those of the same load.
    case load
    /// Those of the same load, and those that the table has already unless the load replaces them.
    case table
  }

  /// What is asked of a row.
  enum Rule: Sendable {
    case closure(@Sendable (CheckedRow) throws -> Truth)
    case notNull([String])
    case unique([String], Scope)
    case accepted(String, [Value])
    case range(String, CheckedBounds)
    case references([String], table: String, columns: [String])
    case fresh(String, Duration)
  }

  /// The name, as reports and errors have it.
  public let name: String
  /// What becomes of rows that break it.
  public internal(set) var outcome = Outcome.fail
  /// What is asked of a row.
  let rule: Rule

  init(_ name: String, _ rule: Rule) {
    self.name = name
    self.rule = rule
  }

  /// Rows that `holds` says yes to, or of which it cannot know.
  ///
  /// What `holds` throws ends the run.
  public init<Result: CheckResult>(
    _ name: String,
    _ holds: @escaping @Sendable (CheckedRow) throws -> Result
  ) {
    self.init(name, .closure { try holds($0).truth })
  }

  /// The same check with another outcome.
  func otherwise(_ outcome: Outcome) -> Check {
    var copy = self
    copy.outcome = outcome
    return copy
  }
}

extension Check {
  /// None of `columns` lacks a value.
  public static func notNull(_ columns: String...) -> Check {
    Check("\(list(columns)) has a value", .notNull(columns))
  }

  /// No two rows have the same values in `columns`; rows that lack one of them pass.
  ///
  /// The first row with a value is kept. With the scope `table` the destination has to be able to
  /// read rows back. Sixteen bytes and more stay in memory for each row.
  public static func unique(_ columns: String..., among scope: Scope = .load) -> Check {
    Check("\(list(columns)) is unique", .unique(columns, scope))
  }

  /// The column has one of `values`, compared as a ``Cell`` is.
  public static func accepted(_ column: String, _ values: [Value]) -> Check {
    Check("\(column) is accepted", .accepted(column, values))
  }

  /// The column refers to a row of `table`: one of the destination, or one of the same run.
  ///
  /// The resources that fill `table` are extracted first. Where the resource fills it itself, the
  /// rows are judged at the end, and cannot be put aside. The destination has to be able to read rows
  /// back, unless the table is new or replaced. Texts and numbers are never the same key.
  public static func references(_ column: String, _ table: String, _ referenced: String) -> Check {
    references([column], table, [referenced])
  }

  /// The columns refer to a row of `table`, as references(_:_:_:)-(String,_,_) has it.
  public static func references(
    _ columns: [String],
    _ table: String,
    _ referenced: [String]
  ) -> Check {
    Check(
      "\(list(columns)) refers to \(table).\(list(referenced))",
      .references(columns, table: table, columns: referenced)
    )
  }

  /// The latest moment in the column is not older than `age` when the load is made visible.
  ///
  /// A load without such a moment passes. The outcome cannot be to put rows aside. In a replay of
  /// records that were put aside, nothing is asked.
  public static func fresh(_ column: String, within age: Duration) -> Check {
    Check("\(column) is fresh", .fresh(column, age))
  }

  private static func list(_ columns: [String]) -> String { columns.joined(separator: ", ") }

  /// The columns that the rule itself names.
  var columns: [String] {
    switch rule {
    case .closure: []
    case .notNull(let columns), .unique(let columns, _), .references(let columns, _, _): columns
    case .accepted(let column, _), .range(let column, _), .fresh(let column, _): [column]
    }
  }
}

extension Duration {
  /// So many minutes.
  public static func minutes(_ minutes: Int) -> Duration { .seconds(minutes * 60) }
  /// So many hours.
  public static func hours(_ hours: Int) -> Duration { .seconds(hours * 3_600) }
  /// So many days of 24 hours.
  public static func days(_ days: Int) -> Duration { .seconds(days * 86_400) }
}
