// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// Throws if tables with rows came about by another convention than `naming`.
  ///
  /// Their names, and those of their columns, would change, and the rows would be left behind under the
  /// old ones. As in dlt, another convention is refused even where no name would change at present: the
  /// next one might.
  func requireNaming(_ convention: any NamingConvention) throws(LoadError) {
    let used = tables.filter { $0.hasSeenData && !SystemColumn.isReserved($0.name) }
    let naming = normalizers.naming
    guard naming != convention.name, !used.isEmpty, normalizers.allowsOtherNames != true else {
      return
    }
    let clause = Violation.Clause("naming", naming)
    for table in used {
      if let name = convention.renamed(fragments(to: table)), name != table.name {
        throw frozen(
          Violation(
            "The table '\(table.name)' would be called '\(name)' under the convention "
              + "'\(convention.name)', and it has rows.",
            advice: "Keep the convention '\(naming)', or load into another dataset.",
            clause: clause,
            expected: table.name,
            found: name
          ),
          at: LoadError.Location(table: table.name)
        )
      }
      for column in table.columns where !SystemColumn.isReserved(column.name) {
        let path = column.sourcePath.isEmpty ? [column.name] : column.sourcePath
        guard column.type != nil, !column.hints.contains(.variant),
          let name = convention.renamed(path), name != column.name
        else { continue }
        throw frozen(
          Violation(
            "The column '\(column.name)' would be called '\(name)' under the convention "
              + "'\(convention.name)', and its table has rows.",
            advice: "Keep the convention '\(naming)', or load into another dataset.",
            clause: clause,
            expected: column.name,
            found: name
          ),
          at: LoadError.Location(table: table.name, column: column.name, path: path)
        )
      }
    }
    throw frozen(
      Violation(
        "The names of the tables came about by the convention '\(naming)', the source now has "
          + "'\(convention.name)', and the tables have rows.",
        advice: "Keep the convention '\(naming)', or load into another dataset.",
        clause: clause,
        expected: naming,
        found: convention.name
      ),
      at: LoadError.Location()
    )
  }

  /// The names of the source that lead to a table: that of its root, and the fields from there.
  private func fragments(to table: Table) -> [String] {
    table.parent == nil && table.sourcePath.isEmpty
      ? [table.resource ?? table.name] : [root(of: table.name)] + table.sourcePath
  }

  private func frozen(_ violation: Violation, at place: LoadError.Location) -> LoadError {
    LoadError(.identifiersFrozen, violation.description, at: place, violation: violation)
  }
}

extension NamingConvention {
  /// The name that fields of the source lead to, or `nil` if they lead to none.
  fileprivate func renamed(_ path: [String]) -> String? {
    var parts: [String] = []
    for part in path {
      guard let part = try? normalizePath(part) else { return nil }
      parts.append(part)
    }
    return shortenFragments(parts)
  }
}
