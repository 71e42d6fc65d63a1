// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What names mean in a store: a dataset is a schema.
struct StoreCatalog: BindingCatalog {
  /// The schema of names that have none.
  static let mainSchema = "main"
  /// The schema of what a session has for itself.
  static let temporarySchema = "temp"
  /// What the database as a whole is called.
  static let databaseName = "memory"

  let datasets: [String: Catalog.Dataset]
  /// The schema in which names without one are looked for first.
  var schema = Self.mainSchema
  /// Rows that a statement has made, by the names under which its other parts read them.
  var rows: [String: CatalogRelation] = [:]
  /// The settings and variables of the session.
  var session: SessionState?

  init(_ datasets: [String: Catalog.Dataset]) { self.datasets = datasets }

  // MARK: - Tables and views

  /// Where a name leads.
  struct Place {
    var dataset: String
    var name: String
  }

  func relation(_ name: SQL.QualifiedName) -> CatalogRelation? {
    if let single = name.single, let made = rows[single.text] { return made }
    if let place = table(name), let table = datasets[place.dataset]?[place.name] {
      let source = StoreTableSource(table: table, indexes: indexes(of: table, in: place.dataset))
      return .table(source, schema: place.dataset, columns: source.columns)
    }
    if let place = place(of: name, .view), let object = object(name, .view),
      case .createView(let view) = object.statement.kind
    {
      // What belongs to a session may be about any schema that it was in.
      let schema = place.dataset == Self.temporarySchema ? nil : place.dataset
      return .view(view.query, columns: view.columns.map(\.text), schema: schema)
    }
    return description(name.parts.map(\.text))
  }

  /// The columns of the keys and indexes of a table.
  private func indexes(of table: Catalog.Table, in dataset: String) -> [[String]] {
    var indexes = table.definition?.keys.map(\.columns) ?? []
    for object in datasets[dataset]?.objects ?? [] where object.kind == .index {
      guard case .createIndex(let index) = object.statement.kind, !index.isUnique,
        index.table.last.text == table.name
      else { continue }
      let columns = index.keys.compactMap { key -> String? in
        guard case .expression(let value) = key.target, case .name(let name) = value.kind,
          name.single != nil || name.parts.count == 2 && name.parts[0].text == table.name
        else { return nil }
        let folded = SQLName.folded(name.last.text)
        return table.columns.first { SQLName.folded($0.name) == folded }?.name
      }
      if columns.count == index.keys.count { indexes.append(columns) }
    }
    return indexes
  }

  /// The table of a name.
  func table(_ name: SQL.QualifiedName) -> Place? {
    find(name) { dataset, name in
      dataset.tables.first { SQLName.folded($0.name) == name }?.name
    }
  }

  /// The object of a name that is no table.
  func object(_ name: SQL.QualifiedName, _ kind: SQL.ObjectKind) -> CatalogObject? {
    place(of: name, kind).flatMap { place in
      datasets[place.dataset]?.objects.first { $0.kind == kind && $0.name == place.name }
    }
  }

  /// Where the object of a name is.
  func place(of name: SQL.QualifiedName, _ kind: SQL.ObjectKind) -> Place? {
    find(name, everywhere: kind == .view) { dataset, name in
      dataset.objects.first { $0.kind == kind && SQLName.folded($0.name) == name }?.name
    }
  }

  private func find(
    _ name: SQL.QualifiedName,
    everywhere: Bool = true,
    _ look: (Catalog.Dataset, String) -> String?
  ) -> Place? {
    let wanted = SQLName.folded(name.last.text)
    func inside(_ dataset: String) -> Place? {
      datasets[dataset].flatMap { look($0, wanted) }.map { Place(dataset: dataset, name: $0) }
    }
    guard name.qualifiers.isEmpty else {
      return schemaName(Array(name.qualifiers)).flatMap(inside)
    }
    for dataset in [Self.temporarySchema, schema, Self.mainSchema] {
      if let found = inside(dataset) { return found }
    }
    guard everywhere else { return nil }
    // Without a schema the only dataset that has such a thing is meant.
    let found = datasets.keys.sorted().compactMap(inside)
    return found.count == 1 ? found[0] : nil
  }

  /// The dataset that some qualifiers name: a schema, or a database and perhaps a schema.
  func schemaName(_ qualifiers: [SQL.Name]) -> String? {
    let names = qualifiers.map { SQLName.folded($0.text) }
    func dataset(_ name: String) -> String? {
      if datasets[name] != nil { return name }
      return datasets.keys.sorted().first { SQLName.folded($0) == name }
    }
    switch names.count {
    case 1:
      if let found = dataset(names[0]) { return found }
      return names[0] == Self.databaseName ? Self.mainSchema : nil
    case 2 where names[0] == Self.databaseName || names[0] == Self.temporarySchema:
      return names[0] == Self.temporarySchema ? Self.temporarySchema : dataset(names[1])
    default: return nil
    }
  }

  func looking(into schema: String) -> any BindingCatalog {
    var catalog = self
    catalog.schema = schema
    return catalog
  }

  var relationNames: [String] {
    datasets.sorted { $0.key < $1.key }.flatMap { name, dataset in
      let names =
        dataset.tables.map(\.name) + dataset.objects.filter { $0.kind == .view }.map(\.name)
      let isPlain = name == schema || name == Self.mainSchema || name == Self.temporarySchema
      return names.map { isPlain ? $0 : "\(name).\($0)" }
    }
  }

  // MARK: - Types and functions

  func type(_ name: SQL.QualifiedName) -> SQLType? {
    guard let object = object(name, .type), case .createType(let type) = object.statement.kind,
      case .type(let definition) = type.definition
    else { return nil }
    guard let known = try? Binder(self, FunctionCatalog()).type(definition) else { return nil }
    guard case .enumeration(let names) = known else { return known }
    return .enumeration(EnumerationNames(names.names, typeName: object.name))
  }

  func macro(_ name: SQL.QualifiedName) -> SQL.CreateMacro? {
    guard let object = object(name, .macro) ?? object(name, .tableMacro),
      case .createMacro(let macro) = object.statement.kind
    else { return nil }
    return macro
  }

  func tableFunction(
    _ name: String,
    _ arguments: [TypedDatum],
    named: [String: TypedDatum]
  ) throws(SQLError) -> CatalogRelation? {
    if let described = try describingFunction(name, arguments) { return described }
    return try FileTables().tableFunction(name, arguments, named: named, in: self)
  }

  func file(_ path: String) throws(SQLError) -> CatalogRelation? {
    try FileTables().relation(path: path, in: self)
  }
}
