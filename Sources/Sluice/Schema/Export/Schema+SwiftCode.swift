// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// Swift types for the rows of the tables: a `Codable` structure for each root table.
  ///
  /// A nested table is a structure within that of the table above, and a list of them there: an
  /// optional one, for rows that are read from the table above do not have it. Columns that may lack
  /// a value are optional. Rows that are read with ``StoredTable/decode(_:)`` become values of the
  /// types. Values of the types, sent to a pipeline, make the tables that the code was made from, but
  /// for columns of json: what is in them is taken apart.
  ///
  /// The code is the same for the same schema, and formatted as swift-format does by default.
  public func swiftCode(_ options: SwiftCodeOptions = SwiftCodeOptions()) -> String {
    var writer = SwiftCodeWriter(schema: self, options: options)
    return writer.code()
  }
}

/// Writes the types of a schema, line by line.
private struct SwiftCodeWriter {
  let schema: Schema
  let options: SwiftCodeOptions
  private let children: [String: [Table]]
  private var lines: [String] = []
  private var usesData = false

  init(schema: Schema, options: SwiftCodeOptions) {
    self.schema = schema
    self.options = options
    let nested = schema.tables.filter { $0.parent != nil && $0.parent != $0.name }
    children = Dictionary(grouping: nested) { $0.parent ?? "" }
  }

  /// One property of a structure.
  private struct Property {
    var name: String
    var type: String
    var key: String
    var comment: String?
  }

  private var access: String { options.isPublic ? "public " : "" }

  mutating func code() -> String {
    var names = SwiftNames(reserved: SwiftNames.types)
    for table in schema.tables where isRoot(table) {
      write(table, as: names.type(table.name), depth: 0, within: [])
    }
    var head = [
      "// Generated from the schema '\(SwiftNames.line(schema.name))'. Changes are lost when it is "
        + "generated again.",
      "",
    ]
    if usesData { head.append("\(access)import Foundation") }
    head.append("\(access)import Sluice")
    return (head + lines).joined(separator: "\n") + "\n"
  }

  /// Whether a table gets a structure of its own: what the library keeps account in does not.
  private func isRoot(_ table: Table) -> Bool {
    let isOwn = table.name.hasPrefix("_dlt_") || table.name.hasPrefix("_sluice_")
    return !isOwn && (table.parent.map { schema[$0] == nil } ?? true)
      && (!table.completeColumns.isEmpty || !children(of: table).isEmpty)
  }

  private func children(of table: Table) -> [Table] { children[table.name] ?? [] }

  private mutating func write(_ table: Table, as name: String, depth: Int, within: Set<String>) {
    let indent = String(repeating: "  ", count: depth)
    let children = children(of: table)
    var types = SwiftNames(reserved: SwiftNames.types.union(within).union([name]))
    let typeNames = children.map { types.type($0.lastName) }
    let properties = properties(of: table, children, typeNames)

    lines.append("")
    comment(table.description ?? "A row of the table '\(table.name)'.", indent)
    let head = "\(indent)\(access)struct \(name): Codable, Hashable, Sendable {"
    guard !properties.isEmpty || options.isPublic else {
      lines.append(head + "}")
      return
    }
    lines.append(head)
    for property in properties {
      if let text = property.comment { comment(text, indent + "  ") }
      lines.append("\(indent)  \(access)var \(property.name): \(property.type)")
    }
    if options.isPublic { writeInitializer(properties, indent + "  ") }
    for (child, type) in zip(children, typeNames) {
      write(child, as: type, depth: depth + 1, within: within.union([name]))
    }
    if properties.contains(where: { SwiftNames.plain($0.name) != $0.key }) {
      lines.append("")
      lines.append("\(indent)  private enum CodingKeys: String, CodingKey {")
      for property in properties {
        let isSame = SwiftNames.plain(property.name) == property.key
        let key = isSame ? "" : " = \(SwiftNames.literal(property.key))"
        lines.append("\(indent)    case \(property.name)\(key)")
      }
      lines.append("\(indent)  }")
    }
    lines.append("\(indent)}")
  }

  private mutating func properties(
    of table: Table,
    _ children: [Table],
    _ typeNames: [String]
  ) -> [Property] {
    var names = SwiftNames(reserved: [])
    var properties: [Property] = []
    for column in table.completeColumns {
      if !options.includesSystemColumns, SystemColumn.all.contains(column.name) { continue }
      guard let type = column.type else { continue }
      if type.kind == .binary { usesData = true }
      let optional = column.isNullable ? "?" : ""
      properties.append(
        Property(
          name: names.property(column.name),
          type: type.swiftName + optional,
          key: column.name,
          comment: column.description
        )
      )
    }
    var keys = Set(properties.map(\.key))
    for (child, type) in zip(children, typeNames) {
      // A field that holds single values in some records and lists in others has both.
      let key = keys.insert(child.lastName).inserted ? child.lastName : child.name
      properties.append(
        Property(
          name: names.property(child.lastName),
          type: "[\(type)]?",
          key: key,
          comment: "The rows of the table '\(child.name)', if they were read with this one."
        )
      )
    }
    return properties
  }

  /// A structure that others make needs an initializer of its own.
  private mutating func writeInitializer(_ properties: [Property], _ indent: String) {
    lines.append("")
    comment("Makes a row.", indent)
    guard !properties.isEmpty else {
      lines.append("\(indent)public init() {}")
      return
    }
    lines.append("\(indent)public init(")
    for (index, property) in properties.enumerated() {
      let isLast = index == properties.count - 1
      let value = property.type.hasSuffix("?") ? " = nil" : ""
      lines.append("\(indent)  \(property.name): \(property.type)\(value)\(isLast ? "" : ",")")
    }
    lines.append("\(indent)) {")
    for property in properties {
      lines.append("\(indent)  self.\(property.name) = \(property.name)")
    }
    lines.append("\(indent)}")
  }

  /// Writes a text as a comment, no wider than a hundred characters where words allow.
  private mutating func comment(_ text: String, _ indent: String) {
    var line = ""
    for word in text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }) {
      if !line.isEmpty, indent.count + line.count + word.count + 5 > 100 {
        lines.append("\(indent)/// \(line)")
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    if !line.isEmpty { lines.append("\(indent)/// \(line)") }
  }
}

extension Table {
  /// The last part of the name: what the table is called within the one above.
  fileprivate var lastName: String {
    guard let parent, name.hasPrefix(parent) else { return name }
    let rest = name.dropFirst(parent.count).drop { !$0.isLetter && !$0.isNumber }
    return rest.isEmpty ? name : String(rest)
  }
}

extension DataType {
  /// The type of values in Swift.
  fileprivate var swiftName: String {
    switch kind {
    case .text: "String"
    case .bigint: precision ?? 64 > 64 ? "Int128" : "Int64"
    case .double: "Double"
    case .bool: "Bool"
    case .timestamp: "Timestamp"
    case .date: "CalendarDate"
    case .time: "TimeOfDay"
    case .decimal, .wei: "ExactDecimal"
    case .binary: "Data"
    case .json: "Value"
    }
  }
}
