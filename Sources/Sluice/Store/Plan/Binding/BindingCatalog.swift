// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What names of tables, types and macros mean.
protocol BindingCatalog {
  /// The table or view of a name, whose parts are as they were written.
  func relation(_ name: SQL.QualifiedName) -> CatalogRelation?
  /// The same tables and views, where names without a schema are looked for in this one first.
  func looking(into schema: String) -> any BindingCatalog
  /// The names of all tables and views, for those who look for what was meant.
  var relationNames: [String] { get }
  /// The type of a name.
  func type(_ name: SQL.QualifiedName) -> SQLType?
  /// The macro of a name.
  func macro(_ name: SQL.QualifiedName) -> SQL.CreateMacro?
  /// A function that makes rows, for arguments that are known; `nil` if there is none of the name.
  func tableFunction(
    _ name: String,
    _ arguments: [TypedDatum],
    named: [String: TypedDatum]
  ) throws(SQLError) -> CatalogRelation?
  /// What a file has, or nothing if no one can read it.
  func file(_ path: String) throws(SQLError) -> CatalogRelation?
}

extension BindingCatalog {
  func looking(into schema: String) -> any BindingCatalog { self }
}

/// A table or a view.
enum CatalogRelation {
  case table(any ScanSource, schema: String, columns: [(name: String, type: SQLType)])
  /// A query, with names for its first columns, and the schema in which it looks for tables, if that is
  /// not the one of whoever reads it.
  case view(SQL.Query, columns: [String], schema: String?)
}
