// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The options of a function that reads files, or of COPY, each of which is taken once.
struct FileOptions {
  private var values: [String: TypedDatum]
  private var known: [String] = []
  /// What the options belong to, for errors.
  let owner: String

  init(_ values: [String: TypedDatum], of owner: String) {
    self.values = values
    self.owner = owner
  }

  /// The value of an option, which has one name or several.
  mutating func take(_ names: String...) -> TypedDatum? { take(names) }

  private mutating func take(_ names: [String]) -> TypedDatum? {
    known += names
    var found: TypedDatum?
    for name in names {
      if let value = values.removeValue(forKey: name), !value.value.isNull { found = value }
    }
    return found
  }

  /// A boolean; an option without a value is true.
  mutating func bool(_ names: String...) throws(SQLError) -> Bool? {
    guard let found = take(names) else { return nil }
    switch found.value {
    case .bool(let value): return value
    case .integer(let value): return value != 0
    case .bytes(let bytes):
      if let value = bytes.withUnsafeBufferPointer({ TextReader.boolean($0) }) { return value }
      throw mismatch(names[0], "true or false")
    default: throw mismatch(names[0], "true or false")
    }
  }

  /// A whole number that is not too great.
  mutating func integer(_ names: String...) throws(SQLError) -> Int? {
    guard let found = take(names) else { return nil }
    guard case .integer(let value) = found.value, found.type.isInteger,
      let number = Int(exactly: value)
    else { throw mismatch(names[0], "a whole number") }
    return number
  }

  /// A text.
  mutating func text(_ names: String...) throws(SQLError) -> String? {
    guard let found = take(names) else { return nil }
    guard let text = found.text else { throw mismatch(names[0], "a text") }
    return text
  }

  /// A text, or a list of them.
  mutating func texts(_ names: String...) throws(SQLError) -> [String]? {
    guard let found = take(names) else { return nil }
    guard let texts = found.texts else { throw mismatch(names[0], "a text or a list of texts") }
    return texts
  }

  /// One byte, or none if the text is empty.
  mutating func byte(_ names: String...) throws(SQLError) -> UInt8?? {
    guard let found = take(names) else { return nil }
    guard let text = found.text, text.utf8.count <= 1 else {
      throw mismatch(names[0], "a text of one byte")
    }
    return .some(text.utf8.first)
  }

  /// A format of dates or times; `nil` for the usual one.
  mutating func format(_ names: String...) throws(SQLError) -> TimeFormat? {
    guard let found = take(names) else { return nil }
    guard let text = found.text else { throw mismatch(names[0], "a format of times") }
    if ["auto", "iso"].contains(text.lowercased()) { return nil }
    do {
      return try TimeFormat(text)
    } catch {
      throw SQLError(
        .invalidInput,
        "'\(text)' is no format of times, for the option '\(names[0])' of \(owner)"
      )
    }
  }

  /// Fails if there are options that nobody has taken.
  func finish() throws(SQLError) {
    guard let name = values.keys.sorted().first else { return }
    throw SQLError(
      .binding,
      "\(owner) has no option '\(name)'",
      advice: NearestName.advice(for: name, among: known)
    )
  }

  func mismatch(_ name: String, _ expected: String) -> SQLError {
    SQLError(.invalidInput, "the option '\(name)' of \(owner) is \(expected)")
  }
}

extension TypedDatum {
  /// The text, if it is one.
  var text: String? {
    guard case .bytes(let bytes) = value, type == .varchar || type == .json else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text as a list of one, or the list of texts, if it is one of them.
  var texts: [String]? {
    if let text { return [text] }
    guard case .list(let values) = value else { return nil }
    var texts: [String] = []
    for value in values {
      guard case .bytes(let bytes) = value else { return nil }
      texts.append(String(decoding: bytes, as: UTF8.self))
    }
    return texts
  }

  /// The fields of a structure, or the entries of a map, if the values are texts.
  var textFields: [(name: String, value: String)]? {
    switch (value, type) {
    case (.structure(let values), .structure(let fields)) where values.count == fields.count:
      var pairs: [(name: String, value: String)] = []
      for (field, value) in zip(fields, values) {
        guard case .bytes(let bytes) = value else { return nil }
        pairs.append((field.name, String(decoding: bytes, as: UTF8.self)))
      }
      return pairs
    case (.list(let entries), .map):
      var pairs: [(name: String, value: String)] = []
      for entry in entries {
        guard case .structure(let parts) = entry, parts.count == 2, case .bytes(let key) = parts[0],
          case .bytes(let value) = parts[1]
        else { return nil }
        pairs.append(
          (String(decoding: key, as: UTF8.self), String(decoding: value, as: UTF8.self))
        )
      }
      return pairs
    default: return nil
    }
  }
}
