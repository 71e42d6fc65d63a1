// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What a merge would do, for people to read: in words, and in SQL as most databases have it.

extension PlannedLoad {
  /// What a merge does to the rows of a root table, in one line; `nil` if the table is not merged.
  func mergeInWords(_ used: UsedTable, _ place: String) -> String? {
    guard used.table.parent == nil, let rule = try? used.table.mergeRule else { return nil }
    let keys = used.table.columns(with: .primaryKey).joined(separator: ", ")
    let days = used.table.columns(with: .mergeKey).joined(separator: ", ")
    var parts: [String] = []
    switch rule.strategy {
    case .history:
      let which = days.isEmpty ? "that are not in the load" : "whose \(days) is in the load"
      parts.append("close versions \(which) and are other than it, open new ones")
    case .insertOnly: parts.append("add rows with a new \(keys), leave others as they are")
    case .upsert, .snapshot: parts.append("update rows with the same \(keys), add others")
    default:
      if !keys.isEmpty { parts.append("remove rows with the same \(keys)") }
      if !days.isEmpty { parts.append("remove rows with the same \(days)") }
      if let scope = rule.scope, !rule.deletesMissing { parts.append("remove rows where \(scope)") }
      if parts.isEmpty { parts.append("nothing to remove: there is no key") }
    }
    if rule.deletesMissing || rule.strategy == .snapshot {
      let which = rule.scope.map { " where \($0)" } ?? ""
      parts.append("\(rule.softDelete == nil ? "remove" : "mark") rows that are missing\(which)")
    }
    return "merge \(used.rows.counted("row")) into \(place) by \(rule.strategy): "
      + parts.joined(separator: ", ")
  }

  /// The statements that a merge comes to, before rows are added; `load` stands for those of the load.
  func mergeSQL(_ used: UsedTable, _ path: String, isThere: Bool) -> [String] {
    guard isThere, used.table.parent == nil, let rule = try? used.table.mergeRule else { return [] }
    func same(_ names: [String]) -> String? {
      names.isEmpty
        ? nil : names.map { "old.\(quoted($0)) = load.\(quoted($0))" }.joined(separator: " AND ")
    }
    let key = same(used.table.columns(with: .primaryKey))
    let days = same(used.table.columns(with: .mergeKey))
    func exists(_ condition: String) -> String { "EXISTS (SELECT 1 FROM load WHERE \(condition))" }
    switch rule.strategy {
    case .history:
      let version = quoted(rule.history.version ?? SystemColumn.id)
      let end = quoted(rule.history.validTo)
      let isActive = rule.history.active.map { "\(end) = '\($0)'" } ?? "\(end) IS NULL"
      let inKeys = days.map { " AND \(exists($0))" } ?? ""
      return [
        "UPDATE \(path) AS old SET \(end) = the time of the load WHERE \(isActive) AND NOT "
          + exists("old.\(version) = load.\(version)") + inKeys
      ]
    case .insertOnly:
      return [
        "DELETE FROM load WHERE \(key.map { "EXISTS (SELECT 1 FROM \(path) AS old WHERE \($0))" } ?? "FALSE")"
      ]
    default:
      var conditions: [String] = []
      if let key { conditions.append(exists(key)) }
      if rule.strategy == .deleteInsert, let days { conditions.append(exists(days)) }
      if rule.deletesMissing || rule.strategy == .snapshot, let key {
        let limits = [days.map(exists), rule.scope.map { "(\($0))" }].compactMap { $0 }
        conditions.append((["NOT \(exists(key))"] + limits).joined(separator: " AND "))
      } else if rule.strategy == .deleteInsert, let scope = rule.scope {
        conditions.append("(\(scope))")
      }
      return conditions.isEmpty
        ? [] : ["DELETE FROM \(path) AS old WHERE \(conditions.joined(separator: " OR "))"]
    }
  }

  private func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
