// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Measures a merge into a table in memory, and prints one line of JSON.
struct MergeCommand {
  private static let batchSize = 4_096

  private let rows: Int
  private let updates: Int
  private let repetitions: Int
  private let strategy: MergeStrategy
  private let keepsUnchanged: Bool

  init(_ options: Options) throws {
    rows = try options.count("--rows", default: 1_000_000)
    updates = try options.count("--updates", default: 100_000)
    repetitions = try options.count("--repeat", default: 7)
    let name = options["--strategy"] ?? MergeStrategy.deleteInsert.description
    guard let strategy = MergeStrategy(name: name), strategy != .history else {
      let known = MergeStrategy.all.filter { $0 != .history }.map(\.description)
      throw UsageError("There is no '--strategy \(name)', only \(known.joined(separator: ", ")).")
    }
    self.strategy = strategy
    keepsUnchanged = options["--unchanged"] == "keep"
  }

  func run() async throws {
    var random = SeededGenerator(seed: 2_026)
    let base = Records("items", of: batches((0..<rows).map { $0 }, round: 0))
    var times: [Measurement] = []
    var growths: [Double] = []
    var touched = 0
    var changes = RowChanges()
    // The first round warms up.
    for round in 0...repetitions {
      let store = ColumnStore()
      let pipeline = LoadPipeline("merge", into: store, dataset: "bench")
      try await pipeline.run(base)
      // As many rows as are to be touched: nearly all of them are there already.
      var ids: [Int] = []
      for _ in 0..<updates { ids.append(random.below(rows + rows / 100)) }
      let loaded = batches(ids, round: round + 1)
      var rule = MergeRule()
      rule.skipsUnchanged = keepsUnchanged
      let records = Records("items", of: loaded).merge(on: "id", strategy: strategy, options: rule)
      Usage.forgetPeak()
      let before = Usage.residentBytes
      let (report, took) = try await Measurement.of { try await pipeline.run(records) }
      // The first round finds no memory that an earlier one has left behind.
      growths.append(Usage.peakBytes - before)
      guard round > 0 else { continue }
      times.append(took)
      touched = report["items"]?.bytes ?? 0
      changes = report["items"]?.changes ?? RowChanges()
    }
    print("{\(line(times, growths, touched, changes).joined(separator: ","))}")
  }

  private func line(
    _ times: [Measurement],
    _ growths: [Double],
    _ touched: Int,
    _ changes: RowChanges
  ) -> [String] {
    func middle(_ values: [Double]) -> Double {
      let sorted = values.sorted()
      return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
    }
    return [
      "\"rows\":\(rows)", "\"updates\":\(updates)",
      "\"strategy\":\(JSONText.quoted(strategy.description))",
      "\"rounds\":\(repetitions)",
      "\"seconds\":\(JSONText.rounded(middle(times.map(\.seconds)), 4))",
      "\"cpu_seconds\":\(JSONText.rounded(middle(times.map(\.cpuSeconds)), 4))",
      "\"least_cpu_seconds\":\(JSONText.rounded(times.map(\.cpuSeconds).min() ?? 0, 4))",
      "\"touched_mb\":\(JSONText.rounded(Double(touched) / 1e6, 2))",
      "\"growth_mb\":\(JSONText.rounded((growths.max() ?? 0) / 1e6, 2))",
      "\"inserted\":\(changes.inserted)", "\"updated\":\(changes.updated)",
      "\"deleted\":\(changes.deleted)", "\"unchanged\":\(changes.unchanged)",
    ]
  }

  /// Rows with these ids; what they hold depends on the id and the round.
  private func batches(_ ids: [Int], round: Int) -> [Batch] {
    stride(from: 0, to: ids.count, by: Self.batchSize).map { start in
      let part = ids[start..<min(start + Self.batchSize, ids.count)]
      let (id, customer) = (VectorBuilder(.bigint), VectorBuilder(.bigint))
      let (amount, city) = (VectorBuilder(.double), VectorBuilder(.text))
      let (status, email) = (VectorBuilder(.text), VectorBuilder(.text))
      for number in part {
        let other = (number &* 7_919 &+ round) % 1_000_000
        id.append(Int64(number))
        customer.append(Int64(other))
        amount.append(Double(other) / 100)
        city.append(Words.cities[other % Words.cities.count])
        status.append(Words.states[other % Words.states.count])
        email.append("customer.\(other)@example.org")
      }
      return Batch([
        "id": id.finish(), "customer": customer.finish(), "amount": amount.finish(),
        "city": city.finish(), "status": status.finish(), "email": email.finish(),
      ])
    }
  }
}
