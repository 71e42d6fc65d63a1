// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Decodes types from values of any shape.
struct RecordDecoder: Decoder {
  let value: Value
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Decodes `type` from `value`.
  static func decode<Decoded: Decodable>(
    _ type: Decoded.Type,
    from value: Value,
    at path: [any CodingKey] = []
  ) throws -> Decoded {
    // Values that a table holds as they are.
    switch value {
    case .timestamp(let stamp as Decoded): return stamp
    case .date(let date as Decoded): return date
    case .time(let time as Decoded): return time
    case .decimal(let number as Decoded): return number
    case .bigInt(let number as Decoded): return number
    case .wei(let number as Decoded): return number
    case .binary(let bytes as Decoded): return bytes
    case .record(let record as Decoded): return record
    default: break
    }
    if let value = value as? Decoded { return value }
    if let date = foundationType(type, from: value) { return date }
    return try Decoded(from: RecordDecoder(value: value, codingPath: path))
  }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    guard case .record(let record) = value else { throw mismatch([String: Value].self) }
    return KeyedDecodingContainer(FieldDecoder<Key>(record: record, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .list(let list) = value else { throw mismatch([Value].self) }
    return ListDecoder(list: list, codingPath: codingPath)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  fileprivate func mismatch(_ type: Any.Type) -> DecodingError {
    .typeMismatch(
      type,
      .init(codingPath: codingPath, debugDescription: "The value is not a \(type).")
    )
  }

  fileprivate func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    let result: Number? =
      switch value {
      case .int(let number): Number(exactly: number)
      case .bigInt(let number): number.int128.flatMap { Number(exactly: $0) }
      default: nil
      }
    guard let result else { throw mismatch(type) }
    return result
  }
}

extension RecordDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let value) = value else { throw mismatch(type) }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .text(let value) = value else { throw mismatch(type) }
    return value
  }

  func decode(_ type: Double.Type) throws -> Double {
    switch value {
    case .double(let value): return value
    case .int(let value): return Double(value)
    default: throw mismatch(type)
    }
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  func decode(_ type: Int128.Type) throws -> Int128 { try integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

  func decode<Decoded: Decodable>(_ type: Decoded.Type) throws -> Decoded {
    try Self.decode(type, from: value, at: codingPath)
  }
}

/// Decodes the fields of a record.
private struct FieldDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let record: Record
  let codingPath: [any CodingKey]

  var allKeys: [Key] { record.keys.compactMap { Key(stringValue: $0) } }
  func contains(_ key: Key) -> Bool { value(for: key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { value(for: key) ?? .null == .null }

  /// The value in the column called like the field, or as the field is called when it is loaded.
  private func value(for key: Key) -> Value? {
    record[key.stringValue] ?? record[SnakeCase().normalize(identifier: key.stringValue)]
  }

  // The protocol has a default for this one type, which refuses it.
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
    try decoder(for: key).decode(type)
  }

  func decode<Decoded: Decodable>(_ type: Decoded.Type, forKey key: Key) throws -> Decoded {
    guard let value = value(for: key) else {
      throw DecodingError.keyNotFound(
        key,
        .init(
          codingPath: codingPath,
          debugDescription: "The row has no value in the column '\(key.stringValue)'."
            + NearestName.suggestion(for: key.stringValue, among: record.keys)
        )
      )
    }
    return try RecordDecoder.decode(type, from: value, at: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type,
    forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(for: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(for: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    RecordDecoder(value: .record(record), codingPath: codingPath)
  }
  func superDecoder(forKey key: Key) throws -> any Decoder { decoder(for: key) }

  private func decoder(for key: Key) -> RecordDecoder {
    RecordDecoder(value: value(for: key) ?? .null, codingPath: codingPath + [key])
  }
}

/// Decodes the values of a list.
private struct ListDecoder: UnkeyedDecodingContainer {
  let list: [Value]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(list: [Value], codingPath: [any CodingKey]) {
    self.list = list
    self.codingPath = codingPath
  }

  var count: Int? { list.count }
  var isAtEnd: Bool { currentIndex == list.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, list[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Decoded: Decodable>(_ type: Decoded.Type) throws -> Decoded {
    try RecordDecoder.decode(type, from: next(), at: codingPath)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    RecordDecoder(value: try next(), codingPath: codingPath)
  }

  private mutating func next() throws -> Value {
    guard !isAtEnd else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: codingPath, debugDescription: "The list has no more values.")
      )
    }
    currentIndex += 1
    return list[currentIndex - 1]
  }
}
