// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What makes something that is left out the same as what was left out before: place and reason.
struct DiscardKind: Hashable, Sendable {
  private let extent: Discard.Extent
  private let table: String
  private let column: String?
  private let clause: Violation.Clause?
  private let reason: String

  init(_ group: DiscardGroup) {
    extent = group.extent
    table = group.table
    column = group.column
    clause = group.violation.clause
    reason = group.violation.reason
  }

  init(_ discard: Discard) {
    extent = discard.extent
    table = discard.table
    column = discard.column
    clause = discard.violation.clause
    reason = discard.violation.reason
  }
}
