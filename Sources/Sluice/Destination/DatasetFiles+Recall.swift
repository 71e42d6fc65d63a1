// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DatasetFiles {
  /// Where the changes of the schema are that a load brought.
  func changes(_ schema: String, _ load: String) -> String {
    "\(table(SystemTable.changes))/\(Self.fileName(schema))__\(load).jsonl"
  }

  /// What the files say of earlier loads.
  func recall(_ schema: String) throws -> StoredState {
    let loads = try committedLoads().sorted {
      (LoadID.moment($0) ?? 0, $0) < (LoadID.moment($1) ?? 0, $1)
    }
    let own = loads.filter { FileSystem.exists(record(schema, $0)) }
    var found = try own.last.map { try recall(schema, asOf: $0) }
    found?.history = try own.compactMap { try version(of: schema, by: $0) }
    return StoredState(schema: found, lastLoadID: loads.last)
  }

  /// The schema as of a load, from the files that say so.
  private func recall(_ schema: String, asOf load: String) throws -> Schema {
    let record = try FileSystem.read(record(schema, load))
    let versions = table(SystemTable.versions)
    if let hash = (try? Value(json: record))?["schema_version_hash"]?.string,
      let name = try FileSystem.names(in: versions).first(where: {
        $0.hasPrefix("\(Self.fileName(schema))__")
          && $0.hasSuffix("__\(Self.hashName(hash)).jsonl")
      }),
      let text = (try? Value(json: try FileSystem.read("\(versions)/\(name)")))?["schema"]?.string
    {
      return try Schema(stored: text)
    }
    throw LoadError(
      .destinationFailed,
      "The schema '\(schema)' as of the load \(load) cannot be read from '\(versions)'. "
        + "Put the file back, or load into another dataset."
    )
  }

  /// The version of the schema that a load brought, or `nil` if it brought none.
  private func version(of schema: String, by load: String) throws -> SchemaVersion? {
    let path = changes(schema, load)
    guard FileSystem.exists(path) else { return nil }
    let lines = try FileSystem.read(path).split(separator: UInt8(ascii: "\n"))
    if let rows = try? lines.map({ try Value(json: Array($0)) }),
      let version = SystemRows.version(changes: rows)
    {
      return version
    }
    throw LoadError(
      .destinationFailed,
      "The changes of the schema '\(schema)' by the load \(load) cannot be read from '\(path)'. "
        + "Put the file back, or remove it: then the load is missing from the history."
    )
  }
}
