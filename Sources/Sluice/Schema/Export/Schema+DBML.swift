// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// The tables in DBML, the database markup language.
  ///
  /// Links between tables whose columns are not shown are left out: DBML has none without columns.
  public func dbml(_ options: DiagramOptions = DiagramOptions()) -> String {
    let diagram = Diagram(self, options)
    var blocks: [String] = []
    if let description {
      blocks.append("Project \(Self.name(name)) {\n  Note: \(Self.text(description))\n}\n")
    }
    // DBML has no table without columns.
    let tables = diagram.tables.filter { !$0.completeColumns.isEmpty }
    blocks += tables.map { Self.block($0) }
    let names = Set(tables.map(\.name))
    for link in diagram.links
    where !link.columns.isEmpty && names.contains(link.from) && names.contains(link.to) {
      blocks.append(Self.block(link))
    }
    return blocks.joined(separator: "\n")
  }

  private static func block(_ table: Table) -> String {
    var lines = ["Table \(name(table.name)) {"]
    let key = table.completeColumns.filter { $0.hints.contains(.primaryKey) }.map(\.name)
    for column in table.completeColumns {
      guard let type = column.type else { continue }
      var settings: [String] = []
      if key == [column.name] { settings.append("pk") }
      if column.hints.contains(.unique) { settings.append("unique") }
      if !column.isNullable { settings.append("not null") }
      if let description = column.description { settings.append("note: \(text(description))") }
      let tail = settings.isEmpty ? "" : " [\(settings.joined(separator: ", "))]"
      lines.append("  \(name(column.name)) \(Self.type(type))\(tail)")
    }
    if key.count > 1 {
      let columns = key.map { name($0) }.joined(separator: ", ")
      lines += ["  indexes {", "    (\(columns)) [pk]", "  }"]
    }
    if let description = table.description { lines.append("  Note: \(text(description))") }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private static func block(_ link: Diagram.Link) -> String {
    let sign =
      switch (link.cardinality.from, link.cardinality.to) {
      case (.many, .many): "<>"
      case (_, .many): "<"
      case (.many, _): ">"
      default: "-"
      }
    let from = end(link.from, link.columns.map(\.from))
    let to = end(link.to, link.columns.map(\.to))
    return "Ref {\n  \(from) \(sign) \(to)\n}\n"
  }

  private static func end(_ table: String, _ columns: [String]) -> String {
    let columns = columns.map { name($0) }
    return "\(name(table))."
      + (columns.count == 1 ? columns[0] : "(\(columns.joined(separator: ", ")))")
  }

  private static func type(_ type: DataType) -> String {
    type.hasTimeZone == false ? name(type.description) : "\(type)".replacing(", ", with: ",")
  }

  /// A name in quotes. A quote within it becomes a single one: nothing escapes it.
  private static func name(_ name: String) -> String {
    let characters = name.map { character -> Character in
      if character == "\"" { return "'" }
      return character.isNewline ? " " : character
    }
    return "\"\(String(characters))\""
  }

  private static func text(_ text: String) -> String {
    var escaped = "'"
    for character in text {
      switch character {
      case "\\": escaped += "\\\\"
      case "'": escaped += "\\'"
      case _ where character.isNewline: escaped += " "
      default: escaped.append(character)
      }
    }
    return escaped + "'"
  }
}
