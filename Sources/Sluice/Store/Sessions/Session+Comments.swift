// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Keeps what somebody says of a table, a column or something else that a statement made.
  func comment(_ comment: SQL.Comment) throws -> StatementResult {
    switch comment.kind {
    case .table:
      let target = try target(comment.name, at: comment.name.range)
      try redefine(target) { $0.comment = comment.text }
    case .column: try commentColumn(comment)
    case .schema, .database:
      throw SQLError(
        .unsupported,
        "a store keeps no comments on a \(comment.kind.rawValue.lowercased())",
        at: comment.name.range
      )
    default:
      guard let object = catalog.object(comment.name, comment.kind) else {
        throw SQLError(
          .catalog,
          "there is no \(comment.kind.rawValue.lowercased()) '\(comment.name.last.text)'",
          at: comment.name.range
        )
      }
      try replace(object.commented(comment.text), named: comment.name)
    }
    return .nothing
  }

  private func commentColumn(_ comment: SQL.Comment) throws {
    let parts = comment.name.parts
    guard parts.count > 1 else {
      throw SQLError(
        .binding,
        "a column is named with its table: 'table.\(comment.name.last.text)'",
        at: comment.name.range
      )
    }
    let relation = SQL.QualifiedName(Array(parts.dropLast()))
    if let view = catalog.object(relation, .view), catalog.table(relation) == nil {
      let names = catalog.viewColumns(view).map(\.name)
      let folded = SQLName.folded(comment.name.last.text)
      guard let name = names.first(where: { SQLName.folded($0) == folded }) else {
        throw SQLError(
          .binding,
          "the view has no column '\(comment.name.last.text)'",
          at: comment.name.range,
          advice: NearestName.advice(for: comment.name.last.text, among: names)
        )
      }
      return try replace(view.commented(comment.text, column: name), named: relation)
    }
    let target = try target(relation, at: relation.range)
    let name = target.columns[try target.place(of: comment.name.last)].name
    try redefine(target) { statement in
      guard case .columns(var columns, let constraints) = statement.content else { return }
      for place in columns.indices where columns[place].name.last.text == name {
        columns[place].comment = comment.text
      }
      statement.content = .columns(columns, constraints: constraints)
    }
  }

  /// Changes what is said of a table, and not its columns.
  private func redefine(_ target: TargetTable, _ change: (inout SQL.CreateTable) -> Void) throws {
    var statement = try definition(of: target).statement
    change(&statement)
    let binder = makeBinder()
    let definition = try TableDefinition(statement) { (name) throws(SQLError) in
      try binder.type(name)
    }
    edit.make(.define(definition), in: target.dataset, target.name)
  }

  private func replace(_ object: CatalogObject, named name: SQL.QualifiedName) throws {
    guard let place = catalog.place(of: name, object.kind) else { return }
    edit.make(.object(object), in: place.dataset, place.name)
    // A sequence goes on where it is also when the store is read again.
    if let counter = object.counter {
      edit.make(.advance(to: counter.upcoming), in: place.dataset, place.name)
    }
  }
}
