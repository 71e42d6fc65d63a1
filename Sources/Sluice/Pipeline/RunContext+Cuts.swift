// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// A run that was cut is not at its end before its last load: until then, the state says which
// resources are through, so that the next load, or the next run after a crash, does not begin them anew.

extension RunContext {
  /// The key in the state of a source.
  static let finishedKey = "_sluice_finished"

  /// The resources of `source` that were through when the run before was cut and did not go on.
  func finishedResources(of source: String) -> Set<String> {
    let names = state.withLock { $0.sources[source]?[Self.finishedKey]?.elements }
    return Set((names ?? []).compactMap(\.string))
  }

  /// Notes which resources of `source` are through; none if the run is at its end.
  func noteFinished(_ resources: Set<String>, of source: String) {
    state.withLock { state in
      var section = state.sources[source]?.fields ?? Record()
      section[Self.finishedKey] =
        resources.isEmpty ? nil : .list(resources.sorted().map { .text($0) })
      let hadSection = state.sources[source] != nil
      state.sources[source] = hadSection || !section.isEmpty ? .record(section) : nil
    }
  }
}
