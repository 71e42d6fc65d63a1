// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a statement said of a table, beyond what its columns keep.
///
/// An object, as all versions of a table share it. Files hold the statement itself.
final class TableDefinition: Sendable {
  /// What was said of a column.
  struct Column: Sendable {
    var name: String
    var type: SQLType
    var isNotNull = false
    var defaultValue: SQL.Expression?
    /// What the value is made of, if nobody sets it.
    var generated: SQL.Expression?
    /// What somebody said of it.
    var comment: String?
  }

  /// Columns whose values together are there once.
  struct Key: Sendable {
    var columns: [String]
    var isPrimary: Bool
    var name: String?
  }

  /// A condition that every row meets, or has no answer to.
  struct Check: Sendable {
    var condition: SQL.Expression
    var name: String?
  }

  /// Columns whose values are those of a row of another table.
  struct Reference: Sendable {
    var columns: [String]
    /// The types of the columns.
    var types: [SQLType] = []
    var table: SQL.QualifiedName
    /// Empty for the primary key.
    var targets: [String]
    var range: SQL.SourceRange
  }

  let columns: [Column]
  let keys: [Key]
  let checks: [Check]
  let references: [Reference]
  /// The statement, with types that are known without any other.
  let statement: SQL.CreateTable

  /// Reads a statement that lists columns.
  init(
    _ statement: SQL.CreateTable,
    type: (SQL.TypeName) throws(SQLError) -> SQLType
  ) throws(SQLError) {
    guard case .columns(let written, let constraints) = statement.content else {
      throw SQLError(.unsupported, "a table is defined by its columns")
    }
    var parts = Parts()
    for column in written { try parts.add(column, type) }
    for constraint in constraints { try parts.add(constraint) }
    try parts.finish()
    columns = parts.columns
    keys = parts.keys
    checks = parts.checks
    references = parts.references
    var statement = statement
    statement.existence = .fail
    statement.content = .columns(parts.written, constraints: constraints)
    self.statement = statement
  }

  /// What was said of a column; the name is taken as it is stored.
  func column(_ name: String) -> Column? { columns.first { $0.name == name } }

  /// The statement as a text.
  var text: String { SQL.Statement(.createTable(statement)).sql }

  /// What files hold: the statement, and those that say what somebody said of the table.
  var script: String { ([text] + comments.map { SQL.Statement(.comment($0)).sql }).script }

  private var comments: [SQL.Comment] {
    var found: [SQL.Comment] = []
    if let comment = statement.comment {
      found.append(SQL.Comment(kind: .table, name: statement.name, text: comment))
    }
    guard case .columns(let columns, _) = statement.content else { return found }
    for column in columns {
      guard let comment = column.comment else { continue }
      let name = SQL.QualifiedName([statement.name.last, column.name.last])
      found.append(SQL.Comment(kind: .column, name: name, text: comment))
    }
    return found
  }

  /// Reads what ``script`` gave; `nil` if it is nothing of the kind.
  static func reading(_ script: String) -> TableDefinition? {
    guard let read = try? SQL.statements(in: script), let first = read.first,
      case .createTable(var statement) = first.kind,
      case .columns(var columns, let constraints) = statement.content
    else { return nil }
    for other in read.dropFirst() {
      guard case .comment(let comment) = other.kind else { return nil }
      if comment.kind == .table { statement.comment = comment.text }
      for place in columns.indices
      where comment.kind == .column && columns[place].name.last.text == comment.name.last.text {
        columns[place].comment = comment.text
      }
    }
    statement.content = .columns(columns, constraints: constraints)
    let binder = Binder(StoreCatalog([:]), FunctionCatalog())
    return try? TableDefinition(statement) { (name) throws(SQLError) in try binder.type(name) }
  }
}

extension [String] {
  /// Statements one after the other.
  var script: String { joined(separator: ";\n") }
}

extension TableDefinition {
  /// The parts of a definition while it is read.
  private struct Parts {
    var columns: [Column] = []
    var keys: [Key] = []
    var checks: [Check] = []
    var references: [Reference] = []
    var written: [SQL.ColumnDefinition] = []

    mutating func add(
      _ definition: SQL.ColumnDefinition,
      _ type: (SQL.TypeName) throws(SQLError) -> SQLType
    ) throws(SQLError) {
      let name = definition.name.last
      guard !columns.contains(where: { SQLName.folded($0.name) == SQLName.folded(name.text) })
      else {
        throw SQLError(.catalog, "there are two columns '\(name.text)'", at: name.range)
      }
      guard let typeName = definition.type else {
        throw SQLError(
          .unsupported,
          "the type of the column '\(name.text)' is not written",
          at: definition.range
        )
      }
      let known = try type(typeName)
      var column = Column(name: name.text, type: known == .null ? .integer : known)
      column.comment = definition.comment
      for constraint in definition.constraints { try add(constraint, to: &column) }
      columns.append(column)
      var definition = definition
      definition.type = try SQL.typeName(in: column.type.spelled)
      written.append(definition)
    }

