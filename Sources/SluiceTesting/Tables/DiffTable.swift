// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lines of a difference, with aligned columns.
struct DiffTable: CustomStringConvertible {
  /// What a line tells.
  enum Line {
    case same
    case missing
    case surplus
    /// Marks cells of the line above.
    case marks

    var sign: String {
      switch self {
      case .same, .marks: " "
      case .missing: "-"
      case .surplus: "+"
      }
    }
  }

  private static let longestCell = 60

  private let header: [String]
  private var lines: [(line: Line, cells: [String])] = []

  init(_ header: [String]) { self.header = header }

  /// Whether any line tells of a difference.
  var hasDifferences: Bool { lines.contains { $0.line == .missing || $0.line == .surplus } }

  /// Adds a line, which has as many cells as the header.
  mutating func add(_ line: Line, _ cells: [String]) {
    lines.append((line, cells.map(Self.shortened)))
  }

  /// Adds a line below the one before, which marks cells of it.
  mutating func mark(_ columns: Set<Int>) {
    guard let last = lines.last else { return }
    let marks = last.cells.indices.map { index in
      columns.contains(index) ? String(repeating: "^", count: max(1, last.cells[index].count)) : ""
    }
    lines.append((.marks, marks))
  }

  /// Adds a sentence in the place of lines that are left out.
  mutating func note(_ text: String) { lines.append((.marks, [text])) }

  /// The header and all lines.
  var description: String {
    let all = [(line: Line.same, cells: header)] + lines
    let widths = header.indices.map { column in
      all.lazy.filter { $0.cells.count == header.count }.map { $0.cells[column].count }.max() ?? 0
    }
    return all.map { line, cells in
      let padded = cells.enumerated().map { index, cell in
        index < widths.count && cells.count == header.count
          ? cell + String(repeating: " ", count: widths[index] - cell.count) : cell
      }
      return Self.trimmed("  \(line.sign) " + padded.joined(separator: "  "))
    }
    .joined(separator: "\n")
  }

  private static func shortened(_ text: String) -> String {
    let line = text.count > longestCell ? text.prefix(longestCell - 1) + "…" : text[...]
    return String(line.map { $0.isNewline ? "⏎" : $0 })
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }
}
