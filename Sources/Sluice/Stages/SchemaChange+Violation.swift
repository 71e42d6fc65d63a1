// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What breaks a contract, in words. All sentences about contracts are here.

extension SchemaChange {
  /// Why the change is against a clause, and what to do.
  func violation(_ breach: ContractBreach, of contract: Contract) -> Violation {
    let clause: Violation.Clause =
      breach.isOfSeal
      ? Violation.Clause("table_sealed", "true") : .contract(breach.entity, breach.mode)
    let rule = breach.isOfSeal ? "the table is sealed" : "the contract says '\(clause)'"
    let mustBeDeclared = contract.holdsFromFirstRow
    switch kind {
    case .newTable:
      return Violation(
        "The table '\(table.name)' \(mustBeDeclared ? "is not declared" : "is new"), and \(rule).",
        advice: mustBeDeclared
          ? "Declare its columns, or allow it with '.contract(tables: .evolve)'."
          : "Leave its data out of the source, or allow it with '.contract(tables: .evolve)'.",
        clause: clause,
        expected: mustBeDeclared ? "a declared table" : "a table that is there",
        found: "no such table"
      )
    case .newColumn where breach.entity == .dataTypes:
      return Violation(
        "A value of the type \(typeFound) does not fit the type that is preferred for the name of its "
          + "column, and \(rule).",
        advice: "Convert such values in a map, or allow a column beside it with "
          + "'.contract(dataTypes: .evolve)'.",
        clause: clause,
        expected: "the preferred type",
        found: typeFound
      )
    case .newColumn:
      let state = mustBeDeclared ? "is not declared" : "is not in the table"
      let pardon =
        breach.isOfSeal ? "take the seal off" : "allow it with '.contract(columns: .evolve)'"
      return Violation(
        "The column '\(columnName)' \(state), and \(rule).",
        advice: "Declare the column, leave out the field with '.excluding(…)', or \(pardon).",
        clause: clause,
        expected: mustBeDeclared ? "a declared column" : "a column of the table",
        found: "no such column"
      )
    case .misfit:
      let expected = existing?.type.map { "\($0)" } ?? "another type"
      return Violation(
        "The column '\(columnName)' is \(expected), a value of the type \(typeFound) does not fit it, "
          + "and \(rule).",
        advice: "Convert such values in a map, or allow a column beside it with "
          + "'.contract(dataTypes: .evolve)'.",
        clause: clause,
        expected: expected,
        found: typeFound
      )
    case .declaredColumn:
      let pardon =
        breach.isOfSeal ? "take the seal off" : "allow columns to evolve in the run that adds it"
      return Violation(
        "The column '\(columnName)' is declared but not in the table, and \(rule).",
        advice: "Take the declaration back, or \(pardon).",
        clause: clause,
        expected: "a column of the table",
        found: "no such column"
      )
    case .redeclaredColumn:
      let (expected, found) = (existing?.declaration ?? "", column?.declaration ?? "")
      return Violation(
        "The column '\(columnName)' is \(expected), is declared as \(found) now, and \(rule).",
        advice: "Declare the column as it is, or load into a new one.",
        clause: clause,
        expected: expected,
        found: found
      )
    }
  }

  private var columnName: String { existing?.name ?? column?.name ?? "" }

  private var typeFound: String { value?.kind?.rawValue ?? column?.type?.kind.rawValue ?? "null" }
}

extension Column {
  /// Type and nullability, in words.
  fileprivate var declaration: String {
    (type.map { "\($0)" } ?? "of any type") + (isNullable ? "" : ", never null")
  }
}
