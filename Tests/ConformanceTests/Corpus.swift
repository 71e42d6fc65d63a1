// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

/// The recorded behaviour of dlt: cases of whole loads, and lists of single facts.
///
/// Read from the folder that `CONFORMANCE_CASES` names, or from the project's own copy. Every file
/// in `cases` and `flat` counts, whatever the index says; the project's own copy has more cases in
/// `own`, recorded from dlt in the same way.
enum Corpus {
  /// Whether the cases are those of the project's own copy.
  static var isOwn: Bool { setting("CONFORMANCE_CASES") == nil }

  /// Where the cases are.
  static let folder: URL = {
    if let path = setting("CONFORMANCE_CASES") { return URL(fileURLWithPath: path) }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Corpus")
  }()

  /// What the index says. Not every folder has one.
  static var index: Value {
    get throws { try value(in: folder.appendingPathComponent("index.json")) }
  }

  /// Where outcomes go, or `nil` if nobody wants them.
  static let outcomes = setting("CONFORMANCE_OUT").map { URL(fileURLWithPath: $0) }

  /// The cases of whole loads, by name.
  static let cases = isOwn ? recorded + own : recorded

  /// Those of them that the index lists.
  static let recorded: [CaseFile] = files(in: "cases").map { CaseFile(file: $0) }

  /// Those that were added to the project's own copy.
  private static let own: [CaseFile] = files(in: "own/cases").map { CaseFile(file: $0) }

  /// The entries of the lists of single facts.
  static let facts: [Fact] = files(in: "flat").flatMap { Fact.all(in: $0) }

  /// How many cases there are: files of cases, and entries of the lists.
  static var count: Int { cases.count + facts.count }

  private static func setting(_ name: String) -> String? {
    let value = ProcessInfo.processInfo.environment[name] ?? ""
    return value.isEmpty ? nil : value
  }

  private static func files(in name: String) -> [URL] {
    let folder = folder.appendingPathComponent(name)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { folder.appendingPathComponent($0) }
  }

  /// The value in a file; keys keep their order, and integers stay apart from doubles.
  static func value(in file: URL) throws -> Value {
    try Value(json: Array(Data(contentsOf: file)))
  }

  /// Writes an outcome to the folder of outcomes, if there is one.
  static func write(_ outcome: Value, to path: String) throws {
    guard let file = outcomes?.appendingPathComponent(path) else { return }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    var bytes = JSONWriter().bytes(outcome)
    bytes.append(0x0A)
    try Data(bytes).write(to: file)
  }
}

/// A file with a case of a whole load. What it holds is read where it is run.
struct CaseFile: Sendable, CustomStringConvertible {
  let file: URL
  var name: String { file.deletingPathExtension().lastPathComponent }
  var description: String { name }
}

/// Something that is wrong with the corpus, not with the library.
struct Unreadable: Error, CustomStringConvertible {
  var description: String

  init(_ what: String) { description = "The corpus has \(what), which the tests cannot read." }
}
