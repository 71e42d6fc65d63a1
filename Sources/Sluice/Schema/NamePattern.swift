// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Which names a rule is for: one exact name, or all that a regular expression is found in.
public struct NamePattern: Hashable, Sendable {
  /// The pattern as it was written: a name, or `re:` and a regular expression.
  public let text: String

  /// Means the column called `name`, spelled as in the destination.
  public static func exactly(_ name: String) -> NamePattern {
    NamePattern(text: name)
  }

  /// Means all columns whose name contains a match of `expression`.
  ///
  /// Throws if the expression cannot be read.
  public static func matching(_ expression: String) throws -> NamePattern {
    _ = try Regex(expression)
    return NamePattern(text: "re:" + expression)
  }

  private init(text: String) { self.text = text }

  /// The pattern spelled as names of the destination are, if it is a plain name.
  ///
  /// An expression counts as a plain name if it has nothing of an expression but `^` at its start
  /// together with `$` at its end.
  func normalized(by naming: any NamingConvention, breakingPath: Bool) -> NamePattern {
    let isExpression = text.hasPrefix("re:")
    var name = text.dropFirst(isExpression ? 3 : 0)
    let isWhole = isExpression && name.count >= 2 && name.first == "^" && name.last == "$"
    if isWhole { name = name.dropFirst().dropLast() }
    let special = #"()[]{}?*+-|^$\.&~# "#
    guard !name.contains(where: { special.contains($0) || $0.isWhitespace }),
      let normal = try? naming.normalizeName(String(name), breakingPath: breakingPath)
    else { return self }
    return NamePattern(text: (isExpression ? "re:" : "") + (isWhole ? "^\(normal)$" : normal))
  }

  /// Whether `name` is meant.
  public func matches(_ name: String) -> Bool {
    guard text.hasPrefix("re:") else { return text == name }
    guard let expression = try? Regex(String(text.dropFirst(3))) else { return false }
    return name.firstMatch(of: expression) != nil
  }
}

extension FieldFilters {
  /// The filters with plain names in the spelling of the destination.
  func normalized(by naming: any NamingConvention, _ breaksPaths: Bool) -> FieldFilters {
    func normal(_ patterns: [NamePattern]) -> [NamePattern] {
      // An expression stays as it is written: what looks like a name may be part of one.
      patterns.map { pattern in
        pattern.text.hasPrefix("re:")
          ? pattern : pattern.normalized(by: naming, breakingPath: breaksPaths)
      }
    }
    return FieldFilters(excludes: normal(excludes), includes: normal(includes))
  }
}
