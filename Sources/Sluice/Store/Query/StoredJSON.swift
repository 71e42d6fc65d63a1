// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The JSON that tables keep for values with others inside: nothing is lost on the way there and back.
///
/// | type | written as |
/// |---|---|
/// | booleans and numbers | themselves; doubles that are no numbers as texts: `"nan"`, `"-inf"` |
/// | lists, arrays | arrays |
/// | structures | objects; those without names arrays |
/// | maps | objects of the texts of their keys; those of nested keys arrays of pairs |
/// | unions | an object of the member that is meant |
/// | JSON | itself, where it is no text and not null; otherwise its text |
/// | all others | the text that SQL writes |
enum StoredJSON {
  /// Appends a value that is there.
  static func append(_ cells: Cells, _ row: Int, _ type: SQLType, to bytes: inout [UInt8]) {
    switch type {
    case .list(let element), .array(let element, _):
      bytes.append(0x5B)
      for (index, place) in cells.value(row, ListRun.self).range.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        appendPart(cells.children[0], place, element, to: &bytes)
      }
      bytes.append(0x5D)
    case .structure(let fields):
      let isNamed = fields.isNamed
      bytes.append(isNamed ? 0x7B : 0x5B)
      for (place, field) in fields.enumerated() {
        if place > 0 { bytes.append(0x2C) }
        if isNamed { append(name: field.name, to: &bytes) }
        appendPart(cells.children[place], row, field.type, to: &bytes)
      }
      bytes.append(isNamed ? 0x7D : 0x5D)
    case .map(let key, let value):
      append(cells.children[0], cells.value(row, ListRun.self).range, key, value, to: &bytes)
    case .union(let members):
      let tag = Int(cells.children[0].value(row, Int32.self))
      bytes.append(0x7B)
      if members.indices.contains(tag) {
        append(name: members[tag].name, to: &bytes)
        appendPart(cells.children[tag + 1], row, members[tag].type, to: &bytes)
      }
      bytes.append(0x7D)
    case .json:
      cells.value(row, ByteRun.self).withBytes { text in
        if standsForItself(text) {
          bytes.append(contentsOf: text)
        } else {
          JSONCells.append(quoted: text, to: &bytes)
        }
      }
    case .varchar:
      cells.value(row, ByteRun.self).withBytes { JSONCells.append(quoted: $0, to: &bytes) }
    case .decimal(let width, let scale):
      let digits =
        cells.kind == .int64
        ? Int128(cells.value(row, Int64.self)) : cells.value(row, Int128.self)
      // A zero in front of the point, which a decimal of as many digits behind it is written without.
      TextWriter.append(digits, width: width + 1, scale: scale, to: &bytes)
    case .float, .double:
      let isNumber = cells.value(row, Double.self).isFinite
      if !isNumber { bytes.append(0x22) }
      CellText.append(cells, row, type, to: &bytes)
      if !isNumber { bytes.append(0x22) }
    case .null, .boolean: CellText.append(cells, row, type, to: &bytes)
    case .uhugeint: CellText.append(cells, row, type, to: &bytes)
    case let type where type.isInteger: CellText.append(cells, row, type, to: &bytes)
    default:
      var text: [UInt8] = []
      append(plain: cells, row, type, to: &text)
      text.withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &bytes) }
    }
  }

  /// Appends the text of a value that is there and has no others inside, from which it can be read.
  static func append(plain cells: Cells, _ row: Int, _ type: SQLType, to bytes: inout [UInt8]) {
    guard type == .interval else { return CellText.append(cells, row, type, to: &bytes) }
    let interval = cells.value(row, Interval.self)
    // No clock goes so far.
    guard interval.microseconds.magnitude > 99 * UInt64(SQLTimestamp.perHour) else {
      return TextWriter.append(interval, to: &bytes)
    }
    let half = interval.microseconds / 2
    bytes.append(contentsOf: "\(interval.months) months \(interval.days) days ".utf8)
    bytes.append(contentsOf: "\(half) microseconds ".utf8)
    bytes.append(contentsOf: "\(interval.microseconds - half) microseconds".utf8)
  }

  /// Appends a value, or `null` if it is missing.
  static func appendPart(_ cells: Cells, _ row: Int, _ type: SQLType, to bytes: inout [UInt8]) {
    if cells.isValid(row), type != .null {
      append(cells, row, type, to: &bytes)
    } else {
      TextWriter.append(word: "null", to: &bytes)
    }
  }

  private static func append(
    _ entries: Cells,
    _ places: Range<Int>,
    _ key: SQLType,
    _ value: SQLType,
    to bytes: inout [UInt8]
  ) {
    bytes.append(key.isNested ? 0x5B : 0x7B)
    for (index, place) in places.enumerated() {
      if index > 0 { bytes.append(0x2C) }
      if key.isNested {
        bytes.append(0x5B)
        appendPart(entries.children[0], place, key, to: &bytes)
        bytes.append(0x2C)
      } else {
        var text: [UInt8] = []
        append(plain: entries.children[0], place, key, to: &text)
        text.withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &bytes) }
        bytes.append(0x3A)
      }
      appendPart(entries.children[1], place, value, to: &bytes)
      if key.isNested { bytes.append(0x5D) }
    }
    bytes.append(key.isNested ? 0x5D : 0x7D)
  }

  private static func append(name: String, to bytes: inout [UInt8]) {
    var name = name
    name.withUTF8 { JSONCells.append(quoted: $0, to: &bytes) }
    bytes.append(0x3A)
  }

  /// Whether JSON can be part of other JSON as it is, on one line, and be told from a text and null.
  private static func standsForItself(_ text: TextBytes) -> Bool {
    guard let first = text.first, let last = text.last, !last.isASCIISpace else { return false }
    switch first {
    case 0x7B, 0x5B, 0x2D, 0x30...0x39, 0x74, 0x66: break
    default: return false
    }
    return !text.contains { $0 < 0x20 } && JSONCells.isValid(text)
  }
}
