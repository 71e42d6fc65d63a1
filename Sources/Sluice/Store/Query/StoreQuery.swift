// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A query of a store, from its text to its rows.
struct StoreQuery {
  /// The columns of the result.
  let columns: [PlanColumn]
  private let step: any PhysicalStep

  /// Plans the query that `text` is, for what a store holds.
  init(
    _ text: String,
    of datasets: [String: Catalog.Dataset],
    _ functions: FunctionCatalog
  ) throws(SQLError) {
    do throws(SQLError) {
      let binder = Binder(StoreCatalog(datasets), functions)
      let bound = try binder.bind(try SQL.query(in: text))
      columns = bound.columns
      let planner = PhysicalPlanner(ParameterValues()) { (scan) throws(SQLError) in
        guard let source = scan.source as? StoreTableSource else {
          throw SQLError(.unsupported, "'\(scan.source.name)' is no table of the store")
        }
        return StoreScanStep(scan, source)
      }
      step = try planner.step(try Optimizer(binder).apply(bound))
    } catch {
      throw error.located(in: text)
    }
  }

  /// All rows.
  func rows() throws -> StoredChunks { try step.stored(RunningQuery()) }
}

extension ColumnStore {
  /// Plans a query of what the store holds now.
  func query(planning text: String, _ functions: FunctionCatalog) throws(SQLError) -> StoreQuery {
    try StoreQuery(text, of: datasetsNow, functions)
  }
}
