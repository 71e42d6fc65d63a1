// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How much of a schema a document has. More may be added in any release.
public struct DocumentDetail: Hashable, Sendable {
  let hasNames: Bool
  let hasProcessingHints: Bool

  /// Everything.
  public static let full = DocumentDetail(hasNames: true, hasProcessingHints: true)
  /// Everything but the names of tables and columns beside their keys, as dlt exports it.
  public static let withoutDefaults = DocumentDetail(hasNames: false, hasProcessingHints: true)
  /// Without names as well as traces of loads: what people edit to begin with.
  public static let toEdit = DocumentDetail(hasNames: false, hasProcessingHints: false)
}

extension Schema {
  /// The version of the form of documents, which is that of dlt.
  static let engineVersion = 11

  /// A hash of what the schema says, apart from its version, as dlt computes it.
  ///
  /// The order of tables does not count, that of columns does.
  public var contentHash: String { DocumentHash.of(content) }

  /// The schema as a document in JSON, in lines or all in one.
  public func json(_ detail: DocumentDetail = .full, inLines: Bool = true) -> String {
    let text = JSONWriter().string(.record(document(detail)))
    return inLines ? IndentedJSON.text(text) : text
  }

  /// The schema as a document in YAML.
  public func yaml(_ detail: DocumentDetail = .full) -> String {
    YAMLWriter.string(.record(document(detail)))
  }

  /// The document as destinations store it: all of it, in one line.
  var documentText: String { json(inLines: false) }

  /// What the hash is made of, in the order in which dlt writes it.
  var content: Record {
    // Resources are extracted side by side: which table comes first must not change the document.
    let tables = systemTables + tables.sorted { $0.name < $1.name }
    var content: Record = [
      "engine_version": .int(Int64(Self.engineVersion)), "name": .text(name),
    ]
    content["description"] = description.map { .text($0) }
    content["tables"] = .record(
      Record(
        tables.map { table in
          (table.name, .record(table.document(below: table.parent.flatMap { self[$0] })))
        }
      )
    )
    content["settings"] = .record(settings.document)
    content["normalizers"] = .record(normalizers.document(breakingPaths: settings.breaksPaths))
    for spelling in spellings { spelling.apply(to: &content) }
    return content
  }

  private func document(_ detail: DocumentDetail) -> Record {
    var schema = self
    if !detail.hasProcessingHints { schema.removeProcessingHints() }
    var content = schema.content
    var document: Record = [
      "version": .int(Int64(version)), "version_hash": .text(DocumentHash.of(content)),
    ]
    if !detail.hasNames { content.removeNames() }
    for (key, value) in content { document[key] = value }
    document["previous_hashes"] = .list(ancestors.map { .text($0) })
    document["imported_version_hash"] = importedVersionHash.map { .text($0) }
    return document
  }

  /// Forgets what loads left behind in the hints of tables.
  mutating func removeProcessingHints() {
    let hints = ["x-normalizer", "x-loader", "x-extractor"]
    for var table in tables {
      table.hasSeenData = false
      table.evolvesColumnsOnce = false
      table.maximumNesting = nil
      for hint in hints { table.annotations[hint] = nil }
      for var column in table.columns where column.annotations["x-normalizer"] != nil {
        column.annotations["x-normalizer"] = nil
        table[column.name] = column
      }
      self[table.name] = table
    }
    for index in systemTables.indices {
      systemTables[index].hasSeenData = false
      for hint in hints { systemTables[index].annotations[hint] = nil }
    }
  }
}

extension Record {
  /// Removes the names of tables and columns, which stand as keys too.
  fileprivate mutating func removeNames() {
    guard var tables = self["tables"]?.fields else { return }
    for (name, value) in tables {
      guard var table = value.fields, var columns = table["columns"]?.fields else { continue }
      table["name"] = nil
      for (name, value) in columns {
        guard var column = value.fields else { continue }
        column["name"] = nil
        columns[name] = .record(column)
      }
      table["columns"] = .record(columns)
      tables[name] = .record(table)
    }
    self["tables"] = .record(tables)
  }
}
