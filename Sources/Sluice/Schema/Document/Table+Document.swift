// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Table {
  private static let processing = "x-normalizer"
  private static let once = "evolve-columns-once"
  private static let idNote = "x-row-id"
  private static let pathNote = "x-source-path"
  private static let policyNote = "x-conflict-policy"
  private static let columnsNote = "x-maximum-columns"

  /// The table as a schema document has it, below the table `above`.
  func document(below above: Table?) -> Record {
    let columns = columns.map { ($0.name, Value.record($0.document)) }
    var document: Record = ["name": .text(name), "columns": .record(Record(columns))]
    document["write_disposition"] = disposition.map { .text($0.description) }
    document["resource"] = resource.map { .text($0) }
    document["parent"] = parent.map { .text($0) }
    document["description"] = description.map { .text($0) }
    document[Contract.field] = contract.map(\.documentValue)
    document["table_sealed"] = isSealed.map { .bool($0) }
    document["table_format"] = tableFormat.map { .text($0) }
    document["file_format"] = fileFormat.map { .text($0) }
    document["variant_name"] = variantName.map { .text($0) }
    document["filters"] = filters.map { .record($0.document) }
    if !references.isEmpty {
      document["references"] = .list(references.map { .record($0.document) })
    }
    document[Contract.note] = contract?.documentNote
    if let rowID, rowID != usualRowID { document[Self.idNote] = .text(rowID.description) }
    if !sourcePath.isEmpty && sourcePath != usualSourcePath(below: above) {
      document[Self.pathNote] = .list(sourcePath.map { .text($0) })
    }
    document[Self.policyNote] = conflictPolicy.map { .text($0.description) }
    document[Self.columnsNote] = maximumColumns.map { .int(Int64($0)) }
    var hints = annotations[Self.processing]?.fields ?? Record()
    if hasSeenData { hints["seen-data"] = true }
    if evolvesColumnsOnce { hints[Self.once] = true }
    hints["max_nesting"] = maximumNesting.map { .int(Int64($0)) } ?? hints["max_nesting"]
    if !hints.isEmpty { document[Self.processing] = .record(hints) }
    document.addNotes(annotations)
    return document
  }

  /// The table called `name` that a schema document describes.
  init(_ name: String, _ fields: DocumentFields) throws(LoadError) {
    self.init(name)
    try DocumentFields.name(name, at: fields.path)
    try fields.requireName(name)
    try fields.requireKnown([
      "name", "columns", "write_disposition", "resource", "parent", "description",
      Contract.field, "table_sealed", "table_format", "file_format", "variant_name", "filters",
      "references",
    ])
    parent = try fields.text("parent")
    resource = try fields.text("resource") ?? (parent == nil ? name : nil)
    disposition =
      try fields.choice(
        "write_disposition",
        among: WriteDisposition.names,
        WriteDisposition.init(name:)
      ) ?? (parent == nil ? .append : nil)
    description = try fields.text("description")
    contract = try Contract.read(in: fields)
    isSealed = try fields.flag("table_sealed")
    tableFormat = try fields.choice(
      "table_format",
      among: ["iceberg", "delta", "hive", "native"],
      { $0 }
    )
    fileFormat = try fields.choice(
      "file_format",
      among: [
        "preferred", "jsonl", "typed-jsonl", "insert_values", "parquet", "csv", "reference",
        "model",
      ],
      { $0 }
    )
    variantName = try fields.text("variant_name")
    filters = try fields.fields("filters").map(FieldFilters.init)
    let references = try fields.list("references") ?? []
    for (index, value) in references.enumerated() {
      let place = fields.place("references") + ["\(index)"]
      self.references.append(try TableReference(DocumentFields(value, at: place)))
    }
    let rules = RowIDRule.all.map(\.description)
    rowID = try fields.choice(Self.idNote, among: rules, RowIDRule.init(name:))
    sourcePath = try fields.texts(Self.pathNote) ?? []
    let policies = ConflictPolicy.all.map(\.description)
    conflictPolicy = try fields.choice(
      Self.policyNote,
      among: policies,
      ConflictPolicy.init(name:)
    )
    maximumColumns = try fields.number(Self.columnsNote)
    annotations = fields.notes(except: [
      Self.processing, Self.idNote, Self.pathNote, Self.policyNote, Self.columnsNote, Contract.note,
    ])
    try readProcessing(fields)
    try readColumns(fields)
    if rowID == nil && parent == nil { rowID = usualRowID }
  }

  /// The path that a document says nothing of: that of the parent, and the rest of the name.
  func usualSourcePath(below parent: Table?) -> [String] {
    guard let parent, name.hasPrefix(parent.name + "__") else { return [] }
    return parent.sourcePath + [String(name.dropFirst(parent.name.count + 2))]
  }

  private mutating func readProcessing(_ fields: DocumentFields) throws(LoadError) {
    guard let processing = try fields.fields(Self.processing) else { return }
    hasSeenData = try processing.flag("seen-data") ?? false
    maximumNesting = try processing.number("max_nesting")
    evolvesColumnsOnce = try processing.flag(Self.once) ?? false
    let own = ["seen-data", "max_nesting", Self.once]
    let others = processing.record.filter { !own.contains($0.key) }
    guard !others.isEmpty else { return }
    annotations[Self.processing] = .record(Record(others.map { ($0.key, $0.value) }))
  }

  private mutating func readColumns(_ fields: DocumentFields) throws(LoadError) {
    guard let columns = try fields.fields("columns") else { throw fields.missing("columns") }
    for (name, value) in columns.record {
      self[name] = try Column(name, DocumentFields(value, at: columns.place(name)))
    }
  }
}

