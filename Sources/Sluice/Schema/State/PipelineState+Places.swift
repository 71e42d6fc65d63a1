// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where sources and resources keep their state: `sources.<source>.resources.<resource>`.
enum StatePath {
  /// The field of a source below which its resources keep theirs.
  static let resources = "resources"
}

// What is set here is kept in the order of its names: resources are extracted side by side, and which
// of them comes first must not change the state.
extension PipelineState {
  /// What a source keeps; `resources` among it. Setting nothing removes the source.
  subscript(source source: String) -> Record {
    get { sources[source]?.fields ?? Record() }
    set {
      let isNew = sources[source] == nil
      sources[source] = newValue.isEmpty ? nil : .record(newValue.inOrder)
      if isNew { sources = sources.inOrder }
    }
  }

  /// What a resource of a source keeps. Setting nothing removes it, and what is empty above it.
  subscript(source source: String, resource resource: String) -> Record {
    get { sources[source]?[StatePath.resources]?[resource]?.fields ?? Record() }
    set {
      var kept = self[source: source]
      var resources = kept[StatePath.resources]?.fields ?? Record()
      resources[resource] = newValue.isEmpty ? nil : .record(newValue.inOrder)
      kept[StatePath.resources] = resources.isEmpty ? nil : .record(resources.inOrder)
      self[source: source] = kept
    }
  }

  /// The resources of a source that keep something, in the order of their names.
  func resources(of source: String) -> [String] {
    (sources[source]?[StatePath.resources]?.fields?.keys ?? []).sorted()
  }
}

extension Record {
  /// The fields in the order of their names.
  fileprivate var inOrder: Record {
    func precedes(_ name: String, _ other: String) -> Bool {
      name.utf8.lexicographicallyPrecedes(other.utf8)
    }
    guard zip(keys, keys.dropFirst()).contains(where: { precedes($1, $0) }) else { return self }
    let order = keys.indices.sorted { precedes(keys[$0], keys[$1]) }
    return Record(uniqueKeys: order.map { keys[$0] }, values: order.map { values[$0] })
  }
}
