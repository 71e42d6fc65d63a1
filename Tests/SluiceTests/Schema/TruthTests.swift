// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct TruthTests {
  private static let all: [Truth] = [.yes, .no, .unknown]

  @Test func `truths combine as in SQL`() {
    let and: [[Truth]] = [[.yes, .no, .unknown], [.no, .no, .no], [.unknown, .no, .unknown]]
    let or: [[Truth]] = [[.yes, .yes, .yes], [.yes, .no, .unknown], [.yes, .unknown, .unknown]]
    for (row, left) in Self.all.enumerated() {
      for (column, right) in Self.all.enumerated() {
        #expect((left && right) == and[row][column])
        #expect((left || right) == or[row][column])
      }
    }
    #expect(!Truth.yes == .no && !Truth.no == .yes && !Truth.unknown == .unknown)
    #expect(Truth(nil) == .unknown && true.truth == .yes && Bool?.none.truth == .unknown)
  }

  private final class OneRow: RowSource {
    let record: Record
    init(_ record: Record) {
      self.record = record
      super.init()
      isOpen = true
    }
    override func value(of name: String) -> Value? { record[name] }
  }

  private func cell(_ value: Value) -> Cell { Cell(value, in: OneRow([:])) }

  @Test func `numbers compare whatever their types`() {
    let three: [Value] = [
      .int(3), .double(3), .decimal(ExactDecimal(unscaled: 300, scale: 2)), .wei(ExactDecimal(3)),
      "3",
    ]
    for left in three {
      for right in three where left.string == nil || right.string == nil {
        #expect((cell(left) == right) == .yes, "\(left) \(right)")
        #expect((cell(left) <= right) == .yes && (cell(left) >= right) == .yes)
        #expect((cell(left) < right) == .no && (cell(left) > right) == .no)
        #expect((cell(left) != right) == .no)
      }
      #expect((cell(left) < 4) == .yes && (cell(left) > 2.5) == .yes)
    }
    #expect((cell(.int(.max)) > Int64.max - 1) == .yes)
  }

  @Test func `other types compare among themselves, and with texts`() throws {
    let (day, moment) = (CalendarDate(days: 1), Timestamp(microseconds: 86_400_000_000))
    #expect((cell(.date(day)) == moment) == .yes)
    #expect((cell(.timestamp(moment)) >= day) == .yes)
    #expect((cell(.timestamp(moment)) < "1970-01-03") == .yes)
    #expect((cell(.date(day)) > "1970-01-01") == .yes)
    #expect((cell("b") > "a") == .yes && (cell("é") == "e\u{301}") == .no)
    #expect((cell(.bool(true)) == true) == .yes && (cell(.bool(true)) == "false") == .no)
    #expect((cell(.time(TimeOfDay(microseconds: 1))) < TimeOfDay(microseconds: 2)) == .yes)
    #expect((cell(.binary([1])) < Value.binary([1, 2])) == .yes)
    #expect((cell([1]) == Value.list([1])) == .yes)
  }

  @Test func `what is missing is unknown, and what cannot be compared is no`() {
    #expect((cell(.null) == 1) == .unknown && (cell(1) != Value.null) == .unknown)
    #expect((cell(.null) == cell(.null)) == .unknown)
    for (left, right) in [
      ("word", 1), (.bool(true), 1), (.date(CalendarDate(days: 1)), 1), (.double(.nan), 1),
    ] as [(Value, Value)] {
      let row = OneRow([:])
      let cell = Cell(left, in: row)
      #expect((cell < right) == .no && (cell != right) == .no)
      #expect(row.fault != nil)
    }
  }

  @Test func `a cell is read by type`() {
    let row = CheckedRow(source: OneRow(["n": 1, "s": "a", "d": 1.5, "b": true]))
    #expect(row["n"].int == 1 && row["n"].double == 1 && row["n"].decimal == ExactDecimal(1))
    #expect(row["s"].string == "a" && row["d"].double == 1.5 && row["b"].bool == true)
    #expect(
      row["x"].isMissing && row["x"].timestamp == nil && row["s"].date == nil
        && row["s"].time == nil
    )
  }

  @Test func `a row is gone after its check`() async {
    await #expect(processExitsWith: .failure) {
      _ = CheckedRow(source: RowSource())["a"]
    }
  }
}
