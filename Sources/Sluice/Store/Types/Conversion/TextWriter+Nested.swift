// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TextWriter {
  /// Appends the text of a part of a nested value, in quotes if it would not read back without.
  ///
  /// Quotes are needed around nothing, the word NULL, what has spaces at an end, and what has a
  /// bracket, a quote, a backslash, a comma, a colon or an equals sign.
  static func append(part: TextBytes, to bytes: inout [UInt8]) {
    if needsQuotes(part) {
      append(quoted: part, to: &bytes)
    } else {
      bytes.append(contentsOf: part)
    }
  }

  /// Appends a text in quotes, as the names of fields always are.
  static func append(quoted text: TextBytes, to bytes: inout [UInt8]) {
    bytes.append(0x27)
    for byte in text {
      if byte == 0x27 || byte == 0x5C { bytes.append(0x5C) }
      bytes.append(byte)
    }
    bytes.append(0x27)
  }

  /// Puts what was appended since `start` in quotes if it needs them.
  static func quote(from start: Int, in bytes: inout [UInt8]) {
    let needsQuotes = bytes.withUnsafeBufferPointer {
      Self.needsQuotes(TextBytes(rebasing: $0[start...]))
    }
    guard needsQuotes else { return }
    let text = Array(bytes[start...])
    bytes.removeSubrange(start...)
    text.withUnsafeBufferPointer { append(quoted: $0, to: &bytes) }
  }

  private static func needsQuotes(_ text: TextBytes) -> Bool {
    guard let first = text.first, let last = text.last else { return true }
    if first.isASCIISpace || last.isASCIISpace { return true }
    if NestedScanner.isNull(text, 0..<text.count) { return true }
    return text.contains { byte in
      switch byte {
      case 0x22, 0x27, 0x28, 0x29, 0x2C, 0x3A, 0x3D, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D: true
      default: false
      }
    }
  }

  /// Appends `[1, 2]`, `{'a': 1}` or `{key=value}`, and the text of a type that is not nested as it
  /// is.
  static func append(_ value: NestedText, as type: SQLType, to bytes: inout [UInt8]) {
    switch (value, type) {
    case (.null, _): append(word: "NULL", to: &bytes)
    case (.text(let text), _): bytes.append(contentsOf: text)
    case (.list(let elements), .list(let element)), (.list(let elements), .array(let element, _)):
      bytes.append(0x5B)
      appendSeparated(elements, to: &bytes) { appendPart($0, as: element, to: &$1) }
      bytes.append(0x5D)
    case (.structure(let values), .structure(let fields)):
      // Fields without names come from `row(…)`.
      let isNamed = fields.contains { !$0.name.isEmpty }
      bytes.append(isNamed ? 0x7B : 0x28)
      appendSeparated(zip(values, fields), to: &bytes) { field, bytes in
        if isNamed {
          var name = field.1.name
          name.withUTF8 { append(quoted: $0, to: &bytes) }
          append(word: ": ", to: &bytes)
        }
        appendPart(field.0, as: field.1.type, to: &bytes)
      }
      bytes.append(isNamed ? 0x7D : 0x29)
    case (.map(let entries), .map(let keyType, let valueType)):
      bytes.append(0x7B)
      appendSeparated(entries, to: &bytes) { entry, bytes in
        appendPart(entry.key, as: keyType, to: &bytes)
        bytes.append(0x3D)
        appendPart(entry.value, as: valueType, to: &bytes)
      }
      bytes.append(0x7D)
    default: break
    }
  }

  private static func appendPart(_ value: NestedText, as type: SQLType, to bytes: inout [UInt8]) {
    guard case .text(let text) = value, type != .json else {
      return append(value, as: type, to: &bytes)
    }
    text.withUnsafeBufferPointer { append(part: $0, to: &bytes) }
  }

  private static func appendSeparated<Parts: Sequence>(
    _ parts: Parts,
    to bytes: inout [UInt8],
    _ append: (Parts.Element, inout [UInt8]) -> Void
  ) {
    var isFirst = true
    for part in parts {
      if !isFirst { Self.append(word: ", ", to: &bytes) }
      isFirst = false
      append(part, &bytes)
    }
  }
}
