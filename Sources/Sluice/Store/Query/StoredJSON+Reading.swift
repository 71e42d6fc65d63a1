// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension StoredJSON {
  /// Adds the value that a text of a table stands for to a column; a missing one if it is none of the
  /// type.
  static func append(_ text: TextBytes, _ type: SQLType, to column: CellColumn) {
    guard type.isNested else { return append(plain: text, type, to: column) }
    var reader = StoredJSONReader(text)
    reader.read(type, column)
  }

  /// Adds the value of a type that is not nested which a text names.
  static func append(plain text: TextBytes, _ type: SQLType, to column: CellColumn) {
    switch type {
    case .boolean: add(TextReader.boolean(text).map { $0 ? 1 : 0 as UInt8 }, column)
    case .tinyint: add(TextReader.integer(text, as: Int8.self).map { Int32($0) }, column)
    case .smallint: add(TextReader.integer(text, as: Int16.self).map { Int32($0) }, column)
    case .integer: add(TextReader.integer(text, as: Int32.self), column)
    case .bigint: add(TextReader.integer(text, as: Int64.self), column)
    case .hugeint: add(TextReader.integer(text, as: Int128.self), column)
    case .utinyint: add(TextReader.integer(text, as: UInt8.self).map { Int32($0) }, column)
    case .usmallint: add(TextReader.integer(text, as: UInt16.self).map { Int32($0) }, column)
    case .uinteger: add(TextReader.integer(text, as: UInt32.self).map { Int64($0) }, column)
    case .ubigint: add(TextReader.integer(text, as: UInt64.self).map { Int128($0) }, column)
    case .float: add(TextReader.float(text), column)
    case .double: add(TextReader.double(text), column)
    case .decimal(let width, let scale):
      let digits = TextReader.decimal(text, width: width, scale: scale)
      if type.cellKind == .int64 {
        add(digits.map { Int64(truncatingIfNeeded: $0) }, column)
      } else {
        add(digits, column)
      }
    case .date: add(try? TextReader.date(text), column)
    case .time: add(try? TextReader.time(text), column)
    case .timestamp: add(try? TextReader.timestamp(text), column)
    case .timestampTZ: add(try? TextReader.timestampInUTC(text), column)
    case .interval: add(try? TextReader.interval(text), column)
    case .uuid: add(TextReader.uuid(text), column)
    case .enumeration(let names):
      add(names.place(of: String(decoding: text, as: UTF8.self)), column)
    case .varchar, .json: column.append(run: ByteRun(text))
    case .blob:
      var bytes: [UInt8] = []
      add(TextReader.blob(text, to: &bytes) ? bytes : nil, column)
    case .bit:
      var bytes: [UInt8] = []
      add(TextReader.bits(text, to: &bytes) ? bytes : nil, column)
    default: column.appendMissing()
    }
  }

  private static func add<Value: BitwiseCopyable>(_ value: Value?, _ column: CellColumn) {
    if let value { column.append(value: value) } else { column.appendMissing() }
  }

  private static func add(_ bytes: [UInt8]?, _ column: CellColumn) {
    guard let bytes else { return column.appendMissing() }
    bytes.withUnsafeBufferPointer { column.append(run: ByteRun($0)) }
  }
}

/// Reads what ``StoredJSON`` writes, from one end to the other.
///
/// Every value adds one cell to its column, whatever the text is: what is not as it should be is missing.
private struct StoredJSONReader {
  private var scanner: JSONScanner

  init(_ text: TextBytes) { scanner = JSONScanner(text) }

