// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Measures the queries of TPC-H on tables that are read from CSV files, and prints one line of JSON for
/// each query.
struct TPCHCommand {
  private let scale: String
  private let folder: String
  private let queries: String
  private let repetitions: Int
  private let threads: Int?
  private let wanted: [Int]

  init(_ options: Options) throws {
    scale = options["--scale"] ?? "1"
    folder = options["--data"] ?? "tpch/sf\(scale)"
    queries = options["--queries"] ?? "../shared/suites/tpch/queries"
    repetitions = try options.count("--repeat", default: 5)
    threads = try options["--threads"].map { _ in try options.count("--threads", default: 1) }
    wanted =
      try options["--only"].map { text in
        try text.split(separator: ",").map { part in
          guard let number = Int(part), (1...22).contains(number) else {
            throw UsageError(
              "'--only' has numbers from 1 to 22, with commas between, not '\(text)'."
            )
          }
          return number
        }
      } ?? Array(1...22)
  }

  /// Loads the tables, and asks all queries.
  func run() async throws {
    let store = ColumnStore()
    let (_, loading) = try await Measurement.of {
      for table in TPCHTable.all {
        let batches = try table.batches(inFile: "\(folder)/\(table.name).csv")
        let pipeline = LoadPipeline("tpch", into: store, dataset: "tpch")
        try await pipeline.run(Records(table.name, of: batches))
      }
    }
    print(
      "{\"scale\":\(scale),\"load_seconds\":\(JSONText.rounded(loading.seconds, 3)),"
        + "\"peak_rss_mb\":\(JSONText.rounded(Usage.peakBytes / 1e6, 1))}"
    )
    let connection = store.connect()
    if let threads { try connection.query("SET threads = \(threads)") }
    for number in wanted {
      let name = number < 10 ? "q0\(number)" : "q\(number)"
      let text = try TextFile.text("\(queries)/\(name).sql")
      var rows = 0
      var times: [Measurement] = []
      for _ in 0..<repetitions {
        let (count, took) = try await Measurement.of {
          try connection.query(text).rowCount
        }
        rows = count
        times.append(took)
      }
      print("{\(line(name, rows, times).joined(separator: ","))}")
    }
  }

  private func line(_ name: String, _ rows: Int, _ times: [Measurement]) -> [String] {
    func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] * 1_000 }
    return [
      "\"query\":\(JSONText.quoted(name))", "\"rows\":\(rows)",
      "\"ms\":\(JSONText.rounded(middle(times.map(\.seconds)), 2))",
      "\"cpu_ms\":\(JSONText.rounded(middle(times.map(\.cpuSeconds)), 2))",
      "\"first_ms\":\(JSONText.rounded(times[0].seconds * 1_000, 2))",
    ]
  }
}
