// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Test data that is kept beside the package, not in it.
enum SharedSuites {
  /// The folder `suites/<name>` under `$SLUICE_SHARED`, or under a `shared` folder near the package.
  static func folder(_ name: String) -> URL? {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    var places: [URL] = []
    if let set = ProcessInfo.processInfo.environment["SLUICE_SHARED"] {
      places.append(URL(filePath: set))
    }
    places.append(package.appending(path: "../shared"))
    places.append(package.appending(path: "../../shared"))
    return places.map { $0.appending(path: "suites/\(name)").standardized }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// The files of a suite by name, in order; none if the suite is not there.
  static func files(_ name: String) -> [(name: String, bytes: [UInt8])] {
    guard let folder = folder(name),
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    else { return [] }
    return names.sorted().compactMap { name in
      (try? Data(contentsOf: folder.appending(path: name))).map { (name, Array($0)) }
    }
  }
}
