// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// ASCII letters, digits and underscores, in lower case; dlt calls it `sql_ci_v1`.
public struct SQLCaseInsensitive: NamingConvention, Hashable {
  /// The longest name allowed, in Unicode scalars. `nil` sets no limit.
  public var maximumLength: Int?

  /// Makes the convention.
  public init(maximumLength: Int? = nil) { self.maximumLength = maximumLength }

  public var name: String { "sql_ci_v1" }
  public var isCaseSensitive: Bool { false }

  public func normalize(identifier raw: String) -> String {
    NameBytes.collapsed(sqlWord(raw).map(\.lowercasedASCII))
  }
}

/// ASCII letters, digits and underscores, in the case they came in; dlt calls it `sql_cs_v1`.
public struct SQLCaseSensitive: NamingConvention, Hashable {
  /// The longest name allowed, in Unicode scalars. `nil` sets no limit.
  public var maximumLength: Int?

  /// Makes the convention.
  public init(maximumLength: Int? = nil) { self.maximumLength = maximumLength }

  public var name: String { "sql_cs_v1" }
  public var isCaseSensitive: Bool { true }

  public func normalize(identifier raw: String) -> String {
    NameBytes.collapsed(sqlWord(raw))
  }
}

extension NamingConvention where Self == SQLCaseInsensitive {
  /// ASCII letters, digits and underscores, in lower case.
  public static var sqlCaseInsensitive: SQLCaseInsensitive { SQLCaseInsensitive() }
}

extension NamingConvention where Self == SQLCaseSensitive {
  /// ASCII letters, digits and underscores, in the case they came in.
  public static var sqlCaseSensitive: SQLCaseSensitive { SQLCaseSensitive() }
}

/// The word of `raw` with an underscore before a leading digit and none at the end.
private func sqlWord(_ raw: String) -> [UInt8] {
  var word = NameBytes.word(raw) { $0 }
  if NameBytes.startsWithDigit(word) { word.insert(NameBytes.underscore, at: 0) }
  guard word != [NameBytes.underscore] else { return word }
  while word.last == NameBytes.underscore { word.removeLast() }
  return word
}
