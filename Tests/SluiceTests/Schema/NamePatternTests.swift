// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct NamePatternTests {
  @Test(arguments: [
    ("userId", "user_id"), ("a__b", "a__b"), ("My Col", "My Col"), ("re:c__", "re:c"),
    ("re:^userId$", "re:^user_id$"), ("re:^userId", "re:^userId"), ("re:_id$", "re:_id$"),
    ("re:Ab", "re:ab"), ("re:a b", "re:a b"), ("re:[A]", "re:[A]"), ("re:", "re:"),
  ])
  func `plain names take the spelling of the destination`(text: String, wanted: String) throws {
    let pattern: NamePattern =
      text.hasPrefix("re:") ? try .matching(String(text.dropFirst(3))) : .exactly(text)
    #expect(pattern.normalized(by: SnakeCase(), breakingPath: true).text == wanted)
  }
}
