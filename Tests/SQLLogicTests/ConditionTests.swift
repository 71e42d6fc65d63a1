// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct ConditionTests {
  @Test(arguments: [
    ("i=2", "2", true), ("i=2", "3", false), ("i<>2", "2", false), ("i<>2", "3", true),
    ("i>2", "10", true), ("i>2", "2", false), ("i>=2", "2", true), ("i>=2", "1", false),
    ("i<2", "1", true), ("i<2", "10", false), ("i<=2", "2", true), ("i<=2", "3", false),
    ("i=integer", "INTEGER", true),
  ])
  func `a condition admits what it says`(_ text: String, _ value: String, _ isTaken: Bool) throws {
    let only = try #require(try Condition.all(in: text, skips: false))
    #expect(try only.allSatisfy { try $0.admits(value) } == isTaken)
    let skip = try #require(try Condition.all(in: text, skips: true))
    #expect(try skip.allSatisfy { try $0.admits(value) } == !isTaken)
  }

  @Test func `several conditions stand together`() throws {
    let conditions = try #require(try Condition.all(in: "i>=1&&j<>a", skips: false))
    #expect(conditions.map(\.name) == ["i", "j"])
    #expect(conditions.map(\.value) == ["1", "a"])
  }

  @Test func `the name of an engine is no condition`() throws {
    #expect(try Condition.all(in: "duckdb", skips: false) == nil)
  }

  @Test func `only numbers are less or more`() throws {
    let conditions = try #require(try Condition.all(in: "i>1", skips: false))
    #expect(throws: Malformed.self) { try conditions[0].admits("a") }
  }
}
