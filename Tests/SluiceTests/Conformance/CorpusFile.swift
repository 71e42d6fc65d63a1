// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

/// A file of the corpus of recorded behaviour, as a value.
struct CorpusFile {
  var root: Value

  init(_ name: String) throws {
    let data = try Data(contentsOf: FlatCorpus.file(name))
    var reader = CorpusReader(bytes: Array(data))
    root = try reader.value()
  }

  /// The records of the list called `name`.
  func list(_ name: String) -> [Record] { root[name].elements.compactMap(\.fields) }
}

extension Value {
  /// The field called `key`, or null.
  subscript(key: String) -> Value { fields?[key] ?? .null }

  var fields: Record? {
    guard case .record(let record) = self else { return nil }
    return record
  }

  var elements: [Value] {
    guard case .list(let elements) = self else { return [] }
    return elements
  }

  var string: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }
}

/// Reads JSON, telling integers from doubles and keeping the order of keys.
///
/// Objects such as `{"$decimal": "1.5"}` stay records: see ``Value/typed()``.
private struct CorpusReader {
  struct Malformed: Error { var offset: Int }

  var bytes: [UInt8]
  var offset = 0

  private mutating func next() throws -> UInt8 {
    while offset < bytes.count, bytes[offset] <= 0x20 { offset += 1 }
    guard offset < bytes.count else { throw Malformed(offset: offset) }
    return bytes[offset]
  }

  private mutating func take(_ byte: Character) throws {
    guard try next() == byte.asciiValue else { throw Malformed(offset: offset) }
    offset += 1
  }

  mutating func value() throws -> Value {
    switch try next() {
    case 0x7B: return .record(try record())
    case 0x5B: return .list(try list())
    case 0x22: return .text(try text())
    default: return try scalar()
    }
  }

  private mutating func record() throws -> Record {
    var record = Record()
    try take("{")
    while try next() != 0x7D {
      let key = try text()
      try take(":")
      record[key] = try value()
      if try next() == 0x2C { offset += 1 }
    }
    try take("}")
    return record
  }

  private mutating func list() throws -> [Value] {
    var elements: [Value] = []
    try take("[")
    while try next() != 0x5D {
      elements.append(try value())
      if try next() == 0x2C { offset += 1 }
    }
    try take("]")
    return elements
  }

  private mutating func text() throws -> String {
    try take("\"")
    let start = offset
    while offset < bytes.count, bytes[offset] != 0x22 { offset += bytes[offset] == 0x5C ? 2 : 1 }
    guard offset < bytes.count else { throw Malformed(offset: start) }
    offset += 1
    let token = Array(bytes[start..<offset - 1])
    guard token.contains(0x5C) else { return String(decoding: token, as: UTF8.self) }
    return try JSONDecoder().decode(String.self, from: Data([0x22] + token + [0x22]))
  }

  private mutating func scalar() throws -> Value {
    let start = offset
    while offset < bytes.count, !Array(",]} \n".utf8).contains(bytes[offset]) { offset += 1 }
    let token = String(decoding: bytes[start..<offset], as: UTF8.self)
    switch token {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: break
    }
    if let number = Int64(token) { return .int(number) }
    guard let number = Double(token) else { throw Malformed(offset: start) }
    return .double(number)
  }
}

extension Value {
  /// The value with objects such as `{"$decimal": "1.5"}` turned into what they stand for.
  ///
  /// `nil` if it holds a value of a type that cannot be read from text.
  func typed() -> Value? {
    switch self {
    case .list(let elements):
      let typed = elements.compactMap { $0.typed() }
      return typed.count == elements.count ? .list(typed) : nil
    case .record(let record):
      if let key = record.keys.first, record.count == 1, let text = record.values[0].string,
        key.hasPrefix("$")
      {
        return Self.typed(key, text)
      }
      var typed = Record()
      for (key, value) in zip(record.keys, record.values) {
        guard let value = value.typed() else { return nil }
        typed[key] = value
      }
      return .record(typed)
    default: return self
    }
  }

  private static func typed(_ key: String, _ text: String) -> Value? {
    switch key {
    case "$binary": Data(base64Encoded: text).map { .binary(Array($0)) }
    case "$timestamp": parse(Timestamp.self, text).map { .timestamp($0) }
    case "$date": parse(CalendarDate.self, text).map { .date($0) }
    case "$time": parse(TimeOfDay.self, text).map { .time($0) }
    case "$decimal": parse(ExactDecimal.self, text).map { .decimal($0) }
    case "$wei": parse(ExactDecimal.self, text).map { .wei($0) }
    case "$int": parse(ExactDecimal.self, text).map { .bigInt($0) }
    default: nil
    }
  }

  private static func parse<T>(_ type: T.Type, _ text: String) -> T? {
    (type as? any LosslessStringConvertible.Type)?.init(text) as? T
  }
}
