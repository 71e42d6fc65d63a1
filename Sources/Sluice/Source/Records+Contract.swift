// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// Says what may happen to the table, and to those below it that say nothing themselves.
  ///
  /// The contract stays with the table: later runs hold it to that until they say something else.
  public func contract(_ contract: Contract) -> Self { with { $0.hints.contract = contract } }

  /// Says what may happen to the table, clause by clause; what is not given may evolve.
  public func contract(
    tables: Contract.Mode = .evolve,
    columns: Contract.Mode = .evolve,
    dataTypes: Contract.Mode = .evolve
  ) -> Self {
    contract(Contract(tables: tables, columns: columns, dataTypes: dataTypes))
  }

  /// Says whether the table takes no column that is not declared, whatever the contract says.
  public func sealed(_ isSealed: Bool = true) -> Self { with { $0.hints.isSealed = isSealed } }

  /// Leaves out columns, by their names or, for those of nested tables, the paths to them.
  ///
  /// `excluding("ssn", "lines__cost")` leaves out a column of the table and one of the table below it.
  /// What is left out by request is neither counted nor told.
  public func excluding(_ columns: String...) -> Self {
    excluding(columns.map { .exactly($0) })
  }

  /// Leaves out the columns that match a pattern, but not those that match `kept`.
  public func excluding(_ patterns: [NamePattern], except kept: [NamePattern] = []) -> Self {
    with { records in
      let filters = records.hints.filters ?? FieldFilters(excludes: [])
      records.hints.filters = FieldFilters(
        excludes: filters.excludes + patterns,
        includes: filters.includes + kept
      )
    }
  }
}
