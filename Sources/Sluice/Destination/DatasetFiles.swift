// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where the files of a dataset lie.
struct DatasetFiles: Sendable {
  /// The folder of the dataset.
  let folder: String
  let disk: any FileSystem

  /// Where loads gather their files before the commit.
  var asides: String { "\(folder)/.loading" }
  /// Where the files of a load gather before the commit.
  func aside(_ load: String) -> String { "\(asides)/\(load)" }
  /// The folder of a table.
  func table(_ name: String) -> String { "\(folder)/\(Self.fileName(name))" }

  /// The record of a load.
  func record(_ schema: String, _ load: String) -> String {
    "\(table(SystemTable.loads))/\(Self.fileName(schema))__\(load).jsonl"
  }

  /// What a load did, table by table.
  func ledger(_ schema: String, _ load: String) -> String {
    "\(table(SystemTable.ledger))/\(Self.fileName(schema))__\(load).jsonl"
  }

  /// Where the changes of the schema are that a load brought.
  func changes(_ schema: String, _ load: String) -> String {
    "\(table(SystemTable.changes))/\(Self.fileName(schema))__\(load).jsonl"
  }

  /// A version of a schema, which a load brought.
  func version(_ schema: String, _ load: String, hash: String) -> String {
    let owner = Self.fileName(schema)
    return "\(table(SystemTable.versions))/\(owner)__\(load)__\(Self.hashName(hash)).jsonl"
  }

  /// The state of a pipeline, which a load brought.
  func state(_ pipeline: String, _ load: String, hash: String) -> String {
    let owner = Self.fileName(pipeline)
    return "\(table(SystemTable.state))/\(owner)__\(load)__\(Self.hashName(hash)).jsonl"
  }

  /// Says of which version the layout is. dlt takes the folder for a dataset if it is there.
  var initial: String { "\(folder)/init" }
  /// Version 2 of dlt's layout: files that are compressed end in `.gz`.
  static let initialText = #"{"initial_version":2,"current_version":2}"#

  /// Whether there is a dataset: a folder alone is none.
  var isThere: Bool { disk.exists(initial) || disk.exists(table(SystemTable.loads)) }

  /// A path below the folder of the dataset, without that folder.
  func relative(_ path: String) -> String { String(path.dropFirst(folder.count + 1)) }

  /// The path that ``relative(_:)`` has made shorter.
  func absolute(_ path: String) -> String { "\(folder)/\(path)" }

  /// The hash of a schema in the name of a file: hexadecimal, as base64 may hold slashes.
  static func hashName(_ hash: String) -> String {
    guard let bytes = Base64.bytes(of: hash) else { return fileName(hash) }
    return bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
  }

  /// A name that a file can have: a slash, and a point in the first place, are written as `%2F`.
  static func fileName(_ name: String) -> String {
    var result = name.split(separator: "/", omittingEmptySubsequences: false)
      .joined(separator: "%2F")
    if result.hasPrefix(".") { result = "%2E" + result.dropFirst() }
    return result
  }
}
