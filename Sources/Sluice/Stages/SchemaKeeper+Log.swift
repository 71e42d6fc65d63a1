// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SchemaKeeper.State {
  /// Notes that rows make `table`.
  mutating func note(_ table: Table, from origin: SchemaKeeper.Origin) {
    var change = LoggedChange(.tableAdded, table: table.name)
    change.after = table.words
    change.resource = origin.resource
    change.sourcePath = origin.path
    change.record = origin.record
    log.append(change)
  }

  /// Notes what became of a value that the schema had no place for.
  mutating func note(_ outcome: SchemaKeeper.Outcome, of change: SchemaChange) {
    switch outcome {
    case .column(let column, isNew: true), .overflow(let column, isNew: true, _):
      note(.columnAdded, column, of: change)
    case .changed(let column, from: _?):
      note(.typeChanged, column, of: change)
    case .column, .overflow, .changed, .refused:
      break
    }
  }

  private mutating func note(
    _ kind: LoggedChange.Kind,
    _ column: Column,
    of change: SchemaChange
  ) {
    var logged = LoggedChange(kind, table: change.table.name, column: column.name)
    if kind == .typeChanged { logged.before = change.existing?.words }
    logged.after = column.words
    logged.resource = change.resource
    logged.sourcePath = change.sourcePath
    logged.record = change.recordNumber
    log.append(logged)
  }
}

extension SchemaKeeper {
  /// What the run changed in the schema so far, table by table, and the records that brought it.
  ///
  /// With `onlyUsed`, tables without rows and columns without a type count as if they were not there:
  /// they are not in the destination.
  func changes(onlyUsed: Bool = false) -> [LoggedChange] {
    let (schema, log) = withState { ($0.schema, $0.log) }
    let notes = Dictionary(grouping: log) { Place(table: $0.table, column: $0.column) }
    let before = onlyUsed ? base.onlyUsed : base
    return (onlyUsed ? schema.onlyUsed : schema).changes(since: before).flatMap { change in
      let place = Place(table: change.table, column: change.column)
      return Self.told(change, by: notes[place] ?? [], resource: schema.resource(of: change.table))
    }
  }

  private struct Place: Hashable {
    var table: String
    var column: String?
  }

  /// A change with the records that brought it, step by step.
  private static func told(
    _ change: LoggedChange,
    by notes: [LoggedChange],
    resource: String?
  ) -> [LoggedChange] {
    guard change.after != nil, var steps = Optional(notes), !steps.isEmpty else {
      var change = change
      change.resource = resource
      return [change]
    }
    if change.column == nil { steps = [steps[0]] }
    steps[0].kind = change.kind
    steps[0].before = change.before
    steps[steps.count - 1].after = change.after
    return steps
  }
}

extension Schema {
  /// The resource that fills the root table above `table`.
  fileprivate func resource(of table: String) -> String? { self[root(of: table)]?.resource }
}
