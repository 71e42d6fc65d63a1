// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SluiceTesting
import Testing

@testable import Sluice

/// Random sequences of loads, compared with a model that is a list of rows and loops over it.
///
/// `SLUICE_MERGE_SEEDS` says how many sequences there are, 150 if it is not set.
@Suite(.serialized) struct MergePropertyTests {
  static let seeds = Array(
    0..<(ProcessInfo.processInfo.environment["SLUICE_MERGE_SEEDS"].flatMap { UInt64($0) } ?? 150)
  )

  @Test(arguments: seeds)
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

extension ModelLoad {
  fileprivate static func random(_ number: Int, using random: inout SeededGenerator) -> ModelLoad {
    let kind = Kind.allCases.randomElement(using: &random) ?? .append
    var load = ModelLoad(
      kind: kind,
      sorted: [nil, nil, .ascending, .descending][Int.random(in: 0..<4, using: &random)],
      rows: [],
      page: Int.random(in: 1...4, using: &random),
      number: number
    )
    let deletes = kind != .append && kind != .replace
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      var row = ModelRow()
      func maybe(_ upTo: Int64, _ share: Int) -> Int64? {
        Int.random(in: 0..<10, using: &random) < share
          ? Int64.random(in: 0...upTo, using: &random) : nil
      }
      row.key = maybe(3, 9)
      row.word = maybe(1, 9).map { ["a", "b"][Int($0)] }
      row.day = kind == .window ? 1 : maybe(2, 8)
      row.value = maybe(2, 8)
      row.rank = maybe(2, 7)
      row.isDeleted = deletes ? maybe(4, 5).map { $0 == 0 } : nil
      if kind == .window { row.isDeleted = nil }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let numbers = (0..<Int.random(in: 0...2, using: &random)).map { _ in
          Int64.random(in: 0...1, using: &random)
        }
        row.elements.append(
          ModelRow.Element(x: Int64.random(in: 0...1, using: &random), numbers: numbers)
        )
      }
      load.rows.append(row)
    }
    return load
  }
}
