// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a check says of a row: yes, no, or that it cannot be known because a value is missing.
///
/// As in SQL, a row of which it cannot be known passes.
public enum Truth: Hashable, Sendable {
  /// It holds.
  case yes
  /// It does not hold.
  case no
  /// A value is missing that it depends on.
  case unknown

  /// Makes a truth of what is true, false, or neither.
  public init(_ value: Bool?) { self = value.map { $0 ? .yes : .no } ?? .unknown }

  /// Whether the opposite holds; what is unknown stays so.
  public static prefix func ! (truth: Truth) -> Truth {
    switch truth {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }

  /// Whether both hold: no if one does not, whatever the other says.
  public static func && (left: Truth, right: @autoclosure () throws -> Truth) rethrows -> Truth {
    if left == .no { return .no }
    let right = try right()
    return right == .no || left == .yes ? right : .unknown
  }

  /// Whether one of both holds: yes if one does, whatever the other says.
  public static func || (left: Truth, right: @autoclosure () throws -> Truth) rethrows -> Truth {
    if left == .yes { return .yes }
    let right = try right()
    return right == .yes || left == .no ? right : .unknown
  }
}

/// What the closure of a check may give: a ``Truth``, a `Bool`, or a `Bool?` where `nil` is unknown.
public protocol CheckResult: Sendable {
  /// What is said of the row.
  var truth: Truth { get }
}

extension Truth: CheckResult {
  /// The truth itself.
  public var truth: Truth { self }
}

extension Bool: CheckResult {
  /// Yes or no.
  public var truth: Truth { Truth(self) }
}

extension Optional: CheckResult where Wrapped == Bool {
  /// Yes, no, or unknown without a value.
  public var truth: Truth { Truth(self) }
}
