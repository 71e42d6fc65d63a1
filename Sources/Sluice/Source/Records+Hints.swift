// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// Sends the records to the table called `name`; double underscores make it a path.
  public func table(_ name: String) -> Self { with { $0.hints.table = .fixed(name) } }

  /// Sends each record to the table that `name` names for it.
  public func table(_ name: @escaping @Sendable (Record) throws -> String) -> Self {
    with { $0.hints.table = .byRecord(name) }
  }

  /// Keeps the records that go to one of `tables`, where records or pages name their tables.
  ///
  /// Names are those that records are sent to; those of nested tables have no effect.
  public func selectingTables(_ tables: String...) -> Self {
    with { $0.hints.selectedTables = Set(tables) }
  }

  /// Says something of each table that records name, when the first record for it comes.
  ///
  /// Needs ``table(_:)-((Record)->String)``; without it, the run fails.
  public func forEachTable(
    _ change: @escaping @Sendable (_ first: Record, inout TableHints) throws -> Void
  ) -> Self {
    with { $0.hints.forFirstRecord = change }
  }

  /// Declares a column, named as in the source or as in the destination.
  public func column(
    _ name: String,
    _ type: DataType? = nil,
    nullable: Bool? = nil,
    hints: Set<ColumnHint> = [],
    onConflict policy: ConflictPolicy? = nil
  ) -> Self {
    var column = Column(name, type, nullable: nullable, hints: hints)
    column.conflictPolicy = policy
    return columns([column])
  }

  /// Declares columns, after those declared before.
  public func columns(_ columns: [Column]) -> Self { with { $0.hints.columns += columns } }

  /// Declares the primary key, in place of one declared before. Its columns may not lack a value.
  public func primaryKey(_ columns: String...) -> Self { primaryKey(columns) }

  /// Declares the columns of the primary key, from a list. They may not lack a value.
  public func primaryKey(_ columns: [String]) -> Self { with { $0.hints.primaryKey = columns } }

  /// Declares the columns that decide which rows a merge replaces. They may not lack a value.
  public func mergeKey(_ columns: String...) -> Self { mergeKey(columns) }

  /// Declares the columns that decide which rows a merge replaces, from a list.
  public func mergeKey(_ columns: [String]) -> Self { with { $0.hints.mergeKey = columns } }

  /// Says how the ids of rows come about.
  public func rowIDs(_ rule: RowIDRule) -> Self { with { $0.hints.rowIDs = rule } }

  /// Keeps nested data deeper than `levels` as JSON. With 0 there are no nested tables.
  public func maximumNesting(_ levels: Int) -> Self {
    precondition(levels >= 0, "A nesting cannot be negative.")
    return with { $0.hints.maximumNesting = levels }
  }

  /// Says that `columns` refer to `referencedColumns` of another table. Nothing checks it.
  public func references(
    _ table: String,
    columns: [String],
    referencedColumns: [String]
  ) -> Self {
    let reference = TableReference(
      to: table,
      columns: columns,
      referencedColumns: referencedColumns
    )
    return with { $0.hints.references.append(reference) }
  }

  /// Describes the table in a sentence for people.
  public func describe(_ sentence: String) -> Self { with { $0.hints.description = sentence } }

  /// Adds a note to the table. Its name has to begin with `x-`.
  public func annotate(_ name: String, _ value: Value) -> Self {
    precondition(name.hasPrefix("x-"), "The name of a note begins with 'x-'.")
    return with { $0.hints.annotations[name] = value }
  }

  /// Says something of the table that the rows in the field `name` go to.
  ///
  /// With a key, it becomes a table of its own, without a parent.
  public func nested(_ name: String, _ change: (inout TableHints) -> Void) -> Self {
    nested([name], change)
  }

  /// Says something of the table that `path` leads to. Each level above needs hints too, if only
  /// empty ones, until data has made its table.
  public func nested(_ path: [String], _ change: (inout TableHints) -> Void = { _ in }) -> Self {
    var hints = TableHints()
    change(&hints)
    return with { $0.hints.nested.append(NestedHints(path, hints)) }
  }

  /// Says what becomes of JSON that cannot be read. By default it ends the run.
  public func malformed(_ rule: MalformedRecords) -> Self { with { $0.hints.malformed = rule } }

  /// Says how JSON is laid out. By default its first bytes tell.
  public func jsonLayout(_ layout: JSONLayout) -> Self { with { $0.hints.jsonLayout = layout } }

  /// Says how long a record of JSON may be, 256 MiB by default. A longer one ends the run.
  public func jsonRecordLimit(_ limit: ByteCount) -> Self {
    with { $0.hints.jsonRecordLimit = limit }
  }

  /// Says whether the records are loaded. One that is not may still feed others.
  public func selected(_ isSelected: Bool = true) -> Self { with { $0.isSelected = isSelected } }

  /// Gives the resource another name.
  public func named(_ name: String) -> Self { with { $0.name = name } }
}
