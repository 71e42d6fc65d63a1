// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// An encoder for one value, at one place of a sink.
struct SinkEncoder: Encoder {
  let sink: EncodingSink
  let spot: EncodingSpot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(
      SinkKeyedContainer<Key>(
        sink: sink,
        fields: sink.startFields(at: spot),
        codingPath: codingPath
      )
    )
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    SinkUnkeyedContainer(
      sink: sink,
      elements: sink.startElements(at: spot),
      codingPath: codingPath
    )
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SinkSingleContainer(sink: sink, spot: spot, codingPath: codingPath)
  }

  /// Encodes `value` at `spot`: what has a column type of its own as that, the rest by its own code.
  static func encode<T: Encodable>(
    _ value: T,
    at spot: EncodingSpot,
    of sink: EncodingSink,
    path: @autoclosure () -> [any CodingKey]
  ) throws {
    if let scalar = try scalarValue(of: value) {
      try sink.put(scalar, at: spot)
    } else {
      try encode(whole: value, at: spot, of: sink, path: path())
    }
  }

  /// Encodes `value`, which is no scalar, at `spot`: dictionaries in the order of their keys.
  static func encode<T: Encodable>(
    whole value: T,
    at spot: EncodingSpot,
    of sink: EncodingSink,
    path: [any CodingKey]
  ) throws {
    let encoder = SinkEncoder(sink: sink, spot: spot, codingPath: path)
    if let dictionary = sink.dictionary(value) {
      try dictionary.encodeInOrder(to: encoder)
    } else {
      try value.encode(to: encoder)
    }
  }
}

struct SinkKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let sink: EncodingSink
  var fields: EncodingFields
  let codingPath: [any CodingKey]

  private mutating func spot(_ key: String) throws -> EncodingSpot {
    if let failure = fields.failure { throw failure }
    return try sink.spot(for: key, in: &fields)
  }

  private mutating func put(_ value: Value, _ key: Key) throws {
    try sink.put(value, at: spot(key.stringValue))
  }

  mutating func encodeNil(forKey key: Key) throws { try put(.null, key) }
  mutating func encode(_ value: Bool, forKey key: Key) throws { try put(.bool(value), key) }
  mutating func encode(_ value: String, forKey key: Key) throws { try put(.text(value), key) }
  mutating func encode(_ value: Double, forKey key: Key) throws { try put(.double(value), key) }
  mutating func encode(_ value: Float, forKey key: Key) throws { try put(value.asValue, key) }
  mutating func encode(_ value: Int, forKey key: Key) throws { try put(.int(Int64(value)), key) }
  mutating func encode(_ value: Int8, forKey key: Key) throws { try put(.int(Int64(value)), key) }
  mutating func encode(_ value: Int16, forKey key: Key) throws { try put(.int(Int64(value)), key) }
  mutating func encode(_ value: Int32, forKey key: Key) throws { try put(.int(Int64(value)), key) }
  mutating func encode(_ value: Int64, forKey key: Key) throws { try put(.int(value), key) }
  mutating func encode(_ value: Int128, forKey key: Key) throws { try put(value.asValue, key) }
  mutating func encode(_ value: UInt, forKey key: Key) throws {
    try put(Int128(value).asValue, key)
  }
  mutating func encode(_ value: UInt8, forKey key: Key) throws { try put(.int(Int64(value)), key) }
  mutating func encode(_ value: UInt16, forKey key: Key) throws { try put(.int(Int64(value)), key) }
  mutating func encode(_ value: UInt32, forKey key: Key) throws { try put(.int(Int64(value)), key) }
  mutating func encode(_ value: UInt64, forKey key: Key) throws {
    try put(Int128(value).asValue, key)
  }
  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try SinkEncoder.encode(
      value,
      at: spot(key.stringValue),
      of: sink,
      path: codingPath + [key]
    )
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type,
    forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    KeyedEncodingContainer(
      SinkKeyedContainer<NestedKey>(
        sink: sink,
        fields: sink.startFields(at: try spot(key.stringValue)),
        codingPath: codingPath + [key]
      )
    )
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    let elements = sink.startElements(at: try spot(key.stringValue))
    return SinkUnkeyedContainer(sink: sink, elements: elements, codingPath: codingPath + [key])
  }

  mutating func superEncoder() -> any Encoder { encoder("super") }
  mutating func superEncoder(forKey key: Key) -> any Encoder { encoder(key.stringValue) }

  private mutating func encoder(_ key: String) -> any Encoder {
    sink.encoder(at: try spot(key), codingPath: codingPath)
  }
}

