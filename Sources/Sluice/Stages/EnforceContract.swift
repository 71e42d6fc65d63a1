// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Holds the schema to a contract.
///
/// The contract of the stage counts most, then that of the table or the nearest one above it, then
/// that of the source; the one that counts is taken whole. Where none was given, all may evolve. As
/// in dlt, the contract of the stage takes the place of those of resources: a contract in nested
/// hints still counts for the tables that it is given for.
///
/// A new table takes all columns that its first row brings, and a root table those of its whole first
/// load, unless the contract ``Contract/holdsFromFirstRow``.
public struct EnforceContract: Stage {
  /// The contract for all tables, or `nil` to go by those of tables and source.
  public let contract: Contract?
  /// The schema whose tables are taken as declared, if there is one.
  public let declared: Schema?

  /// Holds all tables to `contract`; without one, each to its own or that of the source.
  public init(_ contract: Contract? = nil) {
    self.contract = contract
    declared = nil
  }

  /// Holds all tables to a contract, given clause by clause.
  public init(
    tables: Contract.Mode = .evolve,
    columns: Contract.Mode = .evolve,
    dataTypes: Contract.Mode = .evolve
  ) {
    self.init(Contract(tables: tables, columns: columns, dataTypes: dataTypes))
  }

  /// Holds all tables to `schema`, from the first row of the first run.
  ///
  /// Its tables are taken as declared; what is not among them is treated as `contract` says.
  public init(against schema: Schema, _ contract: Contract = .freeze) {
    var contract = contract
    contract.holdsFromFirstRow = true
    self.contract = contract
    declared = schema
  }

  /// Refuses what the contract does not allow.
  public func review(_ change: inout SchemaChange) throws {
    if change.isReserved { return }
    switch change.decision {
    case .undecided, .accept, .overflow: break
    case .changeType, .discardValue, .discardRow, .quarantine, .fail: return
    }
    // What is said of the column itself counts more.
    if case .misfit = change.kind, change.conflictPolicy != nil { return }
    let contract = contract(for: change.table, in: change.schema)
    guard let breach = breach(of: contract, by: change) else { return }
    let violation = change.violation(breach, of: contract)
    switch breach.mode {
    case .evolve: return
    case .discardRow: change.decision = .discardRow(violation)
    case .discardValue: change.decision = .discardValue(violation)
    case .quarantine: change.decision = .quarantine(violation)
    default: change.decision = .fail(violation)
    }
  }

  /// What counts for `table`.
  func contract(for table: Table, in schema: Schema) -> Contract {
    guard let contract else { return schema.contract(for: table) ?? .evolve }
    var nearest: Table? = table
    while let table = nearest, let parent = table.parent {
      if let own = table.contract { return own }
      nearest = schema[parent]
    }
    return contract
  }

  /// The clause that `change` is against, or `nil` if it is against none.
  private func breach(of contract: Contract, by change: SchemaChange) -> ContractBreach? {
    let mustBeDeclared = contract.holdsFromFirstRow
    switch change.kind {
    case .newTable:
      let isDeclared = change.isDeclared || declared?[change.table.name] != nil
      if mustBeDeclared && isDeclared { return nil }
      return ContractBreach(.tables, contract.tables)
    case .newColumn:
      // A value may go to a column that is there, beside the one that it would have made.
      if let column = change.column, change.table[column.name]?.type != nil { return nil }
      if change.column?.hints.contains(.variant) == true {
        return ContractBreach(.dataTypes, contract.dataTypes)
      }
      let isDeclared = change.isDeclared || change.isIn(declared)
      if change.table.isSealed == true && !isDeclared { return .ofSeal(contract) }
      if mustBeDeclared ? isDeclared : change.isTableNew { return nil }
      return ContractBreach(.columns, contract.columns)
    case .misfit:
      return ContractBreach(.dataTypes, contract.dataTypes)
    case .declaredColumn:
      if change.table.isSealed == true { return .ofSeal(contract) }
      if mustBeDeclared || change.isTableNew { return nil }
      return ContractBreach(.columns, contract.columns)
    case .redeclaredColumn:
      return ContractBreach(.dataTypes, contract.dataTypes)
    }
  }
}

/// A clause that something is against, and what it says.
struct ContractBreach {
  let entity: Contract.Entity
  let mode: Contract.Mode
  /// The table is sealed, whatever the contract says.
  var isOfSeal = false

  init(_ entity: Contract.Entity, _ mode: Contract.Mode) {
    self.entity = entity
    self.mode = mode
  }

  /// A sealed table takes no column; how that is treated is for the contract to say.
  static func ofSeal(_ contract: Contract) -> ContractBreach {
    var breach = ContractBreach(.columns, contract.columns == .evolve ? .freeze : contract.columns)
    breach.isOfSeal = true
    return breach
  }
}

extension SchemaChange {
  /// Whether `schema` has the column.
  fileprivate func isIn(_ schema: Schema?) -> Bool {
    column.map { schema?[table.name]?[$0.name] != nil } ?? false
  }
}
