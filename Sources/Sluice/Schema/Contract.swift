// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What may happen to a schema when data comes that it does not have.
///
/// Tables and columns of the library, whose names begin with `_dlt` or `_sluice`, are outside of it.
public struct Contract: Hashable, Sendable {
  /// What a contract has a clause about.
  public enum Entity: String, Hashable, Sendable, CaseIterable {
    /// New tables, nested ones too.
    case tables
    /// New columns of a table that is there.
    case columns
    /// Values that do not fit the type of their column.
    case dataTypes = "data_type"
  }

  /// What becomes of data that a clause is about. More may be added in any release.
  public struct Mode: Hashable, Sendable, CustomStringConvertible {
    /// The name in a schema document.
    public let description: String

    private init(_ name: String) { description = name }

    /// The schema follows the data.
    public static let evolve = Mode("evolve")
    /// The run fails, and nothing of it is loaded.
    public static let freeze = Mode("freeze")
    /// The row is left out with the rows below it, counted and told.
    public static let discardRow = Mode("discard_row")
    /// The value is left out, counted and told; the row stays. Of a new table all rows are left out.
    public static let discardValue = Mode("discard_value")
    /// The whole record goes to the table `_sluice_quarantine`, from which it can be replayed.
    public static let quarantine = Mode("quarantine")

    /// All modes there are.
    public static let all: [Mode] = [.evolve, .freeze, .discardRow, .discardValue, .quarantine]

    /// The mode that a schema document calls `name`, or `nil` if there is none.
    public init?(name: String) {
      guard let mode = Self.all.first(where: { $0.description == name }) else { return nil }
      self = mode
    }
  }

  /// What becomes of new tables.
  public var tables: Mode
  /// What becomes of new columns in tables that are there.
  public var columns: Mode
  /// What becomes of values that do not fit their column.
  public var dataTypes: Mode
  /// Whether the contract holds from the first row of the first run against what was declared.
  ///
  /// Otherwise a new root table takes all columns that its first load brings.
  public var holdsFromFirstRow = false

  /// A contract clause by clause; what is not given may evolve.
  public init(tables: Mode = .evolve, columns: Mode = .evolve, dataTypes: Mode = .evolve) {
    self.tables = tables
    self.columns = columns
    self.dataTypes = dataTypes
  }

  /// The same for tables, columns and types.
  public init(_ mode: Mode) {
    self.init(tables: mode, columns: mode, dataTypes: mode)
  }

  /// Everything may evolve.
  public static let evolve = Contract(.evolve)
  /// Nothing may change.
  public static let freeze = Contract(.freeze)

  /// Nothing but what is declared, from the first row of the first run.
  ///
  /// What is not declared is treated as `mode` says.
  public static func declared(_ mode: Mode = .freeze) -> Contract {
    var contract = Contract(mode)
    contract.holdsFromFirstRow = true
    return contract
  }

  /// What the contract says of `entity`.
  public subscript(entity: Entity) -> Mode {
    switch entity {
    case .tables: tables
    case .columns: columns
    case .dataTypes: dataTypes
    }
  }
}

extension Violation.Clause {
  /// A clause of a contract.
  public static func contract(_ entity: Contract.Entity, _ mode: Contract.Mode) -> Self {
    Self(entity.rawValue, mode.description)
  }
}