struct SinkUnkeyedContainer: UnkeyedEncodingContainer {
  let sink: EncodingSink
  var elements: EncodingElements
  let codingPath: [any CodingKey]
  private(set) var count = 0

  init(sink: EncodingSink, elements: EncodingElements, codingPath: [any CodingKey]) {
    self.sink = sink
    self.elements = elements
    self.codingPath = codingPath
  }

  private mutating func spot() throws -> EncodingSpot {
    count += 1
    if let failure = elements.failure { throw failure }
    return try sink.nextSpot(in: &elements)
  }

  private mutating func put(_ value: Value) throws { try sink.put(value, at: spot()) }

  mutating func encodeNil() throws { try put(.null) }
  mutating func encode(_ value: Bool) throws { try put(.bool(value)) }
  mutating func encode(_ value: String) throws { try put(.text(value)) }
  mutating func encode(_ value: Double) throws { try put(.double(value)) }
  mutating func encode(_ value: Float) throws { try put(value.asValue) }
  mutating func encode(_ value: Int) throws { try put(.int(Int64(value))) }
  mutating func encode(_ value: Int8) throws { try put(.int(Int64(value))) }
  mutating func encode(_ value: Int16) throws { try put(.int(Int64(value))) }
  mutating func encode(_ value: Int32) throws { try put(.int(Int64(value))) }
  mutating func encode(_ value: Int64) throws { try put(.int(value)) }
  mutating func encode(_ value: Int128) throws { try put(value.asValue) }
  mutating func encode(_ value: UInt) throws { try put(Int128(value).asValue) }
  mutating func encode(_ value: UInt8) throws { try put(.int(Int64(value))) }
  mutating func encode(_ value: UInt16) throws { try put(.int(Int64(value))) }
  mutating func encode(_ value: UInt32) throws { try put(.int(Int64(value))) }
  mutating func encode(_ value: UInt64) throws { try put(Int128(value).asValue) }
  mutating func encode<T: Encodable>(_ value: T) throws {
    try SinkEncoder.encode(value, at: spot(), of: sink, path: codingPath)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    let fields = sink.startFields(at: try spot())
    return KeyedEncodingContainer(
      SinkKeyedContainer<NestedKey>(sink: sink, fields: fields, codingPath: codingPath)
    )
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    let elements = sink.startElements(at: try spot())
    return SinkUnkeyedContainer(sink: sink, elements: elements, codingPath: codingPath)
  }

  mutating func superEncoder() -> any Encoder {
    sink.encoder(at: try spot(), codingPath: codingPath)
  }
}

struct SinkSingleContainer: SingleValueEncodingContainer {
  let sink: EncodingSink
  let spot: EncodingSpot
  let codingPath: [any CodingKey]

  func encodeNil() throws { try sink.put(.null, at: spot) }
  func encode(_ value: Bool) throws { try sink.put(.bool(value), at: spot) }
  func encode(_ value: String) throws { try sink.put(.text(value), at: spot) }
  func encode(_ value: Double) throws { try sink.put(.double(value), at: spot) }
  func encode(_ value: Float) throws { try sink.put(value.asValue, at: spot) }
  func encode(_ value: Int) throws { try sink.put(.int(Int64(value)), at: spot) }
  func encode(_ value: Int8) throws { try sink.put(.int(Int64(value)), at: spot) }
  func encode(_ value: Int16) throws { try sink.put(.int(Int64(value)), at: spot) }
  func encode(_ value: Int32) throws { try sink.put(.int(Int64(value)), at: spot) }
  func encode(_ value: Int64) throws { try sink.put(.int(value), at: spot) }
  func encode(_ value: Int128) throws { try sink.put(value.asValue, at: spot) }
  func encode(_ value: UInt) throws { try sink.put(Int128(value).asValue, at: spot) }
  func encode(_ value: UInt8) throws { try sink.put(.int(Int64(value)), at: spot) }
  func encode(_ value: UInt16) throws { try sink.put(.int(Int64(value)), at: spot) }
  func encode(_ value: UInt32) throws { try sink.put(.int(Int64(value)), at: spot) }
  func encode(_ value: UInt64) throws { try sink.put(Int128(value).asValue, at: spot) }
  func encode<T: Encodable>(_ value: T) throws {
    try SinkEncoder.encode(value, at: spot, of: sink, path: codingPath)
  }
}

extension Int128 {
  fileprivate var asValue: Value {
    if let small = Int64(exactly: self) { return .int(small) }
    return .bigInt(ExactDecimal(unscaled: self, scale: 0))
  }
}

extension Float {
  /// The shortest decimal number that reads back as this one, not the double nearest to it.
  fileprivate var asValue: Value { .double(Double(description) ?? Double(self)) }
}
