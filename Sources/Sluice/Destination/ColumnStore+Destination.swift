// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ColumnStore: Destination {
  /// Appends, replaces, merges by all strategies and changes types; does not tell cases apart.
  public var capabilities: Capabilities {
    var capabilities = Capabilities()
    capabilities.isCaseSensitive = false
    capabilities.dispositions = [.append, .replace, .merge]
    capabilities.mergeStrategies = Set(MergeStrategy.all)
    capabilities.canScan = true
    capabilities.canChangeTypes = true
    return capabilities
  }

  /// `columnStore`.
  public var kind: String { "columnStore" }

  /// The folder of the store, or what tells it from other stores in memory.
  public var place: String {
    folder ?? "memory \(UInt(bitPattern: ObjectIdentifier(self)))"
  }

  /// Starts a load into the dataset called `dataset`.
  public func open(dataset: String) async throws -> any DestinationSession {
    StoreSession(self, dataset)
  }
}
