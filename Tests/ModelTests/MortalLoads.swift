// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// Loads into a store on a disk, by processes that die on the way until one has come to its end.
struct MortalLoads {
  /// A process that runs.
  typealias Process = LoadPipeline<ColumnStore>

  let seed: UInt64
  /// After how many rows a run is cut.
  var rowsPerLoad: Int?
  /// How often processes have died.
  private(set) var deaths = 0
  private var disk = SimulatedDisk()

  /// Loads whose faults and ids come from `seed`.
  init(_ seed: UInt64, rowsPerLoad: Int? = nil) {
    self.seed = seed
    self.rowsPerLoad = rowsPerLoad
  }

  /// The store as another process opens it.
  var store: ColumnStore { get throws { try ColumnStore(at: "/store", in: disk.restarted()) } }

  /// Makes a load, which may be begun by several processes.
  mutating func load(
    _ number: Int,
    using random: inout SeededGenerator,
    _ body: (Process) async throws -> Void
  ) async throws {
    var deathsToCome = Int.random(in: 0...2, using: &random)
    while true {
      let kind: Fault.Kind = Bool.random(using: &random) ? .dies : .diesHalfway
      let fault = Fault(kind, at: Int.random(in: 1...90, using: &random))
      let faults = Faults(deathsToCome > 0 ? fault : nil)
      let end = SimulatedDisk.End.all.randomElement(using: &random) ?? .kill
      let running = disk.restarted(after: .kill, faults)
      do {
        try await body(process(on: running, number))
      } catch {
        if !faults.isDead { throw error }
      }
      // Whatever the body says: a process that has died has said nothing.
      disk = running.restarted(after: faults.isDead ? end : .kill)
      guard faults.isDead else { return }
      deaths += 1
      deathsToCome -= 1
    }
  }

  /// Makes a load once, though the source would send the same rows again.
  mutating func loadOnce(
    _ source: some Source,
    _ number: Int,
    using random: inout SeededGenerator
  ) async throws {
    let before = Self.loads(in: try store)
    try await load(number, using: &random) { process in
      // What waits may be this very load.
      try await process.load()
      if Self.loads(in: process.destination) == before { try await process.run(source) }
    }
  }

  private func process(on disk: SimulatedDisk, _ number: Int) throws -> Process {
    let clock = TestClock(microseconds: 1_700_000_000_000_000 + Int64(number) * 1_000_000)
    var settings = PipelineSettings.test(clock: clock, seed: seed &* 100 &+ UInt64(number))
    settings.packageLimit = rowsPerLoad.map { PackageLimit(rows: $0) }
    return LoadPipeline(
      "p",
      into: try ColumnStore(at: "/store", in: disk),
      dataset: "d",
      settings: settings,
      workspace: Workspace(at: "/workspace", in: disk)
    )
  }

  /// How many loads are visible.
  private static func loads(in store: ColumnStore) -> Int {
    (try? store.table("d", "_dlt_loads").rowCount) ?? 0
  }
}
