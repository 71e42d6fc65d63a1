// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Moves through JSON in a text without making values of it. Nothing is read beyond the end.
struct JSONScanner {
  /// What a value is.
  enum Kind {
    case object, array, text, integer, natural, double, bool, null
  }

  /// What is nested deeper than this is no JSON.
  static let nestingLimit = 1_000

  let bytes: TextBytes
  var place = 0

  init(_ bytes: TextBytes, at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  /// The byte here, or 0 at the end.
  @inline(__always) var byte: UInt8 { place < bytes.count ? bytes[place] : 0 }

  /// Moves past white space.
  mutating func skipSpaces() {
    while place < bytes.count {
      let byte = bytes[place]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      place += 1
    }
  }

  /// Moves past a byte and the spaces before it, if it is next.
  mutating func skip(_ wanted: UInt8) -> Bool {
    skipSpaces()
    guard place < bytes.count, bytes[place] == wanted else { return false }
    place += 1
    return true
  }

  /// Moves past a value and yields where it is; `nil` if there is none.
  mutating func value(depth: Int = 0) -> Range<Int>? {
    skipSpaces()
    let start = place
    let isValid: Bool
    switch byte {
    case 0x7B: isValid = depth < Self.nestingLimit && object(depth)
    case 0x5B: isValid = depth < Self.nestingLimit && array(depth)
    case 0x22: isValid = string() != nil
    case 0x74: isValid = word("true")
    case 0x66: isValid = word("false")
    case 0x6E: isValid = word("null")
    default: isValid = number()
    }
    return isValid ? start..<place : nil
  }

  /// Moves past a text in quotes and yields where it is without them.
  mutating func string() -> Range<Int>? {
    guard byte == 0x22 else { return nil }
    place += 1
    let start = place
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 0x22 {
        place += 1
        return start..<place - 1
      }
      if byte < 0x20 { return nil }
      if byte == 0x5C {
        guard place + 1 < bytes.count else { return nil }
        switch bytes[place + 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: place += 1
        case 0x75:
          guard place + 5 < bytes.count,
            (2..<6).allSatisfy({ bytes[place + $0].hexadecimalValue != nil })
          else { return nil }
          place += 5
        default: return nil
        }
      }
      place += 1
    }
    return nil
  }

  private mutating func object(_ depth: Int) -> Bool {
    place += 1
    if skip(0x7D) { return true }
    while true {
      skipSpaces()
      guard string() != nil, skip(0x3A), value(depth: depth + 1) != nil else { return false }
      if skip(0x7D) { return true }
      guard skip(0x2C) else { return false }
    }
  }

  private mutating func array(_ depth: Int) -> Bool {
    place += 1
    if skip(0x5D) { return true }
    while true {
      guard value(depth: depth + 1) != nil else { return false }
      if skip(0x5D) { return true }
      guard skip(0x2C) else { return false }
    }
  }

  private mutating func word(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard place + count <= bytes.count else { return false }
    for index in 0..<count where bytes[place + index] != word.utf8Start[index] { return false }
    place += count
    return true
  }

  fileprivate mutating func number() -> Bool {
    if byte == 0x2D { place += 1 }
    if byte == 0x30 {
      place += 1
    } else {
      guard digits() else { return false }
    }
    if byte == 0x2E {
      place += 1
      guard digits() else { return false }
    }
    if byte | 0x20 == 0x65 {
      place += 1
      if byte == 0x2B || byte == 0x2D { place += 1 }
      guard digits() else { return false }
    }
    return true
  }

  private mutating func digits() -> Bool {
    let start = place
    while byte &- 0x30 < 10 { place += 1 }
    return place > start
  }

  /// What the value at a place is, which is known to be valid.
  func kind(of value: Range<Int>) -> Kind {
    switch bytes[value.lowerBound] {
    case 0x7B: return .object
    case 0x5B: return .array
    case 0x22: return .text
    case 0x74, 0x66: return .bool
    case 0x6E: return .null
    default:
      if bytes[value].contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }) { return .double }
      return bytes[value.lowerBound] == 0x2D ? .integer : .natural
    }
  }

  /// Calls `body` with the names and values of an object, or the values of an array, until it stops.
  func forEachPart(of value: Range<Int>, _ body: (Range<Int>?, Range<Int>) throws -> Bool) rethrows
  {
    var scanner = JSONScanner(bytes, at: value.lowerBound + 1)
    let isObject = bytes[value.lowerBound] == 0x7B
    while true {
      scanner.skipSpaces()
      var name: Range<Int>?
      if isObject {
        name = scanner.string()
        guard name != nil, scanner.skip(0x3A) else { return }
      }
      guard scanner.byte != 0x5D, let part = scanner.value() else { return }
      guard try body(name, part), scanner.skip(0x2C) else { return }
    }
  }

  /// Appends a text without quotes, with what escapes stand for.
  static func unescape(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
    guard text.contains(0x5C) else {
      bytes.append(contentsOf: text)
      return
    }
    let text = Array(text)
    func unit(_ place: Int) -> UInt32? {
      guard place + 6 <= text.count, text[place] == 0x5C, text[place + 1] == 0x75 else {
        return nil
      }
      return text[place + 2..<place + 6].reduce(UInt32?(0)) { value, byte in
        guard let value, let digit = byte.hexadecimalValue else { return nil }
        return value << 4 | UInt32(digit)
      }
    }
    var place = 0
    while place < text.count {
      guard text[place] == 0x5C, place + 1 < text.count else {
        bytes.append(text[place])
        place += 1
        continue
      }
      switch text[place + 1] {
      case 0x62: bytes.append(0x08)
      case 0x66: bytes.append(0x0C)
      case 0x6E: bytes.append(0x0A)
      case 0x72: bytes.append(0x0D)
      case 0x74: bytes.append(0x09)
      case 0x75:
        var scalar = unit(place) ?? 0xFFFD
        if scalar & 0xFC00 == 0xD800, let low = unit(place + 6), low & 0xFC00 == 0xDC00 {
          scalar = 0x10000 + (scalar & 0x3FF) << 10 + (low & 0x3FF)
          place += 6
        } else if scalar & 0xF800 == 0xD800 {
          scalar = 0xFFFD
        }
        UTF8Scalar.encode(scalar, into: &bytes)
        place += 4
      default: bytes.append(text[place + 1])
      }
      place += 2
    }
  }

  /// Appends a value as it is written elsewhere: without spaces between its parts, with letters in
  /// place of escapes that are not needed, and with the shortest digits of doubles.
  func appendCompact(_ value: Range<Int>, to result: inout [UInt8]) {
    var scanner = JSONScanner(TextBytes(rebasing: bytes[..<value.upperBound]), at: value.lowerBound)
    while scanner.place < value.upperBound {
      let start = scanner.place
      switch scanner.byte {
      case 0x22:
        guard let range = scanner.string() else { return }
        if bytes[range].contains(0x5C) {
          var text: [UInt8] = []
          Self.unescape(bytes[range], to: &text)
          text.withUnsafeBufferPointer { JSONCells.append(quoted: $0, to: &result) }
        } else {
          result += bytes[start..<scanner.place]
        }
      case 0x2D, 0x30...0x39:
        guard scanner.number() else { return }
        let number = start..<scanner.place
        let isDouble = bytes[number].contains { $0 == 0x2E || $0 | 0x20 == 0x65 }
        if isDouble, let double = TextReader.double(TextBytes(rebasing: bytes[number])) {
          TextWriter.append(double, to: &result)
        } else {
          result += bytes[number]
        }
      case let byte:
        if byte > 0x20 { result.append(byte) }
        scanner.place += 1
      }
    }
  }
}
