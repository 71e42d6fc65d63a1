// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// All that was left out of one table for one reason, counted.
public struct DiscardGroup: Hashable, Codable, Sendable {
  /// How much was left out each time.
  public var extent: Discard.Extent
  /// The table.
  public var table: String
  /// The column that the reason lies in, if it lies in one.
  public var column: String?
  /// Why.
  public var violation: Violation
  /// How often.
  public var count: Int
  /// Where it happened first: resource, record and path.
  public var first: LoadError.Location
}

extension DiscardGroup: CustomStringConvertible {
  /// How many, of what, where and why, in one line; the advice is left to the violation.
  public var description: String {
    let how = extent == .record ? " put aside" : ""
    let place = column.map { extent == .value ? " of '\($0)'" : " for '\($0)'" } ?? ""
    let record = first.record.map { count == 1 ? " (record \($0))" : " (first: record \($0))" }
    let clause = violation.clause.map { "\($0). " } ?? ""
    let amount = count.counted(extent.rawValue) + how
    return "\(amount)\(place)\(record ?? "") — \(clause)\(violation.reason)"
  }
}

extension [DiscardGroup] {
  /// A line for each, and the advice once for all that it holds for.
  var lines: [String] {
    var lines: [String] = []
    for (index, group) in enumerated() {
      lines.append(group.description)
      let advice = group.violation.advice
      let isLast = index + 1 == count || self[index + 1].violation.advice != advice
      if isLast, !advice.isEmpty { lines.append("→ \(advice)") }
    }
    return lines
  }
}
