// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// JSON has fewer types than a value: what has no form of its own becomes text when it is encoded,
// and stays text when it is decoded.

extension Value: Codable {
  /// Reads null, a boolean, a number, a text, a list or a record.
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Record.FieldKey.self) {
      self = .record(try Record(from: container))
      return
    }
    if var container = try? decoder.unkeyedContainer() {
      var values: [Value] = []
      while !container.isAtEnd { values.append(try container.decode(Value.self)) }
      self = .list(values)
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .int(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .bigInt(ExactDecimal(value))
    } else if let value = try? container.decode(Double.self) {
      self = .double(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// Writes what JSON knows as itself, and everything else as its text.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .record(let record): return try record.encode(to: encoder)
    case .list(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
      return
    default: break
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .int(let value): try container.encode(value)
    case .double(let value): try container.encode(value)
    case .bigInt(let value):
      if let small = value.int128.flatMap({ UInt64(exactly: $0) }) {
        try container.encode(small)
      } else {
        try container.encode(value.description)
      }
    default: try container.encode(description)
    }
  }
}

extension Record: Codable {
  struct FieldKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads the fields of a keyed container, in the order in which the decoder lists them.
  ///
  /// Not every decoder lists them in the order of the text.
  public init(from decoder: any Decoder) throws {
    try self.init(from: decoder.container(keyedBy: FieldKey.self))
  }

  init(from container: KeyedDecodingContainer<FieldKey>) throws {
    self.init()
    for key in container.allKeys {
      set(key.stringValue, try container.decode(Value.self, forKey: key))
    }
  }

  /// Writes the fields into a keyed container.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    for (key, value) in self {
      try container.encode(value, forKey: FieldKey(stringValue: key))
    }
  }
}
