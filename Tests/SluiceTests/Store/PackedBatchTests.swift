// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct PackedBatchTests {
  private static let samples: [(DataType, Value)] = [
    (.bool, true), (.bigint, 7), (.double, 1.5), (.date, .date(CalendarDate(days: 3))),
    (.timestamp, .timestamp(Timestamp(microseconds: 5))), (.decimal, .decimal(ExactDecimal(12))),
    (.wei, .wei(ExactDecimal(99))), (.text, "word"), (.json, ["a", 1]), (.binary, .binary([1, 2])),
  ]

  @Test(arguments: [0, 1, 63, 64, 65, 128, 200], 0..<6 as Range<UInt64>)
  func `a batch comes out as it went in`(count: Int, seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let vectors = try Self.samples.map { type, sample in
      let builder = VectorBuilder(type)
      let share = Int.random(in: 0...10, using: &random)
      for _ in 0..<count {
        try builder.append(Int.random(in: 0..<10, using: &random) < share ? sample : .null)
      }
      return builder.finish()
    }
    let names = vectors.indices.map { "c\($0)" }
    let batch = Batch(names: names, vectors: vectors, rowCount: count)
    let read = PackedBatch(batch).batch
    #expect(read.records == batch.records)
    #expect(read.vectors.map(\.validity) == batch.vectors.map(\.validity))
    #expect(read.vectors.map(\.type) == batch.vectors.map(\.type))
  }
}
