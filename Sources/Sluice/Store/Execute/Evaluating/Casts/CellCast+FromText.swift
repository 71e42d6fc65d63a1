// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CellCast {
  /// Reads values of a type from texts.
  static func fromText(_ failure: CastFailure) throws(SQLError) -> CellCast {
    switch failure.target {
    case .boolean:
      return CellCast { try failure.read($0, $1) { TextReader.boolean($0).map { bit($0) } } }
    case .tinyint:
      return CellCast {
        try failure.read($0, $1) { TextReader.integer($0, as: Int8.self).map { Int32($0) } }
      }
    case .smallint:
      return CellCast {
        try failure.read($0, $1) { TextReader.integer($0, as: Int16.self).map { Int32($0) } }
      }
    case .integer:
      return CellCast { try failure.read($0, $1) { TextReader.integer($0, as: Int32.self) } }
    case .bigint:
      return CellCast { try failure.read($0, $1) { TextReader.integer($0, as: Int64.self) } }
    case .hugeint:
      return CellCast { try failure.read($0, $1) { TextReader.integer($0, as: Int128.self) } }
    case .utinyint:
      return CellCast {
        try failure.read($0, $1) { TextReader.integer($0, as: UInt8.self).map { Int32($0) } }
      }
    case .usmallint:
      return CellCast {
        try failure.read($0, $1) { TextReader.integer($0, as: UInt16.self).map { Int32($0) } }
      }
    case .uinteger:
      return CellCast {
        try failure.read($0, $1) { TextReader.integer($0, as: UInt32.self).map { Int64($0) } }
      }
    case .ubigint:
      return CellCast {
        try failure.read($0, $1) { TextReader.integer($0, as: UInt64.self).map { Int128($0) } }
      }
    case .uhugeint:
      return CellCast {
        try failure.read($0, $1) {
          TextReader.integer($0, as: UInt128.self).map(UnsignedNumber.cell)
        }
      }
    case .float: return CellCast { try failure.read($0, $1) { TextReader.float($0) } }
    case .double: return CellCast { try failure.read($0, $1) { TextReader.double($0) } }
    case .decimal(let width, let scale):
      if failure.target.cellKind == .int64 {
        return CellCast {
          try failure.read($0, $1) {
            TextReader.decimal($0, width: width, scale: scale).map {
              Int64(truncatingIfNeeded: $0)
            }
          }
        }
      }
      return CellCast {
        try failure.read($0, $1) { TextReader.decimal($0, width: width, scale: scale) }
      }
    case .date: return CellCast { try failure.read($0, $1) { try? TextReader.date($0) } }
    case .time: return CellCast { try failure.read($0, $1) { try? TextReader.time($0) } }
    case .timeNS:
      return CellCast { try failure.read($0, $1) { try? TextReader.timeInNanoseconds($0) } }
    case .timeTZ:
      return CellCast { try failure.read($0, $1) { try? TextReader.zonedTime($0).cell } }
    case .timestampS, .timestampMS:
      let unit: Int64 = failure.target == .timestampS ? SQLTimestamp.perSecond : 1_000
      return CellCast { try failure.read($0, $1) { try? TextReader.timestamp($0, unit: unit) } }
    case .timestampNS, .timestampTZNS:
      let isInUTC = failure.target == .timestampTZNS
      return CellCast {
        try failure.read($0, $1) { try? TextReader.timestampInNanoseconds($0, isInUTC: isInUTC) }
      }
    case .timestamp:
      return CellCast { try failure.read($0, $1) { try? TextReader.timestamp($0) } }
    case .timestampTZ:
      return CellCast { try failure.read($0, $1) { try? TextReader.timestampInUTC($0) } }
    case .interval: return CellCast { try failure.read($0, $1) { try? TextReader.interval($0) } }
    case .uuid: return CellCast { try failure.read($0, $1) { TextReader.uuid($0) } }
    case .enumeration(let names):
      return CellCast {
        try failure.read($0, $1) { names.place(of: String(decoding: $0, as: UTF8.self)) }
      }
    case .blob: return CellCast { try failure.rewrite($0, $1) { TextReader.blob($0, to: &$1) } }
    case .bit:
      return CellCast {
        try failure.rewrite($0, $1) { !$0.isEmpty && TextReader.bits($0, to: &$1) }
      }
    case .json:
      return CellCast {
        try failure.rewrite($0, $1) { text, bytes in
          guard JSONCells.isValid(text) else { return false }
          bytes.append(contentsOf: text)
          return true
        }
      }
    case .list, .array, .structure, .map: return nestedFromText(failure)
    default:
      throw SQLError(
        .unsupported,
        "there is no cast from \(failure.source) to \(failure.target) yet",
        at: failure.range
      )
    }
  }

  private static func nestedFromText(_ failure: CastFailure) -> CellCast {
    CellCast { cells, count in
      var values: [Datum] = []
      values.reserveCapacity(count)
      for row in 0..<count {
        guard cells.isValid(row) else {
          values.append(.null)
          continue
        }
        let value = try cells.value(row, ByteRun.self).withBytes { text throws -> Datum in
          let nested = NestedText(text, as: failure.target, isLenient: failure.isTry)
          guard let nested, let datum = Datum(nested, failure.target, isLenient: failure.isTry)
          else {
            if failure.isTry { return .null }
            throw failure.error(text)
          }
          return datum
        }
        values.append(value)
      }
      return Cells(values, failure.target)
    }
  }
}

