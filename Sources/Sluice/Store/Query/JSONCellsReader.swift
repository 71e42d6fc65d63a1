// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads JSON into cells, from one end to the other.
///
/// Every value adds one cell to its column, whatever the text is: what is not as it should be is missing.
struct JSONCellsReader {
  private var scanner: JSONScanner
  /// Whether the text is as ``StoredJSON`` writes it, and not from elsewhere.
  private let isStored: Bool
  /// Whether a value was missing that should have been there.
  private(set) var hasFault = false

  init(_ text: TextBytes, isStored: Bool) {
    scanner = JSONScanner(text)
    self.isStored = isStored
  }

  /// Whether there is nothing but spaces behind what was read.
  mutating func isAtEnd() -> Bool {
    scanner.skipSpaces()
    return scanner.place >= scanner.bytes.count
  }

  /// Adds the next value to a column.
  mutating func read(_ type: SQLType, _ column: CellColumn) {
    scanner.skipSpaces()
    switch (type, scanner.byte) {
    case (.list(let element), 0x5B), (.array(let element, _), 0x5B):
      readList(column) { reader, child in reader.read(element, child) }
    case (.structure(let fields), 0x7B): readStructure(fields, column)
    case (.structure(let fields), 0x5B) where isStored: readUnnamed(fields.map(\.type), column)
    case (.map(let key, let value), 0x5B) where isStored:
      readList(column) { $0.readUnnamed([key, value], $1) }
    case (.map(let key, let value), 0x7B):
      readList(column) { $0.readEntry(key, value, $1) }
    case (.union(let members), 0x7B): readUnion(members, column)
    case (.json, 0x22) where !isStored: readRaw(column)
    case (_, 0x22) where !type.isNested: readText(type, column)
    default: readPlain(type, column)
    }
  }

  /// Passes over a value that is not what it should be.
  private mutating func readMissing(_ column: CellColumn) {
    if scanner.byte != 0x6E { hasFault = true }
    if scanner.value() == nil { stop() }
    column.appendMissing()
  }

  /// Makes everything that is still to come missing.
  private mutating func stop() {
    scanner.place = scanner.bytes.count
    hasFault = true
  }

  /// Reads a value as it is written.
  private mutating func readRaw(_ column: CellColumn) {
    guard let range = scanner.value() else { return readMissing(column) }
    column.append(run: ByteRun(TextBytes(rebasing: scanner.bytes[range])))
  }

  private mutating func readPlain(_ type: SQLType, _ column: CellColumn) {
    // Others than texts become texts as they are written, and lists and objects nothing else.
    let isPlain = scanner.byte != 0x5B && scanner.byte != 0x7B
    guard !type.isNested, scanner.byte != 0x6E, isPlain || type == .json || type == .varchar,
      let range = scanner.value()
    else { return readMissing(column) }
    let text = TextBytes(rebasing: scanner.bytes[range])
    if !StoredJSON.append(plain: text, type, to: column) { hasFault = true }
  }

  private mutating func readText(_ type: SQLType, _ column: CellColumn) {
    guard let range = scanner.string() else { return readMissing(column) }
    append(text: range, type, column)
  }

  private mutating func append(text range: Range<Int>, _ type: SQLType, _ column: CellColumn) {
    let raw = TextBytes(rebasing: scanner.bytes[range])
    guard raw.contains(0x5C) else {
      if !StoredJSON.append(plain: raw, type, to: column) { hasFault = true }
      return
    }
    var text: [UInt8] = []
    JSONScanner.unescape(raw, to: &text)
    let isRead = text.withUnsafeBufferPointer { StoredJSON.append(plain: $0, type, to: column) }
    if !isRead { hasFault = true }
  }

  /// Reads what is between two brackets, of either sort; `body` adds one element for each part.
  private mutating func readList(
    _ column: CellColumn,
    _ body: (inout JSONCellsReader, CellColumn) -> Void
  ) {
    let close: UInt8 = scanner.byte == 0x7B ? 0x7D : 0x5D
    scanner.place += 1
    let child = column.children[0]
    let start = child.count
    if !scanner.skip(close) {
      repeat { body(&self, child) } while scanner.skip(0x2C)
      if !scanner.skip(close) { stop() }
    }
    let count = child.count - start
    column.append(
      value: ListRun(start: count == 0 ? 0 : UInt32(start), count: UInt32(count))
    )
  }

  private mutating func readEntry(_ key: SQLType, _ value: SQLType, _ column: CellColumn) {
    scanner.skipSpaces()
    if let name = scanner.string() {
      append(text: name, key, column.children[0])
    } else {
      stop()
      column.children[0].appendMissing()
    }
    if !scanner.skip(0x3A) { stop() }
    read(value, column.children[1])
    column.appendStructure()
  }

  private mutating func readUnnamed(_ types: [SQLType], _ column: CellColumn) {
    if !scanner.skip(0x5B) { stop() }
    for (place, type) in types.enumerated() {
      if place > 0, !scanner.skip(0x2C) { stop() }
      read(type, column.children[place])
    }
    if !scanner.skip(0x5D) { stop() }
    column.appendStructure()
  }

  /// Reads fields, which mostly come in their order; of those with the same name the first one counts.
  private mutating func readStructure(_ fields: [SQLType.Field], _ column: CellColumn) {
    scanner.place += 1
    var expected = 0
    if !scanner.skip(0x7D) {
      repeat {
        scanner.skipSpaces()
        guard let name = scanner.string(), scanner.skip(0x3A) else {
          stop()
          break
        }
        if expected < fields.count, isName(name, fields[expected].name) {
          // It is the next one, as always.
        } else if let place = fields.indices.first(where: { isName(name, fields[$0].name) }) {
          expected = place
        } else {
          if scanner.value() == nil { stop() }
          continue
        }
        if column.children[expected].count == column.count {
          read(fields[expected].type, column.children[expected])
        } else if scanner.value() == nil {
          stop()
        }
        expected += 1
      } while scanner.skip(0x2C)
      if !scanner.skip(0x7D) { stop() }
    }
    for child in column.children where child.count == column.count { child.appendMissing() }
    column.appendStructure()
  }

  private mutating func readUnion(_ members: [SQLType.Field], _ column: CellColumn) {
    scanner.place += 1
    scanner.skipSpaces()
    var tag: Int?
    if let name = scanner.string(), scanner.skip(0x3A) {
      tag = members.indices.first { isName(name, members[$0].name) }
    }
    guard let tag else {
      stop()
      return column.appendMissing()
    }
    column.children[0].append(value: Int32(tag))
    for (place, member) in members.enumerated() {
      if place == tag {
        read(member.type, column.children[place + 1])
      } else {
        column.children[place + 1].appendMissing()
      }
    }
    if !scanner.skip(0x7D) { stop() }
    column.appendStructure()
  }

  /// Whether a text in quotes is a name.
  private func isName(_ range: Range<Int>, _ name: String) -> Bool {
    let raw = scanner.bytes[range]
    guard raw.contains(0x5C) else { return name.utf8.elementsEqual(raw) }
    var text: [UInt8] = []
    JSONScanner.unescape(raw, to: &text)
    return name.utf8.elementsEqual(text)
  }
}
