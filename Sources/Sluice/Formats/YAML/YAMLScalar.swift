// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a text without quotes means in YAML.
///
/// Programs read such texts by the rules of YAML 1.1 or of YAML 1.2. Where the two differ, the text
/// is ``ambiguous``: a reader refuses it, and a writer puts it in quotes.
enum YAMLScalar: Equatable {
  case null
  case bool(Bool)
  case integer(String)
  case number(Double)
  case text
  /// Something else for some programs than for others; what, in words.
  case ambiguous(String)

  /// Works out what `text` means.
  init(_ text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL":
      self = .null
    case "true", "True", "TRUE":
      self = .bool(true)
    case "false", "False", "FALSE":
      self = .bool(false)
    case "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF":
      self = .ambiguous("a word that is a boolean for some programs")
    case "=", "<<":
      self = .ambiguous("a sign that has a meaning of its own for some programs")
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
      self = .number(.infinity)
    case "-.inf", "-.Inf", "-.INF":
      self = .number(-.infinity)
    case ".nan", ".NaN", ".NAN":
      self = .number(.nan)
    default:
      self = Self.number(in: text)
    }
  }

  private static func number(in text: String) -> YAMLScalar {
    var rest = Rest(text)
    guard let first = rest.peek, "+-.0123456789".utf8.contains(first) else { return .text }
    if rest.isTimestamp { return .ambiguous("a date for some programs") }
    _ = rest.take { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    let whole = rest.takeAll(isDigitOrScore)
    let odd = YAMLScalar.ambiguous("a number for some programs")
    if rest.isEmpty {
      guard whole.contains(where: isDigit), whole.first.map(isDigit) ?? false else { return .text }
      if whole.contains(UInt8(ascii: "_")) || whole.count > 1 && whole[0] == UInt8(ascii: "0") {
        return odd
      }
      return .integer(text)
    }
    if whole == [UInt8(ascii: "0")], let letter = rest.peek, "xXoObB".utf8.contains(letter) {
      rest.skip()
      return rest.takeAll { isHexDigit($0) || $0 == UInt8(ascii: "_") }.isEmpty || !rest.isEmpty
        ? .text : odd
    }
    if whole.first.map(isDigit) ?? false, rest.peek == UInt8(ascii: ":") {
      return rest.isSexagesimal ? odd : .text
    }
    let hasPoint = rest.take { $0 == UInt8(ascii: ".") }
    let fraction = hasPoint ? rest.takeAll(isDigitOrScore) : []
    guard whole.first.map(isDigit) ?? fraction.first.map(isDigit) ?? false else { return .text }
    var isUsual = hasPoint && !(whole + fraction).contains(UInt8(ascii: "_"))
    if rest.take({ $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }) {
      isUsual = rest.take { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") } && isUsual
      guard !rest.takeAll(isDigit).isEmpty else { return .text }
    }
    guard rest.isEmpty else { return .text }
    guard isUsual, let number = Double(text.hasSuffix(".") ? text + "0" : text) else { return odd }
    return .number(number)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
  private static func isDigitOrScore(_ byte: UInt8) -> Bool { isDigit(byte) || byte == 0x5F }
  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || 0x61...0x66 ~= byte | 0x20
  }

  /// What of a text has not been looked at yet.
  private struct Rest {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var peek: UInt8? { place < bytes.count ? bytes[place] : nil }
    var isEmpty: Bool { place == bytes.count }

    mutating func skip() { place += 1 }

    mutating func take(_ isWanted: (UInt8) -> Bool) -> Bool {
      guard let byte = peek, isWanted(byte) else { return false }
      place += 1
      return true
    }

    mutating func takeAll(_ isWanted: (UInt8) -> Bool) -> [UInt8] {
      let start = place
      while let byte = peek, isWanted(byte) { place += 1 }
      return Array(bytes[start..<place])
    }

    /// Whether parts of one or two digits follow, each after a colon, as in `12:30:45.5`.
    var isSexagesimal: Bool {
      var copy = self
      while copy.take({ $0 == UInt8(ascii: ":") }) {
        guard 1...2 ~= copy.takeAll(isDigit).count else { return false }
      }
      if copy.take({ $0 == UInt8(ascii: ".") }) { _ = copy.takeAll(isDigitOrScore) }
      return copy.isEmpty
    }

    /// Whether this begins like a date, and is one or goes on with a time of day.
    var isTimestamp: Bool {
      var copy = self
      guard copy.takeAll(isDigit).count == 4, copy.take({ $0 == UInt8(ascii: "-") }),
        1...2 ~= copy.takeAll(isDigit).count, copy.take({ $0 == UInt8(ascii: "-") }),
        1...2 ~= copy.takeAll(isDigit).count
      else { return false }
      if copy.isEmpty { return true }
      guard copy.take({ "Tt \t".utf8.contains($0) }) else { return false }
      _ = copy.takeAll { $0 == 0x20 || $0 == 0x09 }
      return 1...2 ~= copy.takeAll(isDigit).count && copy.peek == UInt8(ascii: ":")
    }
  }
}
