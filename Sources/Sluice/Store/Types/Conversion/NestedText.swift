// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A list, a structure or a map in text, down to its parts, which are texts without their quotes.
///
/// It has the shape that a type asks for. The caller reads the texts as the types of the parts.
indirect enum NestedText: Hashable, Sendable {
  /// The word NULL without quotes, or a field that is not there.
  case null
  /// The text of a value that is not nested.
  case text([UInt8])
  /// The elements of a list or an array.
  case list([NestedText])
  /// The fields, in the order of the type.
  case structure([NestedText])
  /// The entries in the order of the text. Whether a key comes twice is for the caller to see.
  case map([Entry])

  /// A key and its value.
  struct Entry: Hashable, Sendable {
    var key: NestedText
    var value: NestedText
  }

  /// Reads `[1, 2]`, `{'a': 1}`, `(1, 2)` or `{key=value}` as the type has it, and any text as a
  /// type that is not nested.
  ///
  /// If it is lenient, a part that is not what its type asks for is NULL, as TRY_CAST makes it.
  init?(_ text: TextBytes, as type: SQLType, isLenient: Bool = false) {
    switch type {
    case .list(let element):
      guard let elements = Self.elements(text, as: element, isLenient) else { return nil }
      self = .list(elements)
    case .array(let element, let count):
      guard let elements = Self.elements(text, as: element, isLenient), elements.count == count
      else {
        return nil
      }
      self = .list(elements)
    case .structure(let fields):
      guard let values = Self.fields(text, as: fields, isLenient) else { return nil }
      self = .structure(values)
    case .map(let key, let value):
      guard let entries = Self.entries(text, key, value, isLenient) else { return nil }
      self = .map(entries)
    default:
      self = .text(Array(text))
    }
  }

  /// Reads a part of a nested text.
  private init?(part: Range<Int>, of text: TextBytes, as type: SQLType, _ isLenient: Bool) {
    if NestedScanner.isNull(text, part) {
      self = .null
      return
    }
    let bytes = NestedScanner.withoutQuotes(text, part)
    let value = bytes.withUnsafeBufferPointer { NestedText($0, as: type, isLenient: isLenient) }
    guard let value = value ?? (isLenient ? .null : nil) else { return nil }
    self = value
  }

  private static func elements(
    _ text: TextBytes,
    as type: SQLType,
    _ isLenient: Bool
  ) -> [NestedText]? {
    var scanner = NestedScanner(text)
    guard scanner.open(0x5B) else { return nil }
    var elements: [NestedText] = []
    while true {
      guard let part = scanner.part(before: 0x2C, or: 0x5D) else { return nil }
      let isLast = scanner.cursor.byte == 0x5D
      // Nothing between the brackets is no element; nothing behind a comma is an empty one.
      if !isLast || !part.isEmpty || !elements.isEmpty {
        guard let element = NestedText(part: part, of: text, as: type, isLenient) else {
          return nil
        }
        elements.append(element)
      }
      if isLast { break }
      scanner.next()
    }
    return scanner.close() ? elements : nil
  }

  private static func fields(
    _ text: TextBytes,
    as fields: [SQLType.Field],
    _ isLenient: Bool
  ) -> [NestedText]? {
    var scanner = NestedScanner(text)
    var values = Array(repeating: NestedText.null, count: fields.count)
    if scanner.open(0x28) {
      if scanner.cursor.byte == 0x29 { return scanner.close() ? values : nil }
      var index = 0
      while let part = scanner.part(before: 0x2C, or: 0x29) {
        let isLast = scanner.cursor.byte == 0x29
        // Nothing behind the last comma is no field.
        if isLast, part.isEmpty, index > 0 { return scanner.close() ? values : nil }
        guard index < fields.count,
          let value = NestedText(part: part, of: text, as: fields[index].type, isLenient)
        else { return nil }
        values[index] = value
        if isLast { return scanner.close() ? values : nil }
        index += 1
        scanner.next()
      }
      return nil
    }
    guard scanner.open(0x7B) else { return nil }
    if scanner.cursor.byte == 0x7D { return scanner.close() ? values : nil }
    var isSet = Array(repeating: false, count: fields.count)
    while true {
      guard let key = scanner.key(before: 0x3A), !NestedScanner.isNull(text, key) else {
        return nil
      }
      let name = NestedScanner.withoutQuotes(text, key, respectsScopes: false)
      scanner.next()
      guard let index = fields.firstIndex(where: { $0.name.utf8.elementsEqual(name) }),
        !isSet[index],
        let part = scanner.part(before: 0x2C, or: 0x7D),
        let value = NestedText(part: part, of: text, as: fields[index].type, isLenient)
      else { return nil }
      values[index] = value
      isSet[index] = true
      if scanner.cursor.byte == 0x7D { return scanner.close() ? values : nil }
      scanner.next()
    }
  }

  private static func entries(
    _ text: TextBytes,
    _ keyType: SQLType,
    _ valueType: SQLType,
    _ isLenient: Bool
  ) -> [Entry]? {
    var scanner = NestedScanner(text)
    guard scanner.open(0x7B) else { return nil }
    var entries: [Entry] = []
    if scanner.cursor.byte == 0x7D { return scanner.close() ? entries : nil }
    while true {
      guard let keyPart = scanner.part(before: 0x3D, or: 0x3D),
        !NestedScanner.isNull(text, keyPart),
        let key = NestedText(part: keyPart, of: text, as: keyType, isLenient)
      else { return nil }
      scanner.next()
      guard let part = scanner.part(before: 0x2C, or: 0x7D),
        let value = NestedText(part: part, of: text, as: valueType, isLenient)
      else { return nil }
      entries.append(Entry(key: key, value: value))
      if scanner.cursor.byte == 0x7D { return scanner.close() ? entries : nil }
      scanner.next()
    }
  }
}
