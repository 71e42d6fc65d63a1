// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableHints {
  /// Declares the table of values of `type`, with every column and every table below it.
  ///
  /// Columns come in the names and the types that encoded values have. What is not optional may not
  /// be null; of an optional structure nothing is. Lists become nested tables. Of dictionaries, and
  /// of ``Value`` and ``Record``, nothing is declared: their keys are data. A type that lies within
  /// itself is declared once more, and not further. ``TableDescribing`` types have a say.
  ///
  /// The table exists from the first run on, even if no row comes. A type that cannot be read makes
  /// the run fail with ``LoadError/Code/unreadableType``, before any record is asked for.
  public init<T: Codable>(of type: T.Type) {
    self.init()
    do {
      let root = TypeNode()
      let maker = SampleMaker()
      try TypeEncoder.encode(maker.makeFinite(type), at: root, path: [])
      self = root.rootHints()
    } catch let error as UnreadableType {
      failure = LoadError(error, of: type)
    } catch {
      failure = LoadError(UnreadableType(type, at: [], .refusing, cause: error), of: type)
    }
    isTyped = true
  }

  /// These hints, and what `other` says beside them or against them.
  func adding(_ other: TableHints) -> TableHints {
    var hints = other
    hints.columns = columns + other.columns
    hints.nested = nested + other.nested
    hints.references = references + other.references
    hints.table = other.table ?? table
    hints.forFirstRecord = other.forFirstRecord ?? forFirstRecord
    hints.disposition = other.disposition ?? disposition
    hints.mergeRule = other.mergeRule ?? mergeRule
    hints.replaceRule = other.replaceRule ?? replaceRule
    if other.primaryKey.isEmpty { hints.primaryKey = primaryKey }
    if other.mergeKey.isEmpty { hints.mergeKey = mergeKey }
    hints.rowIDs = other.rowIDs ?? rowIDs
    hints.maximumNesting = other.maximumNesting ?? maximumNesting
    hints.contract = other.contract ?? contract
    hints.isSealed = other.isSealed ?? isSealed
    hints.filters = other.filters ?? filters
    hints.conflictPolicy = other.conflictPolicy ?? conflictPolicy
    hints.maximumColumns = other.maximumColumns ?? maximumColumns
    hints.description = other.description ?? description
    hints.annotations = annotations
    for (key, value) in other.annotations { hints.annotations[key] = value }
    hints.isTyped = isTyped || other.isTyped
    hints.failure = failure ?? other.failure
    return hints
  }

  /// Forgets what holds for a table only that is one of its own.
  fileprivate mutating func becomeNested() {
    primaryKey = []
    mergeKey = []
    disposition = nil
    (mergeRule, replaceRule) = (nil, nil)
    rowIDs = nil
    table = nil
    for index in columns.indices { columns[index].hints.subtract([.primaryKey, .mergeKey]) }
  }

  /// The columns and tables as those of a record that stands in the field `key` of another.
  fileprivate func below(_ key: String) -> (columns: [Column], nested: [NestedHints]) {
    let columns = columns.map { column in
      var column = column
      let path = column.sourcePath.isEmpty ? [column.name] : column.sourcePath
      column.sourcePath = [key] + path
      column.name = Column.name(of: column.sourcePath)
      return column
    }
    let nested = nested.map { below in
      var below = below
      below.path.insert(key, at: 0)
      below.origin = .records
      return below
    }
    return (columns, nested)
  }
}

extension SampleMaker {
  /// A value of `type`, with whatever is empty that would have no end.
  fileprivate func makeFinite<T: Decodable>(_ type: T.Type) throws -> T {
    guard let value = try makeIfFinite(type, at: []) else {
      throw UnreadableType(type, at: [], .endless)
    }
    return value
  }
}

extension Column {
  /// The name of a column that stands for the value at `path`, before it follows any convention.
  static func name(of path: [String]) -> String { path.joined(separator: "__") }

  /// Whether the name is to be made from the fields that lead to the values.
  var isNamedByPath: Bool { !sourcePath.isEmpty && name == Column.name(of: sourcePath) }
}

extension TypeNode {
  /// What can be said of the table that the values go to, one row each.
  func rootHints() -> TableHints {
    guard fields.isEmpty, scalar != nil || element != nil else { return rowHints(isElement: false) }
    // A value that is no record becomes the field `value` of one.
    let record = TypeNode()
    record.visit()
    record.adopt(self, as: "value")
    return record.rowHints(isElement: false)
  }

  private func rowHints(isElement: Bool) -> TableHints {
    var hints = TableHints()
    if isElement {
      if let column = column(at: "value", isOptional: isOptional) { hints.columns.append(column) }
      if let element {
        hints.nested.append(NestedHints(["list"], element.rowHints(isElement: true), .lists))
      }
    }
    addFields(to: &hints, isOptional: isOptional)
    guard let describing, !isElement || scalar == nil else { return hints }
    describing.describe(&hints)
    if isElement { hints.becomeNested() }
    return hints
  }

  /// Adds the fields in the order that rows have: those of records inside come last, from the end.
  private func addFields(to hints: inout TableHints, isOptional: Bool) {
    for (key, field) in fields {
      let isMissing = isOptional || field.isMissing(in: self)
      if let column = field.column(at: key, isOptional: isMissing) { hints.columns.append(column) }
      if let element = field.element {
        hints.nested.append(NestedHints([key], element.rowHints(isElement: true), .records))
      }
    }
    for (key, field) in fields.reversed() where !field.fields.isEmpty {
      var inner = TableHints()
      field.addFields(to: &inner, isOptional: isOptional || field.isMissing(in: self))
      field.describing?.describe(&inner)
      inner.becomeNested()
      let below = inner.below(key)
      hints.columns += below.columns
      hints.nested += below.nested
    }
  }

  /// The column of the scalars at the field `key`, if there were any.
  private func column(at key: String, isOptional: Bool) -> Column? {
    guard let scalar else { return nil }
    var column = Column(key, scalar, nullable: isOptional || isScalarMissing)
    column.sourcePath = [key]
    guard let describing, fields.isEmpty else { return column }
    var hints = TableHints()
    hints.columns = [Column("value", scalar, nullable: column.nullable)]
    describing.describe(&hints)
    for said in hints.columns where said.name == "value" {
      var said = said
      said.name = key
      column = column.updated(by: said)
    }
    return column
  }
}

extension LoadError {
  /// Says which type does not show its columns, where it stands, and what to do.
  fileprivate init(_ error: UnreadableType, of root: Any.Type) {
    let name = "'\(error.type)'"
    let reason: String
    let advice: String
    switch error.reason {
    case .refusing:
      reason = "\(name) cannot be decoded from values that are made up."
      advice =
        "Let it conform to 'TableDescribing' and give examples, or declare the columns by hand."
    case .endless:
      reason = "\(name) lies within itself, or within others, without an end."
      advice = "Declare its columns by hand, or let the type around it encode less."
    }
    self.init(
      .unreadableType,
      "The columns of the type '\(root)' cannot be found out: \(reason) \(advice)",
      at: LoadError.Location(path: error.path.map(\.stringValue)),
      cause: error.cause
    )
  }
}
