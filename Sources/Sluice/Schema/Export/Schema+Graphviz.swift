// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// The tables as a graph in the language of Graphviz: `dot -Tsvg shop.dot` draws it.
  public func graphviz(_ options: DiagramOptions = DiagramOptions()) -> String {
    let diagram = Diagram(self, options)
    var lines = [
      "digraph \(Self.text(name)) {",
      "  graph [rankdir=\"RL\", fontname=\"helvetica\"]",
      "  node [shape=\"plain\", fontname=\"helvetica\"]",
      "  edge [fontname=\"helvetica\", fontsize=\"10\"]",
    ]
    for table in diagram.tables {
      lines.append("  \(Self.text(table.name)) [label=<")
      lines += Self.label(table, in: diagram).map { "    \($0)" }
      lines.append("  >]")
    }
    for link in diagram.links {
      let from = Self.port(of: link.columns.first?.from, in: link.from, of: diagram)
      let to = Self.port(of: link.columns.first?.to, in: link.to, of: diagram)
      let sides = link.cardinality
      var attributes = [
        "dir=\"both\"", "arrowtail=\"\(Self.arrow(sides.from))\"",
        "arrowhead=\"\(Self.arrow(sides.to))\"",
      ]
      if !link.label.isEmpty { attributes.append("label=\(Self.text(link.label))") }
      lines.append("  \(from) -> \(to) [\(attributes.joined(separator: ", "))]")
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private static func label(_ table: Table, in diagram: Diagram) -> [String] {
    var lines = ["<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">"]
    let title = table.description.map { " title=\"\(html($0))\" href=\"#\"" } ?? ""
    lines.append(
      "<tr><td port=\"t\" colspan=\"2\" bgcolor=\"#dde4ea\"\(title)><b>\(html(table.name))</b></td></tr>"
    )
    for (index, column) in table.completeColumns.enumerated() {
      var name = html(column.name)
      if column.hints.contains(.primaryKey) { name = "<u>\(name)</u>" }
      if diagram.isReference(column.name, of: table.name) { name = "<i>\(name)</i>" }
      var type = html(column.type?.description ?? "")
      if !column.isNullable { type += " not null" }
      if column.hints.contains(.unique) { type += " unique" }
      let title = column.description.map { " title=\"\(html($0))\" href=\"#\"" } ?? ""
      lines.append(
        "<tr><td align=\"left\" port=\"c\(index)\"\(title)>\(name)</td>"
          + "<td align=\"left\">\(type)</td></tr>"
      )
    }
    return lines + ["</table>"]
  }

  private static func port(of column: String?, in table: String, of diagram: Diagram) -> String {
    let columns = diagram.tables.first { $0.name == table }?.completeColumns ?? []
    let index = columns.firstIndex { $0.name == column }
    return "\(text(table)):\(index.map { "c\($0)" } ?? "t")"
  }

  private static func arrow(_ side: Diagram.Cardinality.Side) -> String {
    switch side {
    case .zero: "teeodot"
    case .one: "tee"
    case .many: "crowodot"
    }
  }

  private static func text(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(String(escaped.map { $0.isNewline ? " " : $0 }))\""
  }

  private static func html(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case _ where character.isNewline: escaped += " "
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
