// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a package says of itself, written as the last thing before it is sealed.
struct PackageManifest: Sendable {
  /// A file with rows of one table.
  struct File: Sendable {
    var name: String
    var table: String
    var size: Int
    /// Over the starts of all frames; see ``FrameChain``.
    var checksum: UInt64
  }

  private static let version: Int64 = 1

  /// The load.
  var load: Load
  /// The dataset, in the names of the destination.
  var dataset: String
  /// Whether that is the dataset of the pipeline, and not one for this schema alone.
  var isBase = true
  /// When the package was sealed.
  var sealedAt: Timestamp
  /// The schema as of the load.
  var schema: Schema
  /// The changes of the schema that the load brings.
  var changes: [LoggedChange] = []
  /// The state of the pipeline as of the load.
  var state: PipelineState
  /// Whether the load brings another state than the one before.
  var bringsState = false
  /// Whether loads before it have brought a state, without which its rows are only a part.
  var continues = false
  /// Tables that go before the rows come.
  var dropped: [String] = []
  /// Tables that lose their rows before the new ones come.
  var emptied: [String] = []
  /// Whether earlier versions of the schema are forgotten.
  var forgetsVersions = false
  /// Whether the rows are only some of those that a resource has: records that are tried again.
  var isPart = false
  /// The tables in use, in the order in which they are finished.
  var tables: [LoadedTable] = []
  /// The files.
  var files: [File] = []

  /// Whether the load would change neither rows nor the state.
  var isEmpty: Bool { tables.isEmpty && dropped.isEmpty && emptied.isEmpty && !bringsState }

  /// The bytes of the file `manifest`.
  var bytes: [UInt8] {
    var head: Record = [
      "format": .int(Self.version), "load_id": .text(load.id), "pipeline": .text(load.pipeline),
      "schema_name": .text(load.schema), "dataset": .text(dataset), "is_base": .bool(isBase),
      "sealed_at": .text(sealedAt.description), "state": .text(state.json),
      "brings_state": .bool(bringsState), "forgets_versions": .bool(forgetsVersions),
      "dropped": .list(dropped.map { .text($0) }), "emptied": .list(emptied.map { .text($0) }),
    ]
    head["continues"] = .bool(continues)
    if isPart { head["is_part"] = true }
    head["tables"] = .list(
      tables.map { table in
        [
          "name": .text(table.name), "disposition": .text(table.disposition.description),
          "rows": Value(integer: table.rows),
        ]
      }
    )
    head["files"] = .list(
      files.map { file in
        [
          "name": .text(file.name), "table": .text(file.table), "size": Value(integer: file.size),
          "checksum": .text(String(file.checksum, radix: 16)),
        ]
      }
    )
    head["changes"] = .list(changes.map { .record($0.row) })
    head["schema"] = .text(schema.documentText)
    return CheckedFrame.bytes(head: head)
  }

  /// Reads what ``bytes`` wrote; `nil` if it is something else.
  ///
  /// Throws if it was written by another version of the library.
  init?(_ head: Record) throws(LoadError) {
    guard head["format"]?.int64 == Self.version else {
      throw LoadError(
        .unsupportedDocument,
        "The package was written by another version of the library. Load it with that version, or "
          + "abort it and extract anew."
      )
    }
    guard let id = head["load_id"]?.string, let pipeline = head["pipeline"]?.string,
      let name = head["schema_name"]?.string, let dataset = head["dataset"]?.string,
      let sealedAt = (head["sealed_at"]?.string).flatMap({ Timestamp($0) }),
      let schema = head["schema"]?.string, let state = head["state"]?.string
    else { return nil }
    load = Load(id: id, pipeline: pipeline, schema: name)
    self.dataset = dataset
    self.sealedAt = sealedAt
    self.schema = try Schema(stored: schema)
    self.state = try PipelineState(json: state)
    isBase = head["is_base"]?.boolean ?? true
    bringsState = head["brings_state"]?.boolean ?? false
    continues = head["continues"]?.boolean ?? false
    forgetsVersions = head["forgets_versions"]?.boolean ?? false
    isPart = head["is_part"]?.boolean ?? false
    dropped = (head["dropped"]?.elements ?? []).compactMap(\.string)
    emptied = (head["emptied"]?.elements ?? []).compactMap(\.string)
    for table in head["tables"]?.elements ?? [] {
      guard let name = table["name"]?.string, let rows = table["rows"]?.int64,
        let disposition = (table["disposition"]?.string).flatMap({ WriteDisposition(name: $0) })
      else { return nil }
      tables.append(LoadedTable(name: name, disposition: disposition, rows: Int(rows)))
    }
    for file in head["files"]?.elements ?? [] {
      guard let name = file["name"]?.string, let table = file["table"]?.string,
        let size = file["size"]?.int64,
        let checksum = (file["checksum"]?.string).flatMap({ UInt64($0, radix: 16) })
      else { return nil }
      files.append(File(name: name, table: table, size: Int(size), checksum: checksum))
    }
    changes = (head["changes"]?.elements ?? []).compactMap { LoggedChange(row: $0) }
  }

  /// A package that has no rows yet.
  init(load: Load, dataset: String, sealedAt: Timestamp, schema: Schema, state: PipelineState) {
    self.load = load
    self.dataset = dataset
    self.sealedAt = sealedAt
    self.schema = schema
    self.state = state
  }
}
