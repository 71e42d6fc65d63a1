// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct KeySorterTests {
  private static let keys: [[CellShape]] =
    CellShape.samples.map { [$0] } + [
      [],
      [CellShape(kind: .bool), CellShape(kind: .int32), CellShape(kind: .bytes)],
      [CellShape(kind: .bytes), CellShape(kind: .double)],
      [CellShape(kind: .interval), CellShape(kind: .int128), CellShape(kind: .int64)],
      CellShape.samples,
    ]

  private static func precedes(
    _ left: [ModelCell],
    _ right: [ModelCell],
    _ orders: [KeyOrder]
  ) -> Bool {
    for (key, order) in orders.enumerated() {
      switch (left[key], right[key]) {
      case (.null, .null): continue
      case (.null, _): return order.hasNullsFirst
      case (_, .null): return !order.hasNullsFirst
      default:
        let found = ModelCell.order(left[key], right[key])
        if found != 0 { return order.isDescending ? found > 0 : found < 0 }
      }
    }
    return false
  }

  private static func sorted(
    _ rows: [[ModelCell]],
    _ numbers: [Int],
    _ orders: [KeyOrder]
  ) -> [Int] {
    numbers.enumerated().sorted {
      let (left, right) = (rows[$0.element], rows[$1.element])
      if precedes(left, right, orders) { return true }
      return precedes(right, left, orders) ? false : $0.offset < $1.offset
    }.map(\.element)
  }

  private static func orders(_ count: Int, _ random: inout SplitMix) -> [KeyOrder] {
    (0..<count).map { _ in
      KeyOrder(
        isDescending: Bool.random(using: &random),
        hasNullsFirst: Bool.random(using: &random)
      )
    }
  }

  private static func columns(_ shapes: [CellShape], _ rows: [[ModelCell]]) -> [Cells] {
    shapes.indices.map { place in shapes[place].cells(rows.map { $0[place] }) }
  }

  @Test(arguments: keys, [3, 40, 100_000])
  func `rows are sorted stably`(shapes: [CellShape], variety: Int) {
    var random = SplitMix(state: UInt64(variety))
    for (round, count) in [0, 1, 2, 24, 25, 41, 130, 300, 600].enumerated() {
      let rows = (0..<count).map { _ in
        shapes.map { $0.random(&random, variety: variety, nulls: round % 3 * 10) }
      }
      let orders = Self.orders(shapes.count, &random)
      let found = KeySorter.permutation(Self.columns(shapes, rows), orders, count: count)
      #expect(found.numbers == Self.sorted(rows, Array(0..<count), orders))
    }
  }

  @Test func `texts that hardly differ are sorted`() {
    var random = SplitMix(state: 3)
    let shape = CellShape(kind: .bytes)
    let parts: [[UInt8]] = [[], [0], [0, 0], [97], [97, 0], [255]]
    for round in 0..<20 {
      let start = [UInt8](repeating: 97, count: round * 5)
      let texts = (0..<500).map { _ -> ModelCell in
        var text = start
        for _ in 0..<Int.random(in: 0...12, using: &random) {
          text += parts.randomElement(using: &random) ?? []
        }
        return .text(text)
      }
      for orders in [[KeyOrder()], [KeyOrder(isDescending: true)]] {
        let found = KeySorter.permutation([shape.cells(texts)], orders, count: 500)
        #expect(found.numbers == Self.sorted(texts.map { [$0] }, Array(0..<500), orders))
      }
    }
  }

  @Test func `texts of which each begins the next are no trouble`() {
    let shape = CellShape(kind: .bytes)
    let texts = (0..<300).map { ModelCell.text([UInt8](repeating: 97, count: $0 * 8 % 1_801)) }
    let found = KeySorter.permutation([shape.cells(texts)], [KeyOrder()], count: texts.count)
    #expect(found.numbers == Self.sorted(texts.map { [$0] }, Array(texts.indices), [KeyOrder()]))
  }

  @Test func `bits far apart are sorted`() {
    var random = SplitMix(state: 6)
    let shape = CellShape(kind: .int64)
    let values = (0..<1_000).map { _ -> ModelCell in
      let bits = UInt64.random(in: 0...3, using: &random)
      let place = UInt64.random(in: 0...62, using: &random)
      return .int(Int128(Int64(bitPattern: bits << place)))
    }
    for orders in [[KeyOrder()], [KeyOrder(isDescending: true)]] {
      let found = KeySorter.permutation([shape.cells(values)], orders, count: values.count)
      #expect(
        found.numbers == Self.sorted(values.map { [$0] }, Array(values.indices), orders)
      )
    }
  }

  @Test func `many rows are sorted`() {
    var random = SplitMix(state: 6)
    let count = 40_000
    let block = CellBlock(.double, capacity: count)
    for row in 0..<count {
      block.cells(Double.self)[row] = .random(in: -1e6...1e6, using: &random).rounded()
    }
    let cells = Cells(.double, block)
    let found = KeySorter.permutation([cells], [KeyOrder()], count: count).numbers
    let values = UnsafeBufferPointer(start: cells.values(Double.self), count: count)
    let isSorted = zip(found, found.dropFirst()).allSatisfy {
      values[$0] < values[$1] || values[$0] == values[$1] && $0 < $1
    }
    #expect(isSorted)
    #expect(Set(found).count == count)
  }

  @Test(arguments: keys, [4, 50])
  func `the first rows are those of a full sort`(shapes: [CellShape], variety: Int) {
    guard !shapes.isEmpty else { return }
    var random = SplitMix(state: UInt64(variety))
    let payload = CellShape(kind: .int64)
    for limit in [0, 1, 7, 200] {
      let orders = Self.orders(shapes.count, &random)
      let all = shapes + [payload]
      let tops = (0..<2).map { _ in
        TopRows(all, keys: Array(shapes.indices), orders: orders, limit: limit, slack: 60)
      }
      var rows: [[ModelCell]] = []
      for top in tops {
        for batch in 0..<8 {
          let size = batch == 0 ? 0 : Int.random(in: 1...100, using: &random)
          let added = (0..<size).map { place in
            shapes.map { $0.random(&random, variety: variety) } + [.int(Int128(rows.count + place))]
          }
          let cells = Self.columns(all, added)
          if let chosen = top.candidates(cells[0], count: size) {
            top.add(cells.map { $0.gathered(chosen) }, count: chosen.count)
          } else {
            top.add(cells, count: size)
          }
          rows += added
        }
      }
      tops[0].combine(tops[1])
      let (columns, count) = tops[0].finish()
      let expected = Self.sorted(rows, Array(rows.indices), orders).prefix(limit)
      #expect(count == expected.count)
      #expect(
        columns[shapes.count].models(count).compactMap { $0.int.map { Int($0) } } == Array(expected)
      )
    }
  }

  @Test(arguments: keys, [4, 5_000])
  func `parts of rows come one after the other`(shapes: [CellShape], variety: Int) throws {
    var random = SplitMix(state: UInt64(variety))
    for parts in 1..<7 {
      let orders = Self.orders(shapes.count, &random)
      let count = Int.random(in: 0...400, using: &random)
      let rows = (0..<count).map { _ in shapes.map { $0.random(&random, variety: variety) } }
      let columns = Self.columns(shapes, rows)
      let splitter = KeySplitter(columns, orders, count: count, parts: parts)
      let middle = count / 3
      let pieces = try [0..<middle, middle..<count].map {
        try splitter.parts(of: $0, Interruption())
      }
      var found: [Int] = []
      for part in 0..<splitter.partCount {
        let own = pieces.flatMap { $0[part].numbers }
        #expect(own == own.sorted())
        found += Self.sorted(rows, own, orders)
      }
      #expect(found == Self.sorted(rows, Array(rows.indices), orders))
    }
  }

  @Test func `a sort that is to end leaves rows as they are`() {
    let count = 3 * Interruption.rows
    let interruption = Interruption()
    interruption.request()
    let cells = CellShape(kind: .int64).cells((0..<count).map { ModelCell.int(Int128(count - $0)) })
    let found = KeySorter.permutation([cells], [KeyOrder()], count: count, interruption)
    #expect(found.numbers == Array(0..<count))
  }
}
