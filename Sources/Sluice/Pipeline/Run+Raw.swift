// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Runs that keep what resources send: first it is written down, then rows are made of it.

extension Run {
  /// Writes the pages of all resources down; returns whether the run was cut.
  func keepPages(of prepared: PreparedLoad, in package: RawPackageWriter) async throws -> Bool {
    let context = prepared.context
    do {
      try declare(prepared.sinks)
      try await readBoundaries(of: prepared.plans, in: context, prepared.session)
      let order = ExtractionOrder(count: prepared.plans.count)
      try await extract(prepared.plans, order, in: context)
      let stopped = prepared.noteFinished()
      let state = context.state.withLock { $0 }
      try package.seal(
        RawManifest(
          load: prepared.load,
          sealedAt: settings.clock.now,
          state: state,
          bringsState: state.differs(from: prepared.start.storedState)
        )
      )
      context.emit(.packageSealed(prepared.load.id))
      return !stopped.isEmpty
    } catch {
      package.discard()
      throw error
    }
  }

  /// Makes rows of the raw pages of `source` that wait, and loads them.
  func normalizeRaw(
    of source: some Source,
    _ emit: @escaping @Sendable (Event) -> Void
  ) async throws {
    for id in try folder.rawIDs() where !folder.isWaiting(id) {
      let manifest = try folder.rawManifest(id)
      guard manifest.load.schema == source.name else { continue }
      do {
        _ = try await load(source, from: .raw(manifest), emit)
      } catch {
        if error is CancellationError || Task.isCancelled { throw error }
        throw keepingPages(id, error)
      }
    }
  }

  /// The resources that send what they have sent before.
  ///
  /// Throws if one of them is not in the source any more: nobody knows what its rows would look like.
  func resources(
    of raw: RawManifest,
    among resources: [any Resource]
  ) throws -> [any Resource] {
    try raw.files.map { file in
      guard let resource = resources.first(where: { $0.name == file.resource }) else {
        throw LoadError(
          .invalidConfiguration,
          "Pages of the resource wait in the package \(raw.load.id), but the source has no such resource "
            + "any more. Put it back, or 'abort' the package.",
          at: LoadError.Location(resource: file.resource)
        )
      }
      return RawResource(
        name: resource.name,
        hints: resource.hints,
        path: "\(folder.rawPackage(raw.load.id))/\(file.name)",
        disk: folder.disk
      )
    }
  }

  private func keepingPages(_ id: String, _ error: any Error) -> any Error {
    error.saying(
      "The raw pages stay in the package \(id): correct what is wrong and run again, or 'abort' it."
    )
  }
}

/// A resource that sends what another has sent before.
private struct RawResource: Resource {
  let name: String
  let hints: TableHints
  let path: String
  let disk: any FileSystem

  func extract(to output: Output) async throws {
    let reader = try RawReader(path, in: disk)
    while let item = try await reader.next() {
      switch item {
      case .values(let values, let table): try await output.sink.send(.values(values), to: table)
      case .json(let stream, let table): try await output.sink.send(.json(stream), to: table)
      case .csv(let stream, let options, let table):
        try await output.sink.send(.csv(stream, options), to: table)
      case .batch(let batch, let table): try await output.sink.send(.batch(batch), to: table)
      case .materialize(let table): try await output.sink.send(.materialize, to: table)
      case .malformed(let record): output.sink.passOver(record)
      }
    }
  }
}
