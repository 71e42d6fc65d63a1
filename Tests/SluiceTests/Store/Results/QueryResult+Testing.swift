// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

extension QueryResult {
  /// What a query finds that needs no tables.
  static func of(_ query: String, _ functions: FunctionCatalog = .standard) throws -> QueryResult {
    let plan = try ColumnStore().query(planning: query, functions)
    return QueryResult(plan.columns, try plan.rows())
  }
}
