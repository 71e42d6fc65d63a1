// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// The tests of this folder are worth something only if processes do die in them.
@Suite struct MortalLoadsTests {
  @Test func `processes die, and the loads are made all the same`() async throws {
    var deaths = 0
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var loads = MortalLoads(seed)
      for number in 1...3 {
        let records = Records("t", of: [["n": .int(Int64(number))] as Record])
        try await loads.load(number, using: &random) { try await $0.run(records.replace()) }
      }
      #expect(try loads.store.table("d", "t")["n"] == [3])
      deaths += loads.deaths
    }
    #expect(deaths > 40)
  }
}
