// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SchemaKeeper {
  /// Registers what a resource says of the table called `table` in the source, and of those below.
  ///
  /// Returns the name of the table in the destination. What is said replaces what the schema has,
  /// what is not said stays. Nothing is registered if anything is wrong, or if it is a trial. The
  /// stages are asked about new tables, and about columns that are new in tables that are not or that
  /// change; what they leave out is reported and not registered. Where the
  /// hints do not say how deep nested data becomes tables, it is `nesting`.
  @discardableResult
  func register(
    _ hints: TableHints,
    table: String,
    resource: String,
    nesting: Int? = nil,
    isTrial: Bool = false,
    record: Int = 0,
    report: (IgnoredHint) -> Void = { _ in }
  ) throws(LoadError) -> String {
    let name = try normalizedName(table, of: resource)
    let nested = hints.nested.enumerated().sorted {
      ($0.element.path.count, $0.offset) < ($1.element.path.count, $1.offset)
    }
    let review = HintReview(isTrial: isTrial, record: record)
    var ignored: [IgnoredHint] = []
    try withState { (state) throws(LoadError) in
      var changed = state
      if hints.isTyped {
        let place = (name: name, resource: resource)
        try registerTyped(hints, place, nesting: nesting, in: &changed, review, &ignored)
      } else {
        try register(hints, name: name, resource: resource, in: &changed, review, &ignored)
        if case .record? = changed.refused[name] {
          // With the records, all that is said of them goes to quarantine.
        } else {
          for (_, below) in nested {
            try register(below, root: name, resource: resource, in: &changed, review, &ignored)
          }
        }
      }
      if !isTrial { state = changed }
    }
    for hint in ignored { report(hint) }
    return name
  }

  /// The name of a table in the destination; double underscores separate the parts of a path.
  func normalizedName(_ table: String, of resource: String) throws(LoadError) -> String {
    do {
      let name = try naming.normalizeName(table, breakingPath: breaksPaths)
      guard !name.isEmpty else { throw NamingError.emptyIdentifier(table) }
      return name
    } catch {
      throw LoadError(
        .invalidName,
        "The table name '\(table)' is empty under the convention '\(naming.name)'. Name the table.",
        at: LoadError.Location(resource: resource),
        cause: error
      )
    }
  }

  func register(
    _ hints: TableHints,
    name: String,
    resource: String,
    in state: inout State,
    _ review: HintReview,
    _ ignored: inout [IgnoredHint]
  ) throws(LoadError) {
    var table = state.schema[name] ?? Table(name, resource: resource)
    var review = review
    review.contract = contract ?? hints.contract
    table.contract = review.contract ?? table.contract
    let place = LoadError.Location(resource: resource, table: name)
    guard table.parent == nil else {
      throw LoadError(
        .tableConflict,
        "The table is nested below '\(table.parent ?? "")' already. Choose another table name.",
        at: place
      )
    }
    if table.resource == nil { table.resource = resource }
    let hints = try adopt(hints, for: &table, at: place)
    table.conflictPolicy = hints.conflictPolicy
    table.maximumColumns = hints.maximumColumns
    let isNew = state.isNew(name)
    try merge(hints, into: &table, in: &state, at: place, isNew: isNew, review, &ignored)
    table.rowID = hints.rowIDs ?? table.usualRowID
    try checkMerge(of: &table, at: place)
    if table.rowID == .keyHash && table.columns(with: .primaryKey).isEmpty {
      throw LoadError(
        .inconsistentHints,
        "Row ids are to be hashes of the key, but there is no primary key. Add '.primaryKey(…)'.",
        at: place
      )
    }
    try add(table, isNew: isNew, resource: resource, to: &state, review, &ignored)
  }

  func register(
    _ nested: NestedHints,
    root: String,
    resource: String,
    in state: inout State,
    _ review: HintReview,
    _ ignored: inout [IgnoredHint]
  ) throws(LoadError) {
    guard !nested.path.isEmpty else {
      throw LoadError(
        .inconsistentHints,
        "Nested hints have no path. Name the field that holds the rows.",
        at: LoadError.Location(resource: resource, table: root)
      )
    }
    var parent = root
    var name = root
    var fragments = [root]
    for field in nested.path {
      parent = name
      fragments.append(try nestedName(field, below: parent, of: resource))
      name = naming.shortenFragments(fragments)
    }
    try register(
      nested,
      name: name,
      below: parent,
      resource: resource,
      in: &state,
      review,
      &ignored
    )
    if state.schema[name] == nil { return }
    for below in nested.hints.nested {
      let deeper = NestedHints(nested.path + below.path, below.hints)
      try register(deeper, root: root, resource: resource, in: &state, review, &ignored)
    }
  }

  /// Registers what is said of the table called `name`, which lies below `parent`, and of no other.
  func register(
    _ nested: NestedHints,
    name: String,
    below parent: String,
    resource: String,
    in state: inout State,
    _ review: HintReview,
    _ ignored: inout [IgnoredHint]
  ) throws(LoadError) {
    let place = LoadError.Location(resource: resource, table: name, path: nested.path)
    let isDetached = !nested.hints.primaryKey.isEmpty || !nested.hints.mergeKey.isEmpty
    guard isDetached || nested.hints.disposition == nil else {
      throw LoadError(
        .inconsistentHints,
        "A nested table is written like its root. Give it a key to make it a table of its own.",
        at: place
      )
    }
    var table = state.schema[name] ?? Table(name, parent: isDetached ? nil : parent)
    guard table.parent == (isDetached ? nil : parent) else {
      let known = table.parent.map { "below '\($0)'" } ?? "as one of its own"
      throw LoadError(
        .tableConflict,
        "The table is known \(known) already. A key, or none, cannot change that: choose another "
          + "table name.",
        at: place
      )
    }
    var nested = nested
    if isDetached {
      table.resource = resource
      nested.hints = try adopt(nested.hints, for: &table, at: place)
    }
    table.conflictPolicy = nested.hints.conflictPolicy
    table.maximumColumns = nested.hints.maximumColumns
    var review = review
    review.contract = nested.hints.contract
    table.contract = review.contract ?? table.contract
    if !table.hasSeenData { table.sourcePath = nested.path }
    let isNew = state.isNew(name)
    try merge(nested.hints, into: &table, in: &state, at: place, isNew: isNew, review, &ignored)
    if isDetached { try checkMerge(of: &table, at: place) }
    try add(table, isNew: isNew, resource: resource, to: &state, review, &ignored)
  }

  private func nestedName(
    _ field: String,
    below parent: String,
    of resource: String
  ) throws(LoadError) -> String {
    do {
      let name = try naming.normalizeIdentifier(field)
      guard !name.isEmpty else { throw NamingError.emptyIdentifier(field) }
      return name
    } catch {
      throw LoadError(
        .invalidName,
        "The field '\(field)' is empty under the convention '\(naming.name)'. Rename it.",
        at: LoadError.Location(resource: resource, table: parent),
        cause: error
      )
    }
  }
}
