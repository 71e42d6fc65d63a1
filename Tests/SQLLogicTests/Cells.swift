// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The cells of a result as the scripts write them, row by row.
struct Cells: Equatable {
  private(set) var texts: [String]
  /// What the cells of each column are compared as.
  let kinds: [SQLLogicResult.Kind]

  var columnCount: Int { kinds.count }

  var rowCount: Int { columnCount == 0 ? 0 : texts.count / columnCount }

  /// Writes a result; `types` are the letters of the query, of which only SQLite takes notice.
  init(_ result: SQLLogicResult, types: [UInt8], flavor: Flavor) {
    let columnCount = result.columns.count
    kinds = result.columns.enumerated().map { index, column in
      guard flavor == .sqlite, index < types.count else { return column.kind }
      return types[index] == 0x49 ? .integer : types[index] == 0x52 ? .floating : .text
    }
    texts = []
    texts.reserveCapacity(result.cells.count)
    var column = 0
    for cell in result.cells {
      let kind = result.columns[column].kind
      let type = flavor == .sqlite && column < types.count ? types[column] : nil
      texts.append(cell.map { Self.text($0, kind, as: type) } ?? "NULL")
      column = column + 1 == columnCount ? 0 : column + 1
    }
  }

  private static func text(_ cell: String, _ kind: SQLLogicResult.Kind, as type: UInt8?) -> String {
    let cell = kind == .boolean ? (cell == "true" ? "1" : cell == "false" ? "0" : cell) : cell
    switch type {
    case 0x49: return integer(cell, kind)  // I
    case 0x52: return Double(cell).map { String(format: "%.3f", $0) } ?? cell  // R
    case 0x54: return cell.isEmpty ? "(empty)" : printable(cell)  // T
    default: return cell.isEmpty ? "(empty)" : cell.replacingOccurrences(of: "\0", with: "\\0")
    }
  }

  private static func integer(_ cell: String, _ kind: SQLLogicResult.Kind) -> String {
    switch kind {
    case .decimal, .floating:
      // Towards zero, as C does it.
      Double(cell).flatMap { Int64(exactly: $0.rounded(.towardZero)) }.map(String.init) ?? cell
    case .text, .other: leadingInteger(cell)
    case .boolean, .integer: cell
    }
  }

  /// The integer that a text begins with, or zero if it begins with none, as C has it.
  private static func leadingInteger(_ text: String) -> String {
    let text = text.drop { $0 == " " }
    let sign = text.prefix(1).filter { "+-".contains($0) }
    let digits = text.dropFirst(sign.count).prefix { ("0"..."9").contains($0) }
    return Int64(sign + digits).map(String.init) ?? "0"
  }

  /// The text with an at sign for every byte that is not plain to see.
  private static func printable(_ text: String) -> String {
    guard text.utf8.contains(where: { !(0x20...0x7E).contains($0) }) else { return text }
    return String(decoding: text.utf8.map { (0x20...0x7E).contains($0) ? $0 : 0x40 }, as: UTF8.self)
  }

  /// Puts the cells into the order that the query asks for.
  mutating func sort(_ order: Query.Order) {
    switch order {
    case .asFound: break
    case .byValue: texts.sort(by: Self.precedes)
    case .byRow where columnCount == 1: texts.sort(by: Self.precedes)
    case .byRow:
      let width = columnCount
      let rows = (0..<rowCount).sorted { precedes($0, $1) }
      texts = rows.flatMap { texts[$0 * width..<($0 + 1) * width] }
    }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    for column in 0..<columnCount {
      let order = Self.order(
        texts[left * columnCount + column],
        texts[right * columnCount + column]
      )
      if order != 0 { return order < 0 }
    }
    return false
  }

  private static func precedes(_ left: String, _ right: String) -> Bool { order(left, right) < 0 }

  /// Compares the bytes: letters that look alike are not the same.
  static func order(_ left: String, _ right: String) -> Int {
    var (left, right) = (left, right)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        if let start = left.baseAddress, let other = right.baseAddress {
          // Safe: it looks at no more than the shorter of the two.
          let order = memcmp(start, other, min(left.count, right.count))
          if order != 0 { return Int(order) }
        }
        return left.count - right.count
      }
    }
  }

  /// The rows as a script would write them.
  var lines: [String] {
    (0..<rowCount).map { row in
      texts[row * columnCount..<(row + 1) * columnCount].joined(separator: "\t")
    }
  }

  /// What stands in a script instead of a long result.
  var hash: String {
    var digest = MD5()
    var bytes: [UInt8] = []
    for text in texts {
      bytes += text.utf8
      bytes.append(0x0A)
    }
    digest.update(bytes)
    return "\(texts.count) values hashing to \(digest.finish())"
  }
}
