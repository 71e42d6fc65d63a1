// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension LoadPlan: CustomStringConvertible {
  /// A readable diff: what changes, the rows of each table, what is left out and what is wrong.
  public var description: String {
    let part = recordLimit.map { ", from the first \($0) records of each resource" } ?? ""
    var lines = ["plan of \(pipeline): '\(source)' into \(destination) '\(dataset)'\(part)"]
    // The columns that every table has are no news where the table is.
    let new = Set(changes.filter { $0.kind == .tableAdded }.map(\.table))
    let told = changes.filter { !($0.isOfLibrary && new.contains($0.table)) }
    lines += told.isEmpty ? ["the schema stays as it is"] : told.map(\.description)
    if !tables.isEmpty {
      var text = TextTable(["table", "disposition", "rows", "removes"], rightAligned: [2, 3])
      for table in tables {
        let removes = table.removes.map { "\($0)" }
        let unknown = table.disposition == .replace ? "all" : ""
        text.append([table.table, "\(table.disposition)", "\(table.rows)", removes ?? unknown])
      }
      lines += text.lines
    }
    lines += section("cursors", windows.map(\.description))
    lines += section("the destination would", statements)
    for table in Set(leftOut.map(\.table)).sorted() {
      lines += section("left out of '\(table)'", leftOut.filter { $0.table == table }.lines)
    }
    lines += section("would fail", failures.map(\.description) + strict.map(\.description))
    let lenient = malformed.filter { !$0.failsRun }
    lines += section("would be skipped", lenient.map(\.description))
    let same = collisions.map { collision in
      "'\(collision.first.joined(separator: "."))' and '\(collision.second.joined(separator: "."))' "
        + "would both be '\(collision.table).\(collision.name)': the later value would be kept"
    }
    lines += section("names that become the same", same)
    return lines.joined(separator: "\n")
  }

  private var strict: [Malformed] { malformed.filter(\.failsRun) }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["\(title):"] + lines.map { "  \($0)" }
  }
}

extension LoadPlan.Window: CustomStringConvertible {
  /// The range, and how many records of it are new.
  public var description: String {
    let start = from.map { "from \($0)" } ?? "from the beginning"
    let end = until.map { " until \($0)" } ?? to.map { " to \($0)" } ?? ""
    let text =
      "'\(cursor)' of '\(resource)' \(start)\(end): \(new.counted("record")), \(leftOut) left out"
    return late > 0 ? text + ", \(late) late" : text
  }
}

extension LoadPlan.Failure: CustomStringConvertible {
  /// Place, message and count.
  public var description: String {
    let clause = (violation?.clause).map { "\($0). " } ?? ""
    let place = first.description
    let records = count > 1 ? " (\(count) records)" : ""
    return (place.isEmpty ? "" : "\(place): ") + clause + message + records
  }
}

extension LoadPlan.Malformed: CustomStringConvertible {
  /// How many, and where the first is and what is wrong with it.
  public var description: String {
    let records = count == 1 ? "a record" : "\(count) records"
    return "\(records) of '\(resource)' cannot be read: \(reason)"
  }
}
