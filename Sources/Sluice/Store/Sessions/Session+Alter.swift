// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Changes a table, a view or a sequence.
  func alter(_ alter: SQL.Alter) throws -> StatementResult {
    switch alter.kind {
    case .table:
      guard catalog.table(alter.name) != nil || !alter.ifExists else { return .nothing }
      for action in alter.actions {
        try apply(action, try target(alter.name, at: alter.name.range))
      }
    case .view, .sequence, .type, .macro, .tableMacro, .index:
      guard catalog.place(of: alter.name, alter.kind) != nil || !alter.ifExists else {
        return .nothing
      }
      for action in alter.actions { try apply(action, alter) }
    default:
      throw SQLError(
        .unsupported,
        "a \(alter.kind.rawValue.lowercased()) cannot be changed",
        at: alter.name.range
      )
    }
    return .nothing
  }

  private func apply(_ action: SQL.Alter.Action, _ target: TargetTable) throws {
    switch action {
    case .addColumn(let column, let ifNotExists) where column.name.parts.count > 1:
      try addField(column, ifNotExists, target)
    case .dropColumn(let name, let ifExists, _) where name.parts.count > 1:
      try change(name, .drop(ifExists: ifExists), target)
    case .renameColumn(let name, let new) where name.parts.count > 1:
      try change(name, .rename(to: new), target)
    case .addColumn(let column, let ifNotExists):
      try addColumn(column, ifNotExists, target)
    case .dropColumn(let name, let ifExists, _):
      try dropColumn(name, ifExists, target)
    case .renameColumn(let name, let new): try renameColumn(name, new, target)
    case .rename(let name): try rename(target, name)
    case .setType(let name, let type, let value): try setType(name, type, value, target)
    case .setDefault(let name, let value):
      try changeColumn(name, target) { column in
        column.constraints.removeAll { $0.isDefault }
        column.constraints.append(
          SQL.ColumnConstraint(kind: .default(value), range: value.range)
        )
      }
    case .dropDefault(let name):
      try changeColumn(name, target) { $0.constraints.removeAll { $0.isDefault } }
    case .setNotNull(let name):
      let place = try target.place(of: name.last)
      let column = SQLName.quoted(target.columns[place].name)
      let missing = try ask("SELECT 1 FROM \(target.path) WHERE \(column) IS NULL LIMIT 1")
      guard missing.rows.count == 0 else {
        throw SQLError(
          .constraint,
          "the column '\(name.last.text)' lacks values",
          at: name.range
        )
      }
      try changeColumn(name, target) { column in
        column.constraints.removeAll { $0.isNullability }
        column.constraints.append(SQL.ColumnConstraint(kind: .notNull, range: name.range))
      }
    case .dropNotNull(let name):
      try changeColumn(name, target) { $0.constraints.removeAll { $0.isNullability } }
    case .addConstraint(let constraint): try addConstraint(constraint, target)
    case .dropConstraint(let name, let ifExists, _):
      var statement = try definition(of: target).statement
      guard case .columns(let columns, var constraints) = statement.content else { return }
      let before = constraints.count
      constraints.removeAll {
        $0.name.map { SQLName.folded($0.text) } == SQLName.folded(name.text)
      }
      guard constraints.count < before || ifExists else {
        throw SQLError(.catalog, "there is no constraint '\(name.text)'", at: name.range)
      }
      statement.content = .columns(columns, constraints: constraints)
      try define(statement, target)
    case .setSchema, .sequenceOptions:
      throw SQLError(.unsupported, "a table stays in the schema in which it was made")
    }
  }

  // MARK: - Columns

  private func addField(
    _ column: SQL.ColumnDefinition,
    _ ifNotExists: Bool,
    _ target: TargetTable
  ) throws {
    guard let name = column.type else {
      throw SQLError(.binding, "a field needs a type", at: column.range)
    }
    let type = try makeBinder().type(name)
    var value = CellShape(type).null
    for constraint in column.constraints {
      guard case .default(let written) = constraint.kind else { continue }
      let cast = SQL.Cast(operand: written, type: try SQL.typeName(in: type.spelled), isTry: false)
      let constant = try constant(SQL.Expression(.cast(cast), at: written.range))
      value = Cells([constant.value], type, isConstant: true)
    }
    try change(column.name, .add(type, value: value, ifNotExists: ifNotExists), target)
  }

  private func dropColumn(
    _ name: SQL.QualifiedName,
    _ ifExists: Bool,
    _ target: TargetTable
  ) throws {
    let folded = SQLName.folded(name.last.text)
    if ifExists, !target.columns.contains(where: { SQLName.folded($0.name) == folded }) { return }
    let place = try target.place(of: name.last)
    let column = target.columns[place].name
    guard target.columns.count > 1 else {
      throw SQLError(.catalog, "a table has at least one column", at: name.range)
    }
    var statement = try definition(of: target).statement
    guard case .columns(var columns, let constraints) = statement.content else { return }
    try checkUse(of: column, in: target, at: name.range)
    columns.remove(at: place)
    // Conditions about the column alone go with it.
    let others = constraints.filter { constraint in
      guard case .check(let condition) = constraint.kind else { return true }
      return !isMentioned(column, in: condition, target)
    }
    statement.content = .columns(columns, constraints: others)
    let kept = target.columns.map(\.name).filter { $0 != column }
    edit.make(
      .pick(kept.map { StoreChange.PickedColumn(source: $0, name: $0) }),
      in: target.dataset,
      target.name
    )
    try define(statement, target)
  }

  /// Throws if something depends on a column.
  private func checkUse(
    of column: String,
    in target: TargetTable,
    at range: SQL.SourceRange
  ) throws {
    let definition = try definition(of: target)
    let isKey = definition.keys.contains { $0.columns.contains(column) }
    let isReference = definition.references.contains { $0.columns.contains(column) }
    let isIndexed = edit.datasets[target.dataset]?.objects.contains { object in
      guard case .createIndex(let index) = object.statement.kind,
        index.table.last.text == target.name
      else { return false }
      return index.keys.contains { key in
        guard case .expression(let value) = key.target else { return false }
        return isMentioned(column, in: value, target)
      }
    }
    guard !isKey, !isReference, isIndexed != true else {
      throw SQLError(.catalog, "a key or an index needs the column '\(column)'", at: range)
    }
    let isChecked = definition.checks.contains { check in
      let names = mentioned(in: check.condition, target)
      return names.contains(column) && names.count > 1
    }
    guard !isChecked, !isSource(column, in: definition, target) else {
      throw SQLError(
        .catalog,
        "a condition or another column needs the column '\(column)'",
        at: range
      )
    }
  }

  private func renameColumn(
    _ name: SQL.QualifiedName,
    _ new: SQL.Name,
    _ target: TargetTable
  ) throws {
    let place = try target.place(of: name.last)
    let folded = SQLName.folded(new.text)
    let isTaken = target.columns.enumerated().contains {
      $0.offset != place && SQLName.folded($0.element.name) == folded
    }
    guard !isTaken else {
      throw SQLError(.catalog, "there is a column '\(new.text)' already", at: new.range)
    }
    var statement = try definition(of: target).statement
    guard case .columns(var columns, var constraints) = statement.content else { return }
    let old = target.columns[place].name
    try checkReferences(of: old, in: target, at: name.range)
    columns[place].name = SQL.QualifiedName(new)
    for place in columns.indices {
      for number in columns[place].constraints.indices {
        switch columns[place].constraints[number].kind {
        case .check(let condition):
          columns[place].constraints[number].kind = .check(
            try condition.renaming(old, of: target.name, to: new)
          )
        case .generated(let value, let isStored):
          columns[place].constraints[number].kind =
            .generated(try value.renaming(old, of: target.name, to: new), isStored: isStored)
        default: break
        }
      }
    }
    func renamed(_ names: [SQL.Name]) -> [SQL.Name] { names.map { $0.text == old ? new : $0 } }
    for place in constraints.indices {
      switch constraints[place].kind {
      case .primaryKey(let names): constraints[place].kind = .primaryKey(renamed(names))
      case .unique(let names): constraints[place].kind = .unique(renamed(names))
      case .foreignKey(let names, let key):
        constraints[place].kind = .foreignKey(renamed(names), key)
      case .check(let condition):
        constraints[place].kind = .check(try condition.renaming(old, of: target.name, to: new))
      }
    }
    statement.content = .columns(columns, constraints: constraints)
    edit.make(
      .pick(
        target.columns.map {
          StoreChange.PickedColumn(source: $0.name, name: $0.name == old ? new.text : $0.name)
        }
      ),
      in: target.dataset,
      target.name
    )
    try define(statement, target)
  }

  /// Whether the value of an expression depends on a column.
  private func isMentioned(
    _ column: String,
    in expression: SQL.Expression,
    _ target: TargetTable
  ) -> Bool {
    mentioned(in: expression, target).contains(column)
  }

  /// Whether another column is computed of this one.
  private func isSource(
    _ column: String,
    in definition: TableDefinition,
    _ target: TargetTable
  ) -> Bool {
    definition.columns.contains {
      $0.generated.map { isMentioned(column, in: $0, target) } ?? false
    }
  }

  /// The columns on which the value of an expression depends.
  func mentioned(in expression: SQL.Expression, _ target: TargetTable) -> [String] {
    let binder = makeBinder()
    let columns = target.columns.map { binder.makeColumn($0.name, $0.type) }
    let scope = NameScope(parent: nil)
    scope.add(NameScope.Table(name: target.name, columns: columns))
    let bound = try? ExpressionBinder(binder, scope, .definition).bind(expression)
    let used = bound?.columns ?? []
    return columns.filter { used.contains($0.id) }.map(\.name)
  }

  /// Throws if rows of a table refer to others by a column, or others to them.
  private func checkReferences(
    of column: String,
    in target: TargetTable,
    at range: SQL.SourceRange
  ) throws {
    let isReferring = try definition(of: target).references.contains {
      $0.columns.contains(column)
    }
    let isMeant = try references(to: target).contains {
      try targets(of: $0.reference, in: target).contains(column)
    }
    guard !isReferring, !isMeant else {
      throw SQLError(.catalog, "a reference needs the column '\(column)'", at: range)
    }
  }

  private func setType(
    _ name: SQL.QualifiedName,
    _ type: SQL.TypeName?,
    _ value: SQL.Expression?,
    _ target: TargetTable
  ) throws {
    let place = try target.place(of: name.last)
    let column = target.columns[place].name
    let definition = try definition(of: target)
    guard !definition.references.contains(where: { $0.columns.contains(column) }) else {
      throw SQLError(.catalog, "a reference needs the column '\(column)'", at: name.range)
    }
    guard !definition.checks.contains(where: { isMentioned(column, in: $0.condition, target) })
    else {
      throw SQLError(.catalog, "a condition needs the column '\(column)'", at: name.range)
    }
    guard !definition.keys.contains(where: { $0.columns.contains(column) }) else {
      throw SQLError(.binding, "a key needs the column '\(column)' as it is", at: name.range)
    }
    guard !isSource(column, in: definition, target) else {
      throw SQLError(.catalog, "another column needs the column '\(column)'", at: name.range)
    }
    let source = value ?? .column(target.name, column)
    let result = try rows(
      of: SQL.Query(
        [
          SQL.SelectItem(.column(target.name, TableScan.rowIDName)),
          SQL.SelectItem(
            type.map {
              SQL.Expression(.cast(SQL.Cast(operand: source, type: $0, isTry: false)))
            } ?? source,
            column
          ),
        ],
        from: [SQL.TableReference(target.qualifiedName, as: target.name)]
      ),
      catalog
    )
    let values = (result.integers, result.rows.cells[1])
    if definition.column(column)?.isNotNull == true,
      values.1.validCount(result.rows.count) < result.rows.count
    {
      throw SQLError(
        .constraint,
        "the column '\(column)' of '\(target.name)' has to have a value",
        at: name.range
      )
    }
    try replaceColumn(place, result.columns[1].type, values, nil, target)
  }

  /// Gives a column another type, and its rows the values that belong to it.
  func replaceColumn(
    _ place: Int,
    _ type: SQLType,
    _ values: (numbers: [Int], cells: Cells),
    _ defaultValue: SQL.Expression?,
    _ target: TargetTable
  ) throws {
    var statement = try definition(of: target).statement
    guard case .columns(var columns, let constraints) = statement.content else { return }
    columns[place].type = try SQL.typeName(in: type.spelled)
    if let defaultValue {
      columns[place].constraints.removeAll { $0.isDefault }
      columns[place].constraints.append(
        SQL.ColumnConstraint(kind: .default(defaultValue), range: .none)
      )
    }
    statement.content = .columns(columns, constraints: constraints)
    // The old values go, so that the new ones are put beside the others.
    let column = target.columns[place].name
    let others = target.columns.map(\.name).filter { $0 != column }
    if !target.table.batches.isEmpty {
      edit.make(
        .pick(others.map { StoreChange.PickedColumn(source: $0, name: $0) }),
        in: target.dataset,
        target.name
      )
    }
    try define(statement, target)
    guard !values.numbers.isEmpty else { return }
    let changed = current(target)
    let rows = StoredChunks(shapes: changed.columns.map { CellShape($0.type) })
    let all = changed.columns.enumerated().map { number, other in
      number == place ? values.cells : CellShape(other.type).null
    }
    rows.append(Chunk(all, count: values.numbers.count))
    try rewrite(
      RowEdits.Updated(numbers: values.numbers, rows: rows, columns: [place]),
      changed
    )
  }

  private func changeColumn(
    _ name: SQL.QualifiedName,
    _ target: TargetTable,
    _ change: (inout SQL.ColumnDefinition) -> Void
  ) throws {
    let place = try target.place(of: name.last)
    var statement = try definition(of: target).statement
    guard case .columns(var columns, let constraints) = statement.content else { return }
    change(&columns[place])
    statement.content = .columns(columns, constraints: constraints)
    try define(statement, target)
  }

  // MARK: - The table as a whole

  /// Adds a constraint that all rows meet.
  func addConstraint(_ constraint: SQL.TableConstraint, _ target: TargetTable) throws {
    var statement = try definition(of: target).statement
    guard case .columns(let columns, var constraints) = statement.content else { return }
    constraints.append(constraint)
    statement.content = .columns(columns, constraints: constraints)
    try define(qualifyingReferences(of: statement, in: target.dataset), target)
    let changed = current(target)
    if case .foreignKey = constraint.kind, let definition = changed.table.definition {
      try noteReferences(of: definition, from: changed)
    }
    let rows = try ask("SELECT * FROM \(changed.path)").rows
    guard rows.count > 0 else { return }
    try checkRows(rows, changed)
    for key in changed.table.definition?.keys ?? [] { try checkKey(key, in: [rows], changed) }
    for reference in changed.table.definition?.references ?? [] {
      try check(reference, changed, rows: [rows])
    }
  }

  private func rename(_ target: TargetTable, _ name: SQL.Name) throws {
    if let there = existing(name.text, in: target.dataset) {
      throw SQLError(
        .catalog,
        "there is a \(there.kind.rawValue.lowercased()) '\(there.name)' already",
        at: name.range
      )
    }
    guard references(to: target).isEmpty else {
      throw SQLError(.catalog, "rows of other tables refer to '\(target.name)'", at: name.range)
    }
    edit.make(.renameTable(to: name.text), in: target.dataset, target.name)
    if var statement = target.table.definition?.statement {
      statement.name = SQL.QualifiedName(name)
      if let table = edit.datasets[target.dataset]?[name.text] {
        try define(statement, TargetTable(target.dataset, table))
      }
    }
  }

  /// What is said of a table, if only by its columns.
  func definition(of target: TargetTable) throws(SQLError) -> TableDefinition {
    if let known = target.table.definition,
      known.columns.map(\.name) == target.columns.map(\.name)
    {
      return known
    }
    // A load may have brought columns; what was said of the others stays.
    let known = target.table.definition?.statement
    var (written, constraints) = ([SQL.ColumnDefinition](), [SQL.TableConstraint]())
    if case .columns(let columns, let said) = known?.content {
      (written, constraints) = (columns, said)
    }
    let columns = try target.columns.map { column throws(SQLError) in
      let type = try SQL.typeName(in: column.type.spelled)
      guard var said = written.first(where: { $0.name.last.text == column.name }) else {
        let name = SQL.QualifiedName(SQL.Name(column.name))
        return SQL.ColumnDefinition(name: name, type: type, range: .none)
      }
      said.type = type
      return said
    }
    let statement = SQL.CreateTable(
      name: SQL.QualifiedName(SQL.Name(target.name)),
      content: .columns(columns, constraints: constraints),
      comment: known?.comment
    )
    let binder = makeBinder()
    return try TableDefinition(statement) { (name) throws(SQLError) in try binder.type(name) }
  }

  /// Lets a statement say what a table is.
  func define(_ statement: SQL.CreateTable, _ target: TargetTable) throws {
    let binder = makeBinder()
    let definition = try TableDefinition(statement) { (name) throws(SQLError) in
      try binder.type(name)
    }
    try check(definition, target.name, target.dataset)
    let before = Dictionary(
      target.table.columns.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let columns = definition.columns.map { column in
      if let known = before[column.name], target.table.type(of: known) == column.type {
        return known
      }
      return StoredColumn(name: column.name, type: column.type.storage)
    }
    edit.make(.columns(columns), in: target.dataset, target.name)
    edit.make(.define(definition), in: target.dataset, target.name)
  }

  // MARK: - Other objects

  private func apply(_ action: SQL.Alter.Action, _ alter: SQL.Alter) throws {
    let catalog = catalog
    guard let place = catalog.place(of: alter.name, alter.kind),
      let object = catalog.object(alter.name, alter.kind)
    else {
      throw SQLError(
        .catalog,
        "there is no \(alter.kind.rawValue.lowercased()) '\(alter.name.last.text)'",
        at: alter.name.range
      )
    }
    var kind = object.statement.kind
    var isRestarted = false
    switch (action, kind) {
    case (.rename(let name), .createView(var view)):
      if let there = existing(name.text, in: place.dataset) {
        throw SQLError(
          .catalog,
          "there is a \(there.kind.rawValue.lowercased()) '\(there.name)' already",
          at: name.range
        )
      }
      view.name = SQL.QualifiedName(Array(view.name.qualifiers) + [name])
      kind = .createView(view)
    case (.sequenceOptions(let given), .createSequence(var sequence)):
      var options = given.filter { if case .owned = $0.kind { false } else { true } }
      guard !options.isEmpty else { return }
      for place in options.indices {
        guard case .restart(let value) = options[place].kind else { continue }
        isRestarted = true
        // Where it goes on from here is where it begins.
        if let value { options[place].kind = .start(value) }
      }
      sequence.options = sequence.options.filter { old in
        !options.contains { $0.kind.isSame(as: old.kind) }
      }
      sequence.options += options.filter { if case .restart = $0.kind { false } else { true } }
      _ = try SequenceRule(sequence.options)
      kind = .createSequence(sequence)
    default:
      throw SQLError(
        .unsupported,
        "a \(alter.kind.rawValue.lowercased()) cannot be changed so",
        at: alter.name.range
      )
    }
    let changed = CatalogObject(
      SQL.Statement(kind),
      comment: object.comment,
      columnComments: object.columnComments
    )
    guard let changed else { return }
    edit.make(.dropObject(alter.kind), in: place.dataset, object.name)
    edit.make(.object(changed), in: place.dataset, changed.name)
    if let counter = object.counter, !isRestarted {
      edit.make(.advance(to: counter.upcoming), in: place.dataset, changed.name)
    }
  }
}