extension WriteDisposition {
  /// The names that a schema document knows.
  static let names = ["append", "merge", "replace", "skip"]
}

extension TableReference {
  /// The reference as a schema document has it.
  fileprivate var document: Record {
    var document: Record = [
      "referenced_table": .text(table), "columns": .list(columns.map { .text($0) }),
      "referenced_columns": .list(referencedColumns.map { .text($0) }),
    ]
    document["label"] = label.map { .text($0) }
    document["cardinality"] = cardinality.map { .text($0) }
    return document
  }

  fileprivate init(_ fields: DocumentFields) throws(LoadError) {
    try fields.requireKnown([
      "label", "cardinality", "table", "columns", "referenced_table", "referenced_columns",
    ])
    guard let table = try fields.text("referenced_table") else {
      throw fields.missing("referenced_table")
    }
    guard let columns = try fields.texts("columns") else { throw fields.missing("columns") }
    guard let others = try fields.texts("referenced_columns") else {
      throw fields.missing("referenced_columns")
    }
    guard columns.count == others.count else {
      throw DocumentFields.error(
        at: fields.place("referenced_columns"),
        expected: "as many columns as in 'columns', \(columns.count)",
        found: "\(others.count)"
      )
    }
    self.init(to: table, columns: columns, referencedColumns: others)
    label = try fields.text("label")
    let sides = ["zero", "one", "many"]
    let known = sides.flatMap { left in sides.map { "\(left)_to_\($0)" } }
    cardinality = try fields.choice(
      "cardinality",
      among: known.filter { $0 != "zero_to_zero" },
      { $0 }
    )
  }
}

extension FieldFilters {
  /// The filters as a schema document has them.
  fileprivate var document: Record {
    var document = Record()
    if !excludes.isEmpty { document["excludes"] = .list(excludes.map { .text($0.text) }) }
    if !includes.isEmpty { document["includes"] = .list(includes.map { .text($0.text) }) }
    return document
  }

  fileprivate init(_ fields: DocumentFields) throws(LoadError) {
    try fields.requireKnown(["excludes", "includes"])
    self.init(
      excludes: try NamePattern.list("excludes", in: fields),
      includes: try NamePattern.list("includes", in: fields)
    )
  }
}
