// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A change of one field inside of the values of a column.
struct FieldChange {
  enum Kind {
    case add(SQLType, value: Cells, ifNotExists: Bool)
    case drop(ifExists: Bool)
    case rename(to: SQL.Name)
  }

  var kind: Kind
  /// The names of the fields on the way, without the column; `element` goes into lists.
  var path: [SQL.Name]

  /// The type that values have after the change; `nil` if nothing changes.
  func type(_ type: SQLType, at depth: Int = 0) throws(SQLError) -> SQLType? {
    let name = path[depth]
    let isLast = depth == path.count - 1
    switch type {
    case .list(let element) where !isLast && SQLName.folded(name.text) == "element":
      return try self.type(element, at: depth + 1).map { .list($0) }
    case .structure(var fields):
      let place = fields.firstIndex { SQLName.folded($0.name) == SQLName.folded(name.text) }
      guard isLast else {
        guard let place else { throw missing(name, fields) }
        guard let changed = try self.type(fields[place].type, at: depth + 1) else { return nil }
        fields[place].type = changed
        return .structure(fields)
      }
      switch kind {
      case .add(let added, _, let ifNotExists):
        guard place == nil else {
          if ifNotExists { return nil }
          throw SQLError(.catalog, "there is a field '\(name.text)' already", at: name.range)
        }
        fields.append(SQLType.Field(name: name.text, type: added))
      case .drop(let ifExists):
        guard let place else {
          if ifExists { return nil }
          throw missing(name, fields)
        }
        guard fields.count > 1 else {
          throw SQLError(.catalog, "a structure has at least one field", at: name.range)
        }
        fields.remove(at: place)
      case .rename(let new):
        guard let place else { throw missing(name, fields) }
        let folded = SQLName.folded(new.text)
        guard !fields.contains(where: { SQLName.folded($0.name) == folded }) else {
          throw SQLError(.catalog, "there is a field '\(new.text)' already", at: new.range)
        }
        fields[place].name = new.text
      }
      return .structure(fields)
    default:
      throw SQLError(
        .binding,
        "a value of the type \(type) has no field '\(name.text)'",
        at: name.range
      )
    }
  }

  private func missing(_ name: SQL.Name, _ fields: [SQLType.Field]) -> SQLError {
    SQLError(
      .catalog,
      "there is no field '\(name.text)'",
      at: name.range,
      advice: NearestName.advice(for: name.text, among: fields.map(\.name))
    )
  }

  /// The values after the change. Their type has been changed before.
  func cells(_ cells: Cells, _ type: SQLType, at depth: Int = 0) -> Cells {
    switch type {
    case .list(let element):
      return cells.replacing([self.cells(cells.children[0], element, at: depth + 1)])
    case .structure(let fields):
      let folded = SQLName.folded(path[depth].text)
      let place = fields.firstIndex { SQLName.folded($0.name) == folded }
      var children = cells.children
      if depth < path.count - 1 {
        if let place {
          children[place] = self.cells(children[place], fields[place].type, at: depth + 1)
        }
      } else {
        switch kind {
        case .add(_, let value, _): children.append(value)
        case .drop: if let place { children.remove(at: place) }
        case .rename: break
        }
      }
      return cells.replacing(children)
    default: return cells
    }
  }
}

extension Session {
  /// Changes a field inside of the values of a column.
  func change(_ name: SQL.QualifiedName, _ kind: FieldChange.Kind, _ target: TargetTable) throws {
    let change = FieldChange(kind: kind, path: Array(name.parts.dropFirst()))
    let place = try target.place(of: name.parts[0])
    let column = target.columns[place]
    guard let type = try change.type(column.type) else { return }
    try checkIndexes(of: column.name, in: target, at: name.range)
    let found = try rows(
      of: SQL.Query(
        [
          SQL.SelectItem(.column(target.name, TableScan.rowIDName)),
          SQL.SelectItem(.column(target.name, column.name)),
        ],
        from: [SQL.TableReference(target.qualifiedName, as: target.name)]
      ),
      catalog
    )
    var standard: SQL.Expression?
    if let value = target.definition(place)?.defaultValue {
      standard = try changed(value, column.type, type, change)
    }
    let values = change.cells(found.rows.cells[1], column.type)
    try replaceColumn(place, type, (found.integers, values), standard, target)
  }

  /// A default with the change made in its value.
  private func changed(
    _ value: SQL.Expression,
    _ type: SQLType,
    _ newType: SQLType,
    _ change: FieldChange
  ) throws -> SQL.Expression {
    func cast(_ value: SQL.Expression, _ type: SQLType) throws(SQLError) -> SQL.Expression {
      let name = try SQL.typeName(in: type.spelled)
      return SQL.Expression(.cast(SQL.Cast(operand: value, type: name, isTry: false)))
    }
    let before = try constant(try cast(value, type))
    guard !before.value.isNull else { return value }
    let cells = change.cells(Cells([before.value], type), type)
    guard let text = ValueTexts.texts(cells, newType, count: 1)[0] else { return value }
    return try cast(SQL.Expression(.literal(.string(text))), newType)
  }
}
