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

  /// An id for a load, which is later than all there are, whatever the clock says.
  func nextLoadID(after last: String?) throws -> String {
    let known = try [last].compactMap { $0 } + folder.pendingIDs() + folder.rawIDs()
    let latest = known.compactMap { LoadID.moment($0) }.max() ?? 0
    let moment = max(settings.clock.now.microseconds, latest + 1)
    return LoadID.text(planning == nil ? folder.uniqueMoment(moment) : moment)
  }
}
