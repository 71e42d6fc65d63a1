// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// All functions there are.
  static let standard: FunctionCatalog = {
    var catalog = FunctionCatalog()
    catalog.addArithmetic()
    catalog.addAggregates()
    catalog.addJSONFunctions()
    return catalog
  }()
}
