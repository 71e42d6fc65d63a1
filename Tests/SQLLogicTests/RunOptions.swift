// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How scripts are run.
struct RunOptions: Sendable {
  /// The variables of the environment that `require-env` and `test-env` ask for.
  var environment: [String: String] = [:]
  /// How many scripts are run side by side.
  var concurrentScripts = 2
  /// How many failures of a script are reported with all they have; the others get a line each.
  var detailedFailures = 20
  /// Whether an error has to have the message that is expected, or may have any.
  var comparesMessages = false
  /// Is told of every record before it is run: the way to find the one that ends the process.
  var trace: (@Sendable (_ path: String, _ line: Int) -> Void)?
  /// Waits where a script says `sleep`.
  var sleep: @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
}

extension RunOptions {
  /// The options that the environment asks for.
  ///
  /// `SQLLOGIC_DETAILS` is the count of failures of a script that are reported at length,
  /// `SQLLOGIC_JOBS` the count of scripts side by side. With `SQLLOGIC_MESSAGES`, errors need to
  /// have the message that is expected. With `SQLLOGIC_TRACE`, every record is named before it is
  /// run.
  init(environment: [String: String]) {
    self.init()
    self.environment = environment
    if let count = environment["SQLLOGIC_DETAILS"].flatMap({ Int($0) }) { detailedFailures = count }
    if let count = environment["SQLLOGIC_JOBS"].flatMap({ Int($0) }) { concurrentScripts = count }
    comparesMessages = environment["SQLLOGIC_MESSAGES"] != nil
    if environment["SQLLOGIC_TRACE"] != nil {
      trace = { path, line in
        FileHandle.standardError.write(Data("\(path):\(line)\n".utf8))
      }
    }
  }
}
