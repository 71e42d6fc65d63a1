// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension PipelineFolder {
  /// The file in which a package says what it is.
  static let manifest = "manifest"
  private static let attempts = "attempts.json"

  private var packages: String { "\(path)/packages" }
  /// Where packages are written.
  var openPackages: String { "\(packages)/open" }
  /// Where packages wait to be loaded.
  var sealedPackages: String { "\(packages)/sealed" }
  private var loadedPackages: String { "\(packages)/loaded" }

  /// Where the package of a load waits.
  func sealedPackage(_ id: String) -> String { "\(sealedPackages)/\(DatasetFiles.fileName(id))" }

  /// Seals the package at `path`, whose files are on the disk: writes what it says of itself, and moves
  /// it to its place, where it lasts when this returns.
  func seal(_ path: String, _ manifest: [UInt8], as place: String) throws(LoadError) {
    let file = "\(path)/\(Self.manifest)"
    try disk.append(manifest, to: file)
    try disk.flush(file)
    try disk.flush(path)
    try disk.makeFolder(place.parentFolder)
    try disk.move(path, to: place)
    try disk.flush(place.parentFolder)
    try disk.flushFolders(above: place.parentFolder)
  }

  /// The ids of the packages that wait, the oldest first.
  func pendingIDs() throws(LoadError) -> [String] {
    try disk.names(in: sealedPackages).sorted {
      (LoadID.moment($0) ?? 0, $0) < (LoadID.moment($1) ?? 0, $1)
    }
  }

  /// Opens a package that waits.
  func package(_ id: String) throws(LoadError) -> PackageReader {
    try PackageReader(id, in: self, at: sealedPackage(id))
  }

  /// The packages that wait, the oldest first, or those that were loaded and are kept.
  func list(_ state: LoadPackage.State) throws(LoadError) -> [LoadPackage] {
    let parent = state == .loaded ? loadedPackages : sealedPackages
    var found = state == .loaded ? [] : try extracted()
    for id in try disk.names(in: parent) {
      let path = "\(parent)/\(id)"
      let manifest: PackageManifest
      do {
        manifest = try PackageReader(id, in: self, at: path).manifest
      } catch {
        guard error.code == .fileDamaged else { throw error }
        found.append(LoadPackage(id: id, state: state == .loaded ? .loaded : .loading, error))
        continue
      }
      let (attempts, failure) = try attempts(at: path)
      found.append(
        LoadPackage(
          id: manifest.load.id,
          source: manifest.load.schema,
          state: state == .loaded ? .loaded : attempts > 0 ? .loading : .sealed,
          tables: manifest.tables,
          size: .bytes(manifest.files.reduce(0) { $0 + $1.size }),
          sealedAt: manifest.sealedAt,
          attempts: attempts,
          failure: failure
        )
      )
    }
    return found.sorted { (LoadID.moment($0.id) ?? 0, $0.id) < (LoadID.moment($1.id) ?? 0, $1.id) }
  }

  /// Packages that have raw pages and no rows yet.
  private func extracted() throws(LoadError) -> [LoadPackage] {
    var found: [LoadPackage] = []
    for id in try rawIDs() where !disk.exists(sealedPackage(id)) {
      do {
        let manifest = try rawManifest(id)
        found.append(
          LoadPackage(
            id: manifest.load.id,
            source: manifest.load.schema,
            state: .extracted,
            tables: [],
            size: .bytes(manifest.files.reduce(0) { $0 + $1.size }),
            sealedAt: manifest.sealedAt,
            attempts: 0,
            failure: nil
          )
        )
      } catch {
        guard error.code == .fileDamaged else { throw error }
        found.append(LoadPackage(id: id, state: .extracted, error))
      }
    }
    return found
  }

  // MARK: - Loading

  /// Notes that loading a package begins, or why it failed.
  func noteAttempt(_ id: String, failure: String? = nil) throws(LoadError) {
    let path = sealedPackage(id)
    let before = try attempts(at: path).count
    var fields: Record = ["attempts": Value(integer: failure == nil ? before + 1 : max(1, before))]
    fields["failure"] = failure.map { .text($0) }
    try disk.replace(
      "\(path)/\(Self.attempts)",
      with: Array(JSONWriter().string(.record(fields)).utf8)
    )
  }

  private func attempts(at path: String) throws(LoadError) -> (count: Int, failure: String?) {
    let fields = try? Value(json: try disk.read("\(path)/\(Self.attempts)"))
    return ((fields?["attempts"]?.int64).map { Int($0) } ?? 0, fields?["failure"]?.string)
  }

  /// Puts a package away that was loaded, and removes those that are not to be kept any longer.
  func close(_ id: String, at now: Timestamp) throws(LoadError) {
    if retention.keepsAny, disk.exists(sealedPackage(id)) {
      let kept = "\(loadedPackages)/\(DatasetFiles.fileName(id))"
      try disk.makeFolder(loadedPackages)
      try disk.remove(kept)
      try disk.move(sealedPackage(id), to: kept)
      if disk.exists(rawPackage(id)) { try disk.move(rawPackage(id), to: "\(kept)/raw") }
    } else {
      try remove(id)
    }
    try prune(at: now)
  }

  /// Removes a package that waits, and its raw pages.
  func remove(_ id: String) throws(LoadError) {
    // The pages go first: without rows, they would be loaded anew.
    try remove(at: rawPackage(id), as: id)
    try removeSealed(id)
  }

  /// Removes a package that waits, but not its raw pages.
  func removeSealed(_ id: String) throws(LoadError) { try remove(at: sealedPackage(id), as: id) }

  /// Moves what is to be removed first, so that half a package is never taken for a whole one.
  private func remove(at path: String, as id: String) throws(LoadError) {
    guard disk.exists(path) else { return }
    let aside = "\(openPackages)/removed-\(DatasetFiles.fileName(id))"
    try disk.makeFolder(openPackages)
    try disk.remove(aside)
    try disk.move(path, to: aside)
    try disk.remove(aside)
  }

  /// Removes packages that were loaded, as far as the retention does not keep them.
  private func prune(at now: Timestamp) throws(LoadError) {
    guard retention.keepsAny else { return try disk.remove(loadedPackages) }
    var count = 0
    var size = 0
    for package in try list(.loaded).reversed() {
      count += 1
      size += package.size.bytes
      let age = Duration.microseconds(now.microseconds - package.sealedAt.microseconds)
      let isKept =
        retention.count.map { count <= $0 } ?? true
        && retention.size.map { size <= $0.bytes } ?? true
        && retention.age.map { age <= $0 } ?? true
      if !isKept { try disk.remove("\(loadedPackages)/\(DatasetFiles.fileName(package.id))") }
    }
  }
}
