// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What was typed, also in earlier runs: it is kept in `~/.sluice_history`.
struct History {
  private(set) var entries: [String] = []
  private let path: String?

  private static let limit = 1_000

  init() {
    path = Terminal.home.map { "\($0)/.sluice_history" }
    guard let path, let text = TextFile.read(path) else { return }
    entries = text.split(separator: "\n").suffix(Self.limit).map(String.init)
  }

  /// Adds what was typed, on one line.
  mutating func add(_ text: String) {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard !line.isEmpty, line != entries.last else { return }
    entries.append(line)
    if let path { TextFile.append("\(line)\n", to: path) }
  }
}
