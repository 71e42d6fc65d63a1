// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A package that is being written: open, until it is sealed all at once.
final class PackageWriter {
  private let folder: PipelineFolder
  private let load: Load
  private var files: [(table: String, name: String, writer: CheckedFrameWriter)] = []
  private var places: [String: Int] = [:]
  /// What is to be written, in memory that is used again.
  private var bytes = EncodedBytes()
  /// The number of batches so far, those of all tables.
  private var turn = 0

  /// Begins a package for `load`, and removes what is left of such that were never sealed.
  init(for load: Load, in folder: PipelineFolder) throws(LoadError) {
    self.folder = folder
    self.load = load
    for name in try folder.disk.names(in: folder.openPackages) {
      try folder.disk.remove("\(folder.openPackages)/\(name)")
    }
    try folder.disk.makeFolder(folder.openPackages)
    // To last, it need not have a name before it is sealed.
    try folder.disk.makeSingleFolder(path)
  }

  /// Adds rows of a table.
  func append(_ batch: Batch, to table: String) throws(LoadError) {
    guard batch.rowCount > 0 else { return }
    let place = places[table] ?? files.count
    if place == files.count {
      places[table] = place
      let name = "\(place).rows"
      files.append((table, name, CheckedFrameWriter("\(path)/\(name)", in: folder.disk)))
    }
    bytes.removeAll()
    let head = BatchFrame.write(batch, head: ["turn": Value(integer: turn)], into: &bytes)
    turn += 1
    try bytes.withUnsafeBytes { body throws(LoadError) in
      try files[place].writer.append(head: head, body: body)
    }
  }

  /// Makes the package one that will be loaded, whatever happens: from here on it is on the disk.
  func seal(_ manifest: PackageManifest) throws(LoadError) {
    var manifest = manifest
    for place in files.indices { try files[place].writer.settle() }
    manifest.files = files.map { file in
      PackageManifest.File(
        name: file.name,
        table: file.table,
        size: file.writer.size,
        checksum: file.writer.chain.value
      )
    }
    // All are on their way before the first is waited for: they need not be written one by one.
    for place in files.indices { try files[place].writer.finish() }
    try folder.seal(path, manifest.bytes, as: folder.sealedPackage(load.id))
  }

  /// Removes what was written. What cannot be removed, the next package removes.
  func discard() { try? folder.disk.remove(path) }

  private var path: String { "\(folder.openPackages)/\(DatasetFiles.fileName(load.id))" }
}
