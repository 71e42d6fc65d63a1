// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Column {
  private static let policyNote = "x-conflict-policy"
  private static let pathNote = "x-source-path"

  /// The column as a schema document has it.
  var document: Record {
    var document: Record = ["name": .text(name)]
    document["data_type"] = type.map { .text($0.kind.rawValue) }
    document["precision"] = (type?.precision ?? typeDetails.precision).map { .int(Int64($0)) }
    document["scale"] = (type?.scale ?? typeDetails.scale).map { .int(Int64($0)) }
    document["timezone"] = (type?.hasTimeZone ?? typeDetails.hasTimeZone).map { .bool($0) }
    document["nullable"] = nullable.map { .bool($0) }
    document["description"] = description.map { .text($0) }
    for hint in ColumnHint.all {
      if hints.contains(hint) { document[hint.description] = true }
      if deniedHints.contains(hint) { document[hint.description] = false }
    }
    document["dedup_sort"] = deduplicationOrder.map { .text($0.rawValue) }
    document[Self.policyNote] = conflictPolicy.map { .text($0.description) }
    if !sourcePath.isEmpty && sourcePath != [name] {
      document[Self.pathNote] = .list(sourcePath.map { .text($0) })
    }
    document.addNotes(annotations)
    return document
  }

  /// The column called `name` that a schema document describes.
  init(_ name: String, _ fields: DocumentFields) throws(LoadError) {
    self.init(name)
    try DocumentFields.name(name, at: fields.path)
    try fields.requireName(name)
    try fields.requireKnown(Self.fields)
    let kinds = DataType.Kind.allCases.map(\.rawValue)
    let kind = try fields.choice("data_type", among: kinds, DataType.Kind.init(rawValue:))
    typeDetails = DataType.Details(
      precision: try fields.number("precision"),
      scale: try fields.number("scale"),
      hasTimeZone: try fields.flag("timezone")
    )
    if let kind {
      type = DataType(kind).completed(by: typeDetails)
      typeDetails = DataType.Details()
    }
    nullable = try fields.flag("nullable")
    description = try fields.text("description")
    for hint in ColumnHint.all {
      guard let isSet = try fields.flag(hint.description) else { continue }
      if isSet { hints.insert(hint) } else { deniedHints.insert(hint) }
    }
    deduplicationOrder = try fields.choice(
      "dedup_sort",
      among: ["asc", "desc"],
      SortOrder.init(rawValue:)
    )
    conflictPolicy = try fields.choice(
      Self.policyNote,
      among: ConflictPolicy.all.map(\.description),
      ConflictPolicy.init(name:)
    )
    sourcePath = try fields.texts(Self.pathNote) ?? []
    annotations = fields.notes(except: [Self.policyNote, Self.pathNote])
  }

  private static let fields =
    [
      "name", "data_type", "precision", "scale", "timezone", "nullable", "description",
      "dedup_sort",
    ] + ColumnHint.all.map(\.description)
}

extension Record {
  /// Adds notes of the user, unless the library has a field of that name.
  mutating func addNotes(_ notes: Record) {
    for (key, value) in notes where key.hasPrefix("x-") && self[key] == nil { self[key] = value }
  }
}

extension DocumentFields {
  /// Throws if a name is given that differs from the key.
  func requireName(_ key: String) throws(LoadError) {
    guard let name = try text("name"), name != key else { return }
    throw Self.error(
      at: place("name"),
      expected: "'\(key.prefix(100))', as the key says",
      found: "'\(name.prefix(100))'"
    )
  }
}
