// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// Random sequences of loads whose processes die on the way, compared with the model.
@Suite(.serialized) struct MergeCrashTests {
  @Test(arguments: ModelSeeds.all)
  func `loads that die on the way and are made again end as the model says`(
    seed: UInt64
  ) async throws {
    var random = SeededGenerator(seed: seed)
    var model = MergeModel()
    var loads = MortalLoads(seed)
    var history: [String] = []
    for number in 1...Int.random(in: 2...4, using: &random) {
      let load = ModelLoad.random(number, using: &random)
      history.append("\(load.kind) \(load.rows.map(\.text))")
      model.apply(load)
      try await loads.loadOnce(load.source, number, using: &random)
      let found = try StoredTrees(loads.store, "d", "items").texts
      let wanted = model.rows.map(\.text).sorted()
      try #require(found == wanted, "seed \(seed)\n\(history.joined(separator: "\n"))")
    }
  }
}
