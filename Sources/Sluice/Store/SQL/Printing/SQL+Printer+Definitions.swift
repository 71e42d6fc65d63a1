// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  /// Adds the words from `CREATE` to the kind of what is created, and the name.
  private mutating func create(
    _ kind: String,
    _ name: SQL.QualifiedName?,
    _ existence: SQL.Existence,
    isTemporary: Bool = false
  ) {
    add(existence == .replace ? "CREATE OR REPLACE " : "CREATE ")
    if isTemporary { add("TEMPORARY ") }
    add(kind + (existence == .keep ? " IF NOT EXISTS" : ""))
    guard let name else { return }
    add(" ")
    self.name(name)
  }

  mutating func add(_ table: SQL.CreateTable) {
    create("TABLE", table.name, table.existence, isTemporary: table.isTemporary)
    switch table.content {
    case .query(let query, let columns, let hasData):
      optionalNames(columns)
      add(" AS ")
      add(.query(query))
      if !hasData { add(" WITH NO DATA") }
    case .columns(let columns, let constraints):
      add(" (")
      list(columns) { $0.add($1) }
      for (index, constraint) in constraints.enumerated() {
        if index > 0 || !columns.isEmpty { add(", ") }
        add(constraint)
      }
      add(")")
    }
  }

  mutating func add(_ column: SQL.ColumnDefinition) {
    name(column.name)
    if let type = column.type {
      add(" ")
      add(.type(type))
    }
    for constraint in column.constraints { add(constraint) }
  }

  private mutating func add(_ constraint: SQL.ColumnConstraint) {
    constraintName(constraint.name, after: " ")
    switch constraint.kind {
    case .notNull: add(" NOT NULL")
    case .null: add(" NULL")
    case .default(let value):
      add(" DEFAULT ")
      expression(value, .other)
    case .primaryKey: add(" PRIMARY KEY")
    case .unique: add(" UNIQUE")
    case .check(let condition):
      clause(" CHECK (", condition)
      add(")")
    case .references(let key):
      add(" ")
      add(key)
    case .generated(let value, let isStored):
      clause(" GENERATED ALWAYS AS (", value)
      add(isStored ? ") STORED" : ") VIRTUAL")
    case .collate(let name):
      add(" COLLATE ")
      self.name(name)
    case .compression(let name):
      add(" USING COMPRESSION ")
      self.name(name)
    }
  }

  private mutating func constraintName(_ name: SQL.Name?, after gap: String) {
    guard let name else { return }
    add(gap + "CONSTRAINT ")
    self.name(name)
    if gap.isEmpty { add(" ") }
  }

  mutating func add(_ constraint: SQL.TableConstraint) {
    constraintName(constraint.name, after: "")
    switch constraint.kind {
    case .primaryKey(let columns): names(columns, before: "PRIMARY KEY (")
    case .unique(let columns): names(columns, before: "UNIQUE (")
    case .check(let condition):
      clause("CHECK (", condition)
      add(")")
    case .foreignKey(let columns, let key):
      names(columns, before: "FOREIGN KEY (")
      add(" ")
      add(key)
    }
  }

  private mutating func add(_ key: SQL.ForeignKey) {
    add("REFERENCES ")
    name(key.table)
    optionalNames(key.columns)
    if let action = key.onDelete { add(" ON DELETE " + action.rawValue) }
    if let action = key.onUpdate { add(" ON UPDATE " + action.rawValue) }
  }

  mutating func add(_ view: SQL.CreateView) {
    create(
      view.isRecursive ? "RECURSIVE VIEW" : "VIEW",
      view.name,
      view.existence,
      isTemporary: view.isTemporary
    )
    optionalNames(view.columns)
    add(" AS ")
    add(.query(view.query))
  }

  mutating func add(_ schema: SQL.CreateSchema) { create("SCHEMA", schema.name, schema.existence) }

  mutating func add(_ sequence: SQL.CreateSequence) {
    create("SEQUENCE", sequence.name, sequence.existence, isTemporary: sequence.isTemporary)
    for option in sequence.options { add(option) }
  }

  mutating func add(_ option: SQL.SequenceOption) {
    switch option.kind {
    case .start(let value): number(" START WITH ", value)
    case .restart(nil): add(" RESTART")
    case .restart(let value?): number(" RESTART WITH ", value)
    case .increment(let value): number(" INCREMENT BY ", value)
    case .minimum(nil): add(" NO MINVALUE")
    case .minimum(let value?): number(" MINVALUE ", value)
    case .maximum(nil): add(" NO MAXVALUE")
    case .maximum(let value?): number(" MAXVALUE ", value)
    case .cycle(let isCycle): add(isCycle ? " CYCLE" : " NO CYCLE")
    case .cache(let value): number(" CACHE ", value)
    case .type(let type):
      add(" AS ")
      add(.type(type))
    case .owned(nil): add(" OWNED BY NONE")
    case .owned(let table?):
      add(" OWNED BY ")
      name(table)
    }
  }

  private mutating func number(_ words: String, _ value: SQL.Expression) {
    add(words)
    expression(value, .sum)
  }

  mutating func add(_ type: SQL.CreateType) {
    create("TYPE", type.name, type.existence, isTemporary: type.isTemporary)
    switch type.definition {
    case .type(let definition):
      add(" AS ")
      add(.type(definition))
    case .query(let query):
      add(" AS ENUM (")
      add(.query(query))
      add(")")
    }
  }

  mutating func add(_ macro: SQL.CreateMacro) {
    create("MACRO", nil, macro.existence, isTemporary: macro.isTemporary)
    add(" ")
    name(macro.name)
    list(macro.overloads, separator: ", ") { $0.add($1) }
  }

  private mutating func add(_ overload: SQL.CreateMacro.Overload) {
    add("(")
    list(overload.parameters) { (printer, parameter) in
      printer.name(parameter.name)
      if let type = parameter.type {
        printer.add(" ")
        printer.add(.type(type))
      }
      printer.clause(" := ", parameter.defaultValue)
    }
    add(") AS ")
    switch overload.body {
    case .expression(let value): expression(value)
    case .table(let query):
      add("TABLE ")
      add(.query(query))
    }
  }

  mutating func add(_ index: SQL.CreateIndex) {
    create(index.isUnique ? "UNIQUE INDEX" : "INDEX", nil, index.existence)
    if let name = index.name {
      add(" ")
      self.name(name)
    }
    add(" ON ")
    name(index.table)
    if let method = index.method {
      add(" USING ")
      name(method)
    }
    add(" (")
    list(index.keys) { $0.add($1) }
    add(")")
    if !index.options.isEmpty { options(" WITH (", index.options) }
  }

  mutating func add(_ drop: SQL.Drop) {
    add("DROP " + drop.kind.rawValue + (drop.ifExists ? " IF EXISTS " : " "))
    list(drop.names) { $0.name($1) }
    add(drop.behavior)
  }

  private mutating func add(_ behavior: SQL.DropBehavior?) {
    if let behavior { add(" " + behavior.rawValue) }
  }

  mutating func add(_ comment: SQL.Comment) {
    add("COMMENT ON " + comment.kind.rawValue + " ")
    name(comment.name)
    add(" IS ")
    if let text = comment.text { string(text) } else { add("NULL") }
  }

  // MARK: Alterations

  mutating func add(_ alter: SQL.Alter) {
    add("ALTER " + alter.kind.rawValue + (alter.ifExists ? " IF EXISTS " : " "))
    name(alter.name)
    list(alter.actions, separator: ",") { $0.add($1) }
  }

  private mutating func add(_ action: SQL.Alter.Action) {
    switch action {
    case .addColumn(let column, let ifNotExists):
      add(ifNotExists ? " ADD COLUMN IF NOT EXISTS " : " ADD COLUMN ")
      add(column)
    case .dropColumn(let column, let ifExists, let behavior):
      self.column(ifExists ? " DROP COLUMN IF EXISTS " : " DROP COLUMN ", column, "")
      add(behavior)
    case .renameColumn(let column, let name):
      self.column(" RENAME COLUMN ", column, " TO ")
      self.name(name)
    case .rename(let name):
      add(" RENAME TO ")
      self.name(name)
    case .addConstraint(let constraint):
      add(" ADD ")
      add(constraint)
    case .dropConstraint(let name, let ifExists, let behavior):
      add(ifExists ? " DROP CONSTRAINT IF EXISTS " : " DROP CONSTRAINT ")
      self.name(name)
      add(behavior)
    case .setSchema(let name):
      add(" SET SCHEMA ")
      self.name(name)
    case .sequenceOptions(let options):
      for option in options { add(option) }
    default: addColumnChange(action)
    }
  }

  private mutating func addColumnChange(_ action: SQL.Alter.Action) {
    switch action {
    case .setType(let column, let type, let value):
      self.column(" ALTER COLUMN ", column, " TYPE")
      if let type {
        add(" ")
        add(.type(type))
      }
      clause(" USING ", value)
    case .setDefault(let column, let value):
      self.column(" ALTER COLUMN ", column, " SET DEFAULT ")
      expression(value)
    case .dropDefault(let column): self.column(" ALTER COLUMN ", column, " DROP DEFAULT")
    case .setNotNull(let column): self.column(" ALTER COLUMN ", column, " SET NOT NULL")
    case .dropNotNull(let column): self.column(" ALTER COLUMN ", column, " DROP NOT NULL")
    default: break
    }
  }

  private mutating func column(_ before: String, _ column: SQL.QualifiedName, _ after: String) {
    add(before)
    name(column)
    add(after)
  }
}
