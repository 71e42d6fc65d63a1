// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Checks rows as `plan` says from here on.
  func hold(to plan: CheckPlan) {
    checker?.tell()
    guard !plan.isEmpty else {
      checker = nil
      return
    }
    let schema = context.schema
    checker = RowChecker(
      plan,
      normalize: { name in
        (try? schema.naming.normalizeName(name, breakingPath: schema.breaksPaths)) ?? name
      },
      report: context.report
    )
  }

  /// Whether the rows of the current record may stay; if not, the record has to go the careful way.
  @inline(__always)
  func passesChecks() -> Bool {
    guard let checker else { return true }
    return passesChecks(checker, recordCount + 1)
  }

  @inline(never)
  private func passesChecks(_ checker: RowChecker, _ number: Int) -> Bool {
    do throws(LoadError) {
      if try refusal(by: checker, number) == nil {
        checker.settle(isKept: true)
        return true
      }
    } catch {
      // It comes again, and is told, on the careful way.
    }
    checker.forget()
    return false
  }

  /// Checks the current record on the careful way; says why it is to be put aside, if it is.
  func checkRows() throws(LoadError) -> Discard? {
    guard let checker else { return nil }
    guard let refusal = try refusal(by: checker, recordCount + 1) else {
      checker.settle(isKept: true)
      return nil
    }
    checker.settle(isKept: false)
    return try discard(refusal, record: recordCount + 1)
  }

  /// What refuses a row puts its record aside, or ends the load.
  func discard(_ refusal: RowChecker.Refusal, record: Int) throws(LoadError) -> Discard {
    let column = refusal.check.columns.first
    let path = column.map { context.schema.sourcePath(of: $0, in: refusal.table) } ?? []
    guard refusal.check.outcome == .quarantine else {
      throw LoadError(
        .checkFailed,
        refusal.violation.description,
        at: .init(
          resource: context.resource,
          table: refusal.table,
          column: column,
          path: path,
          record: record
        ),
        offendingValue: refusal.sample,
        violation: refusal.violation
      )
    }
    return Discard(
      .record,
      table: refusal.table,
      column: column,
      sourcePath: path,
      record: record,
      violation: refusal.violation
    )
  }

  /// Checks ready-made columns row by row; rows whose records are put aside are added to those dropped.
  func checkRows(
    _ names: [String],
    _ vectors: [Vector],
    count: Int,
    _ dropped: inout [Int: LeftOut]
  ) throws(LoadError) {
    guard let checker else { return }
    let source = BatchRow(names, vectors, normalize: checker.normalize)
    for row in 0..<count where dropped[row] == nil {
      source.move(to: row)
      let number = recordCount + 1 + row
      guard let refusal = try checker.check(source, of: tables[0].name, record: number) else {
        checker.settle(isKept: true)
        continue
      }
      checker.settle(isKept: false)
      let discard = try discard(refusal, record: number)
      dropped[row] = LeftOut(
        .record(discard.violation),
        column: discard.column,
        path: discard.sourcePath
      )
    }
  }

  private func refusal(
    by checker: RowChecker,
    _ number: Int
  ) throws(LoadError) -> RowChecker.Refusal? {
    for place in 0..<hot.pointee.touchedCount {
      let rows = hot.pointee.touched[place].pointee
      let refusal = try checker.check(
        rows.countBeforeRecord..<rows.count,
        of: tables[rows.index],
        hot,
        record: number
      )
      if let refusal { return refusal }
    }
    return nil
  }
}

extension SchemaKeeper {
  /// The fields that lead to the column that a check calls `name`, in the names of the source.
  func sourcePath(of name: String, in table: String) -> [String] {
    let table = schema[table]
    let column = (try? naming.normalizeName(name, breakingPath: breaksPaths)) ?? name
    let path = table?[column]?.sourcePath ?? []
    return (table?.sourcePath ?? []) + (path.isEmpty ? [name] : path)
  }
}
