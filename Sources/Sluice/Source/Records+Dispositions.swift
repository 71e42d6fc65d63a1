// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// Adds the rows to those that the table has, as happens by default.
  public func append() -> Self { disposition(.append) }

  /// Says how the rows meet those that the table has already.
  ///
  /// To merge them needs a key: see ``merge(on:_:replacing:strategy:deletingMissing:options:)``.
  public func disposition(_ disposition: WriteDisposition) -> Self {
    precondition(disposition != .merge, "To merge rows needs a key: write 'merge(on:)'.")
    return with { $0.hints.disposition = disposition }
  }

  /// Puts the rows in the place of all that the table has.
  ///
  /// If no row comes, the table is empty afterwards; `onEmpty` can keep what is there, or end the run.
  /// Fewer rows than `minimumRows`, if any come, end the run before anything is changed.
  public func replace(onEmpty: EmptyLoad = .clear, minimumRows: Int = 0) -> Self {
    precondition(minimumRows >= 0, "A number of rows cannot be negative.")
    var rule = ReplaceRule()
    rule.onEmpty = onEmpty
    rule.minimumRows = minimumRows
    return with {
      $0.hints.disposition = .replace
      $0.hints.replaceRule = rule
    }
  }

  /// Puts the rows in the place of those that meet `condition`: of one day, say. All others stay.
  ///
  /// ```swift
  /// Records("visits", of: visits).replace(where: .column("day", .equal, "2026-11-28"))
  /// ```
  /// A row that does not meet the condition itself ends the run. The rest is as in
  /// ``replace(onEmpty:minimumRows:)``.
  public func replace(
    where condition: RowCondition,
    onEmpty: EmptyLoad = .clear,
    minimumRows: Int = 0
  ) -> Self {
    var rule = MergeRule(.deleteInsert)
    rule.scope = condition
    rule.requiresScope = true
    return replace(onEmpty: onEmpty, minimumRows: minimumRows).with {
      $0.hints.disposition = .merge
      $0.hints.mergeRule = rule
    }
  }

  /// Puts the rows in the place of those with the same key. Others of the table stay.
  ///
  /// ```swift
  /// Records("customers", of: customers).merge(on: "id", strategy: .upsert)
  /// ```
  /// The columns of the key become the primary key. Of rows of one load with the same key the last
  /// counts, unless a column sorts them: see ``Column/deduplicationOrder``. A row that lacks a part of
  /// the key is the same as no other. With `replacing`, rows go as well that share the value of that
  /// column with a row of the load. With `deletingMissing` the load is all there is: rows go whose key is
  /// not in it, unless it is empty. `options` says more than that; the other arguments count then, too.
  public func merge(
    on column: String,
    _ others: String...,
    replacing mergeKey: String? = nil,
    strategy: MergeStrategy = .deleteInsert,
    deletingMissing: Bool = false,
    options: MergeRule = MergeRule()
  ) -> Self {
    merge(
      on: [column] + others,
      replacing: mergeKey.map { [$0] } ?? [],
      strategy: strategy,
      deletingMissing: deletingMissing,
      options: options
    )
  }

  /// Puts the rows in the place of those with the same key, which is a list of columns.
  ///
  /// As ``merge(on:_:replacing:strategy:deletingMissing:options:)``; the list may not be empty.
  public func merge(
    on columns: [String],
    replacing mergeKey: [String] = [],
    strategy: MergeStrategy = .deleteInsert,
    deletingMissing: Bool = false,
    options: MergeRule = MergeRule()
  ) -> Self {
    precondition(!columns.isEmpty, "A key has at least one column.")
    guard strategy != .history else { return history(on: columns, options: options.history) }
    var rule = options
    rule.strategy = strategy
    rule.deletesMissing = deletingMissing || options.deletesMissing
    return with {
      $0.hints.disposition = .merge
      $0.hints.mergeRule = rule
      $0.hints.primaryKey = columns
      if !mergeKey.isEmpty { $0.hints.mergeKey = mergeKey }
    }
  }

  /// Keeps versions of rows: one that is not in the load any more ends, one that is new begins.
  ///
  /// Two columns say from when and until when a version is valid; the latter is empty while it is. Rows
  /// are told apart by all that their records hold. Without `key` the load is all there is; with it, only
  /// versions end whose key is in the load. An empty load ends none.
  public func history(
    on key: [String] = [],
    options: MergeRule.History = MergeRule.History()
  ) -> Self {
    var rule = MergeRule(.history)
    rule.history = options
    return with {
      $0.hints.disposition = .merge
      $0.hints.mergeRule = rule
      if !key.isEmpty { $0.hints.mergeKey = key }
    }
  }

  /// Says which of several rows of one load with the same key counts in a merge.
  ///
  /// With `.descending` it is the one with the largest value of the column; of equal ones the last.
  public func deduplicated(by column: String, _ order: SortOrder = .descending) -> Self {
    var column = Column(column)
    column.deduplicationOrder = order
    return columns([column])
  }

  /// Says which column marks rows that are deleted in a merge: true, or any value of another type.
  public func deleted(where column: String, _ type: DataType? = nil) -> Self {
    columns([Column(column, type, hints: [.hardDelete])])
  }
}
