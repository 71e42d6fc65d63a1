// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RunReport: CustomStringConvertible {
  /// A headline, a table of what was loaded, and what was left out and why.
  public var description: String {
    let outcome = isCommitted ? "loaded" : package == nil ? "did not load" : "extracted"
    var lines = finishedPackages.map { package in
      let rows = package.tables.reduce(0) { $0 + $1.rows }
      return "\(pipeline) loaded the package \(package.id) of an earlier run: "
        + "\(rows.counted("row"))"
    }
    if hasForgottenState { lines.append("the dataset was gone: \(pipeline) began anew") }
    lines += [
      "\(pipeline) \(outcome) '\(source)' as \(loadID): \(rows) rows, "
        + "\(ByteCount.bytes(bytes)), \(Self.seconds(duration))"
    ]
    if retries > 0 {
      lines.append(
        "the destination refused \(retries.counted("call")) for now; waited \(Self.seconds(retryDelay))"
      )
    }
    if !tables.isEmpty {
      var text = TextTable(["table", "rows", "size", "schema"], rightAligned: [1, 2])
      for table in tables {
        text.append([
          table.name, "\(table.rows)", "\(ByteCount.bytes(table.bytes))", table.schemaChanges,
        ])
      }
      lines += text.lines
    }
    for table in tables where table.name != QuarantineTable.name {
      guard let changes = table.changes, let words = changes.inWords else { continue }
      lines.append("in '\(table.name)': \(words)")
    }
    if let replay {
      lines.append(
        "replayed \((replay.passed + replay.refused).counted("record")): \(replay.passed) passed, "
          + "\(replay.remaining) stay"
      )
    }
    for table in tables where !table.onlyNulls.isEmpty {
      lines.append(
        "only nulls in '\(table.name)': \(table.onlyNulls.joined(separator: ", "))"
      )
    }
    lines += schemaChanges.inShort
    for table in tables where !table.leftOut.isEmpty {
      lines.append("left out of '\(table.name)':")
      lines += table.leftOut.lines.map { "  \($0)" }
    }
    for table in tables {
      guard let overflow = table.overflow else { continue }
      lines.append("'\(table.name)' is full: more fields went into '\(overflow)'")
    }
    lines += cursors.flatMap(\.lines)
    lines += checks.flatMap(\.lines)
    for (resource, figures) in metrics.sorted(by: { $0.key < $1.key }) {
      let texts = figures.map { "\($0.key) \($0.value)" }
      lines.append("figures of '\(resource)': \(texts.joined(separator: ", "))")
    }
    for collision in collisions {
      lines.append(
        "'\(collision.first.joined(separator: "."))' and "
          + "'\(collision.second.joined(separator: "."))' both became "
          + "'\(collision.table).\(collision.name)': the later value was kept"
      )
    }
    lines += notKept.sorted { $0.key < $1.key }.map { "not kept: \($0.key): \($0.value)" }
    if skippedCount > 0 {
      lines.append("skipped \(skippedCount.counted("record")) that cannot be read:")
      lines += skipped.prefix(5).map { "  \($0.place): \($0.reason)" }
      if skippedCount > 5 { lines.append("  …") }
    }
    return lines.joined(separator: "\n")
  }

  private static func seconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = attoseconds / 1_000_000_000_000_000
    let fraction = String(milliseconds + 1_000).dropFirst()
    return "\(seconds).\(fraction) s"
  }
}

extension RunReport.Table {
  fileprivate var schemaChanges: String {
    let retyped = typesChanged.map { "\($0.column): \($0.from) → \($0.to)" }
    let added = isNew ? ["new"] : columnsAdded.map { "+\($0.name)" }
    return (added + retyped).joined(separator: " ")
  }
}

extension RowChanges {
  /// What became of rows, unless they were only added.
  fileprivate var inWords: String? {
    guard updated + deleted + unchanged > 0 else { return nil }
    let counts = [
      (inserted, "inserted"), (updated, "updated"), (deleted, "deleted"), (unchanged, "unchanged"),
    ]
    return counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}

extension SkippedRecord {
  fileprivate var place: String {
    var parts: [String] = []
    if let resource = location.resource { parts.append("resource '\(resource)'") }
    if let record = location.record { parts.append("record \(record)") }
    if let line = location.line { parts.append("line \(line)") }
    if let offset = location.offset { parts.append("byte \(offset)") }
    return parts.joined(separator: ", ")
  }
}
