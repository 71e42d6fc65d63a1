// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Value {
  /// The value of a row, for people.
  ///
  /// Structures and maps are records, JSON what it stands for; UUIDs, bits, spans of time,
  /// enumerations, and times and moments that Swift has no value for are texts.
  init(_ cells: Cells, _ row: Int, _ type: SQLType) {
    guard cells.isValid(row) else {
      self = .null
      return
    }
    switch type {
    case .null: self = .null
    case .boolean: self = .bool(cells.value(row, UInt8.self) != 0)
    case .tinyint, .utinyint, .smallint, .usmallint, .integer:
      self = .int(Int64(cells.value(row, Int32.self)))
    case .uinteger, .bigint: self = .int(cells.value(row, Int64.self))
    case .hugeint, .ubigint:
      let number = cells.value(row, Int128.self)
      self = Int64(exactly: number).map { .int($0) } ?? .bigInt(ExactDecimal(number))
    case .uhugeint:
      let number = UnsignedNumber.value(cells.value(row, Int128.self))
      self = Int64(exactly: number).map { .int($0) } ?? .bigInt(ExactDecimal(number))
    case .float, .double: self = .double(cells.value(row, Double.self))
    case .decimal(_, let scale):
      self = .decimal(ExactDecimal(unscaled: cells.digits(row), scale: scale))
    case .varchar: self = .text(cells.value(row, ByteRun.self).string)
    case .json:
      let text = cells.value(row, ByteRun.self).string
      self = (try? Value(json: text)) ?? .text(text)
    case .blob: self = .binary(cells.value(row, ByteRun.self).withBytes { Array($0) })
    case .date: self = .date(CalendarDate(days: cells.value(row, Int32.self)))
    case .time: self = .time(TimeOfDay(microseconds: cells.value(row, Int64.self)))
    case .timestampS, .timestampMS, .timestamp:
      self = .timestamp(Timestamp(microseconds: cells.value(row, Int64.self), offset: nil))
    case .timestampTZ:
      self = .timestamp(Timestamp(microseconds: cells.value(row, Int64.self), offset: 0))
    case .uuid, .bit, .interval, .enumeration, .timeNS, .timeTZ, .timestampNS, .timestampTZNS:
      self = .text(cells.text(row, type))
    case .list(let element), .array(let element, _):
      let run = cells.value(row, ListRun.self)
      self = .list(run.range.map { Value(cells.children[0], $0, element) })
    case .structure(let fields):
      let values = zip(cells.children, fields).map { Value($0, row, $1.type) }
      self = fields.isNamed ? .record(Record(zip(fields.map(\.name), values))) : .list(values)
    case .map(let key, let value):
      let entries = cells.children[0].children
      let pairs = cells.value(row, ListRun.self).range.map { place in
        (entries[0].text(place, key), Value(entries[1], place, value))
      }
      self = .record(Record(pairs))
    case .union(let members):
      let tag = Int(cells.children[0].value(row, Int32.self))
      guard members.indices.contains(tag) else {
        self = .null
        return
      }
      self = Value(cells.children[tag + 1], row, members[tag].type)
    }
  }
}

extension Cells {
  /// The digits of a decimal.
  func digits(_ row: Int) -> Int128 {
    kind == .int64 ? Int128(value(row, Int64.self)) : value(row, Int128.self)
  }

  /// The text of a value, as SQL writes it; `NULL` if there is none.
  func text(_ row: Int, _ type: SQLType) -> String {
    guard isValid(row) else { return "NULL" }
    var bytes: [UInt8] = []
    CellText.append(self, row, type, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
