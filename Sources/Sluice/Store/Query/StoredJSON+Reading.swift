// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension StoredJSON {
  /// Adds the value that a text of a table stands for to a column; a missing one if it is none of the
  /// type.
  static func append(_ text: TextBytes, _ type: SQLType, to column: CellColumn) {
    guard type.isNested else {
      append(plain: text, type, to: column)
      return
    }
    var reader = JSONCellsReader(text, isStored: true)
    reader.read(type, column)
  }

  /// Adds the value of a type that is not nested which a text names.
  ///
  /// - Returns: Whether the text is one of the type; if it is not, the value is missing.
  @discardableResult
  static func append(plain text: TextBytes, _ type: SQLType, to column: CellColumn) -> Bool {
    switch type {
    case .boolean: return add(TextReader.boolean(text).map { $0 ? 1 : 0 as UInt8 }, column)
    case .tinyint: return add(TextReader.integer(text, as: Int8.self).map { Int32($0) }, column)
    case .smallint: return add(TextReader.integer(text, as: Int16.self).map { Int32($0) }, column)
    case .integer: return add(TextReader.integer(text, as: Int32.self), column)
    case .bigint: return add(TextReader.integer(text, as: Int64.self), column)
    case .hugeint: return add(TextReader.integer(text, as: Int128.self), column)
    case .utinyint: return add(TextReader.integer(text, as: UInt8.self).map { Int32($0) }, column)
    case .usmallint:
      return add(TextReader.integer(text, as: UInt16.self).map { Int32($0) }, column)
    case .uinteger: return add(TextReader.integer(text, as: UInt32.self).map { Int64($0) }, column)
    case .ubigint: return add(TextReader.integer(text, as: UInt64.self).map { Int128($0) }, column)
    case .uhugeint:
      return add(TextReader.integer(text, as: UInt128.self).map(UnsignedNumber.cell), column)
    case .float: return add(TextReader.float(text), column)
    case .double: return add(TextReader.double(text), column)
    case .decimal(let width, let scale):
      let digits = TextReader.decimal(text, width: width, scale: scale)
      guard type.cellKind == .int64 else { return add(digits, column) }
      return add(digits.map { Int64(truncatingIfNeeded: $0) }, column)
    case .date: return add(try? TextReader.date(text), column)
    case .time: return add(try? TextReader.time(text), column)
    case .timeNS: return add(try? TextReader.timeInNanoseconds(text), column)
    case .timeTZ: return add(try? TextReader.zonedTime(text).cell, column)
    case .timestampS: return add(try? TextReader.timestamp(text, unit: 1_000_000), column)
    case .timestampMS: return add(try? TextReader.timestamp(text, unit: 1_000), column)
    case .timestamp: return add(try? TextReader.timestamp(text), column)
    case .timestampNS: return add(try? TextReader.timestampInNanoseconds(text), column)
    case .timestampTZNS:
      return add(try? TextReader.timestampInNanoseconds(text, isInUTC: true), column)
    case .timestampTZ: return add(try? TextReader.timestampInUTC(text), column)
    case .interval: return add(try? TextReader.interval(text), column)
    case .uuid: return add(TextReader.uuid(text), column)
    case .enumeration(let names):
      return add(names.place(of: String(decoding: text, as: UTF8.self)), column)
    case .varchar, .json:
      column.append(run: ByteRun(text))
      return true
    case .blob:
      var bytes: [UInt8] = []
      return add(TextReader.blob(text, to: &bytes) ? bytes : nil, column)
    case .bit:
      var bytes: [UInt8] = []
      return add(TextReader.bits(text, to: &bytes) ? bytes : nil, column)
    case .null, .list, .array, .structure, .map, .union:
      column.appendMissing()
      return false
    }
  }

  @inline(__always)
  private static func add<Value: BitwiseCopyable>(_ value: Value?, _ column: CellColumn) -> Bool {
    guard let value else {
      column.appendMissing()
      return false
    }
    column.append(value: value)
    return true
  }

  private static func add(_ bytes: [UInt8]?, _ column: CellColumn) -> Bool {
    guard let bytes else {
      column.appendMissing()
      return false
    }
    bytes.withUnsafeBufferPointer { column.append(run: ByteRun($0)) }
    return true
  }
}

extension ByteRun {
  /// The run of some bytes, which stay where they are if there are more than twelve.
  init(_ bytes: TextBytes) {
    self = bytes.baseAddress.map { ByteRun($0, bytes.count) } ?? ByteRun()
  }
}
