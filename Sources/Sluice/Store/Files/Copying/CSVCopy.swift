// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Rows as CSV, in which values are written as SQL writes them.
struct CSVCopy: CopyForm {
  private let columns: [(name: String, type: SQLType)]
  private let dialect: CSVDialect
  private let hasHeader: Bool
  private let isQuoted: [Bool]
  private let times: CopyTimes
  /// The bytes that make a field one in quotes.
  private var isSpecial = [Bool](repeating: false, count: 256)
  private let nullText: [UInt8]

  init(
    _ columns: [(name: String, type: SQLType)],
    _ options: inout FileOptions
  ) throws(SQLError) {
    self.columns = columns
    let choice = try CSVDialect.Choice(&options)
    dialect = choice.plain
    nullText = dialect.nullTexts.first ?? []
    hasHeader = try options.bool("header") ?? true
    times = try CopyTimes(&options)
    var isQuoted = columns.map { _ in false }
    if let names = try options.texts("force_quote") {
      if names == ["*"] {
        isQuoted = columns.map { _ in true }
      } else {
        for name in names {
          let folded = SQLName.folded(name)
          guard let place = columns.firstIndex(where: { SQLName.folded($0.name) == folded }) else {
            throw SQLError(
              .binding,
              "there is no column '\(name)' for 'force_quote'",
              advice: NearestName.advice(for: name, among: columns.map(\.name))
            )
          }
          isQuoted[place] = true
        }
      }
    }
    self.isQuoted = isQuoted
    for byte in [dialect.delimiter[0], dialect.quote, dialect.escape, 0x0A, 0x0D] {
      if let byte { isSpecial[Int(byte)] = true }
    }
  }

  func begin(_ bytes: inout [UInt8]) {
    guard hasHeader, !columns.isEmpty else { return }
    for (place, column) in columns.enumerated() {
      if place > 0 { bytes += dialect.delimiter }
      let start = bytes.count
      bytes += column.name.utf8
      quote(from: start, isForced: isQuoted[place], &bytes)
    }
    bytes.append(0x0A)
  }

  func append(_ cells: [Cells], count: Int, to bytes: inout [UInt8]) {
    for row in 0..<count {
      for (place, column) in columns.enumerated() {
        if place > 0 { bytes += dialect.delimiter }
        guard cells[place].isValid(row) else {
          bytes += nullText
          continue
        }
        let start = bytes.count
        if !times.append(cells[place], row, column.type, to: &bytes) {
          CellText.append(cells[place], row, column.type, to: &bytes)
        }
        quote(from: start, isForced: isQuoted[place], &bytes)
      }
      bytes.append(0x0A)
    }
  }

  func end(_ bytes: inout [UInt8]) {}

  /// Puts a field in quotes if it needs them, or shall have them.
  private func quote(from start: Int, isForced: Bool, _ bytes: inout [UInt8]) {
    guard let quote = dialect.quote else { return }
    var isNeeded = isForced
    if !isNeeded {
      isNeeded = bytes.withUnsafeBufferPointer { all in
        let text = all[start...]
        return text.first == 0x23 || text.contains { isSpecial[Int($0)] }
          || text.count == nullText.count && text.elementsEqual(nullText)
      }
    }
    guard isNeeded else { return }
    let text = Array(bytes[start...])
    bytes.removeSubrange(start...)
    bytes.append(quote)
    for byte in text {
      if byte == quote || byte == dialect.escape { bytes.append(dialect.escape ?? quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