  mutating func read(_ type: SQLType, _ column: CellColumn) {
    scanner.skipSpaces()
    switch (type, scanner.byte) {
    case (.list(let element), 0x5B), (.array(let element, _), 0x5B):
      readList(column) { reader, child in reader.read(element, child) }
    case (.structure(let fields), 0x7B): readStructure(fields, column)
    case (.structure(let fields), 0x5B): readUnnamed(fields, column)
    case (.map(let key, let value), 0x5B):
      readList(column) { $0.readUnnamed([key, value], $1) }
    case (.map(let key, let value), 0x7B):
      readList(column) { $0.readEntry(key, value, $1) }
    case (.union(let members), 0x7B): readUnion(members, column)
    case (_, 0x22) where !type.isNested: readText(type, column)
    default: readPlain(type, column)
    }
  }

  /// Passes over a value that is not what it should be.
  private mutating func readMissing(_ column: CellColumn) {
    if scanner.value() == nil { stop() }
    column.appendMissing()
  }

  /// Makes everything that is still to come missing.
  private mutating func stop() { scanner.place = scanner.bytes.count }

  private mutating func readPlain(_ type: SQLType, _ column: CellColumn) {
    guard !type.isNested, scanner.byte != 0x6E, let range = scanner.value() else {
      return readMissing(column)
    }
    StoredJSON.append(plain: TextBytes(rebasing: scanner.bytes[range]), type, to: column)
  }

  private mutating func readText(_ type: SQLType, _ column: CellColumn) {
    guard let range = scanner.string() else { return readMissing(column) }
    append(text: range, type, column)
  }

  private func append(text range: Range<Int>, _ type: SQLType, _ column: CellColumn) {
    let raw = TextBytes(rebasing: scanner.bytes[range])
    guard raw.contains(0x5C) else { return StoredJSON.append(plain: raw, type, to: column) }
    var text: [UInt8] = []
    JSONScanner.unescape(raw, to: &text)
    text.withUnsafeBufferPointer { StoredJSON.append(plain: $0, type, to: column) }
  }

  /// Reads what is between two brackets, of either sort; `body` adds one element for each part.
  private mutating func readList(
    _ column: CellColumn,
    _ body: (inout StoredJSONReader, CellColumn) -> Void
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

  private mutating func readUnnamed(_ fields: [SQLType.Field], _ column: CellColumn) {
    readUnnamed(fields.map(\.type), column)
  }

  /// Reads fields in their order, and those that are not in it by their names.
  private mutating func readStructure(_ fields: [SQLType.Field], _ column: CellColumn) {
    scanner.place += 1
    for (place, field) in fields.enumerated() {
      if place > 0, !scanner.skip(0x2C) {
        return readRest(fields, from: place, column)
      }
      let start = scanner.place
      scanner.skipSpaces()
      guard let name = scanner.string(), isName(name, field.name), scanner.skip(0x3A) else {
        scanner.place = start
        return readRest(fields, from: place, column)
      }
      read(field.type, column.children[place])
    }
    readRest(fields, from: fields.count, column)
  }

  /// Reads the rest of an object for those fields that have no value yet, which is missing if there is
  /// none.
  private mutating func readRest(
    _ fields: [SQLType.Field],
    from first: Int,
    _ column: CellColumn
  ) {
    var values: [Int: Range<Int>] = [:]
    _ = scanner.skip(0x2C)
    while !scanner.skip(0x7D) {
      scanner.skipSpaces()
      guard let name = scanner.string(), scanner.skip(0x3A), let value = scanner.value() else {
        stop()
        break
      }
      if let place = fields.indices.first(where: { isName(name, fields[$0].name) }) {
        values[place] = value
      }
      _ = scanner.skip(0x2C)
    }
    let end = scanner.place
    for place in first..<fields.count {
      guard let value = values[place] else {
        column.children[place].appendMissing()
        continue
      }
      scanner.place = value.lowerBound
      read(fields[place].type, column.children[place])
    }
    scanner.place = end
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

extension ByteRun {
  /// The run of some bytes, which stay where they are if there are more than twelve.
  init(_ bytes: TextBytes) {
    self = bytes.baseAddress.map { ByteRun($0, bytes.count) } ?? ByteRun()
  }
}
