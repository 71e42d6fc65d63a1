// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Random sequences of loads, compared with a model that is a list of rows and loops over it.
@Suite(.serialized) struct MergePropertyTests {
  @Test(arguments: ModelSeeds.all)
  func `tables are what a simple model says, and a store that is opened again holds the same`(
    seed: UInt64
  ) async throws {
    var random = SeededGenerator(seed: seed)
    let disk = MemoryFileSystem()
    // Every eighth sequence goes into a store in memory, too.
    let memory = seed % 8 == 0 ? ColumnStore() : nil
    var model = MergeModel()
    var limits = Limits()
    if Bool.random(using: &random) { limits.batchSize = .bytes(1) }
    var history: [String] = []
    var store = try ColumnStore(at: "/store", in: disk)
    for number in 1...Int.random(in: 2...4, using: &random) {
      let load = ModelLoad.random(number, using: &random)
      history.append("\(load.kind) \(load.sorted.map { "\($0)" } ?? "") \(load.rows.map(\.text))")
      model.apply(load)
      for store in [memory, store].compactMap({ $0 }) {
        let moment = 1_700_000_000_000_000 + Int64(number) * 1_000_000
        let clock = TestClock(microseconds: moment)
        let settings = PipelineSettings.test(clock: clock, seed: seed &* 100 &+ UInt64(number))
        _ = try await LoadPipeline(
          "p",
          into: store,
          dataset: "d",
          limits: limits,
          settings: settings
        )
        .run(load.source)
      }
      let found = try StoredTrees(store, "d", "items").texts
      let wanted = model.rows.map(\.text).sorted()
      try #require(found == wanted, "seed \(seed)\n\(history.joined(separator: "\n"))")
      let before = Self.contents(of: store)
      if let memory { try #require(Self.contents(of: memory) == before, "seed \(seed)") }
      guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
      if Bool.random(using: &random) { try store.compact() }
      store = ColumnStore()
      store = try ColumnStore(at: "/store", in: disk)
      try #require(Self.contents(of: store) == before, "seed \(seed)")
    }
  }

  private static func contents(of store: ColumnStore) -> [String: [Record]] {
    let tables = store.tables(in: "d").map { ($0, (try? store.table("d", $0).records) ?? []) }
    return Dictionary(tables, uniquingKeysWith: { first, _ in first })
  }
}
