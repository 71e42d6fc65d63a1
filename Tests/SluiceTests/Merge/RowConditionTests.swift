// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct RowConditionTests {
  private let batch: Batch

  init() throws {
    let (number, word, day) = (VectorBuilder(.bigint), VectorBuilder(.text), VectorBuilder(.date))
    for (row, value) in [1, 2, 3, nil].enumerated() {
      if let value { number.append(Int64(value)) } else { number.appendMissing() }
      word.append(["a", "b", "it's", ""][row])
      try day.append(.date(CalendarDate(days: Int32(row))))
    }
    batch = Batch(["n": number.finish(), "word": word.finish(), "day": day.finish()])
  }

  @Test(arguments: [
    ("n = 2", [1]), ("n <> 2", [0, 2]), ("n != 2", [0, 2]), ("n > 1.5", [1, 2]),
    ("n BETWEEN 1 AND 2", [0, 1]), ("n NOT BETWEEN 1 AND 2", [2]), ("n IN (1, 3)", [0, 2]),
    ("n IS NULL", [3]), ("n is not null", [0, 1, 2]), ("NOT n = 2", [0, 2]),
    ("NOT (n = 2 OR n IS NULL)", [0, 2]), ("n = 1 OR n = 2 AND word = 'b'", [0, 1]),
    ("(n = 1 OR n = 2) AND word = 'b'", [1]), ("word = 'it''s'", [2]), ("word < 'b'", [0, 3]),
    ("day = '1970-01-02'", [1]), ("day >= DATE '1970-01-03'", [2, 3]), ("\"n\" = 3", [2]),
    ("n = NULL", []), ("missing = 1", []), ("missing IS NULL", [0, 1, 2, 3]),
    ("n >= -1", [0, 1, 2]),
  ])
  func `rows meet a condition`(text: String, wanted: [Int]) throws {
    let condition = try RowCondition(text)
    #expect(try Self.rows(condition, batch) == wanted)
    let again = try RowCondition(condition.description)
    #expect(try Self.rows(again, batch) == wanted, "\(condition)")
  }

  private static func rows(_ condition: RowCondition, _ batch: Batch) throws -> [Int] {
    try condition.rows(of: batch).enumerated().filter(\.element).map(\.offset)
  }

  @Test(arguments: [
    "", "n", "n =", "n = m", "n = 1 AND", "(n = 1", "n ~ 1", "n = 'x", "n IN ()", "n = 1 2",
    "EXISTS (SELECT 1)", "n BETWEEN 1", String(repeating: "(", count: 5_000),
    String(repeating: "NOT ", count: 5_000), "{table}.n = 1",
  ])
  func `what is no condition is refused`(text: String) {
    let error = #expect(throws: LoadError.self) { try RowCondition(text) }
    #expect(error?.code == .invalidValue)
  }

  @Test func `a condition is made of values, too`() throws {
    let condition = RowCondition.column("n", from: 1, to: 3).and(.column("word", .notEqual, "a"))
    #expect(condition.description == "(n >= 1 AND n < 3) AND word <> 'a'")
    #expect(try Self.rows(condition, batch) == [1])
    #expect(try Self.rows(condition.negated, batch) == [0, 2])
    #expect(
      try Self.rows(RowCondition.isMissing("n").or(.column("n", .equal, 1)), batch) == [0, 3]
    )
    #expect(condition.columns == ["n", "word"])
  }

  @Test func `a constant that cannot be compared is told`() throws {
    let error = #expect(throws: LoadError.self) {
      try RowCondition.column("n", .equal, "x").rows(of: batch)
    }
    #expect(error?.location.column == "n")
  }
}
