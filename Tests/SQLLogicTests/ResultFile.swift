// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A result that a script keeps in a file: a line of names, then lines of cells between bars.
enum ResultFile {
  static let mark = "<FILE>:"

  /// The lines of cells as a script would write them. An empty cell is null.
  static func lines(at path: String) throws -> [String] {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    return rows(bytes).dropFirst().map { $0.joined(separator: "\t") }
  }

  private static func rows(_ bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    func text() -> String {
      cell.isEmpty ? (wasQuoted ? "(empty)" : "NULL") : String(decoding: cell, as: UTF8.self)
    }
    for byte in bytes + (bytes.last == 0x0A ? [] : [0x0A]) where byte != 0x0D {
      switch byte {
      case 0x22:
        // A quotation mark within others is written twice.
        if !isQuoted, wasQuoted { cell.append(byte) }
        isQuoted.toggle()
        wasQuoted = true
      case 0x7C where !isQuoted, 0x0A where !isQuoted:
        row.append(text())
        cell = []
        wasQuoted = false
        guard byte == 0x0A else { continue }
        rows.append(row)
        row = []
      default: cell.append(byte)
      }
    }
    return rows
  }
}
