// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Stands for rows that lie together, whatever becomes of some of them: who knows a row by its number in a
/// batch finds it in later versions of the same origin.
final class BatchOrigin: Sendable {}

/// Which rows of a batch got other values, one change after the other. Remembers the last ones only.
struct RewriteLog: Sendable {
  private static let limit = 32
  private static let rowLimit = 4_096

  /// The number of changes.
  private(set) var count = 0
  /// The rows of the last changes; `nil` where they were too many, or are not known.
  private var last: [[UInt32]?] = []

  /// Notes a change of some rows; `nil` of any.
  mutating func note(_ rows: [UInt32]?) {
    count += 1
    last.append(rows.flatMap { $0.count > Self.rowLimit ? nil : $0 })
    if last.count > Self.limit { last.removeFirst() }
  }

  /// The rows that were changed after so many changes; `nil` if that is not known any more.
  func rows(since earlier: Int) -> Set<UInt32>? {
    guard earlier <= count, count - earlier <= last.count else { return nil }
    var rows: Set<UInt32> = []
    for change in last.suffix(count - earlier) {
      guard let change else { return nil }
      rows.formUnion(change)
    }
    return rows
  }
}
