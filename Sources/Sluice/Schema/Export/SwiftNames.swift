// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds names for Swift code: none twice, and none that the language has a use for.
struct SwiftNames {
  private var taken: Set<String>

  /// Keeps off `reserved` names.
  init(reserved: Set<String>) { taken = reserved }

  /// The name of the property for a column or a nested table.
  mutating func property(_ name: String) -> String {
    var words = Self.words(name)
    if let first = words.first {
      words[0] =
        first.allSatisfy { $0.isUppercase || $0.isNumber } ? first.lowercased() : Self.lower(first)
    }
    let name = Self.identifier(words.joined(), or: "column")
    if Self.forbidden.contains(name) { return unique(name + "Value") }
    let unique = unique(name)
    return Self.keywords.contains(unique) ? "`\(unique)`" : unique
  }

  /// The name of the structure for a table.
  mutating func type(_ name: String) -> String {
    let joined = Self.words(name).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let name = Self.identifier(joined, or: "Row")
    if Self.types.contains(name) || Self.keywords.contains(name) { return unique(name + "Row") }
    return unique(name)
  }

  private mutating func unique(_ name: String) -> String {
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name)\(number)"
      number += 1
    }
    return candidate
  }

  /// The words of a name, those behind the first with a capital letter.
  private static func words(_ name: String) -> [String] {
    let parts = name.split { !isPart($0) || $0 == "_" }
    return parts.enumerated().map { index, part in
      index == 0 ? String(part) : part.prefix(1).uppercased() + part.dropFirst()
    }
  }

  private static func lower(_ word: String) -> String {
    word.prefix(1).lowercased() + word.dropFirst()
  }

  /// Letters and digits that stand in identifiers of Swift, of any script.
  private static func isPart(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { scalar in
      scalar == "_" || "0"..."9" ~= scalar || scalar.properties.isXIDContinue && scalar != "·"
    }
  }

  private static func identifier(_ joined: String, or other: String) -> String {
    guard let first = joined.unicodeScalars.first else { return other }
    return first.properties.isXIDStart ? joined : other + joined
  }

  /// A name without the backticks of a keyword.
  static func plain(_ name: String) -> String { name.replacing("`", with: "") }

  /// A text as a literal of Swift.
  static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F
        || scalar.properties.isPatternWhitespace && scalar != " ":
        literal += "\\u{\(String(scalar.value, radix: 16))}"
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }

  /// A text without line breaks, for a comment.
  static func line(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }

  /// Names of types that the code uses, or that cannot be the name of a nested type.
  static let types: Set<String> = [
    "String", "Int64", "Int128", "Double", "Bool", "Timestamp", "CalendarDate", "TimeOfDay",
    "ExactDecimal", "Data", "Value", "Codable", "Hashable", "Sendable", "CodingKey", "CodingKeys",
    "Optional", "Array", "Type", "Protocol", "Self", "Any", "Sluice", "Foundation", "Swift",
    "Encoder", "Decoder", "Encodable", "Decodable", "Hasher",
  ]

  /// Names that no property can have, not even in backticks, or that mean something else then.
  private static let forbidden: Set<String> = ["self", "init", "Self", "Type", "Protocol", "_"]

  /// Words of the language.
  private static let keywords: Set<String> = [
    "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import",
    "inout", "internal", "let", "open", "operator", "private", "precedencegroup", "protocol",
    "public", "rethrows", "static", "struct", "subscript", "typealias", "var", "break", "case",
    "catch", "continue", "default", "defer", "do", "else", "fallthrough", "for", "guard", "if",
    "in", "repeat", "return", "throw", "switch", "where", "while", "Any", "as", "await", "false",
    "is", "nil", "super", "throws", "true", "try",
  ]
}
