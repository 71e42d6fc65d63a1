// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DatasetFiles {
  /// What the files say of earlier loads.
  func recall(_ question: Recall) throws(LoadError) -> StoredState {
    let records = try LoadRecords(self)
    var stored = StoredState(
      schema: try schema(question.schema, records),
      lastLoadID: records.all.last?.load
    )
    stored.isThere = isThere
    stored.state = try state(of: question.pipeline, records)?.state
    return stored
  }

  /// The schema as of its last load, with its history, or `nil` if there was none.
  private func schema(_ name: String, _ records: LoadRecords) throws(LoadError) -> Schema? {
    let own = records.all.filter { $0.owner == Self.fileName(name) }
    guard let last = try records.lastComplete(of: own) else { return nil }
    let hash = try records.row(last)["schema_version_hash"]?.string
    var schema = try schema(name, asOf: last.load, hash: hash)
    let known = Set(own.map(\.load))
    for file in try accounts(in: SystemTable.changes)
    where file.owner == last.owner && known.contains(file.load) {
      let version = try version(of: name, by: file.load)
      // A schema that was begun anew counts from one again: that is where its history begins.
      if let before = schema.history.last, before.version >= version.version { schema.history = [] }
      schema.history.append(version)
    }
    return schema
  }

  /// The schema as of a load, from the files that say so.
  private func schema(
    _ name: String,
    asOf load: String,
    hash: String?
  ) throws(LoadError) -> Schema {
    let folder = table(SystemTable.versions)
    let versions = try accounts(in: SystemTable.versions, hasHash: true)
    let digits = hash.map(Self.hashName)
    if let digits,
      let file = versions.last(where: { $0.owner == Self.fileName(name) && $0.hash == digits }),
      let text = (try? Value(json: disk.read("\(folder)/\(file.text)")))?["schema"]?.string
    {
      return try Schema(stored: text)
    }
    throw LoadError(
      .destinationFailed,
      "The schema '\(name)' as of the load \(load) cannot be read from '\(folder)'. "
        + "Put the file back, or load into another dataset."
    )
  }

  /// The version of the schema that a load brought.
  private func version(of schema: String, by load: String) throws(LoadError) -> SchemaVersion {
    let path = changes(schema, load)
    let lines = try disk.read(path).split(separator: UInt8(ascii: "\n"))
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

  /// The state of a pipeline as of its last load that is complete, and that load.
  func state(
    of pipeline: String,
    _ records: LoadRecords
  ) throws(LoadError) -> (state: PipelineState, load: String)? {
    let files = try accounts(in: SystemTable.state, hasHash: true)
    for file in files.reversed() where file.owner == Self.fileName(pipeline) {
      guard try records.hasComplete(load: file.load) else { continue }
      let path = "\(table(SystemTable.state))/\(file.text)"
      if let row = try? Value(json: disk.read(path)).fields,
        row["pipeline_name"]?.string == pipeline
      {
        do throws(LoadError) {
          if let state = try PipelineState(row: row) { return (state, file.load) }
        } catch  where error.code == .unsupportedDocument {
          throw error
        } catch {}
      }
      // An older state would have the source asked once more for rows that are there.
      throw LoadError(
        .fileDamaged,
        "The state of the pipeline '\(pipeline)' as of the load \(file.load) cannot be read from "
          + "'\(path)'. Put the file back, or remove it: then the pipeline goes on from the state "
          + "before, and loads the rows since then once more."
      )
    }
    return nil
  }
}

/// The records of loads in a dataset.
struct LoadRecords {
  /// The records, those of the earliest loads first.
  let all: [AccountFileName]
  private let byLoad: [String: [AccountFileName]]
  private let files: DatasetFiles

  /// Lists the records, and reads none.
  init(_ files: DatasetFiles) throws(LoadError) {
    self.files = files
    all = try files.accounts(in: SystemTable.loads)
    byLoad = Dictionary(grouping: all, by: \.load)
  }

  /// The last of some records whose load is complete.
  func lastComplete(of files: [AccountFileName]) throws(LoadError) -> AccountFileName? {
    for file in files.reversed() where try isComplete(file) { return file }
    return nil
  }

  /// Whether a load, of whichever schema, is there and everything was loaded.
  func hasComplete(load: String) throws(LoadError) -> Bool {
    for file in byLoad[load] ?? [] where try isComplete(file) { return true }
    return false
  }

  /// Whether everything was loaded: others may note in the record that it was not.
  func isComplete(_ file: AccountFileName) throws(LoadError) -> Bool {
    try row(file)["status"]?.int64 ?? 0 == 0
  }

  /// The row of a load.
  func row(_ file: AccountFileName) throws(LoadError) -> Value {
    let path = "\(files.table(SystemTable.loads))/\(file.text)"
    if let row = try? Value(json: files.disk.read(path)), row.fields != nil { return row }
    throw LoadError(
      .fileDamaged,
      "The record of the load \(file.load) cannot be read from '\(path)'. Put the file back, or "
        + "remove it: then the load does not count."
    )
  }
}
