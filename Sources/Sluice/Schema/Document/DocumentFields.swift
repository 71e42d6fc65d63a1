// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The fields of a record in a schema document, and where it stands, for errors that say so.
struct DocumentFields {
  /// The fields.
  let record: Record
  /// The keys that lead to it.
  let path: [String]

  /// The fields of a record; throws if `value` is something else.
  init(_ value: Value, at path: [String]) throws(LoadError) {
    guard let record = value.fields else {
      throw Self.error(at: path, expected: "fields", found: value.kindInWords)
    }
    self.record = record
    self.path = path
  }

  /// Where a field stands.
  func place(_ key: String) -> [String] { path + [key] }

  /// The value of a field; a null counts as none.
  private func value(_ key: String) -> Value? {
    guard let value = record[key], !value.isNull else { return nil }
    return value
  }

  /// Throws if there is a field that is neither one of `names` nor, where those may be, a note.
  func requireKnown(_ names: [String], takingNotes: Bool = true) throws(LoadError) {
    for key in record.keys where !names.contains(key) {
      if takingNotes && key.hasPrefix("x-") { continue }
      throw Self.error(
        at: path,
        "the field '\(key.prefix(100))' is not known"
          + (takingNotes ? "; notes of your own begin with 'x-'." : ".")
          + NearestName.suggestion(for: String(key.prefix(100)), among: names),
        expected: "a known field",
        found: "'\(key.prefix(100))'"
      )
    }
  }

  /// All fields whose names begin with `x-`, apart from some.
  func notes(except names: [String] = []) -> Record {
    Record(
      record.filter { $0.key.hasPrefix("x-") && !names.contains($0.key) }
        .map { ($0.key, $0.value) }
    )
  }

  // MARK: - Values

  func text(_ key: String) throws(LoadError) -> String? {
    guard let value = value(key) else { return nil }
    return try Self.text(value, at: place(key))
  }

  func flag(_ key: String) throws(LoadError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard let flag = value.boolean else { throw wrongType(key, "true or false", value) }
    return flag
  }

  func number(_ key: String, from minimum: Int = 0) throws(LoadError) -> Int? {
    guard let value = value(key) else { return nil }
    let expected = "a whole number from \(minimum)"
    guard let number = value.int64, let result = Int(exactly: number) else {
      throw wrongType(key, expected, value)
    }
    guard result >= minimum, result <= Int32.max else {
      throw Self.error(at: place(key), expected: expected, found: "\(result)")
    }
    return result
  }

  func list(_ key: String) throws(LoadError) -> [Value]? {
    guard let value = value(key) else { return nil }
    guard let list = value.elements else { throw wrongType(key, "a list", value) }
    return list
  }

  func texts(_ key: String) throws(LoadError) -> [String]? {
    guard let list = try list(key) else { return nil }
    var texts: [String] = []
    for (index, value) in list.enumerated() {
      texts.append(try Self.text(value, at: place(key) + ["\(index)"]))
    }
    return texts
  }

  func fields(_ key: String) throws(LoadError) -> DocumentFields? {
    guard let value = value(key) else { return nil }
    return try DocumentFields(value, at: place(key))
  }

  /// What `make` makes of a text; throws if that is none of `names`.
  func choice<Result>(
    _ key: String,
    among names: [String],
    _ make: (String) -> Result?
  ) throws(LoadError) -> Result? {
    guard let text = try text(key) else { return nil }
    return try Self.choice(text, at: place(key), among: names, make)
  }

  static func choice<Result>(
    _ text: String,
    at path: [String],
    among names: [String],
    _ make: (String) -> Result?
  ) throws(LoadError) -> Result {
    if names.contains(text), let result = make(text) { return result }
    let expected = "one of \(names.map { "'\($0)'" }.joined(separator: ", "))"
    let hint = NearestName.suggestion(for: String(text.prefix(100)), among: names)
    throw error(
      at: path,
      "expected \(expected), found '\(text.prefix(100))'."
        + (hint.hasPrefix(" Did") ? hint : ""),
      expected: expected,
      found: "'\(text.prefix(100))'"
    )
  }

  static func text(_ value: Value, at path: [String]) throws(LoadError) -> String {
    guard let text = value.string else {
      throw error(at: path, expected: "a text", found: value.kindInWords)
    }
    return text
  }

  /// A name of a table or column, which is neither empty nor endless.
  static func name(_ name: String, at path: [String]) throws(LoadError) {
    let count = name.unicodeScalars.count
    guard count == 0 || count > longestName else { return }
    throw error(
      at: path.map { String($0.prefix(100)) },
      expected: "a name of 1 to \(longestName) characters",
      found: count == 0 ? "an empty one" : "one of \(count)"
    )
  }

  /// More than any destination takes.
  static let longestName = 1_024

  // MARK: - Errors

  func missing(_ key: String) -> LoadError {
    Self.error(
      at: path,
      "the field '\(key)' is missing.",
      expected: "the field '\(key)'",
      found: "none"
    )
  }

  private func wrongType(_ key: String, _ expected: String, _ value: Value) -> LoadError {
    Self.error(at: place(key), expected: expected, found: value.kindInWords)
  }

  static func error(at path: [String], expected: String, found: String) -> LoadError {
    error(at: path, "expected \(expected), found \(found).", expected: expected, found: found)
  }

  /// An error about what stands at `path`. The message is the rest of a sentence, and more.
  static func error(
    at path: [String],
    _ message: String,
    expected: String? = nil,
    found: String? = nil
  ) -> LoadError {
    let place = path.isEmpty ? "" : " at '\(path.joined(separator: "/"))'"
    let text = "The schema document is not valid\(place): \(message)"
    var location = LoadError.Location()
    if path.count > 1, path[0] == "tables" { location.table = path[1] }
    if path.count > 3, path[0] == "tables", path[2] == "columns" { location.column = path[3] }
    return LoadError(
      .invalidDocument,
      text,
      at: location,
      violation: Violation(text, expected: expected, found: found)
    )
  }
}