    private mutating func add(
      _ constraint: SQL.ColumnConstraint,
      to column: inout Column
    ) throws(SQLError) {
      let name = constraint.name?.text
      switch constraint.kind {
      case .notNull: column.isNotNull = true
      case .null, .compression: break
      case .default(let value):
        guard column.generated == nil else {
          throw SQLError(.binding, "a generated column has no default", at: constraint.range)
        }
        column.defaultValue = value
      case .primaryKey: keys.append(Key(columns: [column.name], isPrimary: true, name: name))
      case .unique: keys.append(Key(columns: [column.name], isPrimary: false, name: name))
      case .check(let condition): checks.append(Check(condition: condition, name: name))
      case .references(let key):
        references.append(
          Reference(
            columns: [column.name],
            table: key.table,
            targets: key.columns.map(\.text),
            range: constraint.range
          )
        )
      case .generated(let value, _): column.generated = value
      case .collate(let collation):
        throw SQLError(
          .unsupported,
          "texts are compared byte by byte, and '\(collation.last.text)' would order them otherwise",
          at: constraint.range
        )
      }
    }

    mutating func add(_ constraint: SQL.TableConstraint) throws(SQLError) {
      let name = constraint.name?.text
      switch constraint.kind {
      case .primaryKey(let names):
        keys.append(Key(columns: try known(names), isPrimary: true, name: name))
      case .unique(let names):
        keys.append(Key(columns: try known(names), isPrimary: false, name: name))
      case .check(let condition): checks.append(Check(condition: condition, name: name))
      case .foreignKey(let names, let key):
        guard key.columns.isEmpty || key.columns.count == names.count else {
          throw SQLError(
            .binding,
            "\(names.count.counted("column")) cannot refer to \(key.columns.count)",
            at: constraint.range
          )
        }
        references.append(
          Reference(
            columns: try known(names),
            table: key.table,
            targets: key.columns.map(\.text),
            range: constraint.range
          )
        )
      }
    }

    /// The names of columns as they were written first.
    private func known(_ names: [SQL.Name]) throws(SQLError) -> [String] {
      var result: [String] = []
      for name in names {
        let folded = SQLName.folded(name.text)
        guard let column = columns.first(where: { SQLName.folded($0.name) == folded }) else {
          throw SQLError(
            .binding,
            "the table has no column '\(name.text)'",
            at: name.range,
            advice: NearestName.advice(for: name.text, among: columns.map(\.name))
          )
        }
        guard !result.contains(column.name) else {
          throw SQLError(.binding, "the column '\(name.text)' is named twice", at: name.range)
        }
        result.append(column.name)
      }
      return result
    }

    mutating func finish() throws(SQLError) {
      guard !columns.isEmpty else {
        throw SQLError(.binding, "a table has at least one column")
      }
      guard columns.contains(where: { $0.generated == nil }) else {
        throw SQLError(.binding, "a table has a column that is not generated")
      }
      guard keys.filter(\.isPrimary).count <= 1 else {
        throw SQLError(.binding, "a table has one primary key at most")
      }
      for key in keys {
        for column in columns where key.columns.contains(column.name) {
          let isPlain = !column.type.isNested && column.type != .interval
          guard column.generated == nil, isPlain else {
            throw SQLError(
              .binding,
              "the column '\(column.name)' cannot be a part of a key",
              advice: "Keys are made of columns that are stored and have one value each."
            )
          }
        }
      }
      for place in references.indices {
        references[place].types = references[place].columns.compactMap { name in
          columns.first { $0.name == name }?.type
        }
      }
      for key in keys where key.isPrimary {
        for place in columns.indices where key.columns.contains(columns[place].name) {
          columns[place].isNotNull = true
        }
      }
    }
  }
}

extension SQLType {
  /// The type as SQL writes it, with what a type of a name is made of.
  var spelled: String {
    switch self {
    case .enumeration(let names): "\(SQLType.enumeration(EnumerationNames(names.names)))"
    case .list(let element): "\(element.spelled)[]"
    case .array(let element, let count): "\(element.spelled)[\(count)]"
    case .map(let key, let value): "MAP(\(key.spelled), \(value.spelled))"
    case .structure(let fields): "STRUCT(\(Self.spelled(fields)))"
    case .union(let members): "UNION(\(Self.spelled(members)))"
    default: description
    }
  }

  private static func spelled(_ fields: [Field]) -> String {
    fields.map { "\(SQLName.quoted($0.name)) \($0.type.spelled)" }.joined(separator: ", ")
  }
}
