// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// Random backfills whose processes die in the middle of a window, against a set of numbers.
@Suite(.serialized) struct BackfillModelTests {
  @Test(arguments: ModelSeeds.all)
  func `every number of the ranges is there once, whenever a process dies`(
    seed: UInt64
  ) async throws {
    var random = SeededGenerator(seed: seed)
    var loads = MortalLoads(seed)
    var wanted: Set<Int64> = []
    for number in 1...Int.random(in: 1...3, using: &random) {
      let start = Int64.random(in: 0...30, using: &random)
      let end = start + Int64.random(in: 1...12, using: &random)
      let width = Int64.random(in: 1...5, using: &random)
      wanted.formUnion(start..<end)
      try await loads.load(number, using: &random) { process in
        // Whatever an earlier process has left: no number is there twice.
        let left = Self.values(in: process.destination)
        try #require(Set(left).count == left.count, "seed \(seed)")
        try await process.backfill(
          Self.numbers,
          from: .integer(start),
          to: .integer(end),
          by: .count(width)
        )
      }
      try #require(Self.values(in: loads.store) == wanted.sorted(), "seed \(seed)")
    }
    let windows = try loads.store.table("d", "_sluice_backfills")
    let records = windows["records"]?.compactMap(\.int64) ?? []
    try #require(records.reduce(0, +) == Int64(wanted.count), "seed \(seed)")
  }

  /// A source that can be asked for a range, and sends it number by number.
  private static let numbers = Records("t") { output in
    let start = try output.cursor.startValue(as: Int64.self) ?? 0
    let end = try output.cursor.endValue(as: Int64.self) ?? 0
    for n in start..<end { try await output.send(["n": .int(n)] as Record) }
  }
  .incremental("n", as: Int64.self)

  private static func values(in store: ColumnStore) -> [Int64] {
    ((try? store.table("d", "t"))?["n"]?.compactMap(\.int64) ?? []).sorted()
  }
}
