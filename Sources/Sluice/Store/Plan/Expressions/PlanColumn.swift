// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The number of a column that some step of a plan makes: no two columns of a statement have the same.
///
/// Columns are known by numbers and not by places, so that steps can be moved past each other.
struct ColumnID: Hashable, Sendable {
  let number: Int32
}

/// A column that a step of a plan makes.
struct PlanColumn: Hashable, Sendable {
  let id: ColumnID
  /// What users call it.
  var name: String
  let type: SQLType
}

/// Hands out the numbers of columns.
struct ColumnNumbers: Sendable {
  private var next: Int32 = 0

  /// A column that there was none of before.
  mutating func make(_ name: String, _ type: SQLType) -> PlanColumn {
    next += 1
    return PlanColumn(id: ColumnID(number: next), name: name, type: type)
  }
}
