// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The ready-made naming conventions.
public enum NamingConventions {
  /// Every ready-made convention, without a limit of length.
  public static var all: [any NamingConvention] {
    [
      SnakeCase(), DirectNaming(), DuckCase(), SQLCaseInsensitive(), SQLCaseSensitive(),
    ]
  }

  /// The convention that stored schemas call `name`, such as `snake_case` or `sql_ci_v1`.
  public static func named(
    _ name: String,
    maximumLength: Int? = nil
  ) throws(NamingError) -> any NamingConvention {
    for convention in all where convention.name == name {
      return convention.limited(to: maximumLength)
    }
    throw .unknownConvention(name, known: all.map(\.name))
  }
}
