// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The folder in which the system has programs keep their state.
enum StandardFolder {
  /// The folder for a program called `name`.
  static func path(for name: String) throws(LoadError) -> String {
    #if !canImport(Darwin)
    if let folder = variable("XDG_STATE_HOME"), folder.hasPrefix("/") { return "\(folder)/\(name)" }
    #endif
    guard let home = variable("HOME") else {
      throw LoadError(
        .invalidConfiguration,
        "There is no home folder to keep a workspace in: the variable HOME is not set. Name a folder, "
          + "as in 'Workspace(at: path)'."
      )
    }
    #if canImport(Darwin)
    return "\(home)/Library/Application Support/\(name)"
    #else
    return "\(home)/.local/state/\(name)"
    #endif
  }

  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