extension SQL.ColumnConstraint {
  fileprivate var isDefault: Bool { if case .default = kind { true } else { false } }

  fileprivate var isNullability: Bool {
    switch kind {
    case .null, .notNull: true
    default: false
    }
  }
}

extension SQL.SequenceOption.Kind {
  fileprivate func isSame(as other: Self) -> Bool {
    switch (self, other) {
    case (.start, .start), (.restart, .restart), (.increment, .increment), (.minimum, .minimum),
      (.maximum, .maximum), (.cycle, .cycle), (.cache, .cache), (.type, .type), (.owned, .owned):
      true
    default: false
    }
  }
}

extension SQL.Expression {
  /// The same with another name for a column, wherever it stands alone or behind its table: what stands
  /// behind another name is a field, and what stands before a parenthesis a function.
  fileprivate func renaming(
    _ old: String,
    of table: String,
    to new: SQL.Name
  ) throws(SQLError) -> SQL.Expression {
    let text = ContiguousArray(sql.utf8)
    let folded = SQLName.folded(old)
    var result: [UInt8] = []
    var place = 0
    let tokens = try SQL.Lexer.tokens(of: text).all
    func written(_ place: Int) -> String {
      tokens.indices.contains(place)
        ? String(decoding: text[tokens[place].bytes], as: UTF8.self) : ""
    }
    func name(_ place: Int) -> String {
      guard tokens.indices.contains(place), tokens[place].kind == .quotedName else {
        return SQLName.folded(written(place))
      }
      let inside = String(written(place).dropFirst().dropLast())
      return SQLName.folded(inside.replacing("\"\"", with: "\""))
    }
    for (number, token) in tokens.enumerated() {
      guard token.kind == .word || token.kind == .quotedName, name(number) == folded,
        written(number + 1) != "("
      else { continue }
      if written(number - 1) == "." {
        guard name(number - 2) == SQLName.folded(table), written(number - 3) != "." else {
          continue
        }
      }
      result += text[place..<token.bytes.lowerBound]
      result += Array("\"\(new.text.replacing("\"", with: "\"\""))\"".utf8)
      place = token.bytes.upperBound
    }
    result += text[place...]
    return try SQL.expression(in: String(decoding: result, as: UTF8.self))
  }
}
