// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Finds the files that a script names.
enum SearchPath {
  /// The file that the script at `script` means by `name`, or `nil` if there is none.
  ///
  /// Names start at the root of the collection, which is a folder above the script. Only a part of
  /// it may be here, so the first folders of the name may be missing.
  static func file(_ name: String, of script: String) -> String? {
    if name.hasPrefix("/") { return exists(name) ? name : nil }
    var folder = URL(fileURLWithPath: script).deletingLastPathComponent().standardizedFileURL
    let parts = name.split(separator: "/").map(String.init)
    while true {
      for first in parts.indices {
        let path = folder.appendingPathComponent(parts[first...].joined(separator: "/")).path
        if exists(path) { return path }
      }
      guard folder.path != "/" else { return nil }
      folder.deleteLastPathComponent()
    }
  }

  private static func exists(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }
}
