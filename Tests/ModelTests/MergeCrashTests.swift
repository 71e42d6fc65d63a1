// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// Random sequences of loads whose processes die on the way, compared with the model.
@Suite(.serialized) struct MergeCrashTests {
  @Test(arguments: MergePropertyTests.seeds)
  func `loads that die on the way and are made again end as the model says`(
    seed: UInt64
  ) async throws {
    var random = SeededGenerator(seed: seed)
    var model = MergeModel()
    var disk = SimulatedDisk()
    var history: [String] = []
    for number in 1...Int.random(in: 2...4, using: &random) {
      let load = ModelLoad.random(number, using: &random)
      history.append("\(load.kind) \(load.rows.map(\.text))")
      model.apply(load)
      var deaths = Int.random(in: 0...2, using: &random)
      let before = try loads(on: disk)
      var isLoaded = false
      while !isLoaded {
        let kind: Fault.Kind = Bool.random(using: &random) ? .dies : .diesHalfway
        let fault = Fault(kind, at: Int.random(in: 1...90, using: &random))
        let faults = Faults(deaths > 0 ? fault : nil)
        let end = SimulatedDisk.End.all.randomElement(using: &random) ?? .kill
        let running = disk.restarted(after: .kill, faults)
        do {
          let pipeline = try pipeline(on: running, number, seed)
          // What waits may be this very load.
          try await pipeline.load()
          let store = pipeline.destination
          if Self.loads(in: store) == before { try await pipeline.run(load.source) }
          isLoaded = true
        } catch {
          try #require(faults.isDead, "seed \(seed): \(error)")
        }
        disk = running.restarted(after: faults.isDead ? end : .kill)
        guard faults.isDead else { continue }
        // Whatever the run says: a process that has died has said nothing.
        isLoaded = try loads(on: disk) > before
        deaths -= 1
      }
      let store = try ColumnStore(at: "/store", in: disk.restarted())
      let found = try StoredTrees(store, "d", "items").texts
      let wanted = model.rows.map(\.text).sorted()
      try #require(found == wanted, "seed \(seed)\n\(history.joined(separator: "\n"))")
    }
  }

  private func pipeline(
    on disk: SimulatedDisk,
    _ number: Int,
    _ seed: UInt64
  ) throws -> LoadPipeline<ColumnStore> {
    let clock = TestClock(microseconds: 1_700_000_000_000_000 + Int64(number) * 1_000_000)
    return LoadPipeline(
      "p",
      into: try ColumnStore(at: "/store", in: disk),
      dataset: "d",
      settings: .test(clock: clock, seed: seed &* 100 &+ UInt64(number)),
      workspace: Workspace(at: "/workspace", in: disk)
    )
  }

  /// How many loads are visible.
  private func loads(on disk: SimulatedDisk) throws -> Int {
    Self.loads(in: try ColumnStore(at: "/store", in: disk.restarted()))
  }

  private static func loads(in store: ColumnStore) -> Int {
    (try? store.table("d", "_dlt_loads").rowCount) ?? 0
  }
}
