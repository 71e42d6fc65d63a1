// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// The tables as an entity relationship diagram in the language of Mermaid.
  ///
  /// Mermaid is strict about names: characters that it does not take become underscores in the
  /// names of columns, whose comments then say what they are.
  public func mermaid(_ options: DiagramOptions = DiagramOptions()) -> String {
    let diagram = Diagram(self, options)
    var lines = ["erDiagram"]
    for table in diagram.tables {
      lines.append("    \(Self.entity(table.name)) {")
      for column in table.completeColumns {
        lines.append("        \(Self.attribute(column, of: table, in: diagram))")
      }
      lines.append("    }")
    }
    for link in diagram.links {
      let line = "\(Self.left(link.cardinality.from))--\(Self.right(link.cardinality.to))"
      let label = Self.quoted(link.label)
      lines.append("    \(Self.entity(link.from)) \(line) \(Self.entity(link.to)) : \(label)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func attribute(_ column: Column, of table: Table, in diagram: Diagram) -> String {
    let name = word(column.name)
    var keys: [String] = []
    if column.hints.contains(.primaryKey) { keys.append("PK") }
    if diagram.isReference(column.name, of: table.name) { keys.append("FK") }
    if column.hints.contains(.unique) { keys.append("UK") }
    var notes: [String] = []
    if name != column.name { notes.append("'\(column.name)'") }
    if !column.isNullable { notes.append("not null") }
    if let description = column.description { notes.append(description) }
    var parts = [type(column.type), name]
    if !keys.isEmpty { parts.append(keys.joined(separator: ", ")) }
    if !notes.isEmpty { parts.append(quoted(notes.joined(separator: "; "))) }
    return parts.joined(separator: " ")
  }

  /// The type as one word: `decimal(12-2)`, for commas are not taken.
  private static func type(_ type: DataType?) -> String {
    guard let type else { return "" }
    var details = [type.precision, type.scale].compactMap { $0.map { String($0) } }
    if type.hasTimeZone == false { details.append("local") }
    return details.isEmpty
      ? type.kind.rawValue : "\(type.kind.rawValue)(\(details.joined(separator: "-")))"
  }

  /// The name of a table: as it is, where it is plain, or in quotes.
  private static func entity(_ name: String) -> String {
    let isPlain =
      !reservedWords.contains(name.lowercased())
      && name.utf8.allSatisfy { $0.isLetterASCII || $0.isDigitASCII || $0 == UInt8(ascii: "_") }
      && name.utf8.first.map { !$0.isDigitASCII } ?? false
    // Names in quotes are taken with everything but these.
    return isPlain ? name : quoted(name.replacing("\\", with: "_").replacing("%", with: "_"))
  }

  private static let reservedWords: Set<String> = [
    "erdiagram", "direction", "title", "class", "classdef", "style", "click", "acctitle",
    "accdescr",
    "only", "one", "many", "zero", "to", "u", "or", "more", "optionally", "tb", "bt", "lr", "rl",
  ]

  /// The name of a column with nothing in it that Mermaid does not take.
  private static func word(_ name: String) -> String {
    var word = ""
    for scalar in name.unicodeScalars {
      let isLetter =
        scalar == "_" || "a"..."z" ~= scalar || "A"..."Z" ~= scalar
        || "\u{C0}"..."\u{FFFF}" ~= scalar && scalar.properties.isAlphabetic
      let isInner = scalar == "-" || "0"..."9" ~= scalar
      if isInner && word.isEmpty { word += "_" }
      word.unicodeScalars.append(isLetter || isInner ? scalar : "_")
    }
    return word.isEmpty ? "_" : word
  }

  /// A text in quotes; quotes within cannot be escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text {
      switch character {
      case "\"": quoted += "'"
      case _ where character.isNewline || character == "\t": quoted += " "
      default: quoted.append(character)
      }
    }
    return quoted + "\""
  }

  private static func left(_ side: Diagram.Cardinality.Side) -> String {
    switch side {
    case .zero: "|o"
    case .one: "||"
    case .many: "}o"
    }
  }

  private static func right(_ side: Diagram.Cardinality.Side) -> String {
    switch side {
    case .zero: "o|"
    case .one: "||"
    case .many: "o{"
    }
  }
}

extension UInt8 {
  fileprivate var isLetterASCII: Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= self || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self
  }
}
