// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CellCast {
  /// Writes values of a type as texts.
  static func toText(_ source: SQLType) -> CellCast {
    switch source {
    case .tinyint, .smallint, .integer, .utinyint, .usmallint:
      CellCast {
        write($0, $1) { (value: Int32, bytes) in TextWriter.append(Int64(value), to: &bytes) }
      }
    case .bigint, .uinteger:
      CellCast { write($0, $1) { (value: Int64, bytes) in TextWriter.append(value, to: &bytes) } }
    case .double:
      CellCast { write($0, $1) { (value: Double, bytes) in TextWriter.append(value, to: &bytes) } }
    case .date:
      CellCast {
        write($0, $1) { (value: Int32, bytes) in TextWriter.append(date: value, to: &bytes) }
      }
    case .timestampS, .timestampMS, .timestamp:
      CellCast {
        write($0, $1) { (value: Int64, bytes) in TextWriter.append(timestamp: value, to: &bytes) }
      }
    default: CellCast { writeAny($0, $1) { CellText.append($0, $1, source, to: &$2) } }
    }
  }

  /// Casts decimals of more digits than doubles have, rounded once.
  static func ofLongDecimals(_ source: SQLType, to target: SQLType) -> CellCast? {
    guard case .decimal(let width, let scale) = source, scale > 0,
      target == .double && width > 15 || target == .float && width > 7
    else { return nil }
    let (isFloat, isExact) = (target == .float, scale <= 22)
    let power = PowersOfTen.double(scale)
    return CellCast { cells, count in
      let block = CellBlock(.double, capacity: count)
      var text: [UInt8] = []
      for row in 0..<count {
        guard cells.isValid(row) else {
          block.setMissing(row, stride: CellKind.double.stride)
          continue
        }
        let digits =
          cells.kind == .int64
          ? Int128(cells.value(row, Int64.self)) : cells.value(row, Int128.self)
        if isExact, !isFloat, digits.magnitude < 1 << 53 {
          block.cells(Double.self)[row] = Double(digits) / power
          continue
        }
        text.removeAll(keepingCapacity: true)
        TextWriter.append(digits, width: width, scale: scale, to: &text)
        block.cells(Double.self)[row] =
          text.withUnsafeBufferPointer {
            isFloat ? TextReader.float($0) : TextReader.double($0)
          } ?? 0
      }
      return Cells(.double, block)
    }
  }

  /// Writes values of a type as JSON.
  static func toJSON(_ source: SQLType) -> CellCast {
    CellCast { writeAny($0, $1) { JSONCells.append($0, $1, source, to: &$2) } }
  }

  @inline(__always)
  private static func write<Value: BitwiseCopyable>(
    _ cells: Cells,
    _ count: Int,
    _ append: (Value, inout [UInt8]) -> Void
  ) -> Cells {
    writeAny(cells, count) { append($0.value($1, Value.self), &$2) }
  }

  @inline(__always)
  private static func writeAny(
    _ cells: Cells,
    _ count: Int,
    _ append: (Cells, Int, inout [UInt8]) -> Void
  ) -> Cells {
    let block = CellBlock(.bytes, capacity: count)
    let target = block.cells(ByteRun.self)
    var bytes: [UInt8] = []
    for row in 0..<count {
      guard cells.isValid(row) else {
        block.setMissing(row, stride: CellKind.bytes.stride)
        continue
      }
      bytes.removeAll(keepingCapacity: true)
      append(cells, row, &bytes)
      target[row] = bytes.withUnsafeBufferPointer { block.store($0) }
    }
    return Cells(.bytes, block)
  }
}

