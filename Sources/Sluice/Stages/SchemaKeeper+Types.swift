// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Hints that come from a type say what its values look like. What becomes of them depends on the
// names and the nesting of the run: here they are made to say what the shredder will do.

extension SchemaKeeper {
  /// A table whose rows come from a type, while it is being registered.
  private struct Place {
    var name: String
    /// The normalised names that lead to the table, that of the root table first.
    var fragments: [String]
    /// The fields that lead to the rows.
    var path: [String] = []
    /// Levels of nesting that are left.
    var remaining: Int
    var resource: String

    var location: LoadError.Location {
      LoadError.Location(resource: resource, table: name, path: path)
    }
  }

  /// Registers hints that come from a type, and what is said beside it.
  func registerTyped(
    _ hints: TableHints,
    _ table: (name: String, resource: String),
    nesting: Int?,
    in state: inout State,
    _ review: HintReview,
    _ ignored: inout [IgnoredHint]
  ) throws(LoadError) {
    let (name, resource) = table
    if var failure = hints.failure {
      failure.location.resource = resource
      failure.location.table = name
      throw failure
    }
    let known = state.schema[name]?.maximumNesting
    let place = Place(
      name: name,
      fragments: [name],
      remaining: hints.maximumNesting ?? known ?? nesting ?? 1_000,
      resource: resource
    )
    let hints = try arranged(hints, isRoot: true, at: place)
    let fitted = try fit(hints, to: place, in: state)
    try register(fitted.hints, name: name, resource: resource, in: &state, review, &ignored)
    if state.refused[name] != nil { return }
    try register(fitted.below, below: place, in: &state, review, &ignored)
    let said = fitted.hints.nested.enumerated().sorted {
      ($0.element.path.count, $0.offset) < ($1.element.path.count, $1.offset)
    }
    for (_, nested) in said {
      try register(nested, root: name, resource: resource, in: &state, review, &ignored)
    }
  }

  private func register(
    _ tables: [NestedHints],
    below parent: Place,
    in state: inout State,
    _ review: HintReview,
    _ ignored: inout [IgnoredHint]
  ) throws(LoadError) {
    for nested in tables where !nested.isBare {
      var fragments = parent.fragments
      for field in nested.path {
        let part = try part(field, isField: nested.origin != .lists, at: parent.location)
        if !part.isEmpty { fragments.append(part) }
      }
      let place = Place(
        name: naming.shortenFragments(fragments),
        fragments: fragments,
        path: parent.path + nested.path,
        remaining: parent.remaining - (nested.origin == .lists ? 2 : 1),
        resource: parent.resource
      )
      let fitted = try fit(nested.hints, to: place, in: state)
      try register(
        NestedHints(place.path, fitted.hints),
        name: place.name,
        below: parent.name,
        resource: place.resource,
        in: &state,
        review,
        &ignored
      )
      if state.schema[place.name] == nil { continue }
      state.schema[place.name]?.sourcePath = place.path
      try register(fitted.below, below: place, in: &state, review, &ignored)
    }
  }

  // MARK: - What is said beside a type

  /// Puts what is said of a nested table to what is known of it, all the way down.
  private func arranged(
    _ hints: TableHints,
    isRoot: Bool,
    at place: Place
  ) throws(LoadError) -> TableHints {
    var hints = hints
    var tables = hints.nested.filter { $0.origin != .tables }
    var others: [NestedHints] = []
    for said in hints.nested where said.origin == .tables {
      if Self.add(said, to: &tables) { continue }
      if isRoot {
        others.append(said)
      } else if said.path.count == 1 {
        tables.append(NestedHints(said.path, said.hints, .records))
        tables[tables.count - 1].isBare = false
      } else {
        throw LoadError(
          .parentTableMissing,
          "The type has no list at '\(said.path.joined(separator: "."))'. Say hints of the lists that "
            + "its values have.",
          at: place.location
        )
      }
    }
    for index in tables.indices {
      tables[index].hints = try arranged(tables[index].hints, isRoot: false, at: place)
    }
    hints.nested = tables + others
    return hints
  }

  /// Adds what is said to the table that it is about; false if there is none.
  private static func add(_ said: NestedHints, to tables: inout [NestedHints]) -> Bool {
    for index in tables.indices where said.path.starts(with: tables[index].path) {
      let rest = Array(said.path.dropFirst(tables[index].path.count))
      tables[index].isBare = false
      if rest.isEmpty {
        tables[index].hints = tables[index].hints.adding(said.hints)
      } else {
        tables[index].hints.nested.append(NestedHints(rest, said.hints))
      }
      return true
    }
    return false
  }