extension Datum {
  /// What a nested text stands for; `nil` if a part of it is not what the type asks for.
  init?(_ text: NestedText, _ type: SQLType, isLenient: Bool) {
    func part(_ text: NestedText, _ type: SQLType) -> Datum? {
      Datum(text, type, isLenient: isLenient) ?? (isLenient ? .null : nil)
    }
    switch (text, type) {
    case (.null, _): self = .null
    case (.text(let bytes), _):
      guard let value = bytes.withUnsafeBufferPointer({ Datum(reading: $0, as: type) }) else {
        return nil
      }
      self = value
    case (.list(let elements), .list(let element)), (.list(let elements), .array(let element, _)):
      var values: [Datum] = []
      for text in elements {
        guard let value = part(text, element) else { return nil }
        values.append(value)
      }
      self = .list(values)
    case (.structure(let parts), .structure(let fields)):
      var values: [Datum] = []
      for (text, field) in zip(parts, fields) {
        guard let value = part(text, field.type) else { return nil }
        values.append(value)
      }
      self = .structure(values)
    case (.map(let entries), .map(let keyType, let valueType)):
      var values: [Datum] = []
      var keys: Set<Datum> = []
      for entry in entries {
        guard let key = part(entry.key, keyType), key != .null, keys.insert(key).inserted,
          let value = part(entry.value, valueType)
        else { return nil }
        values.append(.structure([key, value]))
      }
      self = .list(values)
    default: return nil
    }
  }

  /// The value of a type that is not nested which a text names.
  init?(reading text: TextBytes, as type: SQLType) {
    func integer(_ value: (some FixedWidthInteger)?) -> Datum? {
      value.map { .integer(Int128($0)) }
    }
    let value: Datum?
    switch type {
    case .boolean: value = TextReader.boolean(text).map { .bool($0) }
    case .tinyint: value = integer(TextReader.integer(text, as: Int8.self))
    case .smallint: value = integer(TextReader.integer(text, as: Int16.self))
    case .integer: value = integer(TextReader.integer(text, as: Int32.self))
    case .bigint: value = integer(TextReader.integer(text, as: Int64.self))
    case .hugeint: value = integer(TextReader.integer(text, as: Int128.self))
    case .utinyint: value = integer(TextReader.integer(text, as: UInt8.self))
    case .usmallint: value = integer(TextReader.integer(text, as: UInt16.self))
    case .uinteger: value = integer(TextReader.integer(text, as: UInt32.self))
    case .ubigint: value = integer(TextReader.integer(text, as: UInt64.self))
    case .uhugeint:
      value = integer(TextReader.integer(text, as: UInt128.self).map(UnsignedNumber.cell))
    case .float: value = TextReader.float(text).map { .double($0) }
    case .double: value = TextReader.double(text).map { .double($0) }
    case .decimal(let width, let scale):
      value = integer(TextReader.decimal(text, width: width, scale: scale))
    case .date: value = integer(try? TextReader.date(text))
    case .time: value = integer(try? TextReader.time(text))
    case .timeNS: value = integer(try? TextReader.timeInNanoseconds(text))
    case .timeTZ: value = integer(try? TextReader.zonedTime(text).cell)
    case .timestampS: value = integer(try? TextReader.timestamp(text, unit: 1_000_000))
    case .timestampMS: value = integer(try? TextReader.timestamp(text, unit: 1_000))
    case .timestampNS: value = integer(try? TextReader.timestampInNanoseconds(text))
    case .timestampTZNS:
      value = integer(try? TextReader.timestampInNanoseconds(text, isInUTC: true))
    case .timestamp: value = integer(try? TextReader.timestamp(text))
    case .timestampTZ: value = integer(try? TextReader.timestampInUTC(text))
    case .interval: value = (try? TextReader.interval(text)).map { .interval($0) }
    case .uuid: value = integer(TextReader.uuid(text))
    case .enumeration(let names):
      value = integer(names.place(of: String(decoding: text, as: UTF8.self)))
    case .varchar: value = .bytes(Array(text))
    case .json: value = JSONCells.isValid(text) ? .bytes(Array(text)) : nil
    case .blob:
      var bytes: [UInt8] = []
      value = TextReader.blob(text, to: &bytes) ? .bytes(bytes) : nil
    case .bit:
      var bytes: [UInt8] = []
      value = TextReader.bits(text, to: &bytes) ? .bytes(bytes) : nil
    case .union(let members):
      value = SQLType.varchar.member(of: members).flatMap { tag in
        Datum(reading: text, as: members[tag].type).map { member in
          .structure([.integer(Int128(tag))] + members.indices.map { $0 == tag ? member : .null })
        }
      }
    case .null: value = .null
    default: value = nil
    }
    guard let value else { return nil }
    self = value
  }
}
