// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Draws some rows as a table with lines around its cells, for people.
struct BoxTable {
  /// A column and the texts of its rows.
  struct Column {
    var title: String
    var type: String
    var isRight: Bool
    /// The lines of each text.
    var texts: [[String]]
    var width: Int
  }

  private var columns: [Column]
  /// The rows before the first that is not shown; `nil` if all are.
  private let gap: Int?
  /// The number of columns that are not shown.
  private(set) var hiddenColumns = 0

  /// Columns narrower than this are left as they are.
  private static let leastWidth = 20
  /// Longer texts are cut, whatever room there is.
  private static let textLimit = 200
  /// Texts of more lines are cut as well.
  private static let lineLimit = 1_000

  /// Prepares columns of texts, with a line of dots behind so many rows, for a terminal of some width.
  init(
    _ columns: [(title: String, type: String, isRight: Bool, texts: [String])],
    gap: Int?,
    width: Int?
  ) {
    self.gap = gap
    self.columns = columns.map { column in
      let texts = column.texts.map { Self.lines(of: $0) }
      let (title, type) = (Self.visible(column.title), Self.visible(column.type))
      let width = ([title, type] + texts.joined()).reduce(1) { max($0, DisplayWidth.of($1)) }
      return Column(
        title: title,
        type: type,
        isRight: column.isRight,
        texts: texts,
        width: min(width, Self.textLimit)
      )
    }
    if let width { fit(into: width) }
  }

  /// The width of all columns with the lines between them.
  private var totalWidth: Int { columns.reduce(1) { $0 + $1.width + 3 } }

  /// Makes wide columns narrower, and then takes some out of the middle.
  private mutating func fit(into width: Int) {
    var excess = totalWidth - width
    while excess > 0 {
      let widest = columns.indices.max { columns[$0].width < columns[$1].width }
      guard let widest, columns[widest].width > Self.leastWidth else { break }
      // Down to the next widest one.
      let next = columns.indices.filter { columns[$0].width < columns[widest].width }
        .map { columns[$0].width }.max()
      let least = max(Self.leastWidth, next ?? 0, columns[widest].width - excess)
      excess -= columns[widest].width - least
      columns[widest].width = least
    }
    guard totalWidth > width else { return }
    let middle = Column(title: "…", type: "…", isRight: false, texts: [], width: 1)
    var all = columns
    while columns.count > 2, totalWidth + 4 > width {
      columns.remove(at: columns.count / 2)
      hiddenColumns += 1
    }
    guard hiddenColumns > 0 else { return }
    all = columns
    all.insert(middle, at: (columns.count + 1) / 2)
    columns = all
  }

  /// The lines of the table.
  var lines: [String] {
    var lines = [rule("┌", "┬", "┐")]
    lines.append(line { Self.centered($0.title, $0.width) })
    lines.append(line { Self.centered($0.type, $0.width) })
    let rowCount = columns.map(\.texts.count).max() ?? 0
    if rowCount > 0 { lines.append(rule("├", "┼", "┤")) }
    for row in 0..<rowCount {
      if row == gap {
        for _ in 0..<3 { lines.append(line { Self.padded("·", $0.width, isRight: $0.isRight) }) }
      }
      let height = columns.map { row < $0.texts.count ? $0.texts[row].count : 1 }.max() ?? 1
      for number in 0..<height {
        lines.append(
          line { column in
            let texts = row < column.texts.count ? column.texts[row] : ["…"]
            let text = number < texts.count ? texts[number] : ""
            return Self.padded(text, column.width, isRight: column.isRight)
          }
        )
      }
    }
    lines.append(rule("└", "┴", "┘"))
    return lines
  }

  private func rule(_ left: String, _ middle: String, _ right: String) -> String {
    left + columns.map { String(repeating: "─", count: $0.width + 2) }.joined(separator: middle)
      + right
  }

  private func line(_ text: (Column) -> String) -> String {
    "│ " + columns.map(text).joined(separator: " │ ") + " │"
  }

  private static func padded(_ text: String, _ width: Int, isRight: Bool) -> String {
    let text = DisplayWidth.shortened(text, to: width)
    let padding = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    return isRight ? padding + text : text + padding
  }

  private static func centered(_ text: String, _ width: Int) -> String {
    let text = DisplayWidth.shortened(text, to: width)
    let padding = max(0, width - DisplayWidth.of(text))
    return String(repeating: " ", count: padding / 2) + text
      + String(repeating: " ", count: padding - padding / 2)
  }

  /// The lines of a text; a break at its end is seen as an escape.
  private static func lines(of text: String) -> [String] {
    var lines = text.unicodeScalars
      .split(separator: "\n", maxSplits: lineLimit, omittingEmptySubsequences: false)
      .map { visible(String($0)) }
    if lines.count > lineLimit { lines[lineLimit] = "…" }
    if lines.count > 1, lines[lines.count - 1].isEmpty {
      lines.removeLast()
      lines[lines.count - 1] += "\\n"
    }
    return lines
  }

  /// A text on one line, with escapes for what no one sees, and not longer than anyone reads.
  private static func visible(_ text: String) -> String {
    var visible = ""
    for scalar in text.unicodeScalars.prefix(textLimit * 4) {
      switch scalar {
      case "\n": visible += "\\n"
      case "\r": visible += "\\r"
      case "\t": visible += "\\t"
      case _ where scalar.properties.generalCategory == .control:
        let digits = String(scalar.value, radix: 16)
        visible += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
      default: visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }
}
