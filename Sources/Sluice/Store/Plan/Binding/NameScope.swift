// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What names mean at some place of a query: the tables of its `FROM`, and those of the queries around it.
final class NameScope {
  /// A table, view, function or subquery of `FROM`.
  struct Table {
    /// The alias, or the name of the table.
    var name: String
    /// The schema, if the table was named with none but its own name.
    var schema: String?
    var columns: [PlanColumn]
    /// Columns that are found when they are named, and are not among `*`, such as `rowid`.
    var hidden: [PlanColumn] = []
  }

  /// A column that two sides of a join have in common.
  struct Shared {
    var name: String
    var value: BoundExpression
    /// All columns that it stands for.
    var members: Set<ColumnID>
  }

  /// What a name can mean besides a column.
  struct Alias {
    var name: String
    var expression: BoundExpression
  }

  private(set) var tables: [Table] = []
  /// The names of columns that are selected.
  var aliases: [Alias] = []
  /// What binds the query of this scope, once its tables are known: aggregates of queries inside may
  /// belong to it.
  weak var binder: ExpressionBinder?
  /// Columns that two tables have in common, under names that are folded: several if they come from
  /// joins of their own.
  private(set) var shared: [String: [Shared]] = [:]
  /// The scope of the query around.
  let parent: NameScope?
  /// The common tables that can be read here, the latest last.
  var commonTables: [CommonTable]
  /// The values of parameters, inside of a macro.
  var parameters: [(name: String, value: BoundExpression)] = []
  /// Parameters of a macro that stand for names which mean something inside of it only.
  var standIns: [(name: String, meant: SQL.QualifiedName)] = []

  init(parent: NameScope?, commonTables: [CommonTable] = []) {
    self.parent = parent
    self.commonTables = commonTables
  }

  /// Adds a table; two of the same name in one `FROM` are told apart by nobody.
  func add(_ table: Table) { tables.append(table) }

  /// The name of a query without one; the second is called `unnamed_subquery2`.
  static let unnamed = "unnamed_subquery"

  /// Adds the tables and shared columns of another scope.
  func add(_ other: NameScope) {
    for var table in other.tables {
      let count = tables.filter { $0.name.hasPrefix(Self.unnamed) }.count
      if table.name == Self.unnamed, count > 0 { table.name += "\(count + 1)" }
      tables.append(table)
    }
    shared.merge(other.shared) { $0 + $1 }
  }

  /// Makes columns of the same name one.
  func share(_ name: String, _ value: BoundExpression, _ members: Set<ColumnID>) {
    let made = Shared(name: name, value: value, members: members)
    let others = (shared[SQLName.folded(name)] ?? []).filter {
      $0.members.isDisjoint(with: members)
    }
    shared[SQLName.folded(name)] = others + [made]
  }

  /// All columns, as `*` lists them: shared ones once.
  func starColumns(
    of table: Table? = nil,
    without excluded: Set<ColumnID> = []
  ) -> [(name: String, value: BoundExpression)] {
    var seen: Set<ColumnID> = []
    var found: [(String, BoundExpression)] = []
    for column in (table.map { [$0] } ?? tables).flatMap(\.columns)
    where !excluded.contains(column.id) {
      let name = SQLName.folded(column.name)
      let shared = shared[name]?.first { $0.members.contains(column.id) }
      if table == nil, let shared {
        if !seen.contains(column.id) { found.append((column.name, shared.value)) }
        seen.formUnion(shared.members)
      } else {
        found.append((column.name, BoundExpression(column)))
      }
    }
    return found
  }

  /// What a name without a table can mean; several columns if it is not clear.
  func columns(named name: String) -> [BoundExpression] {
    let folded = SQLName.folded(name)
    // A column that two sides share comes before others of its name.
    if let shared = shared[folded] { return shared.map(\.value) }
    var found: [BoundExpression] = []
    for table in tables {
      for column in table.columns where SQLName.folded(column.name) == folded {
        found.append(BoundExpression(column))
      }
    }
    if found.isEmpty {
      for table in tables {
        found += table.hidden.filter { SQLName.folded($0.name) == folded }
          .map { BoundExpression($0) }
      }
    }
    return found
  }

  /// The tables that a name can mean.
  func tables(named name: String, schema: String? = nil) -> [Table] {
    let folded = SQLName.folded(name)
    return tables.filter { table in
      SQLName.folded(table.name) == folded
        && (schema == nil || table.schema.map(SQLName.folded) == schema.map(SQLName.folded))
    }
  }

  /// A name that was given to an expression further left.
  func alias(named name: String) -> Alias? {
    let folded = SQLName.folded(name)
    return aliases.last { SQLName.folded($0.name) == folded }
  }

  /// Whether all of some columns are those of its tables.
  func has(_ columns: Set<ColumnID>) -> Bool {
    columns.isSubset(of: tables.flatMap { ($0.columns + $0.hidden).map(\.id) })
  }

  /// The names of all columns, for those who look for what was meant.
  var columnNames: [String] { tables.flatMap { $0.columns.map(\.name) } }
}

extension NameScope.Table {
  /// The column of a name.
  func column(named name: String) -> PlanColumn? {
    let folded = SQLName.folded(name)
    return columns.first { SQLName.folded($0.name) == folded }
      ?? hidden.first { SQLName.folded($0.name) == folded }
  }
}

/// A table of a clause `WITH`.
struct CommonTable {
  var name: String
  /// The columns, under the numbers that the shared part has.
  var columns: [PlanColumn]
  /// The number of the shared part.
  var number: Int
  /// The part itself; `nil` for the rows of a round of a recursion.
  var shared: SharedPlan?
  /// The query itself, if it depends on the rows around and is made for each reader.
  var definition: Definition?
  /// How it was written, if it was written in this statement.
  var written: SQL.CommonTable?
  /// Whether it stands for all rows of a recursion so far, and is named with `recurring` before it.
  var isRecurring = false

  /// A query with what it sees.
  struct Definition {
    var query: SQL.Query
    var scope: NameScope
  }
}
