// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The scripts of other projects, of which none is part of this one.
struct Corpus: Sendable {
  /// The scripts, folder by folder, by name.
  var paths: [String]

  /// The scripts that `SQLLOGIC_FILES` names, or else those beside the package, or `nil`.
  ///
  /// The variable holds scripts and folders with colons in between.
  static func named(by environment: [String: String]) -> Corpus? {
    let names = (environment["SQLLOGIC_FILES"] ?? "").split(separator: ":").map(String.init)
    if !names.isEmpty { return Corpus(names) }
    let beside = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/suites/sqllogic").standardizedFileURL.path
    return FileManager.default.fileExists(atPath: beside) ? Corpus([beside]) : nil
  }

  /// What to say where there is none.
  static let absence = "No scripts: SQLLOGIC_FILES names none, and '../shared/suites' is not there."

  init(_ names: [String]) {
    paths = names.flatMap { Self.scripts(in: $0) }
  }

  private static let endings = [".test", ".test_slow", ".test_coverage", ".slt"]

  private static func scripts(in name: String) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder),
      isFolder.boolValue
    else { return [name] }
    let names = FileManager.default.enumerator(atPath: name)?.compactMap { $0 as? String } ?? []
    return names.filter { name in endings.contains { name.hasSuffix($0) } }
      .sorted { Cells.order($0, $1) < 0 }
      .map { "\(name)/\($0)" }
  }
}
