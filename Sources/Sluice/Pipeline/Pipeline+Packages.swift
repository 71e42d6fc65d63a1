// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The steps of a run, one by one.

extension Pipeline {
  /// Extracts the resources of `source` into a package, which ``load()`` or the next run loads.
  ///
  /// The destination is asked for what it remembers, and gets nothing. Throws as ``run(_:)-(Source)``
  /// does; then there is no package.
  @concurrent @discardableResult
  public func extract(_ source: some Source) async throws -> RunReport {
    var run = Run(self)
    run.onlyExtracts = true
    return try await run.execute(source)
  }

  /// Extracts one resource into a package. The schema is named after the pipeline.
  ///
  /// As ``extract(_:)-(Source)`` does.
  @concurrent @discardableResult
  public func extract(_ resource: some Resource) async throws -> RunReport {
    try await extract(SingleResource(for: self, resource))
  }

  /// Loads all packages that wait, the oldest first.
  ///
  /// Throws the failure of the first that cannot be loaded; it waits on, and so do those after it.
  @concurrent @discardableResult
  public func load() async throws -> RunReport {
    let run = Run(self)
    return try await run.reported("") { run, emit in try await run.finishPending(emit) }
  }

  /// The packages that wait to be loaded, the oldest first.
  public func pending() throws -> [LoadPackage] { try Run(self).folder.list(.sealed) }

  /// The packages that were loaded and are kept, the oldest first. See ``Workspace/retention``.
  public func loadedPackages() throws -> [LoadPackage] { try Run(self).folder.list(.loaded) }

  /// Loads the package called `id`, which waits, and those that were extracted before it.
  ///
  /// Throws ``LoadError`` with the code `invalidConfiguration` if there is no such package, and the
  /// failure of the first that cannot be loaded.
  @concurrent @discardableResult
  public func retry(_ id: String) async throws -> RunReport {
    let run = Run(self)
    return try await run.reported("") { run, emit in
      for waiting in try run.waiting(upTo: id) { try await run.finish(waiting, emit) }
    }
  }

  /// Throws the package called `id` away, and those that were extracted after it: they build upon it.
  ///
  /// The cursor stays where the destination has it, so that the next run extracts the data anew.
  /// Returns what was thrown away. Throws as ``retry(_:)`` does if there is no such package.
  @discardableResult
  public func abort(_ id: String) throws -> [LoadPackage] {
    let run = Run(self)
    let lock = try run.folder.lock(at: run.settings.clock.now)
    defer { withExtendedLifetime(lock) {} }
    let all = try run.folder.list(.sealed)
    guard let place = all.firstIndex(where: { $0.id == id }) else {
      throw run.noPackage(id, among: all.map(\.id))
    }
    let aborted = all[place...]
    for package in aborted.reversed() { try run.folder.remove(package.id) }
    return Array(aborted)
  }

  /// Makes rows of the raw pages of the package called `id` once more, under the stages, contracts and
  /// hints of today, and puts them in the place of the package that waits.
  ///
  /// Nothing is loaded, and the package that waits stays until the new one is on the disk. Throws ``LoadError`` with the code `invalidConfiguration` if there are no such
  /// pages, or if packages that were extracted later build upon it: load or abort those first.
  @concurrent @discardableResult
  public func normalize(_ id: String, of source: some Source) async throws -> RunReport {
    var run = Run(self)
    run.onlyExtracts = true
    return try await run.reported(source.name) { run, emit in
      let folder = run.folder
      guard try folder.rawIDs().contains(id) else {
        throw LoadError(
          .invalidConfiguration,
          "There are no raw pages of a package '\(id)'. They are kept until it is loaded, if "
            + "'keepsRaw' is set when it is extracted."
        )
      }
      if let later = try folder.pendingIDs().last, later != id,
        LoadID.moment(later) ?? 0 > LoadID.moment(id) ?? 0
      {
        throw LoadError(
          .invalidConfiguration,
          "The package \(later) was extracted later and builds upon \(id). Load or abort it first."
        )
      }
      let manifest = try folder.rawManifest(id)
      guard manifest.load.schema == source.name else {
        throw LoadError(
          .invalidConfiguration,
          "The package \(id) has pages of the source '\(manifest.load.schema)', not of '\(source.name)'. "
            + "Pass the source that they are from."
        )
      }
      try folder.settle(id)
      _ = try await run.load(source, from: .raw(manifest), emit)
    }
  }

  /// The runs of the pipeline that its workspace remembers, the oldest first.
  public func history() throws -> [PastRun] { try Run(self).folder.history() }
}

extension Run {
  /// The packages that wait, up to the one called `id`.
  fileprivate func waiting(upTo id: String) throws -> ArraySlice<String> {
    let ids = try folder.pendingIDs()
    guard let place = ids.firstIndex(of: id) else { throw noPackage(id, among: ids) }
    return ids[...place]
  }

  fileprivate func noPackage(_ id: String, among ids: [String]) -> LoadError {
    if (try? folder.rawIDs().contains(id)) == true {
      return LoadError(
        .invalidConfiguration,
        "The package \(id) has raw pages only, and no rows yet. 'normalize' it first, or run its source."
      )
    }
    let known = ids.isEmpty ? "None waits." : "Those are: \(ids.joined(separator: ", "))."
    return LoadError(
      .invalidConfiguration,
      "There is no package '\(id)' that waits to be loaded. \(known)"
    )
  }
}