  // MARK: - What the run makes of a type

  /// What is said of one table, with nested data that stays whole as json, and the tables below it.
  private func fit(
    _ hints: TableHints,
    to place: Place,
    in state: State
  ) throws(LoadError) -> (hints: TableHints, below: [NestedHints]) {
    let known = state.schema[place.name]
    let whole = try wholeColumns(of: hints, known, state.schema.settings, at: place)
    var columns: [Column] = []
    var below: [NestedHints] = []

    /// Declares the json column for what lies at `path`, which may be missing as `nullable` says.
    func keep(_ path: ArraySlice<String>, nullable: Bool?) {
      let path = Array(path)
      if let index = columns.firstIndex(where: { $0.sourcePath == path }) {
        if nullable == false { columns[index].nullable = false }
      } else {
        var column = Column(Column.name(of: path), .json, nullable: nullable ?? true)
        column.sourcePath = path
        columns.append(column)
      }
    }

    for column in hints.columns {
      guard column.isNamedByPath else {
        columns.append(column)
        continue
      }
      let path = column.sourcePath
      if let end = try end(of: path.dropLast(), whole, at: place) {
        keep(path.prefix(end), nullable: column.nullable)
        continue
      }
      let name = try columnName(ofPath: path, at: place.location)
      if SystemColumn.all.contains(name) { continue }
      var column = column
      // Rows that are there already may lack what is new.
      if known?.hasSeenData == true, known?[name]?.nullable != false { column.nullable = true }
      columns.append(column)
    }
    for nested in hints.nested where nested.origin != .tables {
      if nested.origin == .lists {
        let isWhole = place.remaining - 1 <= 0 || whole(listName())
        if isWhole { keep(nested.path[...], nullable: true) } else { below.append(nested) }
      } else if let end = try end(of: nested.path[...], whole, at: place) {
        keep(nested.path.prefix(end), nullable: true)
      } else {
        below.append(nested)
      }
    }
    var fitted = hints
    fitted.columns = columns
    fitted.nested = hints.nested.filter { $0.origin == .tables }
    return (fitted, below)
  }

  /// How many fields lead to the first value on the way that stays whole; `nil` if none does.
  private func end(
    of path: ArraySlice<String>,
    _ isWhole: (String) -> Bool,
    at place: Place
  ) throws(LoadError) -> Int? {
    for count in 1..<path.count + 1 {
      if place.remaining - (count - 1) <= 0 { return count }
      let name = try columnName(ofPath: Array(path.prefix(count)), at: place.location)
      if isWhole(name) { return count }
    }
    return nil
  }

  /// Says of a column whether it keeps nested data whole: declared or preferred as json.
  private func wholeColumns(
    of hints: TableHints,
    _ known: Table?,
    _ settings: SchemaSettings,
    at place: Place
  ) throws(LoadError) -> (String) -> Bool {
    var types: [String: DataType.Kind] = [:]
    for column in known?.columns ?? [] { types[column.name] = column.type?.kind }
    for column in hints.columns where !column.isNamedByPath {
      if let type = column.type {
        types[try columnName(column.name, at: place.location)] = type.kind
      }
    }
    return { [types] name in
      if let kind = types[name] { return kind == .json }
      return settings.preferredTypes.first { $0.pattern.matches(name) }?.kind == .json
    }
  }
}

// MARK: - Names

extension SchemaKeeper {
  /// The name of the column for the values at `path`, as the shredder makes it.
  func columnName(
    ofPath path: [String],
    at place: LoadError.Location
  ) throws(LoadError) -> String {
    var parts: [String] = []
    for field in path {
      let part = try part(field, isField: true, at: place)
      if !part.isEmpty { parts.append(part) }
    }
    let name = parts.isEmpty ? "" : naming.shortenFragments(parts)
    guard !name.isEmpty else { return try columnName(Column.name(of: path), at: place) }
    return name
  }

  private func part(
    _ field: String,
    isField: Bool,
    at place: LoadError.Location
  ) throws(LoadError) -> String {
    guard isField else { return listName() }
    if field.allSatisfy(\.isWhitespace) { return "_empty" }
    do {
      return try naming.normalizeName(field, breakingPath: breaksPaths)
    } catch {
      throw LoadError(
        .invalidName,
        "The field '\(field)' has no name left under the convention '\(naming.name)'. Rename it.",
        at: place,
        cause: error
      )
    }
  }

  /// The name for lists that stand in lists.
  private func listName() -> String { (try? naming.normalizeIdentifier("list")) ?? "list" }
}
