// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Values as texts, as a cast to VARCHAR writes them.
enum ValueTexts {
  /// The texts of some cells; `nil` for those without a value.
  static func texts(_ cells: Cells, _ type: SQLType, count: Int) -> [String?] {
    let texts: Cells
    if type == .varchar || type == .json {
      texts = cells
    } else {
      let source = ColumnEvaluator(place: 0)
      guard let cast = try? CellCast.make(from: type, to: .varchar, isTry: true, at: .none),
        let made = try? CastEvaluator(part: source, cast: cast).evaluate(
          Chunk([cells], count: count)
        )
      else { return Array(repeating: nil, count: count) }
      texts = made
    }
    return (0..<count).map { row in
      guard texts.isValid(row) else { return nil }
      return texts.value(row, ByteRun.self).withBytes { String(decoding: $0, as: UTF8.self) }
    }
  }
}

extension StatementResult {
  /// All rows as texts.
  var texts: [[String?]] {
    let cells = rows.cells
    let texts = zip(cells, columns).map { cells, column in
      ValueTexts.texts(cells, column.type, count: rows.count)
    }
    return (0..<rows.count).map { row in texts.map { $0[row] } }
  }
}
