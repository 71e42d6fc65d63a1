// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Pages as they came, all resources of a source together, for one load.
///
/// It is written first, where raw pages are kept: what becomes rows of it can be made again, with
/// another schema or contract, and nobody asks the source a second time.
struct RawManifest: Sendable {
  /// The load that the pages are for.
  var load: Load
  /// When they were all there.
  var sealedAt: Timestamp
  /// The state of the pipeline after the extraction.
  var state: PipelineState
  /// Whether the state is another than before.
  var bringsState: Bool
  /// The files, by resource.
  var files: [(resource: String, name: String, size: Int)] = []

  var bytes: [UInt8] {
    var head: Record = [
      "format": .int(1), "load_id": .text(load.id), "pipeline": .text(load.pipeline),
      "schema_name": .text(load.schema), "sealed_at": .text(sealedAt.description),
      "state": .text(state.json), "brings_state": .bool(bringsState),
    ]
    head["files"] = .list(
      files.map { file in
        [
          "resource": .text(file.resource), "name": .text(file.name),
          "size": Value(integer: file.size),
        ]
      }
    )
    return CheckedFrame.bytes(head: head)
  }

  init?(_ head: Record) {
    guard head["format"]?.int64 == 1, let id = head["load_id"]?.string,
      let pipeline = head["pipeline"]?.string, let name = head["schema_name"]?.string,
      let sealedAt = (head["sealed_at"]?.string).flatMap({ Timestamp($0) }),
      let state = (head["state"]?.string).flatMap({ try? PipelineState(json: $0) })
    else { return nil }
    load = Load(id: id, pipeline: pipeline, schema: name)
    self.sealedAt = sealedAt
    self.state = state
    bringsState = head["brings_state"]?.boolean ?? true
    for file in head["files"]?.elements ?? [] {
      guard let resource = file["resource"]?.string, let name = file["name"]?.string,
        let size = file["size"]?.int64
      else { return nil }
      files.append((resource, name, Int(size)))
    }
  }

  init(load: Load, sealedAt: Timestamp, state: PipelineState, bringsState: Bool) {
    self.load = load
    self.sealedAt = sealedAt
    self.state = state
    self.bringsState = bringsState
  }
}

/// A raw package that is being written.
final class RawPackageWriter: Sendable {
  private let folder: PipelineFolder
  private let load: Load
  private let writers = Locked<[RawWriter]>([])

  /// Begins a raw package for `load`, and removes what is left of such that were never sealed.
  init(for load: Load, in folder: PipelineFolder) throws(LoadError) {
    self.folder = folder
    self.load = load
    try folder.disk.remove(path)
    try folder.disk.makeFolder(path)
  }

  /// Where the pages of a resource go.
  func writer(for resource: String) -> RawWriter {
    writers.withLock { writers in
      let writer = RawWriter("\(path)/\(writers.count).pages", of: resource, in: folder.disk)
      writers.append(writer)
      return writer
    }
  }

  /// Makes the package one that will be loaded.
  func seal(_ manifest: RawManifest) throws(LoadError) {
    var manifest = manifest
    for (place, writer) in writers.withLock({ $0 }).enumerated() {
      let size = try writer.finish()
      guard size > 0 else { continue }
      manifest.files.append((writer.resource, "\(place).pages", size))
    }
    try folder.seal(path, manifest.bytes, as: folder.rawPackage(load.id))
  }

  /// Removes what was written.
  func discard() { try? folder.disk.remove(path) }

  private var path: String { "\(folder.openPackages)/raw-\(DatasetFiles.fileName(load.id))" }
}

extension PipelineFolder {
  /// Where raw packages wait.
  var rawPackages: String { "\(path)/packages/raw" }

  /// Where the raw package of a load waits.
  func rawPackage(_ id: String) -> String { "\(rawPackages)/\(DatasetFiles.fileName(id))" }

  /// The ids of the raw packages, the oldest first.
  func rawIDs() throws(LoadError) -> [String] {
    try disk.names(in: rawPackages).sorted(by: LoadID.precedes)
  }

  /// What a raw package says of itself; throws if it or one of its files is damaged.
  func rawManifest(_ id: String) throws(LoadError) -> RawManifest {
    let path = rawPackage(id)
    let file = "\(path)/\(Self.manifest)"
    guard let head = try? CheckedFrameReader.only(file, in: disk).head,
      let manifest = RawManifest(head),
      manifest.files.allSatisfy({ disk.item(at: "\(path)/\($0.name)") == .file(size: $0.size) })
    else {
      throw LoadError(
        .fileDamaged,
        "The raw package '\(path)' is not as it was written. Put it back as it was, or 'abort' it, so "
          + "that its data is extracted anew."
      )
    }
    return manifest
  }
}
