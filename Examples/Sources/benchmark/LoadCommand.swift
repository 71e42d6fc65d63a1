// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Loads a file, several times if wanted, and prints what it took.
struct LoadCommand {
  private let input: InputFile
  private let into: String
  private let output: String?
  private let store: String?
  private let workspace: String?
  private let repetitions: Int
  private let contracts: [ContractChoice]
  private let columns: Int?
  private let cursor: String?

  init(_ options: Options) throws {
    input = try InputFile(options)
    into = try options.required("--into")
    (output, store) = (options["--output"], options["--store"])
    (workspace, cursor) = (options["--workspace"], options["--cursor"])
    repetitions = try options.count("--repeat", default: 1)
    contracts = try ContractChoice.list(options["--contract"])
    columns = try options["--columns"].map { _ in try options.count("--columns", default: 0) }
    _ = try Place(into, folder: "", storeFolder: store)
  }

  func run() async throws {
    let bytes = try Usage.fileSize(input.path)
    // What holds while the shape of the data does shows only where the shape is known.
    let known = Workspace.memory()
    if !contracts.isEmpty {
      _ = try await Place.nowhere.load(input.records, Setting(workspace: known))
    }
    for repetition in 1...repetitions {
      for choice in contracts {
        try await measure(repetition, bytes, Setting(choice: choice, workspace: known))
      }
      if contracts.isEmpty {
        let workspace = workspace.map { Workspace(at: $0) } ?? .memory()
        try await measure(repetition, bytes, Setting(workspace: workspace))
      }
    }
  }

  private func measure(_ repetition: Int, _ bytes: Int, _ setting: Setting) async throws {
    let temporary = TemporaryFolder()
    defer { temporary.remove() }
    let place = try Place(into, folder: output ?? temporary.path, storeFolder: store)
    var records = columns.map { input.records.maximumColumns($0) } ?? input.records
    if let cursor { records = records.incremental(cursor) }
    let loaded = records
    let (report, took) = try await Measurement.of {
      try await place.load(loaded, setting, dataset: "run_\(repetition)")
    }
    let line = [
      "\"input\":\(JSONText.quoted(input.path))",
      "\"run\":\(repetition)",
      "\"contract\":\(JSONText.quoted(setting.choice?.rawValue ?? ""))",
      "\"rows\":\(report.rows)",
      "\"bytes\":\(bytes)",
      "\"seconds\":\(JSONText.rounded(took.seconds, 6))",
      "\"cpu_seconds\":\(JSONText.rounded(took.cpuSeconds, 6))",
      "\"mb_per_s\":\(JSONText.rounded(Double(bytes) / 1e6 / took.seconds, 3))",
      "\"peak_rss_mb\":\(JSONText.rounded(Usage.peakBytes / 1e6, 3))",
      "\"tables\":\(report.tables.count { $0.rows > 0 })",
    ]
    print("{\(line.joined(separator: ","))}")
  }
}
