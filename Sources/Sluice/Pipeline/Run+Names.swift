// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// How names come about, none longer than the destination takes.
  func naming(for source: some Source) -> any NamingConvention {
    limited(settings.naming ?? source.naming)
  }

  /// A convention none of whose names is longer than the destination takes.
  func limited(_ naming: any NamingConvention) -> any NamingConvention {
    naming.limited(to: destination.capabilities.maximumTableNameLength)
      .limited(to: destination.capabilities.maximumColumnNameLength)
  }

  func datasetName(_ naming: some NamingConvention) throws(LoadError) -> String {
    do {
      return try naming.normalizeIdentifier(dataset)
    } catch {
      throw LoadError(
        .invalidName,
        "The dataset '\(dataset)' of the pipeline '\(pipeline)' has no name left under the convention "
          + "'\(naming.name)'. Choose another.",
        cause: error
      )
    }
  }

  /// An id for a load, which is later than all that the pipeline has, whatever the clock says.
  ///
  /// A destination that remembers nothing cannot be asked; what the workspace knows counts everywhere.
  func nextLoadID(after known: Known) async throws -> String {
    var ids = try await lastLoadIDs(besides: known)
    ids += [known.stored.lastLoadID, folder.lastLoadID()].compactMap { $0 }
    ids += try folder.pendingIDs() + folder.rawIDs()
    let latest = ids.compactMap { LoadID.moment($0) }.max() ?? 0
    let moment = max(settings.clock.now.microseconds, latest + 1)
    return LoadID.text(planning == nil ? folder.uniqueMoment(moment) : moment)
  }

  /// The ids of the last loads into the datasets that what is known says nothing of.
  private func lastLoadIDs(besides known: Known) async throws -> [String] {
    guard settings.datasets != .oneDataset else { return [] }
    let place = known.place
    let datasets = Set(
      known.state.schemas.map { schema in
        settings.datasets.dataset(place.base, for: schema, first: known.state.defaultSchema)
      }
    )
    var ids: [String] = []
    for dataset in datasets.subtracting([place.base, place.dataset]).sorted() {
      if let id = try await inspect(dataset).lastLoadID { ids.append(id) }
    }
    return ids
  }
}
