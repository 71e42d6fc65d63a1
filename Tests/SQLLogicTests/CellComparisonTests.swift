// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct CellComparisonTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var kind: SQLLogicResult.Kind
    var found: String
    var expected: String
    var isAccepted: Bool
    var testDescription: String { "\(kind) \(found) for \(expected)" }

    init(_ kind: SQLLogicResult.Kind, _ found: String, _ expected: String, _ isAccepted: Bool) {
      self.kind = kind
      self.found = found
      self.expected = expected
      self.isAccepted = isAccepted
    }
  }

  @Test(arguments: [
    Example(.text, "a", "a", true), Example(.text, "a", "A", false),
    Example(.text, "1", "1.0", false), Example(.text, "e\u{301}", "\u{E9}", false),
    Example(.other, "[1]", "[1]", true), Example(.other, "[1]", "[1.0]", false),
    Example(.boolean, "1", "true", true), Example(.boolean, "0", "False", true),
    Example(.boolean, "1", "false", false), Example(.boolean, "NULL", "NULL", true),
    Example(.boolean, "NULL", "0", false), Example(.boolean, "NULL", "null", false),
    Example(.integer, "1", "1.0", true), Example(.integer, "2", "1.5", true),
    Example(.integer, "-2", "-1.5", true), Example(.integer, "1", "1e0", true),
    Example(.integer, "1000", "1e3", true), Example(.integer, "0", " 0", true),
    Example(.integer, "0", "-0", true), Example(.integer, "100", "101", false),
    Example(.integer, "1", "NULL", false), Example(.integer, "1", "true", false),
    Example(
      .integer,
      "170141183460469231731687303715884105727",
      "170141183460469231731687303715884105727.4",
      true
    ),
    Example(
      .integer,
      "170141183460469231731687303715884105727",
      "170141183460469231731687303715884105726",
      false
    ),
    Example(.decimal, "1.50", "1.5", true), Example(.decimal, "1.5", "1.49", true),
    Example(.decimal, "1.50", "1.49", false), Example(.decimal, "0.05", "5e-2", true),
    Example(.floating, "1.0", "1", true), Example(.floating, "100.0", "100.9", true),
    Example(.floating, "100.0", "102", false), Example(.floating, "0.0", "1e-9", true),
    Example(.floating, "nan", "NaN", true), Example(.floating, "nan", "1", false),
    Example(.floating, "inf", "Infinity", true), Example(.floating, "inf", "-inf", false),
    Example(.floating, "inf", "1", false), Example(.floating, "1.0", "inf", false),
    Example(.floating, "inf", "340282366920938463463374607431768211455", true),
    Example(.text, "abc", "<REGEX>:a.c", true), Example(.text, "abcd", "<REGEX>:a.c", false),
    Example(.text, "a\nc", "<REGEX>:a.c", true), Example(.text, "abc", "<!REGEX>:a.c", false),
    Example(.text, "abcd", "<!REGEX>:a.c", true),
  ])
  func `cells are compared by what their column holds`(_ example: Example) throws {
    let comparison = CellComparison(kind: example.kind)
    #expect(try comparison.accepts(example.found, for: example.expected) == example.isAccepted)
  }

  @Test func `an expression that is none says so`() {
    #expect(throws: Malformed.self) {
      try CellComparison(kind: .text).accepts("a", for: "<REGEX>:(")
    }
  }
}
