// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// Reads a schema document in JSON, as this library and dlt write it.
  ///
  /// Throws ``LoadError`` with the code `invalidDocument` and the place in the document where it
  /// cannot be understood, or `unsupportedDocument` if its form is too old or too new. The hash in
  /// the document does not count: people may have changed it.
  public init(json text: String) throws(LoadError) {
    try self.init(document: Self.value(inJSON: text))
  }

  /// Reads a schema document in YAML, as this library, dlt and people write it.
  ///
  /// Throws as ``init(json:)`` does.
  public init(yaml text: String) throws(LoadError) {
    let value: Value
    do {
      value = try YAMLReader.value(in: text)
    } catch {
      throw LoadError(
        .invalidDocument,
        error.sentence,
        at: LoadError.Location(line: error.line, offset: error.offset),
        cause: error
      )
    }
    try self.init(document: value)
  }

  /// Reads a document that a destination stored; throws if someone else changed it since.
  init(stored text: String) throws(LoadError) {
    let value = try Self.value(inJSON: text)
    if let document = value.fields, document["engine_version"]?.int64 == Int64(Self.engineVersion) {
      let hash = document["version_hash"]?.string
      guard hash == DocumentHash.of(document) else {
        throw LoadError(
          .schemaModified,
          "The stored schema '\((document["name"]?.string ?? "").prefix(100))' was changed outside of "
            + "the library: its hash does not match what it says. Put the stored document back, or "
            + "load into another dataset."
        )
      }
    }
    try self.init(document: value, isStored: true)
  }

  private static func value(inJSON text: String) throws(LoadError) -> Value {
    do {
      return try Value(json: text)
    } catch {
      throw LoadError(
        .invalidDocument,
        error.sentence,
        at: LoadError.Location(line: error.line, offset: error.offset),
        cause: error
      )
    }
  }

  private init(document value: Value, isStored: Bool = false) throws(LoadError) {
    let fields = try DocumentFields(try DocumentFields(value, at: []).migrated(), at: [])
    try fields.requireKnown(
      [
        "version", "version_hash", "engine_version", "name", "description", "tables", "settings",
        "normalizers", "previous_hashes", "imported_version_hash",
      ],
      takingNotes: false
    )
    guard let name = try fields.text("name") else { throw fields.missing("name") }
    // A source may have any name, and what was stored has to be found again.
    if !isStored { try Self.requireName(name) }
    self.init(name)
    description = try fields.text("description")
    guard let version = try fields.number("version", from: 1) else {
      throw fields.missing("version")
    }
    self.version = version
    ancestors = try fields.texts("previous_hashes") ?? []
    importedVersionHash = try fields.text("imported_version_hash")
    _ = try fields.text("version_hash")
    guard let normalizers = try fields.fields("normalizers") else {
      throw fields.missing("normalizers")
    }
    self.normalizers = try SchemaNormalizers(normalizers)
    if let settings = try fields.fields("settings") {
      self.settings = try SchemaSettings(settings)
    } else {
      settings.detections = []
      settings.hasStandardHints = false
    }
    settings.breaksPaths = try normalizers.flag("use_break_path_on_normalize") ?? true
    try readTables(fields)
    keepSpellings(of: fields.record)
  }

  private mutating func readTables(_ fields: DocumentFields) throws(LoadError) {
    guard let tables = try fields.fields("tables") else { throw fields.missing("tables") }
    systemTables = []
    for (name, value) in tables.record {
      let table = try Table(name, DocumentFields(value, at: tables.place(name)))
      if SystemTable.isKept(name) {
        systemTables.append(table)
      } else {
        self[name] = table
      }
    }
    for name in [SystemTable.versions, SystemTable.loads]
    where !systemTables.contains(where: { $0.name.lowercased() == name }) {
      throw DocumentFields.error(
        at: ["tables"],
        "the table '\(name)' is missing, which every document has. Copy it from another."
      )
    }
    try requireParents()
    completeSourcePaths()
  }

  /// Gives nested tables the paths that documents say nothing of, those above first.
  private mutating func completeSourcePaths() {
    var children: [String: [String]] = [:]
    for table in tables {
      if let parent = table.parent { children[parent, default: []].append(table.name) }
    }
    var rest = tables.filter { $0.parent == nil }.map(\.name)
    while let above = rest.popLast() {
      for name in children[above] ?? [] {
        if var table = self[name], table.sourcePath.isEmpty {
          table.sourcePath = table.usualSourcePath(below: self[above])
          self[name] = table
        }
        rest.append(name)
      }
    }
  }

  /// Tables nested deeper than records may nest are no tables of theirs.
  private static let deepestNesting = 1_000

  /// Throws unless every table hangs below a root table, and not too deep.
  private func requireParents() throws(LoadError) {
    var depths: [String: Int] = [:]
    for table in tables {
      var chain: [String] = []
      var current = table
      while let parent = current.parent, depths[current.name] == nil {
        let place = ["tables", current.name, "parent"]
        guard let above = self[parent] else {
          let names = tables.map(\.name)
          let hint = NearestName.suggestion(for: String(parent.prefix(100)), among: names)
          throw DocumentFields.error(
            at: place,
            "there is no table '\(parent.prefix(100))'." + (hint.hasPrefix(" Did") ? hint : ""),
            expected: "the name of a table",
            found: "'\(parent.prefix(100))'"
          )
        }
        chain.append(current.name)
        guard chain.count <= tables.count else {
          throw DocumentFields.error(
            at: place,
            "the table lies below itself. Name a table above it, or none.",
            expected: "a table above it",
            found: "'\(parent)'"
          )
        }
        current = above
      }
      var depth = depths[current.name] ?? 0
      depths[current.name] = depth
      for name in chain.reversed() {
        depth += 1
        depths[name] = depth
      }
      guard depth <= Self.deepestNesting else {
        throw DocumentFields.error(
          at: ["tables", table.name, "parent"],
          "the table lies \(depth) levels below its root. Name a table nearer to it.",
          expected: "at most \(Self.deepestNesting) levels of tables",
          found: "\(depth)"
        )
      }
    }
  }

  /// Keeps the words of a document where they are not ours.
  private mutating func keepSpellings(of document: Record) {
    var ours = content
    var theirs = document
    for key in ["version", "version_hash", "previous_hashes", "imported_version_hash"] {
      theirs[key] = nil
    }
    // Names that are left out are no other words for them: the hash has them, as in dlt.
    theirs.addMissingNames(like: ours)
    ours["engine_version"] = theirs["engine_version"]
    spellings = Spelling.differences(ours, theirs)
  }

  /// Whether dlt takes `name` as that of a schema.
  static func isName(_ name: String) -> Bool {
    let scalars = name.unicodeScalars
    guard let first = scalars.first, first == "_" || first.properties.isXIDStart else {
      return false
    }
    return scalars.count <= 64 && scalars.allSatisfy { $0.properties.isXIDContinue }
  }

  private static func requireName(_ name: String) throws(LoadError) {
    guard !isName(name) else { return }
    let count = name.unicodeScalars.count
    throw DocumentFields.error(
      at: ["name"],
      expected: "a name of 1 to 64 letters, digits and underscores that begins with no digit",
      found: count > 64 ? "one of \(count)" : "'\(name)'"
    )
  }

  /// Throws if a column has a type for which there are no values, such as a decimal of 80 digits.
  func requireStorableTypes() throws(LoadError) {
    for table in tables {
      for column in table.columns {
        guard let allowed = column.type?.allowedDetails else { continue }
        throw DocumentFields.error(
          at: ["tables", table.name, "columns", column.name],
          expected: allowed,
          found: column.type?.description ?? "another type"
        )
      }
    }
  }
}

extension Record {
  /// Adds what a reader takes for granted: names, and what a root table does without being told.
  fileprivate mutating func addMissingNames(like ours: Record) {
    guard var tables = self["tables"]?.fields else { return }
    for (name, value) in tables {
      guard var table = value.fields, var columns = table["columns"]?.fields else { continue }
      for key in ["name", "resource", "write_disposition"] where table[key]?.isNull ?? true {
        table[key] = ours["tables"]?[name]?[key]
      }
      for (name, value) in columns {
        guard var column = value.fields, column["name"]?.isNull ?? true else { continue }
        column["name"] = .text(name)
        columns[name] = .record(column)
      }
      table["columns"] = .record(columns)
      tables[name] = .record(table)
    }
    self["tables"] = .record(tables)
  }
}
