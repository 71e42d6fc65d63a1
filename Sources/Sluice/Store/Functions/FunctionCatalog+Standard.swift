// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// All functions there are.
  static let standard: FunctionCatalog = {
    var catalog = FunctionCatalog()
    catalog.namePattern = Self.names
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

  /// A test of whether a regular expression is found in a name; `nil` if it is none.
  @Sendable private static func names(_ pattern: String) -> ((String) -> Bool)? {
    let bytes = SharedBytes(Array(pattern.utf8))
    guard let pattern = try? RegexPattern(bytes.buffer, RegexOptions()) else { return nil }
    let matcher = RegexMatcher(pattern)
    return { name in
      var name = name
      return name.withUTF8 { matcher.contains($0) }
    }
  }
}
