// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a workspace keeps of one pipeline.
struct PipelineFolder: Sendable {
  /// The name of the pipeline.
  let pipeline: String
  let disk: any FileSystem
  let path: String
  private let memory: Locked<WorkspaceMemory>
  let retention: PackageRetention

  init(_ pipeline: String, in workspace: Workspace) {
    self.pipeline = pipeline
    disk = workspace.disk
    path = "\(workspace.path)/\(DatasetFiles.fileName(pipeline))"
    memory = workspace.memory
    retention = workspace.retention
  }

  // MARK: - Lock

  /// Keeps other runs of the pipeline out as long as the token is held.
  func lock(at now: Timestamp) throws(LoadError) -> any AnyObject & Sendable {
    try disk.makeFolder(path)
    let holder = LockHolder(process: RunningProcess.current, since: now)
    switch try disk.lock("\(path)/lock", note: holder.note) {
    case .taken(let token): return token
    case .held(let note):
      let holder = LockHolder(note: note).map { ", \($0)" } ?? ""
      throw LoadError(
        .alreadyRunning,
        "Another run of the pipeline '\(pipeline)' is going on\(holder). Run again when it has ended."
      )
    }
  }

  // MARK: - State

  /// What the pipeline remembered after its last load, or `nil` before the first.
  func state() throws(LoadError) -> PipelineState? {
    let bytes = try disk.read(stateFile)
    if bytes.isEmpty { return nil }
    do {
      return try PipelineState(json: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw LoadError(
        .fileDamaged,
        "The state in '\(stateFile)' cannot be read: \(error.message) Remove the file: the state is "
          + "restored from the destination.",
        cause: error
      )
    }
  }

  /// Remembers the state, and after which load it is.
  func save(_ state: PipelineState, after load: Load? = nil) throws(LoadError) {
    try disk.makeFolder(path)
    var local = Record()
    // A package that lingers can be finished after later loads.
    let last = [lastLoadID(), load?.id].compactMap { $0 }.max(by: LoadID.precedes)
    local[Self.lastLoadKey] = last.map { .text($0) }
    try disk.replace(stateFile, with: Array(state.json(local: local).utf8))
  }

  /// The id of the last load, or `nil` if it is not known.
  func lastLoadID() -> String? {
    let state = try? Value(json: disk.read(stateFile))
    return state?[PipelineState.localKey]?[Self.lastLoadKey]?.string
  }

  private static let lastLoadKey = "last_load_id"

  private var stateFile: String { "\(path)/state.json" }

  // MARK: - Schemas

  /// The schema called `name` as of the last load, or `nil` before the first.
  func schema(_ name: String) throws(LoadError) -> Schema? {
    if let known = memory.withLock({ $0.schemas[key(name)] }) { return known }
    let file = schemaFile(name)
    let bytes = try disk.read(file)
    if bytes.isEmpty { return nil }
    let schema: Schema
    do {
      schema = try Schema(stored: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw LoadError(
        .fileDamaged,
        "The schema in '\(file)' cannot be read: \(error.message) Remove the file: the schema is "
          + "restored from the destination.",
        cause: error
      )
    }
    memory.withLock { $0.schemas[key(name)] = schema }
    return schema
  }

  /// Remembers the schema of a load.
  func save(_ schema: Schema) throws(LoadError) {
    let known = memory.withLock { memory in
      defer {
        memory.schemas[key(schema.name)] = schema
        memory.latest[pipeline] = schema.name
      }
      return memory.schemas[key(schema.name)]
    }
    let file = schemaFile(schema.name)
    if let known, known.version == schema.version, known.contentHash == schema.contentHash,
      disk.exists(file)
    {
      return
    }
    try disk.makeFolder("\(path)/schemas")
    try disk.replace(file, with: Array(schema.documentText.utf8))
  }

  private func schemaFile(_ name: String) -> String {
    "\(path)/schemas/\(DatasetFiles.fileName(name)).schema.json"
  }

  private func key(_ schema: String) -> String { "\(pipeline)\n\(schema)" }

  // MARK: - All of it

  /// Whether the pipeline has run in this workspace.
  var hasRun: Bool { disk.exists(stateFile) }

  /// Forgets state, schemas and packages; the history stays.
  func wipe() throws(LoadError) {
    try forget()
    try disk.remove("\(path)/packages")
  }

  /// Forgets state and schemas: the next run restores them from the destination.
  func forget() throws(LoadError) {
    memory.withLock { memory in
      memory.schemas = memory.schemas.filter { !$0.key.hasPrefix("\(pipeline)\n") }
      memory.latest[pipeline] = nil
    }
    try disk.remove(stateFile)
    try disk.remove("\(path)/schemas")
  }

  /// A moment for a load that no other load has: `moment`, or the one after the last.
  func uniqueMoment(_ moment: Int64) -> Int64 {
    memory.withLock { memory in
      let last = memory.lastLoad[pipeline].map { max(moment, $0 + 1) } ?? moment
      memory.lastLoad[pipeline] = last
      return last
    }
  }
}
