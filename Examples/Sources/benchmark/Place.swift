// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Sluice

/// Where rows go.
enum Place {
  /// Tables in memory, or in a folder.
  case store(folder: String?)
  case files(FileDestination.Format, folder: String)
  case nowhere

  /// The place called `name`; what it keeps in files goes into `folder`.
  init(_ name: String, folder: String, storeFolder: String? = nil) throws {
    switch name {
    case "store": self = .store(folder: storeFolder)
    case "null": self = .nowhere
    case "jsonl": self = .files(.jsonl, folder: folder)
    case "csv": self = .files(.csv, folder: folder)
    default: throw UsageError("There is no place '\(name)': store, jsonl, csv or null.")
    }
  }

  /// Loads rows there.
  func load(_ records: Records, _ setting: Setting, dataset: String? = nil) async throws
    -> RunReport
  {
    switch self {
    case .store(let folder):
      let store = try folder.map { try ColumnStore(at: $0) } ?? ColumnStore()
      return try await setting.pipeline(into: store, dataset: dataset).run(records)
    case .files(let format, let folder):
      let destination = FileDestination(at: folder, format: format)
      return try await setting.pipeline(into: destination, dataset: dataset).run(records)
    case .nowhere:
      return try await setting.pipeline(into: ClosureDestination { _, _ in }).run(records)
    }
  }
}

/// A folder that goes when its work is done.
struct TemporaryFolder {
  let path: String

  /// Names a folder that is not there yet, below `parent` or where the system has such folders.
  init(in parent: String? = nil) {
    let name = "benchmark-\(UUID())"
    path =
      parent.map { "\($0)/\(name)" }
      ?? FileManager.default.temporaryDirectory.appendingPathComponent(name).path
  }

  /// Removes the folder with all that is in it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Records of a file that ends with .jsonl, .json or .csv.
struct InputFile {
  let path: String
  private let table: String
  private let isCSV: Bool

  init(_ options: Options) throws {
    path = try options.required("--input")
    let file = path.split(separator: "/").last ?? ""
    let ending = file.split(separator: ".").last.map { String($0) }
    guard ["jsonl", "json", "csv"].contains(ending) else {
      throw UsageError("'\(path)' has to end with .jsonl, .json or .csv.")
    }
    isCSV = ending == "csv"
    table = options["--table"] ?? String(file.prefix { $0 != "." })
  }

  /// What the file holds.
  var records: Records {
    let file = FileBytes(path)
    return isCSV ? Records(table, csv: file) : Records(table, json: file)
  }
}
