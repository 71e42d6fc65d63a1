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

  /// What finds a regular expression in names, with its groups; `nil` if it is none.
  @Sendable private static func names(_ pattern: String) -> ((String) -> [String]?)? {
    let bytes = SharedBytes(Array(pattern.utf8))
    guard let pattern = try? RegexPattern(bytes.buffer, RegexOptions()) else { return nil }
    let matcher = RegexMatcher(pattern)
    return { name in
      var name = name
      return name.withUTF8 { text in
        guard matcher.findGroups(in: text) else { return nil }
        return (0...pattern.groupCount).map { group in
          let range = matcher.range(ofGroup: group) ?? 0..<0
          return String(decoding: text[range], as: UTF8.self)
        }
      }
    }
  }
}
