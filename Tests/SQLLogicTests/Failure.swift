// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A record that did not turn out as its script says.
struct Failure: Equatable, Sendable {
  var path: String
  var line: Int
  /// What went wrong, in a sentence or two.
  var problem: String
  var sql = ""
  var expected: [String]?
  var found: [String]?

  /// The failure on one line.
  var summary: String { "\(path):\(line): \(Self.bounded(problem, to: 300))" }

  /// The failure with the statement and the results, as far as they are of a size to be read.
  var details: String {
    var lines = [summary]
    if !sql.isEmpty { lines += Self.block("SQL", sql.split(separator: "\n").map(String.init)) }
    if let expected { lines += Self.block("expected", expected) }
    if let found { lines += Self.block("found", found) }
    return lines.joined(separator: "\n")
  }

  private static let mostLines = 12
  private static let mostCharacters = 200

  private static func block(_ title: String, _ lines: [String]) -> [String] {
    var block = ["  \(title)\(lines.isEmpty ? ": nothing" : ":")"]
    block += lines.prefix(mostLines).map { "    \(bounded($0, to: mostCharacters))" }
    if lines.count > mostLines { block.append("    … \(lines.count - mostLines) more lines") }
    return block
  }

  private static func bounded(_ text: String, to count: Int) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > count ? line.prefix(count) + "…" : line
  }
}
