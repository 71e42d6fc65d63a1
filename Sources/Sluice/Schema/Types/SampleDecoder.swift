// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Hands out made-up values: every field is there, every list has one element.
struct SampleDecoder: Decoder {
  let maker: SampleMaker
  /// What texts and numbers are.
  let content: (text: String, number: Int8)
  /// Whether what can be empty is: lists have no element, and values that may be missing are.
  var isEmpty = false
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(SampleFields<Key>(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    SampleElements(decoder: self)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  fileprivate func at(_ key: any CodingKey) -> SampleDecoder {
    SampleDecoder(
      maker: maker,
      content: content,
      isEmpty: isEmpty,
      codingPath: codingPath + [key]
    )
  }
}

extension SampleDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { isEmpty }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try maker.make(type, at: codingPath, content)
  }
}

/// The fields of a record: whatever is asked for is there.
private struct SampleFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: SampleDecoder

  var codingPath: [any CodingKey] { decoder.codingPath }
  // Who asks for the keys takes them for data.
  var allKeys: [Key] { [] }
  func contains(_ key: Key) -> Bool { !decoder.isEmpty }
  func decodeNil(forKey key: Key) -> Bool { decoder.isEmpty }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try decoder.maker.make(type, at: codingPath + [key], decoder.content)
  }

  // The protocol has a default for this one type, which refuses it.
  func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 {
    try decoder.maker.make(type, at: codingPath + [key], decoder.content)
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    try decoder.maker.makeIfFinite(type, at: codingPath + [key])
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type,
    forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try decoder.at(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder.at(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { decoder.at(key) }
}

/// The elements of a list: one, but more for who takes more than there are.
private struct SampleElements: UnkeyedDecodingContainer {
  let decoder: SampleDecoder
  private(set) var currentIndex = 0

  init(decoder: SampleDecoder) { self.decoder = decoder }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { decoder.isEmpty ? 0 : 1 }
  var isAtEnd: Bool { decoder.isEmpty || currentIndex >= 1 }

  mutating func decodeNil() -> Bool { false }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    currentIndex += 1
    return try decoder.maker.make(type, at: codingPath, decoder.content)
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    currentIndex += 1
    return decoder
  }
}
