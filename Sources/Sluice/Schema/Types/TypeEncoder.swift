// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Takes a value apart by its own code, and notes what it is made of.
///
/// It sees what the encoder of the shredder sees, and beside that the types of what is encoded, and
/// whether it may be missing.
struct TypeEncoder: Encoder {
  let node: TypeNode
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// Notes that `value` stands at `node`.
  static func encode<T: Encodable>(
    _ value: T,
    at node: TypeNode,
    path: [any CodingKey]
  ) throws {
    if T.self is any OptionalType.Type { node.isOptional = true }
    if let type = T.self as? any TableDescribing.Type {
      node.describing = type
      if try encodeExamples(of: type, at: node, path: path) { return }
    }
    node.visit()
    if let type = columnType(of: T.self) {
      node.putScalar(type)
    } else if T.self is any OpenType.Type {
      return
    } else {
      try value.encode(to: TypeEncoder(node: node, codingPath: path))
    }
  }

  /// Notes the examples that a type gives; false if there are none.
  private static func encodeExamples<T: TableDescribing>(
    of type: T.Type,
    at node: TypeNode,
    path: [any CodingKey]
  ) throws -> Bool {
    let examples = type.examples
    for example in examples {
      node.visit()
      try example.encode(to: TypeEncoder(node: node, codingPath: path))
    }
    return !examples.isEmpty
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(TypeFields<Key>(node: node, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    TypeElements(node: node.listElements(), codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    TypeValue(node: node, codingPath: codingPath)
  }
}

/// A type whose values tell which fields they have: nothing can be said of them beforehand.
protocol OpenType {}
extension Value: OpenType {}
extension Record: OpenType {}
extension Dictionary: OpenType {}

/// A type with values that stand for a missing one.
protocol OptionalType {}
extension Optional: OptionalType {}

/// The fields of a record.
private struct TypeFields<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: TypeNode
  let codingPath: [any CodingKey]

  mutating func encodeNil(forKey key: Key) { node.field(key.stringValue).visit() }

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try TypeEncoder.encode(value, at: node.field(key.stringValue), path: codingPath + [key])
  }

  // The protocol has a default for this one type, which refuses it.
  mutating func encode(_ value: Int128, forKey key: Key) throws { try put(value, key) }

  mutating func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
    let field = node.field(key.stringValue)
    field.isOptional = true
    if let value { try TypeEncoder.encode(value, at: field, path: codingPath + [key]) }
  }

  // The protocol has defaults for these types, which do not come by here if there is no value.
  mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: Int128?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try put(value, key) }
  mutating func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try put(value, key) }

  /// Notes a scalar: its type says all, even where there is no value.
  private func put<T: Encodable>(_ value: T?, _ key: Key) throws {
    let field = node.field(key.stringValue)
    field.isOptional = true
    field.visit()
    if let type = columnType(of: T.self) { field.putScalar(type) }
  }

  private func put(_ value: Int128, _ key: Key) throws {
    try TypeEncoder.encode(value, at: node.field(key.stringValue), path: codingPath + [key])
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type,
    forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    encoder(key.stringValue).container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    encoder(key.stringValue).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { encoder("super") }
  mutating func superEncoder(forKey key: Key) -> any Encoder { encoder(key.stringValue) }

  private func encoder(_ key: String) -> TypeEncoder {
    let field = node.field(key)
    field.visit()
    return TypeEncoder(node: field, codingPath: codingPath)
  }
}

/// The elements of a list.
private struct TypeElements: UnkeyedEncodingContainer {
  let node: TypeNode
  let codingPath: [any CodingKey]
  private(set) var count = 0

  init(node: TypeNode, codingPath: [any CodingKey]) {
    self.node = node
    self.codingPath = codingPath
  }

  mutating func encodeNil() {
    count += 1
    node.visit()
  }

  mutating func encode<T: Encodable>(_ value: T) throws {
    count += 1
    try TypeEncoder.encode(value, at: node, path: codingPath)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    encoder().container(keyedBy: keyType)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    encoder().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { encoder() }

  private mutating func encoder() -> TypeEncoder {
    count += 1
    node.visit()
    return TypeEncoder(node: node, codingPath: codingPath)
  }
}

/// The only value at a place, which is counted already.
private struct TypeValue: SingleValueEncodingContainer {
  let node: TypeNode
  let codingPath: [any CodingKey]

  func encodeNil() {}

  func encode<T: Encodable>(_ value: T) throws {
    if let type = columnType(of: T.self) {
      node.putScalar(type)
    } else {
      node.takeBackVisit()
      try TypeEncoder.encode(value, at: node, path: codingPath)
    }
  }
}
