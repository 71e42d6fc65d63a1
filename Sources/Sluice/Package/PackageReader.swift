// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A package that was sealed.
struct PackageReader: Sendable {
  /// What it says of itself.
  let manifest: PackageManifest
  private let disk: any FileSystem
  private let path: String

  /// Opens the package called `id`.
  ///
  /// Throws ``LoadError`` with the code `fileDamaged` if a file is missing, too short or too long, or
  /// if what the package says of itself cannot be read.
  init(_ id: String, in folder: PipelineFolder, at path: String) throws(LoadError) {
    disk = folder.disk
    self.path = path
    let file = "\(path)/\(PipelineFolder.manifest)"
    let found: PackageManifest?
    do throws(LoadError) {
      found = try PackageManifest(CheckedFrameReader.only(file, in: disk).head)
    } catch {
      let codes: [LoadError.Code] = [
        .fileDamaged, .fileMissing, .schemaModified, .invalidDocument, .invalidState,
      ]
      if codes.contains(error.code) { throw Self.damage(id, file, error.message) }
      throw error
    }
    guard let found else { throw Self.damage(id, file, "it is not what was written") }
    manifest = found
    for file in manifest.files {
      let found = disk.item(at: "\(path)/\(file.name)")
      guard found == .file(size: file.size) else {
        throw Self.damage(
          id,
          "\(path)/\(file.name)",
          found == nil ? "it is missing" : "it is not as long as it was written"
        )
      }
    }
  }

  /// The rows of a table, in the order in which they came.
  func batches(of table: String) -> PackageBatches {
    PackageBatches(
      files: manifest.files.filter { $0.table == table },
      id: manifest.load.id,
      disk: disk,
      path: path
    )
  }

  /// The rows of several tables, in the order in which they came.
  func batches(of tables: [Table]) -> PackageTurns {
    PackageTurns(
      sources: tables.map { PackageTurns.Source(table: $0, batches: batches(of: $0.name)) }
    )
  }

  fileprivate static func damage(_ id: String, _ file: String, _ reason: String) -> LoadError {
    LoadError(
      .fileDamaged,
      "The file '\(file)' of the package \(id) is damaged: \(reason). Put it back as it was, or "
        + "'abort' the package, so that its data is extracted anew."
    )
  }
}

/// The rows of one table of a package, batch by batch.
struct PackageBatches {
  private var files: ArraySlice<PackageManifest.File>
  private let id: String
  private let disk: any FileSystem
  private let path: String
  private var reader: CheckedFrameReader?
  /// The number of the last batch among those of all tables.
  fileprivate private(set) var turn = 0

  fileprivate init(
    files: [PackageManifest.File],
    id: String,
    disk: any FileSystem,
    path: String
  ) {
    self.files = files[...]
    self.id = id
    self.disk = disk
    self.path = path
  }

  /// The next rows, or `nil` after the last; throws if they are not as they were written.
  mutating func next() throws(LoadError) -> Batch? {
    while let file = files.first {
      let path = "\(path)/\(file.name)"
      var reader: CheckedFrameReader
      if let open = self.reader { reader = open } else { reader = try .init(path, in: disk) }
      let frame: CheckedFrame?
      do throws(LoadError) {
        frame = try reader.next()
      } catch {
        guard error.code == .fileDamaged else { throw error }
        throw damage(path, "the rows at byte \(reader.offset) are not as they were written")
      }
      self.reader = reader
      if let frame {
        guard let batch = BatchFrame.batch(frame) else {
          throw damage(path, "the rows before byte \(reader.offset) are not as they were written")
        }
        turn = (frame.head["turn"]?.int64).map { Int($0) } ?? 0
        return batch
      }
      guard reader.chain.value == file.checksum else {
        throw damage(path, "a part of it is missing or in another place")
      }
      files.removeFirst()
      self.reader = nil
    }
    return nil
  }

  private func damage(_ path: String, _ reason: String) -> LoadError {
    PackageReader.damage(id, path, reason)
  }
}

/// The rows of several tables of a package, in the order in which they came.
struct PackageTurns {
  fileprivate struct Source {
    let table: Table
    var batches: PackageBatches
    var next: Batch?
    var isStarted = false
  }

  fileprivate var sources: [Source]

  /// The next rows, or `nil` after the last; throws if they are not as they were written.
  mutating func next() throws(LoadError) -> (table: Table, batch: Batch)? {
    for index in sources.indices where !sources[index].isStarted {
      sources[index].next = try sources[index].batches.next()
      sources[index].isStarted = true
    }
    let waiting = sources.indices.filter { sources[$0].next != nil }
    let first = waiting.min { sources[$0].batches.turn < sources[$1].batches.turn }
    guard let first, let batch = sources[first].next else { return nil }
    sources[first].next = try sources[first].batches.next()
    return (sources[first].table, batch)
  }
}
