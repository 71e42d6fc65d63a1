// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Counts what is left out, reason by reason.
struct DiscardTally: Hashable, Sendable {
  /// Reasons beyond so many are counted together: stages may word one for every value.
  private static let limit = 1_000

  /// The groups, in order of appearance.
  private(set) var groups: [DiscardGroup] = []
  private var indices: [DiscardKind: Int] = [:]

  /// Counts one more.
  mutating func count(_ discard: Discard, resource: String) {
    var counted = discard
    if indices[DiscardKind(counted)] == nil, groups.count >= Self.limit {
      counted.column = nil
      counted.violation = "There are more reasons than are counted one by one."
    }
    let kind = DiscardKind(counted)
    if let index = indices[kind] {
      groups[index].count += 1
      return
    }
    indices[kind] = groups.count
    groups.append(
      DiscardGroup(
        extent: counted.extent,
        table: counted.table,
        column: counted.column,
        violation: counted.violation,
        count: 1,
        first: LoadError.Location(
          resource: resource,
          table: discard.table,
          column: discard.column,
          path: discard.sourcePath,
          record: discard.record
        )
      )
    )
  }

  /// The groups in an order that does not depend on what came first.
  var sorted: [DiscardGroup] {
    func key(_ group: DiscardGroup) -> (String, Int, String, String) {
      let size = [Discard.Extent.record, .row, .value].firstIndex(of: group.extent) ?? 0
      return (group.table, size, group.column ?? "", group.violation.reason)
    }
    return groups.sorted { key($0) < key($1) }
  }
}
