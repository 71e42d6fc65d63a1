// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The tables of a source, and the rules by which they grow.
public struct Schema: Hashable, Sendable {
  /// The name, as a rule that of the source.
  public let name: String
  /// The rules by which columns get their types and hints.
  public var settings: SchemaSettings
  /// A sentence for people.
  public var description: String?
  /// Grows by one with each load that changes the schema.
  public internal(set) var version = 1
  /// The hashes of the versions before this one, the latest first; ten at the most.
  public internal(set) var ancestors: [String] = []
  /// What changed from version to version, the first version first.
  public internal(set) var history: [SchemaVersion] = []
  /// Grows by one whenever a table or column is added or changed.
  private(set) var revision = 0
  /// How names and nested data came into this form.
  public internal(set) var normalizers = SchemaNormalizers()
  /// The hash of the file that the schema was imported from, if it was.
  public internal(set) var importedVersionHash: String?
  /// The tables that destinations keep themselves, as documents describe them.
  var systemTables = SystemTable.standard
  /// Where a document that was read says things in other words than ours.
  var spellings: [Spelling] = []
  /// The tables, in order of appearance.
  public private(set) var tables: [Table] = []
  private var indices: [String: Int] = [:]

  /// Makes a schema without tables.
  public init(_ name: String, settings: SchemaSettings = SchemaSettings()) {
    self.name = name
    self.settings = settings
  }

  /// Counts the table of states among those that destinations keep, for a load writes a row of it.
  mutating func noteState() {
    guard !systemTables.contains(where: { $0.name.lowercased() == SystemTable.state }) else {
      return
    }
    systemTables.append(SystemTable.states)
  }

  /// The table called `name`. Setting a new one appends it; setting `nil` removes the table.
  public subscript(name: String) -> Table? {
    get { indices[name].map { tables[$0] } }
    set {
      switch (indices[name], newValue) {
      case (let index?, let table?):
        guard tables[index] != table else { return }
        tables[index] = table
      case (nil, let table?):
        indices[name] = tables.count
        tables.append(table)
      case (let index?, nil):
        tables.remove(at: index)
        indices = [:]
        for (index, table) in tables.enumerated() { indices[table.name] = index }
      case (nil, nil):
        return
      }
      revision += 1
    }
  }

  /// The root table above `name`, or `name` itself if it is one.
  public func root(of name: String) -> String {
    var name = name
    while let parent = self[name]?.parent { name = parent }
    return name
  }

  /// The tables below the one called `name`, parents before those below them.
  func tables(below name: String) -> [Table] {
    var found: [Table] = []
    var above: Set = [name]
    var waiting = tables.filter { $0.parent != nil }
    while true {
      let next = waiting.filter { $0.parent.map { above.contains($0) } ?? false }
      if next.isEmpty { return found }
      found += next
      above = Set(next.map(\.name))
      waiting.removeAll { above.contains($0.name) }
    }
  }

  /// Whether a table has columns, or those below it have some that a type declares.
  func hasColumns(_ name: String) -> Bool {
    tables.contains { table in
      let isMeant = table.name == name || !table.sourcePath.isEmpty
      guard isMeant, !table.completeColumns.isEmpty else { return false }
      var above: String? = table.name
      for _ in 0...tables.count where above != name { above = above.flatMap { self[$0]?.parent } }
      return above == name
    }
  }

  /// Whether rows of any table below `root` name their root row: then all of them do.
  func hasRootKey(below root: String) -> Bool {
    tables.contains { table in
      table.parent != nil && !table.columns(with: .rootKey).isEmpty
        && self.root(of: table.name) == root
    }
  }
}

/// The rules by which columns get their types and hints.
public struct SchemaSettings: Hashable, Sendable {
  /// What is looked for in values that no rule names a type for, in order.
  public var detections: [TypeDetection] = [.isoTimestamp]
  /// The type of a column by its name; the first match wins.
  public var preferredTypes: [(pattern: NamePattern, kind: DataType.Kind)] {
    get { preferences.map { ($0.pattern, $0.kind) } }
    set { preferences = newValue.map { Preference(pattern: $0.pattern, kind: $0.kind) } }
  }
  /// Hints that a new column gets by its name.
  public var defaultHints: [DefaultHint] = []
  /// Whether double underscores in names of the source stand for nesting, and so stay as they are.
  public var breaksPaths = true
  /// What may happen to tables that say nothing of it themselves. ``Source/contract`` counts more.
  public var contract: Contract?
  /// Whether ``defaultHints`` come after those that every schema has; otherwise they are all.
  var hasStandardHints = true
  private var preferences: [Preference] = []

  private struct Preference: Hashable {
    var pattern: NamePattern
    var kind: DataType.Kind
  }

  /// Makes the settings of a new schema: timestamps are detected, nothing else.
  public init() {}

  /// The settings with plain names in the spelling of the destination.
  func normalized(by naming: any NamingConvention) -> SchemaSettings {
    var settings = self
    for index in preferences.indices {
      let pattern = preferences[index].pattern
      settings.preferences[index].pattern = pattern.normalized(
        by: naming,
        breakingPath: breaksPaths
      )
    }
    for index in defaultHints.indices {
      let pattern = defaultHints[index].pattern
      settings.defaultHints[index].pattern = pattern.normalized(
        by: naming,
        breakingPath: breaksPaths
      )
    }
    return settings
  }

  /// Gives a new column the hints that its name asks for; what was said of it counts more.
  func addDefaultHints(to column: inout Column) {
    for rule in DefaultHint.standard + defaultHints where rule.pattern.matches(column.name) {
      switch rule.effect {
      case .hint(let hint):
        if !column.deniedHints.contains(hint) { column.hints.insert(hint) }
      case .notNull: column.nullable = column.nullable ?? false
      }
    }
  }
}

/// A hint that a new column gets by its name.
public struct DefaultHint: Hashable, Sendable {
  /// What is hinted.
  public enum Effect: Hashable, Sendable {
    /// The column carries a hint.
    case hint(ColumnHint)
    /// The column may not lack a value.
    case notNull
  }

  /// Which columns are meant.
  public var pattern: NamePattern
  /// What they get.
  public var effect: Effect

  /// What every schema has: a field that is called like a column of the library is taken for one.
  static let standard: [DefaultHint] =
    [
      SystemColumn.id, SystemColumn.rootID, SystemColumn.parentID, SystemColumn.listIndex,
      SystemColumn.loadID,
    ]
    .flatMap { name in
      let column = SystemColumn.column(name)
      return [DefaultHint(.exactly(name), .notNull)]
        + column.hints.map { DefaultHint(.exactly(name), .hint($0)) }
    }

  /// Gives the columns that match `pattern` a hint.
  public init(_ pattern: NamePattern, _ effect: Effect) {
    self.pattern = pattern
    self.effect = effect
  }
}
