// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Decodes one row of a result after the other, straight from its columns. Used by one task at a time.
final class RowDecoder: Decoder {
  let columns: [ColumnReader]
  /// The row that is decoded.
  private(set) var row = 0
  private let result: QueryResult
  // Every row asks for the same fields in the same order, so that the next one is mostly known.
  private var asked: [(key: String, place: Int?)] = []
  private var expected = 0

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ result: QueryResult) {
    self.result = result
    columns = result.readers
  }

  /// Goes to a row.
  func move(to row: Int) {
    self.row = row
    expected = 0
  }

  /// The column called like a field, or as the field is called when it is loaded.
  func column(_ key: String) -> ColumnReader? {
    if expected < asked.count {
      if asked[expected].key == key { return asked[expected].place.map { columns[$0] } }
      if expected + 1 < asked.count, asked[expected + 1].key == key {
        expected += 1
        return asked[expected].place.map { columns[$0] }
      }
    }
    if let known = asked.firstIndex(where: { $0.key == key }) {
      expected = known
    } else {
      let place =
        result.place(of: key) ?? result.place(of: SnakeCase().normalize(identifier: key))
      asked.append((key, place))
      expected = asked.count - 1
    }
    return asked[expected].place.map { columns[$0] }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(RowFields<Key>(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let values = columns.map { $0.value(row) }
    return try RecordDecoder(value: .list(values), codingPath: []).unkeyedContainer()
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    guard columns.count == 1 else {
      return RecordDecoder(value: .record(result.rows[row]), codingPath: [])
    }
    return RecordDecoder(value: columns[0].value(row), codingPath: [columns[0].key])
  }
}

/// The fields of a row.
private struct RowFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: RowDecoder

  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { decoder.columns.compactMap { Key(stringValue: $0.name) } }

  func contains(_ key: Key) -> Bool { decoder.column(key.stringValue) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try column(key).isNull(decoder.row) }

  @inline(__always)
  private func column(_ key: Key) throws -> ColumnReader {
    if let column = decoder.column(key.stringValue) { return column }
    throw DecodingError.keyNotFound(
      key,
      DecodingError.Context(
        codingPath: [],
        debugDescription: "The result has no column '\(key.stringValue)'."
          + NearestName.suggestion(for: key.stringValue, among: decoder.columns.map(\.name))
      )
    )
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
    try column(key).bool(decoder.row)
  }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try column(key).string(decoder.row)
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try column(key).double(decoder.row)
  }

  func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
    Float(try column(key).double(decoder.row, type))
  }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try integer(key) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try integer(key) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try integer(key) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try integer(key) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try integer(key) }
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try integer(key) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try integer(key) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try integer(key) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try integer(key) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try integer(key) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try integer(key) }

  @inline(__always)
  private func integer<Number: FixedWidthInteger>(_ key: Key) throws -> Number {
    try column(key).integer(decoder.row, Number.self)
  }

  func decode<Decoded: Decodable>(_ type: Decoded.Type, forKey key: Key) throws -> Decoded {
    try column(key).decode(type, decoder.row)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type,
    forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() -> any Decoder { decoder }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    RecordDecoder(value: try column(key).value(decoder.row), codingPath: [key])
  }
}
