// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Names as they are, apart from line breaks, quotes and the separator `▶`.
public struct DirectNaming: NamingConvention, Hashable {
  /// The longest name allowed, in Unicode scalars. `nil` sets no limit.
  public var maximumLength: Int?

  /// Makes the convention.
  public init(maximumLength: Int? = nil) { self.maximumLength = maximumLength }

  public var name: String { "direct" }
  public var isCaseSensitive: Bool { true }
  public var separator: String { "▶" }

  public func normalize(identifier raw: String) -> String {
    NameBytes.replacing(raw) { scalar in
      scalar == "\r" || scalar == "\n" || scalar == "'" || scalar == "\"" || scalar == "▶"
    }
  }
}

extension NamingConvention where Self == DirectNaming {
  /// Names as they are, apart from line breaks, quotes and the separator `▶`.
  public static var direct: DirectNaming { DirectNaming() }
}
