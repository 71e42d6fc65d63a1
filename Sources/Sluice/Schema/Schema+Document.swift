// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The schema as destinations keep it. It has the fields of dlt's document that say what tables and
// columns are; settings come with the source of each run.

extension Schema {
  /// The schema as JSON, the same for the same content.
  var documentText: String {
    var document: Record = ["version": .int(Int64(version)), "engine_version": 11]
    for (key, value) in content { document[key] = value }
    return JSONWriter().string(.record(document))
  }

  /// A hash of what the schema says, apart from its version.
  var contentHash: String { Digest.sha3Text(JSONWriter().string(.record(content))) }

  private var content: Record {
    // Resources are extracted side by side: which table comes first must not change the document.
    let tables = tables.sorted { $0.name < $1.name }.map { ($0.name, Value.record($0.content)) }
    return ["name": .text(name), "tables": .record(Record(tables))]
  }

  /// Reads what ``documentText`` wrote, or `nil` if it is something else.
  init?(documentText: String) {
    guard let document = try? Value(json: documentText), let name = document["name"]?.string,
      let version = document["version"]?.int64, let tables = document["tables"]?.fields
    else { return nil }
    self.init(name)
    for (name, content) in tables {
      guard let content = content.fields, let table = Table(name, content) else { return nil }
      self[name] = table
    }
    self.version = Int(version)
  }
}

extension Table {
  fileprivate var content: Record {
    let columns = columns.map { ($0.name, Value.record($0.content)) }
    var content: Record = ["name": .text(name), "columns": .record(Record(columns))]
    content["parent"] = parent.map { .text($0) }
    content["resource"] = resource.map { .text($0) }
    content["write_disposition"] = disposition.map { .text($0.description) }
    content["description"] = description.map { .text($0) }
    if !references.isEmpty {
      content["references"] = .list(references.map { .record($0.content) })
    }
    var hints = Record()
    if hasSeenData { hints["seen-data"] = true }
    hints["max_nesting"] = maximumNesting.map { .int(Int64($0)) }
    if !hints.isEmpty { content["x-normalizer"] = .record(hints) }
    content["x-row-id"] = rowID.map { .text($0.description) }
    for (key, value) in annotations where content[key] == nil { content[key] = value }
    return content
  }

  fileprivate init?(_ name: String, _ content: Record) {
    self.init(name, parent: content["parent"]?.string, resource: content["resource"]?.string)
    guard let columns = content["columns"]?.fields else { return nil }
    for (name, content) in columns {
      guard let content = content.fields, let column = Column(name, content) else { return nil }
      self[name] = column
    }
    disposition = content["write_disposition"]?.string.flatMap(WriteDisposition.init(name:))
    description = content["description"]?.string
    references = (content["references"]?.elements ?? []).compactMap {
      $0.fields.flatMap { TableReference($0) }
    }
    hasSeenData = content["x-normalizer"]?["seen-data"]?.boolean ?? false
    maximumNesting = (content["x-normalizer"]?["max_nesting"]?.int64).map { Int($0) }
    rowID = content["x-row-id"]?.string.flatMap(RowIDRule.init(name:))
    let own: Set<String> = ["x-normalizer", "x-row-id"]
    annotations = Record(
      content.filter { $0.key.hasPrefix("x-") && !own.contains($0.key) }.map { ($0.key, $0.value) }
    )
  }
}

extension TableReference {
  fileprivate var content: Record {
    [
      "referenced_table": .text(table), "columns": .list(columns.map { .text($0) }),
      "referenced_columns": .list(referencedColumns.map { .text($0) }),
    ]
  }

  fileprivate init?(_ content: Record) {
    guard let table = content["referenced_table"]?.string else { return nil }
    self.init(
      to: table,
      columns: (content["columns"]?.elements ?? []).compactMap(\.string),
      referencedColumns: (content["referenced_columns"]?.elements ?? []).compactMap(\.string)
    )
  }
}

extension Column {
  fileprivate var content: Record {
    var content: Record = ["name": .text(name)]
    content["data_type"] = type.map { .text($0.kind.rawValue) }
    content["precision"] = (type?.precision ?? typeDetails.precision).map { .int(Int64($0)) }
    content["scale"] = (type?.scale ?? typeDetails.scale).map { .int(Int64($0)) }
    content["timezone"] = (type?.hasTimeZone ?? typeDetails.hasTimeZone).map { .bool($0) }
    content["nullable"] = nullable.map { .bool($0) }
    for hint in ColumnHint.all {
      if hints.contains(hint) { content[hint.description] = true }
      if deniedHints.contains(hint) { content[hint.description] = false }
    }
    content["dedup_sort"] = deduplicationOrder.map { .text($0.rawValue) }
    content["description"] = description.map { .text($0) }
    for (key, value) in annotations where content[key] == nil { content[key] = value }
    return content
  }

  fileprivate init?(_ name: String, _ content: Record) {
    self.init(name)
    let precision = (content["precision"]?.int64).map { Int($0) }
    let scale = (content["scale"]?.int64).map { Int($0) }
    let hasTimeZone = content["timezone"]?.boolean
    if let text = content["data_type"]?.string {
      guard let kind = DataType.Kind(rawValue: text) else { return nil }
      type = DataType(kind, precision: precision, scale: scale, hasTimeZone: hasTimeZone)
    } else {
      typeDetails.precision = precision
      typeDetails.scale = scale
      typeDetails.hasTimeZone = hasTimeZone
    }
    nullable = content["nullable"]?.boolean
    for hint in ColumnHint.all {
      guard let isSet = content[hint.description]?.boolean else { continue }
      if isSet { hints.insert(hint) } else { deniedHints.insert(hint) }
    }
    deduplicationOrder = content["dedup_sort"]?.string.flatMap(SortOrder.init(rawValue:))
    description = content["description"]?.string
    annotations = Record(
      content.filter { $0.key.hasPrefix("x-") }.map { ($0.key, $0.value) }
    )
  }
}
