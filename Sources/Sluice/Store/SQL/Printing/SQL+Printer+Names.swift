// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  /// Adds a name, in quotes if it would mean something else without.
  mutating func name(_ name: SQL.Name) { add(Self.quoted(name.text)) }

  mutating func name(_ name: SQL.QualifiedName) {
    list(name.parts, separator: ".") { $0.name($1) }
  }

  /// Adds the name of a column, or of a field of one.
  mutating func columnName(_ name: SQL.QualifiedName) { self.name(renaming?(name) ?? name) }

  /// Adds names in parentheses, if there are any.
  mutating func optionalNames(_ names: [SQL.Name]) {
    if !names.isEmpty { self.names(names, before: " (") }
  }

  mutating func names(_ names: [SQL.Name], before: String = "(") {
    add(before)
    list(names) { $0.name($1) }
    add(")")
  }

  static func quoted(_ text: String) -> String {
    let bytes = ContiguousArray(text.utf8)
    guard isPlain(bytes) else { return inQuotes(text) }
    guard let found = SQL.KeywordTable.shared.find(bytes, 0..<bytes.count) else { return text }
    switch found.keyword {
    case .currentDate, .currentTime, .currentTimestamp, .localTime, .localTimestamp, .rows, .range,
      .groups, .partition:
      return inQuotes(text)
    default: return found.reservation == .none ? text : inQuotes(text)
    }
  }

  /// Adds the name of a function. In quotes it is a call whatever else the word may mean.
  mutating func functionName(_ name: SQL.QualifiedName) {
    if !name.qualifiers.isEmpty {
      columnName(SQL.QualifiedName(Array(name.qualifiers)))
      add(".")
    }
    let text = isForName ? name.last.text.lowercased() : name.last.text
    add(name.parts.count > 1 ? Self.quoted(text) : Self.quotedFunction(text))
  }

  private static func quotedFunction(_ text: String) -> String {
    let bytes = ContiguousArray(text.utf8)
    guard isPlain(bytes) else { return inQuotes(text) }
    guard let found = SQL.KeywordTable.shared.find(bytes, 0..<bytes.count) else { return text }
    switch found.keyword {
    case .substring, .position, .trim, .overlay: return text
    case .try, .row, .columns, .values: return inQuotes(text)
    default:
      return found.reservation == .none || found.reservation == .function ? text : inQuotes(text)
    }
  }

  /// Adds the name of a type. In quotes it is a name whatever else the word may mean.
  mutating func typeName(_ name: SQL.QualifiedName) {
    list(name.parts, separator: ".") { (printer, part) in
      printer.add(Self.quotedType(part.text))
    }
  }

  private static func quotedType(_ text: String) -> String {
    let bytes = ContiguousArray(text.utf8)
    guard isPlain(bytes) else { return inQuotes(text) }
    guard let found = SQL.KeywordTable.shared.find(bytes, 0..<bytes.count) else { return text }
    switch found.keyword {
    case .struct, .row, .map, .union, .enum: return inQuotes(text)
    default: return found.reservation == .full ? inQuotes(text) : text
    }
  }

  /// Whether `bytes` are a word that needs no quotes on account of its letters.
  private static func isPlain(_ bytes: ContiguousArray<UInt8>) -> Bool {
    guard let first = bytes.first, first < 0x80, SQL.Lexer.isNameStart(first) else { return false }
    return bytes.allSatisfy { $0 < 0x80 && SQL.Lexer.isNamePart($0) }
  }

  private static func inQuotes(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// Adds a text in quotes.
  mutating func string(_ text: String) {
    add("'" + text.replacing("'", with: "''") + "'")
  }
}

// MARK: - Types

extension SQL.Printer {
  mutating func add(_ type: SQL.TypeName) {
    switch type.kind {
    case .named(let name, let modifiers):
      if isForName, let single = name.single {
        add(single.text.uppercased())
      } else {
        typeName(name)
      }
      guard !modifiers.isEmpty else { return }
      add("(")
      expressions(modifiers)
      add(")")
    case .list(let element):
      add(.type(element))
      add("[]")
    case .array(let element, let count):
      add(.type(element))
      add("[\(count)]")
    case .structure(let fields):
      add("STRUCT(")
      self.fields(fields)
    case .union(let fields):
      add("UNION(")
      self.fields(fields)
    case .map(let key, let value):
      add("MAP(")
      add(.type(key))
      add(", ")
      add(.type(value))
      add(")")
    case .enumeration(let texts):
      add("ENUM(")
      list(texts) { $0.string($1) }
      add(")")
    }
  }

  private mutating func fields(_ fields: [SQL.TypeName.Field]) {
    list(fields) { (printer, field) in
      printer.name(field.name)
      printer.add(" ")
      printer.add(.type(field.type))
    }
    add(")")
  }
}
