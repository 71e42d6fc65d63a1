// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files of the package, as they lie in its folder.
enum SourceTree {
  /// A file of the package.
  struct File: CustomStringConvertible {
    /// Where it lies in the package: `Sources/Sluice/Values/Value.swift`.
    var path: String
    var text: String

    var description: String { path }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  /// The folder of the package, which is where the tests were compiled.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The library, scanned once for all tests.
  static let library = Result { try files(in: "Sources").map { ($0, SwiftCode($0.text)) } }

  /// The file at `path`.
  static func file(_ path: String) throws -> File {
    guard let data = try? Data(contentsOf: root.appending(path: path)) else {
      throw Missing(description: "The package has no file '\(path)'.")
    }
    return File(path: path, text: String(decoding: data, as: UTF8.self))
  }

  /// The files below `folder` whose names end with `ending`, without those that a build made.
  static func files(in folder: String, ending: String = ".swift") throws -> [File] {
    let place = root.appending(path: folder).path
    guard let found = FileManager.default.enumerator(atPath: place) else {
      throw Missing(description: "The package has no folder '\(folder)'.")
    }
    var names: [String] = []
    for case let name as String in found {
      if name.hasSuffix(".build") { found.skipDescendants() }
      if name.hasSuffix(ending) { names.append(name) }
    }
    return try names.sorted().map { try file("\(folder)/\($0)") }
  }
}
