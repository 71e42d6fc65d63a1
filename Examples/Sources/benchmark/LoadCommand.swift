// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Sluice

/// Loads a file, several times if wanted, and prints what it took.
struct LoadCommand {
  private enum Place { case store, files(FileDestination.Format, folder: String?), nowhere }

  private let input: String
  private let isCSV: Bool
  private let table: String
  private let place: Place
  private let repetitions: Int
  private let contracts: [ContractChoice]
  private let columns: Int?

  init(_ options: Options) throws {
    input = try options.required("--input")
    let file = input.split(separator: "/").last ?? ""
    let ending = file.split(separator: ".").last.map { String($0) }
    guard ["jsonl", "json", "csv"].contains(ending) else {
      throw UsageError("'\(input)' has to end with .jsonl, .json or .csv.")
    }
    isCSV = ending == "csv"
    table = options["--table"] ?? String(file.prefix { $0 != "." })
    repetitions = try options.count("--repeat", default: 1)
    contracts = try ContractChoice.list(options["--contract"])
    columns = try options["--columns"].map { _ in try options.count("--columns", default: 0) }
    let place = try options.required("--into")
    switch place {
    case "store": self.place = .store
    case "null": self.place = .nowhere
    case "jsonl": self.place = .files(.jsonl, folder: options["--output"])
    case "csv": self.place = .files(.csv, folder: options["--output"])
    default: throw UsageError("There is no place '\(place)': store, jsonl, csv or null.")
    }
  }

  func run() async throws {
    let bytes = try Usage.fileSize(input)
    let workspace = Workspace()
    // What holds while the shape of the data does shows only where the shape is known.
    if !contracts.isEmpty { try await prepare(workspace) }
    for repetition in 1...repetitions {
      for choice in contracts {
        try await measure(repetition, bytes, Setting(choice: choice, workspace: workspace))
      }
      if contracts.isEmpty { try await measure(repetition, bytes, Setting()) }
    }
  }

  /// Loads the file once, for its shape.
  private func prepare(_ workspace: Workspace) async throws {
    let file = FileBytes(input)
    let records = isCSV ? Records(table, csv: file) : Records(table, json: file)
    let drop = ClosureDestination { _, _ in }
    try await LoadPipeline("benchmark", into: drop, workspace: workspace).run(records)
  }

  private func measure(_ repetition: Int, _ bytes: Int, _ setting: Setting) async throws {
    let cpu = Usage.cpuSeconds
    let clock = ContinuousClock()
    let start = clock.now
    let report = try await load(repetition, setting)
    let seconds = (clock.now - start) / .seconds(1)
    let line = [
      "\"input\":\(Self.quoted(input))",
      "\"run\":\(repetition)",
      "\"contract\":\(Self.quoted(setting.choice?.rawValue ?? ""))",
      "\"rows\":\(report.rows)",
      "\"bytes\":\(bytes)",
      "\"seconds\":\(Self.rounded(seconds, 6))",
      "\"cpu_seconds\":\(Self.rounded(Usage.cpuSeconds - cpu, 6))",
      "\"mb_per_s\":\(Self.rounded(Double(bytes) / 1e6 / seconds, 3))",
      "\"peak_rss_mb\":\(Self.rounded(Usage.peakBytes / 1e6, 3))",
      "\"tables\":\(report.tables.count { $0.rows > 0 })",
    ]
    print("{\(line.joined(separator: ","))}")
  }

  private func load(_ repetition: Int, _ setting: Setting) async throws -> RunReport {
    let file = FileBytes(input)
    var records = isCSV ? Records(table, csv: file) : Records(table, json: file)
    if let columns { records = records.maximumColumns(columns) }
    switch place {
    case .store:
      return try await setting.pipeline(into: ColumnStore()).run(records)
    case .files(let format, let folder):
      let files = FileManager.default
      let temporary = files.temporaryDirectory.appendingPathComponent("benchmark-\(UUID())").path
      defer { if folder == nil { try? files.removeItem(atPath: temporary) } }
      let destination = FileDestination(at: folder ?? temporary, format: format)
      return try await setting.pipeline(into: destination, dataset: "run_\(repetition)")
        .run(records)
    case .nowhere:
      let drop = ClosureDestination { _, _ in }
      return try await setting.pipeline(into: drop).run(records)
    }
  }

  private static func rounded(_ number: Double, _ digits: Int) -> Double {
    var power = 1.0
    for _ in 0..<digits { power *= 10 }
    return (number * power).rounded() / power
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
