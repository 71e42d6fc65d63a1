// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What names mean in a store: a dataset is a schema.
struct StoreCatalog: BindingCatalog {
  private let datasets: [String: Catalog.Dataset]

  init(_ datasets: [String: Catalog.Dataset]) { self.datasets = datasets }

  func relation(_ name: SQL.QualifiedName) -> CatalogRelation? {
    let table = SQLName.folded(name.last.text)
    if let schema = name.qualifiers.last {
      guard let found = dataset(schema.text) else { return nil }
      return relation(table, in: found)
    }
    // Without a schema the only dataset that has such a table is meant.
    let found = datasets.keys.sorted().compactMap { name in
      datasets[name].flatMap { relation(table, in: (name, $0)) }
    }
    return found.count == 1 ? found[0] : nil
  }

  private func dataset(_ name: String) -> (String, Catalog.Dataset)? {
    let folded = SQLName.folded(name)
    return datasets.first { SQLName.folded($0.key) == folded }.map { ($0.key, $0.value) }
  }

  private func relation(
    _ name: String,
    in dataset: (name: String, value: Catalog.Dataset)
  ) -> CatalogRelation? {
    guard let table = dataset.value.tables.first(where: { SQLName.folded($0.name) == name }) else {
      return nil
    }
    let source = StoreTableSource(table: table)
    return .table(source, schema: dataset.name, columns: source.columns)
  }

  var relationNames: [String] {
    datasets.sorted { $0.key < $1.key }.flatMap { dataset in
      dataset.value.tables.map { "\(dataset.key).\($0.name)" }
    }
  }

  func type(_ name: SQL.QualifiedName) -> SQLType? { nil }
  func macro(_ name: SQL.QualifiedName) -> SQL.CreateMacro? { nil }

  func tableFunction(
    _ name: String,
    _ arguments: [TypedDatum],
    named: [String: TypedDatum]
  ) throws(SQLError) -> CatalogRelation? { nil }

  func file(_ path: String) throws(SQLError) -> CatalogRelation? { nil }
}
