// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A condition that rows meet or do not: columns compared with constants.
///
/// ```swift
/// RowCondition.column("day", .equal, "2026-11-28")
/// RowCondition.column("placed_at", from: "2026-11-01", to: "2026-12-01").and(.column("shop", .equal, 7))
/// ```
/// A row that lacks a value does not meet a comparison of it. Constants are converted to the type of
/// the column, as values of records are.
public struct RowCondition: Hashable, Sendable {
  /// How a value compares with a constant. More may be added in any release.
  public struct Comparison: Hashable, Sendable {
    let sign: String
    let passes: [ValueOrder]

    /// The same value.
    public static let equal = Comparison(sign: "=", passes: [.equal])
    /// Another value.
    public static let notEqual = Comparison(sign: "<>", passes: [.less, .greater])
    /// A smaller value.
    public static let less = Comparison(sign: "<", passes: [.less])
    /// A smaller value, or the same.
    public static let atMost = Comparison(sign: "<=", passes: [.less, .equal])
    /// A larger value.
    public static let greater = Comparison(sign: ">", passes: [.greater])
    /// A larger value, or the same.
    public static let atLeast = Comparison(sign: ">=", passes: [.greater, .equal])

    static let all: [Comparison] = [.equal, .notEqual, .less, .atMost, .greater, .atLeast]
  }

  indirect enum Term: Hashable, Sendable {
    case comparison(String, Comparison, Value)
    case isMissing(String)
    case all([Term])
    case any([Term])
    case not(Term)
  }

  let term: Term

  init(term: Term) { self.term = term }

  /// A column has a value that compares with a constant in this way.
  public static func column(_ name: String, _ comparison: Comparison, _ value: Value) -> Self {
    Self(term: .comparison(name, comparison, value))
  }

  /// A column has a value from `start` on, and before `end`.
  public static func column(_ name: String, from start: Value, to end: Value) -> Self {
    column(name, .atLeast, start).and(column(name, .less, end))
  }

  /// A column has no value.
  public static func isMissing(_ name: String) -> Self { Self(term: .isMissing(name)) }

  /// Both conditions are met.
  public func and(_ other: Self) -> Self { Self(term: .all([term, other.term])) }

  /// One of the conditions is met, or both.
  public func or(_ other: Self) -> Self { Self(term: .any([term, other.term])) }

  /// The condition is not met, and not for lack of a value.
  public var negated: Self { Self(term: .not(term)) }

  /// The columns that are compared.
  public var columns: Set<String> { Set(term.columns) }

  /// The condition with other names of columns.
  func renamed(_ name: (String) throws(LoadError) -> String) throws(LoadError) -> Self {
    Self(term: try term.renamed(name))
  }
}

extension RowCondition.Term {
  fileprivate var columns: [String] {
    switch self {
    case .comparison(let name, _, _), .isMissing(let name): [name]
    case .all(let terms), .any(let terms): terms.flatMap(\.columns)
    case .not(let term): term.columns
    }
  }

  fileprivate func renamed(
    _ rename: (String) throws(LoadError) -> String
  ) throws(LoadError) -> Self {
    func all(_ terms: [Self]) throws(LoadError) -> [Self] {
      try terms.map { term throws(LoadError) in try term.renamed(rename) }
    }
    switch self {
    case .comparison(let name, let comparison, let value):
      return .comparison(try rename(name), comparison, value)
    case .isMissing(let name): return .isMissing(try rename(name))
    case .all(let terms): return .all(try all(terms))
    case .any(let terms): return .any(try all(terms))
    case .not(let term): return .not(try term.renamed(rename))
    }
  }
}
