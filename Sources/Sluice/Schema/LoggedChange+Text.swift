// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension LoggedChange: CustomStringConvertible {
  /// What changed and because of what: `+ orders.total double  (orders, record 3, total.amount)`.
  public var description: String {
    let place = column.map { "\(table).\($0)" } ?? "table \(table)"
    let gap = column == nil ? ", " : " "
    let text =
      switch kind {
      case .tableAdded, .columnAdded: "+ \(place)\(after.map { gap + $0 } ?? "")"
      case .tableRemoved, .columnRemoved: "- \(place)"
      default: "~ \(place)\(gap)\(before ?? "") → \(after ?? "")"
      }
    return origin.isEmpty ? text : "\(text)  (\(origin))"
  }

  /// Resource, record and path, as far as they are known.
  private var origin: String {
    var parts: [String] = []
    if let resource { parts.append(resource) }
    if let record { parts.append("record \(record)") }
    if !sourcePath.isEmpty { parts.append(sourcePath.joined(separator: ".")) }
    return parts.joined(separator: ", ")
  }

  /// Whether the library brings the column by itself: to every table of a kind, or to its own.
  var isOfLibrary: Bool {
    guard let column else { return false }
    return column.hasPrefix("_dlt_") || SystemColumn.isReserved(table)
  }
}

extension [LoggedChange] {
  /// How much was added, and what became something else, in a few lines.
  var inShort: [String] {
    let tables = count { $0.kind == .tableAdded }
    let columns = count { $0.kind == .columnAdded && !$0.isOfLibrary }
    var parts: [String] = []
    if tables > 0 { parts.append(tables.counted("table")) }
    if columns > 0 { parts.append(columns.counted("column")) }
    var lines: [String] = []
    if !parts.isEmpty { lines.append("schema: \(parts.joined(separator: " and ")) added") }
    let others = filter { $0.kind != .tableAdded && $0.kind != .columnAdded }
    lines += others.prefix(5).map(\.description)
    if others.count > 5 { lines.append("… and \(others.count - 5) changes more") }
    return lines
  }
}