/// The texts of values in cells, of whatever type.
enum CellText {
  /// Appends the text of a value that is there.
  static func append(_ cells: Cells, _ row: Int, _ type: SQLType, to bytes: inout [UInt8]) {
    switch type {
    case .null: TextWriter.append(word: "NULL", to: &bytes)
    case .boolean: TextWriter.append(cells.value(row, UInt8.self) != 0, to: &bytes)
    case .tinyint, .smallint, .integer, .utinyint, .usmallint:
      TextWriter.append(Int64(cells.value(row, Int32.self)), to: &bytes)
    case .bigint, .uinteger: TextWriter.append(cells.value(row, Int64.self), to: &bytes)
    case .hugeint, .ubigint: TextWriter.append(cells.value(row, Int128.self), to: &bytes)
    case .uhugeint:
      TextWriter.append(UnsignedNumber.value(cells.value(row, Int128.self)), to: &bytes)
    case .float: TextWriter.append(float: cells.value(row, Double.self), to: &bytes)
    case .double: TextWriter.append(cells.value(row, Double.self), to: &bytes)
    case .decimal(let width, let scale):
      let digits =
        cells.kind == .int64
        ? Int128(cells.value(row, Int64.self)) : cells.value(row, Int128.self)
      TextWriter.append(digits, width: width, scale: scale, to: &bytes)
    case .varchar, .json:
      cells.value(row, ByteRun.self).withBytes { bytes.append(contentsOf: $0) }
    case .blob: cells.value(row, ByteRun.self).withBytes { TextWriter.append(blob: $0, to: &bytes) }
    case .bit: cells.value(row, ByteRun.self).withBytes { TextWriter.append(bits: $0, to: &bytes) }
    case .uuid: TextWriter.append(uuid: cells.value(row, Int128.self), to: &bytes)
    case .date: TextWriter.append(date: cells.value(row, Int32.self), to: &bytes)
    case .time: TextWriter.append(time: cells.value(row, Int64.self), to: &bytes)
    case .timeNS: TextWriter.append(nanosecondTime: cells.value(row, Int64.self), to: &bytes)
    case .timeTZ: TextWriter.append(ZonedTime(cell: cells.value(row, Int64.self)), to: &bytes)
    case .timestampNS, .timestampTZNS:
      let moment = cells.value(row, Int64.self)
      TextWriter.append(nanosecondTimestamp: moment, to: &bytes)
      if type == .timestampTZNS, SQLTimestamp.isFinite(moment) {
        TextWriter.append(word: "+00", to: &bytes)
      }
    case .timestampS, .timestampMS, .timestamp:
      TextWriter.append(timestamp: cells.value(row, Int64.self), to: &bytes)
    case .timestampTZ:
      TextWriter.append(timestamp: cells.value(row, Int64.self), isUTC: true, to: &bytes)
    case .interval: TextWriter.append(cells.value(row, Interval.self), to: &bytes)
    case .enumeration(let names):
      let place = Int(cells.value(row, Int32.self))
      if names.names.indices.contains(place) { bytes.append(contentsOf: names.names[place].utf8) }
    case .list(let element), .array(let element, _):
      bytes.append(0x5B)
      var isFirst = true
      for place in cells.value(row, ListRun.self).range {
        if !isFirst { TextWriter.append(word: ", ", to: &bytes) }
        isFirst = false
        appendPart(cells.children[0], place, element, to: &bytes)
      }
      bytes.append(0x5D)
    case .map(let key, let value):
      bytes.append(0x7B)
      var isFirst = true
      for place in cells.value(row, ListRun.self).range {
        if !isFirst { TextWriter.append(word: ", ", to: &bytes) }
        isFirst = false
        let entries = cells.children[0].children
        appendPart(entries[0], place, key, to: &bytes)
        bytes.append(0x3D)
        appendPart(entries[1], place, value, to: &bytes)
      }
      bytes.append(0x7D)
    case .structure(let fields): append(cells, row, fields, to: &bytes)
    case .union(let members):
      let tag = Int(cells.children[0].value(row, Int32.self))
      guard members.indices.contains(tag), tag + 1 < cells.children.count,
        cells.children[tag + 1].isValid(row)
      else { return TextWriter.append(word: "NULL", to: &bytes) }
      append(cells.children[tag + 1], row, members[tag].type, to: &bytes)
    }
  }

  private static func append(
    _ cells: Cells,
    _ row: Int,
    _ fields: [SQLType.Field],
    to bytes: inout [UInt8]
  ) {
    let isNamed = fields.contains { !$0.name.isEmpty }
    bytes.append(isNamed ? 0x7B : 0x28)
    for (place, field) in fields.enumerated() {
      if place > 0 { TextWriter.append(word: ", ", to: &bytes) }
      if isNamed {
        var name = field.name
        name.withUTF8 { TextWriter.append(quoted: $0, to: &bytes) }
        TextWriter.append(word: ": ", to: &bytes)
      }
      appendPart(cells.children[place], row, field.type, to: &bytes)
    }
    bytes.append(isNamed ? 0x7D : 0x29)
  }

  private static func appendPart(
    _ cells: Cells,
    _ row: Int,
    _ type: SQLType,
    to bytes: inout [UInt8]
  ) {
    guard cells.isValid(row) else { return TextWriter.append(word: "NULL", to: &bytes) }
    let start = bytes.count
    append(cells, row, type, to: &bytes)
    switch type {
    case .null, .json, .list, .array, .map, .structure, .boolean: break
    case let type where type.isNumeric: break
    default: TextWriter.quote(from: start, in: &bytes)
    }
  }
}
