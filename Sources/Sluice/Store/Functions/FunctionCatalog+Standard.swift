// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// All functions there are.
  static let standard: FunctionCatalog = {
    var catalog = FunctionCatalog()
    catalog.addArithmetic()
    catalog.addAggregates()
    catalog.addTextFunctions()
    catalog.addNumberFunctions()
    catalog.addDateFunctions()
    catalog.addListFunctions()
    catalog.addStructureFunctions()
    catalog.addJSONFunctions()
    catalog.addOtherFunctions()
    return catalog
  }()
}
