// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Says for all tables what becomes of values that do not fit their column.
///
/// What a column says of itself counts most, then what its table says, or the nearest one above.
/// The stage has its say over what those before it decided: put it behind ``EnforceContract`` to
/// let policies count more than contracts. Values for which a column of the kind
/// ``ConflictPolicy/variant`` is there already keep going there, and no stage is asked.
public struct ResolveConflicts: Stage {
  /// The policy.
  public let policy: ConflictPolicy

  /// Does as `policy` says where neither column nor table says anything.
  public init(_ policy: ConflictPolicy) { self.policy = policy }

  /// Decides about values that do not fit; new tables and columns are left to others.
  public func review(_ change: inout SchemaChange) throws {
    change.resolve(by: change.conflictPolicy ?? policy)
  }
}

extension SchemaChange {
  /// What column and tables say of a value that does not fit; `nil` if they say nothing, or all fits.
  public var conflictPolicy: ConflictPolicy? {
    guard case .misfit = kind, let existing else { return nil }
    return schema.conflictPolicy(of: existing, in: table)
  }

  /// Decides about a value that does not fit its column; does nothing for any other change.
  public mutating func resolve(by policy: ConflictPolicy) {
    guard case .misfit(let value) = kind, let existing, let type = existing.type else { return }
    let expected = "a \(type)"
    let found = "a value of the type \(value.kind?.rawValue ?? "null")"
    let violation = Violation(
      "The column takes \(expected), and \(found) came, which cannot become one.",
      advice:
        "Correct the value in a map, declare a type that takes it, or let conflicts widen the "
        + "column.",
      clause: Violation.Clause("conflict", policy.description),
      expected: expected,
      found: found
    )
    switch policy {
    case .widen: decision = .changeType(type.widened(by: value))
    case .json: decision = .changeType(.json)
    case .quarantine: decision = .quarantine(violation)
    case .fail: decision = .fail(violation)
    default: decision = .accept
    }
  }
}
