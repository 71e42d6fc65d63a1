// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Capabilities {
  /// Throws if the destination cannot hold the tables of `schema` that have rows.
  func check(_ schema: Schema) throws(LoadError) {
    let tables = schema.tables.filter(\.hasSeenData)
    try checkNames(tables.map(\.name), limit: maximumTableNameLength, kind: "table") { name in
      LoadError.Location(table: name)
    }
    for table in tables {
      try checkMerge(of: table)
      let names = table.completeColumns.map(\.name)
      try checkNames(names, limit: maximumColumnNameLength, kind: "column") { name in
        LoadError.Location(table: table.name, column: name)
      }
    }
  }

  /// Throws if the destination cannot carry out `disposition`.
  func check(
    _ disposition: WriteDisposition,
    at place: LoadError.Location
  ) throws(LoadError) {
    guard !dispositions.contains(disposition) else { return }
    let known = dispositions.map { "'\($0)'" }.sorted().joined(separator: ", ")
    let advice =
      disposition == .merge
      ? "Append the rows and pick the latest of each key where they are read, replace them all, or "
        + "load into a ColumnStore."
      : "Choose one of these, or another destination."
    throw LoadError(
      .unsupported,
      "The destination cannot '\(disposition)' rows; it knows \(known). \(advice)",
      at: place
    )
  }

  /// Throws if the destination cannot merge the rows of `table` as it says.
  func checkMerge(of table: Table) throws(LoadError) {
    guard let rule = try table.mergeRule, !mergeStrategies.contains(rule.strategy) else { return }
    let known = mergeStrategies.map { "'\($0)'" }.sorted().joined(separator: ", ")
    throw LoadError(
      .unsupported,
      "The destination cannot merge rows by '\(rule.strategy)'; it knows "
        + "\(known.isEmpty ? "no strategy" : known). Choose another strategy, or another destination.",
      at: LoadError.Location(resource: table.resource, table: table.name)
    )
  }

  private func checkNames(
    _ names: [String],
    limit: Int?,
    kind: String,
    place: (String) -> LoadError.Location
  ) throws(LoadError) {
    if let limit, let name = names.first(where: { $0.unicodeScalars.count > limit }) {
      throw LoadError(
        .unsupported,
        "The name of the \(kind) is longer than the \(limit) characters that the destination takes. "
          + "Choose a shorter one.",
        at: place(name)
      )
    }
    guard !isCaseSensitive else { return }
    var folded: [String: String] = [:]
    for name in names.sorted(by: >) {
      if let other = folded.updateValue(name, forKey: name.lowercased()) {
        throw LoadError(
          .identifierCollision,
          "The \(kind) names '\(name)' and '\(other)' are the same for the destination, which does "
            + "not tell cases apart. Choose a naming convention that folds them.",
          at: place(name)
        )
      }
    }
  }
}
