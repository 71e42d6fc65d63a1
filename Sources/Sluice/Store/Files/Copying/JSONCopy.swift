// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Rows as objects of JSON, one on each line, or in an array.
struct JSONCopy: CopyForm {
  private let types: [SQLType]
  /// The names in quotes, each with a colon behind it.
  private let names: [[UInt8]]
  private let isArray: Bool
  private let times: CopyTimes
  private var isFirst = true

  init(
    _ columns: [(name: String, type: SQLType)],
    _ options: inout FileOptions
  ) throws(SQLError) {
    types = columns.map(\.type)
    names = columns.map(\.name).uniqueNames.map { name in
      var bytes: [UInt8] = []
      var name = name
      name.withUTF8 { JSONCells.append(quoted: $0, to: &bytes) }
      return bytes + [0x3A]
    }
    isArray = try options.bool("array") ?? false
    times = try CopyTimes(&options)
  }

  func begin(_ bytes: inout [UInt8]) {
    if isArray { bytes += [0x5B, 0x0A] }
  }

  mutating func append(_ cells: [Cells], count: Int, to bytes: inout [UInt8]) {
    var text: [UInt8] = []
    for row in 0..<count {
      if isArray {
        if !isFirst { bytes += [0x2C, 0x0A] }
        bytes.append(0x09)
      }
      isFirst = false
      bytes.append(0x7B)
      for place in types.indices {
        if place > 0 { bytes.append(0x2C) }
        bytes += names[place]
        text.removeAll(keepingCapacity: true)
        let isThere = cells[place].isValid(row)
        if isThere, times.append(cells[place], row, types[place], to: &text) {
          text.withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &bytes) }
        } else {
          JSONCells.appendPart(cells[place], row, types[place], to: &bytes)
        }
      }
      bytes.append(0x7D)
      if !isArray { bytes.append(0x0A) }
    }
  }

  func end(_ bytes: inout [UInt8]) {
    guard isArray else { return }
    if !isFirst { bytes.append(0x0A) }
    bytes += [0x5D, 0x0A]
  }
}
