// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// A value that the text spells out.
  ///
  /// `DATE '2024-01-01'` is a cast of a text, and `-1` the operator `-` before a literal.
  enum Literal: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(UInt128)
    /// Digits with a point or an exponent, and integers too great for 128 bits: `1.50`, `1e10`.
    case number(String)
    case string(String)
    case bytes([UInt8])
  }

  /// A value that comes with each execution.
  enum Parameter: Hashable, Sendable {
    /// `$2`, `?2`, or the second `?` of the statement; from 1.
    case number(Int)
    /// `$name`.
    case name(String)
  }

  /// `INTERVAL '1 day'`, `INTERVAL 3 HOURS`, `INTERVAL (n) DAY`.
  struct Interval: Sendable {
    enum Unit: String, Hashable, Sendable, CaseIterable {
      case millennium, century, decade, year, quarter, month, week, day, hour, minute, second
      case millisecond, microsecond
    }

    var amount: Expression
    /// What the amount counts; without it, the amount is a text that says so itself.
    var unit: Unit?
    /// The lesser unit of `YEAR TO MONTH`.
    var lastUnit: Unit?
  }

  struct StructureField: Sendable {
    var name: Name
    var value: Expression
  }

  struct MapEntry: Sendable {
    var key: Expression
    var value: Expression
  }
}
