// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Schema {
  /// The tables that values of types will have, by the names of the tables.
  ///
  /// ```swift
  /// let schema = try Schema("shop", of: ["orders": Order.self, "customers": Customer.self])
  /// print(schema.mermaid())
  /// ```
  /// See ``TableHints/init(of:)`` for what a type declares. Throws ``LoadError``, with the code
  /// `unreadableType` where a type does not show its columns.
  public init(
    _ name: String,
    of types: KeyValuePairs<String, any Codable.Type>,
    naming: any NamingConvention = SnakeCase()
  ) throws(LoadError) {
    let keeper = SchemaKeeper(
      Schema(name),
      naming: naming,
      now: Timestamp(microseconds: 0),
      stages: []
    )
    for (table, type) in types {
      try keeper.register(TableHints(of: type), table: table, resource: table)
    }
    self = keeper.schema.withSystemColumns(addsRootKey: nil)
  }

  /// The schema with the columns that the library adds to the tables that have columns.
  fileprivate func withSystemColumns(addsRootKey: Bool?) -> Schema {
    var schema = self
    for var table in tables where hasColumns(table.name) {
      var names: [String] = []
      if table.parent == nil {
        names = [SystemColumn.loadID]
      } else {
        let root = root(of: table.name)
        let isWanted = addsRootKey ?? (self[root]?.addsRootKey == true)
        if isWanted || hasRootKey(below: root) { names = [SystemColumn.rootID] }
        names += [SystemColumn.parentID, SystemColumn.listIndex]
      }
      for name in names + [SystemColumn.id] where table[name]?.type == nil {
        table[name] = nil
        table[name] = SystemColumn.column(name)
      }
      schema[table.name] = table
    }
    return schema
  }
}

extension Source {
  /// The tables that the source declares, by types or otherwise, before any record is seen.
  ///
  /// Names and nesting are those of the source; a destination may limit both further. Tables that
  /// depend on records are not among them. Throws what ``resources`` throws, and ``LoadError`` where
  /// hints contradict each other or a type does not show its columns.
  public func declaredSchema() async throws -> Schema {
    let resources = try await resources
    let keeper = SchemaKeeper(
      Schema(name, settings: schemaSettings.normalized(by: naming)),
      naming: naming,
      breaksPaths: schemaSettings.breaksPaths,
      now: Timestamp(microseconds: 0),
      stages: []
    )
    for resource in resources where resource.isSelected {
      let hints = resource.hints
      let table: String
      switch hints.table {
      case .byRecord: continue
      case .fixed(let name): table = name
      case nil: table = resource.name
      }
      try keeper.register(hints, table: table, resource: resource.name, nesting: maximumNesting)
    }
    return keeper.schema.withSystemColumns(addsRootKey: addsRootKey ?? false)
  }
}
