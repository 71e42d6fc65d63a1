// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct ComparisonTests {
  static let comparisons: [Comparison] = [
    .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
  ]

  private static func holds(_ comparison: Comparison, _ order: Int) -> Bool {
    switch comparison {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }

  @Test(arguments: CellShape.samples)
  func `comparisons agree with a row-by-row model`(shape: CellShape) {
    var random = SplitMix(state: 11)
    for round in 0..<132 {
      let (form, count) = (round % 4, round)
      let (first, second) = (form & 1 == 1, form & 2 == 2)
      let variety = round % 3 == 0 ? 3 : 12
      let left = (0..<(first ? 1 : count)).map { _ in shape.random(&random, variety: variety) }
      let right = (0..<(second ? 1 : count)).map { _ in shape.random(&random, variety: variety) }
      let cells = (
        shape.cells(left, isConstant: first), shape.cells(right, isConstant: second)
      )
      let pairs = (0..<count).map { (left[first ? 0 : $0], right[second ? 0 : $0]) }
      let some = (0..<count).filter { _ in Bool.random(using: &random) }
      for comparison in Self.comparisons {
        let expected = pairs.map { left, right -> ModelCell in
          if left == .null || right == .null { return .null }
          return .int(Self.holds(comparison, ModelCell.order(left, right)) ? 1 : 0)
        }
        let result = comparison.cells(cells.0, cells.1, count: count)
        #expect(result.models(count) == expected)
        #expect(result.zeroesMissing(count))
        let rows = (0..<count).filter { expected[$0] == .int(1) }
        #expect(comparison.select(cells.0, cells.1, count: count).numbers == rows)
        let refined = comparison.select(
          cells.0,
          cells.1,
          count: count,
          within: Selection(some)
        )
        #expect(refined.numbers == some.filter { expected[$0] == .int(1) })
        #expect(RowFilter.selectTrue(result, count: count).numbers == rows)
        #expect(
          RowFilter.selectNotTrue(result, count: count, within: Selection(some)).numbers
            == some.filter { expected[$0] != .int(1) }
        )
      }
      for inverted in [false, true] {
        let distinct = Comparison.isDistinct(cells.0, cells.1, count: count, inverted: inverted)
        let expected = pairs.map { left, right in
          ModelCell.int((ModelCell.order(left, right) != 0) != inverted ? 1 : 0)
        }
        #expect(distinct.models(count) == expected)
      }
    }
  }

  @Test(arguments: CellShape.samples)
  func `between is two comparisons`(shape: CellShape) {
    var random = SplitMix(state: 5)
    for round in 0..<100 {
      let values = (0..<round).map { _ in shape.random(&random, variety: 12) }
      let limits = (0..<2).map { _ in shape.random(&random, variety: 12) }
      let cells = shape.cells(values)
      let (lower, upper) = (
        shape.cells([limits[0]], isConstant: true), shape.cells([limits[1]], isConstant: true)
      )
      let expected = values.map { value -> ModelCell in
        func isIn(_ limit: ModelCell, _ sign: Int) -> Bool? {
          value == .null || limit == .null ? nil : ModelCell.order(value, limit) * sign >= 0
        }
        let (above, below) = (isIn(limits[0], 1), isIn(limits[1], -1))
        if above == false || below == false { return .int(0) }
        return above == nil || below == nil ? .null : .int(1)
      }
      let result = Comparison.between(cells, lower, upper, count: round)
      #expect(result.models(round) == expected)
      let some = (0..<round).filter { _ in Bool.random(using: &random) }
      let selected = Comparison.selectBetween(
        cells,
        lower,
        upper,
        count: round,
        within: Selection(some)
      )
      #expect(selected.numbers == some.filter { expected[$0] == .int(1) })
    }
  }

  @Test func `logic has three values`() {
    let shape = CellShape(kind: .bool)
    let all: [ModelCell] = [.int(0), .int(1), .null]
    for count in [0, 1, 7, 8, 9, 63, 64, 65, 130] {
      for form in 0..<4 {
        for shift in 0..<3 {
          let (first, second) = (form & 1 == 1, form & 2 == 2)
          let left = (0..<(first ? 1 : count)).map { all[($0 + shift) % 3] }
          let right = (0..<(second ? 1 : count)).map { all[($0 / 3 + shift) % 3] }
          let cells = (
            shape.cells(left, isConstant: first), shape.cells(right, isConstant: second)
          )
          let pairs = (0..<count).map { (left[first ? 0 : $0], right[second ? 0 : $0]) }
          let and = Logic.and(cells.0, cells.1, count: count)
          #expect(
            and.models(count)
              == pairs.map {
                $0 == .int(0) || $1 == .int(0)
                  ? .int(0) : $0 == .null || $1 == .null ? .null : .int(1)
              }
          )
          let or = Logic.or(cells.0, cells.1, count: count)
          #expect(
            or.models(count)
              == pairs.map {
                $0 == .int(1) || $1 == .int(1)
                  ? .int(1) : $0 == .null || $1 == .null ? .null : .int(0)
              }
          )
          #expect(and.zeroesMissing(count) && or.zeroesMissing(count))
          let not = Logic.not(cells.0, count: count)
          #expect(
            not.models(count)
              == pairs.map { $0.0 == .null ? .null : $0.0 == .int(0) ? .int(1) : .int(0) }
          )
          let isNull = Logic.isNull(cells.0, count: count)
          #expect(isNull.models(count) == pairs.map { .int($0.0 == .null ? 1 : 0) })
          let rows = Logic.selectNull(cells.0, count: count, inverted: true)
          #expect(rows.numbers == (0..<count).filter { pairs[$0].0 != .null })
        }
      }
    }
  }

  @Test(arguments: CellShape.samples)
  func `a set of constants is looked up in`(shape: CellShape) {
    var random = SplitMix(state: 21)
    for round in 0..<60 {
      let constants = (0..<round % 12).map { _ in
        shape.random(&random, variety: 14, nulls: round % 2 * 10)
      }
      let values = (0..<round).map { _ in shape.random(&random, variety: 14) }
      let set = ConstantSet(shape.cells(constants), count: constants.count)
      for inverted in [false, true] {
        let expected = values.map { value -> ModelCell in
          if constants.isEmpty { return .int(inverted ? 1 : 0) }
          if value == .null { return .null }
          let isIn = constants.contains { $0 != .null && ModelCell.order($0, value) == 0 }
          if isIn { return .int(inverted ? 0 : 1) }
          return constants.contains(.null) ? .null : .int(inverted ? 1 : 0)
        }
        let result = set.contains(shape.cells(values), count: round, inverted: inverted)
        #expect(result.models(round) == expected)
        #expect(result.zeroesMissing(round))
      }
    }
  }
}
