// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Some of the rows, by chance, in their order.
struct SampleStep: PhysicalStep {
  let input: any PhysicalStep
  let size: SampleSize

  var columns: [PlanColumn] { input.columns }
  var title: String { "Sample" }
  var details: [String] { ["\(size.amount)\(size.isPercent ? " %" : " rows")"] }
  var inputs: [any PhysicalStep] { [input] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let seed = size.seed ?? UInt64.random(in: .min ... .max)
    guard size.isExact else {
      // Each consumer has its own series, which is the same whenever the seed is.
      var number: UInt64 = 0
      return try input.run(query) {
        number &+= 1
        let series = RandomSeries(seed: seed &+ number &* 0xD1B5_4A32_D192_ED03)
        return ChanceConsumer(size.amount / 100, series, try makeConsumer())
      }
    }
    let rows = try input.stored(query, as: "the rows of a sample")
    let share = size.isPercent ? (Double(rows.count) * size.amount / 100).rounded() : size.amount
    let wanted = share < Double(rows.count) ? Int(share) : rows.count
    let chosen = Self.chosen(wanted, of: rows.count, RandomSeries(seed: seed))
    try rows.run(chosen, query, makeConsumer)
  }

  /// So many numbers of rows: each is taken with the chance that it has among those that are left.
  private static func chosen(_ wanted: Int, of count: Int, _ series: RandomSeries) -> Selection {
    var series = series
    let rows = Selection(capacity: wanted)
    for row in 0..<count where rows.count < wanted {
      let left = Double(count - row)
      guard series.next() * left < Double(wanted - rows.count) else { continue }
      rows.rows[rows.count] = UInt32(row)
      rows.count += 1
    }
    return rows
  }
}

/// Hands on each row with the same chance.
private final class ChanceConsumer: ChunkConsumer {
  private let chance: Double
  private var series: RandomSeries
  private let next: any ChunkConsumer

  init(_ chance: Double, _ series: RandomSeries, _ next: any ChunkConsumer) {
    self.chance = chance
    self.series = series
    self.next = next
  }

  func consume(_ chunk: Chunk) throws -> Bool {
    let rows = Selection(capacity: chunk.count)
    for row in 0..<chunk.count where series.next() < chance {
      rows.rows[rows.count] = UInt32(row)
      rows.count += 1
    }
    guard rows.count > 0 else { return true }
    return try next.consume(chunk.picking(rows))
  }

  func finish() throws { try next.finish() }
}
