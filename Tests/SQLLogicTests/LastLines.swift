// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// Lines that are printed as the last thing that the process does, behind what the tests say.
final class LastLines: Sendable {
  static let shared = LastLines()
  private let lines = Mutex<[String]>([])

  private init() {
    // The tests tell their story on another stream, and whoever joins the two may turn them round:
    // from here on it is one stream.
    dup2(STDOUT_FILENO, STDERR_FILENO)
    // Only at the exit nothing else can print any more, however many tests run side by side.
    atexit { LastLines.shared.write() }
  }

  func append(_ more: [String]) { lines.withLock { $0 += more } }

  private func write() {
    // What is still in the buffers of the C library comes first.
    fflush(nil)
    let text = lines.withLock { $0 }.map { $0 + "\n" }.joined()
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
