// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Names as they are, apart from line breaks, double quotes and runs of underscores.
public struct DuckCase: NamingConvention, Hashable {
  /// The longest name allowed, in Unicode scalars. `nil` sets no limit.
  public var maximumLength: Int?

  /// Makes the convention.
  public init(maximumLength: Int? = nil) { self.maximumLength = maximumLength }

  public var name: String { "duck_case" }
  public var isCaseSensitive: Bool { true }

  public func normalize(identifier raw: String) -> String {
    let replaced = NameBytes.replacing(raw) { scalar in
      scalar == "\r" || scalar == "\n" || scalar == "\""
    }
    return NameBytes.collapsed(Array(replaced.utf8))
  }
}

extension NamingConvention where Self == DuckCase {
  /// Names as they are, apart from line breaks, double quotes and runs of underscores.
  public static var duckCase: DuckCase { DuckCase() }
}
