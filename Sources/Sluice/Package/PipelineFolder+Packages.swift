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
  /// Where packages are that take the place of sealed ones.
  private var renewedPackages: String { "\(packages)/renewed" }
  private var loadedPackages: String { "\(packages)/loaded" }

  /// The place of a package that waits.
  func sealedPackage(_ id: String) -> String { "\(sealedPackages)/\(DatasetFiles.fileName(id))" }

  private func renewedPackage(_ id: String) -> String {
    "\(renewedPackages)/\(DatasetFiles.fileName(id))"
  }

  /// Where the package of a load waits.
  private func waitingPackage(_ id: String) -> String {
    let renewed = renewedPackage(id)
    return disk.exists(renewed) ? renewed : sealedPackage(id)
  }

  /// Whether the package of a load waits.
  func isWaiting(_ id: String) -> Bool { disk.exists(waitingPackage(id)) }

  /// Seals the package at `path`, whose files are on the disk: writes what it says of itself, and moves
  /// it to its place, where it lasts when this returns.
  ///
  /// A package that is there already goes, once this one lasts. No folder can be moved over another, so
  /// that it is sealed beside it first: from then on it is the one that counts.
  func seal(_ path: String, _ manifest: [UInt8], as place: String) throws(LoadError) {
    let file = "\(path)/\(Self.manifest)"
    try disk.append(manifest, to: file)
    try disk.flush(file)
    try disk.flush(path)
    let name = String(place.dropFirst(place.parentFolder.count + 1))
    let isRenewal = disk.exists(place)
    let target = isRenewal ? renewedPackage(name) : place
    try disk.makeFolder(target.parentFolder)
    try disk.move(path, to: target)
    try disk.flush(target.parentFolder)
    try disk.flushFolders(above: target.parentFolder)
    if isRenewal { try settle(name) }
  }

  /// Puts the package that was renewed last into the place of the one before it.
  func settle(_ id: String) throws(LoadError) {
    let renewed = renewedPackage(id)
    guard disk.exists(renewed) else { return }
    try remove(at: sealedPackage(id), as: id)
    try disk.makeFolder(sealedPackages)
    try disk.move(renewed, to: sealedPackage(id))
    try disk.flush(sealedPackages)
    try disk.flush(renewedPackages)
  }

  /// The ids of the packages that wait, the oldest first.
  func pendingIDs() throws(LoadError) -> [String] {
    let names = try Set(disk.names(in: sealedPackages) + disk.names(in: renewedPackages))
    return names.sorted(by: LoadID.precedes)
  }

  /// Opens a package that waits.
  func package(_ id: String) throws(LoadError) -> PackageReader {
    try PackageReader(id, in: self, at: waitingPackage(id))
  }

  /// The packages that wait, the oldest first, or those that were loaded and are kept.
  func list(_ state: LoadPackage.State) throws(LoadError) -> [LoadPackage] {
    var found = state == .loaded ? [] : try extracted()
    for id in try state == .loaded ? disk.names(in: loadedPackages) : pendingIDs() {
      let path = state == .loaded ? "\(loadedPackages)/\(id)" : waitingPackage(id)
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
    return found.sorted { LoadID.precedes($0.id, $1.id) }
  }

  /// Packages that have raw pages and no rows yet.
  private func extracted() throws(LoadError) -> [LoadPackage] {
    var found: [LoadPackage] = []
    for id in try rawIDs() where !isWaiting(id) {
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
    let path = waitingPackage(id)
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
    try settle(id)
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
    // The one that was renewed counts, and so goes last.
    try remove(at: sealedPackage(id), as: id)
    try remove(at: renewedPackage(id), as: id)
  }

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
