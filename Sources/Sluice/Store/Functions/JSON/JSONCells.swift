// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Values in cells as JSON.
enum JSONCells {
  /// Whether a text is one value of JSON.
  static func isValid(_ text: TextBytes) -> Bool {
    var scanner = JSONScanner(text)
    guard scanner.value() != nil else { return false }
    scanner.skipSpaces()
    return scanner.place == text.count
  }

  /// Appends a value that is there as JSON.
  static func append(_ cells: Cells, _ row: Int, _ type: SQLType, to bytes: inout [UInt8]) {
    switch type {
    case .json:
      cells.value(row, ByteRun.self).withBytes { text in
        JSONScanner(text).appendCompact(0..<text.count, to: &bytes)
      }
    case .varchar: cells.value(row, ByteRun.self).withBytes { append(quoted: $0, to: &bytes) }
    case .decimal(let width, let scale):
      var text: [UInt8] = []
      CellText.append(cells, row, .decimal(width: width, scale: scale), to: &text)
      let double = text.withUnsafeBufferPointer { TextReader.double($0) }
      if scale > 0, let double {
        TextWriter.append(double, to: &bytes)
      } else {
        bytes += text
      }
    case .list(let element), .array(let element, _):
      bytes.append(0x5B)
      for (index, place) in cells.value(row, ListRun.self).range.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        appendPart(cells.children[0], place, element, to: &bytes)
      }
      bytes.append(0x5D)
    case .structure(let fields):
      bytes.append(0x7B)
      for (index, field) in fields.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        var name = field.name
        name.withUTF8 { append(quoted: $0, to: &bytes) }
        bytes.append(0x3A)
        appendPart(cells.children[index], row, field.type, to: &bytes)
      }
      bytes.append(0x7D)
    case .map(let key, let value):
      bytes.append(0x7B)
      let entries = cells.children[0].children
      for (index, place) in cells.value(row, ListRun.self).range.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        var name: [UInt8] = []
        CellText.append(entries[0], place, key, to: &name)
        name.withUnsafeBufferPointer { append(quoted: $0, to: &bytes) }
        bytes.append(0x3A)
        appendPart(entries[1], place, value, to: &bytes)
      }
      bytes.append(0x7D)
    case .union(let members):
      let tag = Int(cells.children[0].value(row, Int32.self))
      bytes.append(0x7B)
      if members.indices.contains(tag) {
        var name = members[tag].name
        name.withUTF8 { append(quoted: $0, to: &bytes) }
        bytes.append(0x3A)
        appendPart(cells.children[tag + 1], row, members[tag].type, to: &bytes)
      }
      bytes.append(0x7D)
    case .float, .double:
      let value = cells.value(row, Double.self)
      if value.isFinite {
        CellText.append(cells, row, type, to: &bytes)
      } else {
        TextWriter.append(
          word: value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity",
          to: &bytes
        )
      }
    case .boolean, .uhugeint: CellText.append(cells, row, type, to: &bytes)
    case let type where type.isInteger: CellText.append(cells, row, type, to: &bytes)
    default:
      var text: [UInt8] = []
      CellText.append(cells, row, type, to: &text)
      text.withUnsafeBufferPointer { append(quoted: $0, to: &bytes) }
    }
  }

  /// Appends a value as JSON, which is `null` if it is missing.
  static func appendPart(_ cells: Cells, _ row: Int, _ type: SQLType, to bytes: inout [UInt8]) {
    if cells.isValid(row), type != .null {
      append(cells, row, type, to: &bytes)
    } else {
      TextWriter.append(word: "null", to: &bytes)
    }
  }

  /// Appends a text in quotes.
  static func append(quoted text: TextBytes, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    for byte in text {
      switch byte {
      case 0x22, 0x5C: bytes += [0x5C, byte]
      case 0x08: bytes += [0x5C, 0x62]
      case 0x0C: bytes += [0x5C, 0x66]
      case 0x0A: bytes += [0x5C, 0x6E]
      case 0x0D: bytes += [0x5C, 0x72]
      case 0x09: bytes += [0x5C, 0x74]
      case 0..<0x20:
        TextWriter.append(word: "\\u00", to: &bytes)
        bytes.append(TextWriter.hexadecimal(byte >> 4))
        bytes.append(TextWriter.hexadecimal(byte & 15))
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
  }
}

extension CellCast {
  /// Reads values of a type from JSON.
  static func fromJSON(_ failure: CastFailure) -> CellCast {
    CellCast { cells, count in
      var values: [Datum] = []
      values.reserveCapacity(count)
      for row in 0..<count {
        guard cells.isValid(row) else {
          values.append(.null)
          continue
        }
        let value = try cells.value(row, ByteRun.self).withBytes { text throws -> Datum in
          var scanner = JSONScanner(text)
          if let range = scanner.value(),
            let value = Datum(scanner, range, failure.target, isLenient: failure.isTry)
          {
            return value
          }
          if failure.isTry { return .null }
          throw failure.error(text)
        }
        values.append(value)
      }
      return Cells(values, failure.target)
    }
  }
}

extension Datum {
  /// What a part of JSON stands for; `nil` if it is no value of the type.
  init?(_ json: JSONScanner, _ range: Range<Int>, _ type: SQLType, isLenient: Bool) {
    func part(_ range: Range<Int>, _ type: SQLType) -> Datum? {
      Datum(json, range, type, isLenient: isLenient) ?? (isLenient ? .null : nil)
    }
    let kind = json.kind(of: range)
    if kind == .null {
      self = .null
      return
    }
    var failed = false
    switch (type, kind) {
    case (.list(let element), .array), (.array(let element, _), .array):
      var values: [Datum] = []
      json.forEachPart(of: range) { _, value in
        guard let value = part(value, element) else {
          failed = true
          return false
        }
        values.append(value)
        return true
      }
      if case .array(_, let count) = type, values.count != count { failed = true }
      self = .list(values)
    case (.structure(let fields), .object):
      var values = Array(repeating: Datum.null, count: fields.count)
      json.forEachPart(of: range) { name, value in
        var text: [UInt8] = []
        JSONScanner.unescape(json.bytes[name ?? 0..<0], to: &text)
        if let place = fields.firstIndex(where: { $0.name.utf8.elementsEqual(text) }) {
          guard let value = part(value, fields[place].type) else {
            failed = true
            return false
          }
          values[place] = value
        }
        return true
      }
      self = .structure(values)
    case (.union(let members), .object):
      var values = Array(repeating: Datum.null, count: members.count + 1)
      json.forEachPart(of: range) { name, value in
        var text: [UInt8] = []
        JSONScanner.unescape(json.bytes[name ?? 0..<0], to: &text)
        guard values[0] == .null,
          let place = members.firstIndex(where: { $0.name.utf8.elementsEqual(text) }),
          let made = part(value, members[place].type)
        else {
          failed = true
          return false
        }
        values[0] = .integer(Int128(place))
        values[place + 1] = made
        return true
      }
      if values[0] == .null { failed = true }
      self = .structure(values)
    case (.union, _): return nil
    case (.map(let keyType, let valueType), .object):
      var values: [Datum] = []
      json.forEachPart(of: range) { name, value in
        var text: [UInt8] = []
        JSONScanner.unescape(json.bytes[name ?? 0..<0], to: &text)
        let key = text.withUnsafeBufferPointer { Datum(reading: $0, as: keyType) }
        guard let key, let value = part(value, valueType) else {
          failed = true
          return false
        }
        values.append(.structure([key, value]))
        return true
      }
      self = .list(values)
    default:
      var text: [UInt8] = []
      if kind == .text, type != .json {
        JSONScanner.unescape(json.bytes[range].dropFirst().dropLast(), to: &text)
      } else {
        json.appendCompact(range, to: &text)
      }
      guard let value = text.withUnsafeBufferPointer({ Datum(reading: $0, as: type) }) else {
        return nil
      }
      self = value
    }
    if failed { return nil }
  }
}
