// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

@Suite struct KeyIndexTests {
  /// Types of all ways in which values are stored, with few values each, so that many are the same.
  private static let columns: [(DataType, [Value])] = [
    (.bool, [true, false]), (.bigint, [1, 2, .int(.min)]),
    (.double, [0.5, .double(-0.0), .double(0), .double(.nan)]),
    (.date, [.date(CalendarDate(days: 3)), .date(CalendarDate(days: -1))]),
    (.decimal, [.decimal(ExactDecimal(12)), .decimal(ExactDecimal(-12))]),
    (.wei, [.wei(ExactDecimal(99)), .wei(ExactDecimal(-99)), .wei(ExactDecimal(0))]),
    (.text, ["", "a", "eight by", "eight bytes and more", "eight bytes and some"]),
    (.binary, [.binary([0]), .binary([])]),
  ]

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `rows are found as a comparison of all with all finds them`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let chosen = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      Self.columns[Int.random(in: 0..<Self.columns.count, using: &random)]
    }
    func rows(_ count: Int) throws -> (keys: KeyColumns, values: [[Value]]) {
      let kinds = chosen.map { StorageKind($0.0) }
      var keys = KeyColumns(kinds)
      var values: [[Value]] = []
      for _ in 0..<2 {
        let builders = chosen.map { VectorBuilder($0.0) }
        for _ in 0..<count {
          var row: [Value] = []
          for (place, column) in chosen.enumerated() {
            let isMissing = Int.random(in: 0..<10, using: &random) == 0
            let value = isMissing ? .null : column.1.randomElement(using: &random) ?? .null
            try builders[place].append(value)
            row.append(value)
          }
          values.append(row)
        }
        keys.append(builders.map { $0.finish() }, count: count)
      }
      return (keys, values)
    }
    let (left, leftRows) = try rows(Int.random(in: 0...40, using: &random))
    let (right, rightRows) = try rows(Int.random(in: 0...40, using: &random))
    let index = KeyIndex(left)
    let matches = index.matches(of: right)
    for (row, values) in rightRows.enumerated() {
      let first = leftRows.firstIndex { Self.isSame($0, values) }
      if let first {
        #expect(matches[row] != KeyIndex.none)
        #expect(Int(index.firstRows[Int(matches[row])]) == first)
      } else {
        #expect(matches[row] == KeyIndex.none)
      }
    }
    for (row, values) in leftRows.enumerated() {
      let isWhole = !values.contains(.null)
      #expect((index.groups[row] == KeyIndex.none) == !isWhole)
    }
  }

  private static func isSame(_ left: [Value], _ right: [Value]) -> Bool {
    zip(left, right).allSatisfy { one, two in
      if one.isNull || two.isNull { return false }
      if case .double(let first) = one, case .double(let second) = two {
        return first == second || first.isNaN && second.isNaN
      }
      return one == two
    }
  }

  @Test func `a column that is missing is one without values`() {
    let keys = KeyColumns([nil, nil], [.int64, .bytes], count: 3)
    let index = KeyIndex(keys)
    #expect(index.count == 0)
    #expect(index.matches(of: keys) == [KeyIndex.none, KeyIndex.none, KeyIndex.none])
  }

  @Test func `the content of a row does not depend on columns that have no value there`() throws {
    let (numbers, empty) = (VectorBuilder(.bigint), VectorBuilder(.text))
    numbers.append(Int64(7))
    empty.appendMissing()
    let (number, text) = (numbers.finish(), empty.finish())
    let one = Batch(["n": number, "t": text]).contentHashes(without: [])
    let two = Batch(["n": number]).contentHashes(without: [])
    let three = Batch(["m": number]).contentHashes(without: [])
    #expect(one == two)
    #expect(one != three)
  }
}
