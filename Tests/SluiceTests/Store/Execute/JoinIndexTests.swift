// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct JoinIndexTests {
  private static let keys: [[CellShape]] =
    CellShape.samples.map { [$0] } + [
      [],
      [CellShape(kind: .int32), CellShape(kind: .bytes)],
      [CellShape(kind: .double), CellShape(kind: .int64), CellShape(kind: .bytes)],
    ]

  private struct Pair: Hashable {
    var probe: Int
    var build: Int
  }

  private static func rows(
    _ shapes: [CellShape],
    _ count: Int,
    _ variety: Int,
    _ random: inout SplitMix
  ) -> [[ModelCell]] {
    (0..<count).map { _ in shapes.map { $0.random(&random, variety: variety) } }
  }

  private static func columns(_ shapes: [CellShape], _ rows: [[ModelCell]]) -> [Cells] {
    shapes.indices.map { place in shapes[place].cells(rows.map { $0[place] }) }
  }

  @Test(arguments: keys, [4, 300, 100_000])
  func `pairs agree with a dictionary`(shapes: [CellShape], variety: Int) {
    var random = SplitMix(state: UInt64(variety))
    for round in 0..<8 {
      let matches = shapes.map { _ in round >= 4 && Bool.random(using: &random) }
      let build = Self.rows(shapes, [0, 1, 90, 150][round % 4], variety, &random)
      let index = JoinIndex(
        Self.columns(shapes, build),
        count: build.count,
        matchesMissing: matches
      )
      func isWhole(_ row: [ModelCell]) -> Bool {
        zip(row, matches).allSatisfy { $0 != .null || $1 }
      }
      #expect(index.hasMissingKeys == !build.allSatisfy(isWhole))
      let places = Dictionary(grouping: build.indices) { build[$0].map(\.normalized) }
      let probe = JoinProbe(index)
      for count in [0, 1, 64, 130] {
        var rows = Self.rows(shapes, count, variety, &random)
        if !build.isEmpty && count > 3 { rows[0] = build[0] }
        var expected: Set<Pair> = []
        for (place, row) in rows.enumerated() where isWhole(row) {
          for other in places[row.map(\.normalized)] ?? [] {
            expected.insert(Pair(probe: place, build: other))
          }
        }
        probe.start(Self.columns(shapes, rows), count: count)
        let partners = Set(expected.map(\.probe))
        #expect(probe.matchedRows.numbers == partners.sorted())
        #expect(probe.unmatchedRows.numbers == (0..<count).filter { !partners.contains($0) })
        var pairs: [Pair] = []
        while let (left, right) = probe.next(limit: 1 + round * 7) {
          #expect(left.count == right.count && left.count > 0 && left.count <= 1 + round * 7)
          pairs += zip(left.numbers, right.numbers).map { Pair(probe: $0, build: $1) }
        }
        #expect(pairs.count == expected.count)
        #expect(Set(pairs) == expected)
        #expect(pairs.map(\.probe) == pairs.map(\.probe).sorted())
      }
    }
  }

  @Test(arguments: [1, 1_000_003])
  func `large tables are filtered first`(step: Int) {
    let count = 200_000
    let block = CellBlock(.int64, capacity: count)
    for row in 0..<count { block.cells(Int64.self)[row] = Int64(row * 2 * step) }
    let index = JoinIndex([Cells(.int64, block)], count: count)
    #expect(index.isUnique)
    #expect((index.filter == nil) == (step == 1))
    #expect((index.ranked == nil) == (step != 1))
    let probe = JoinProbe(index)
    let sought = CellBlock(.int64, capacity: 2_048)
    for start in stride(from: 0, to: 500_000, by: 2_048) {
      for row in 0..<2_048 { sought.cells(Int64.self)[row] = Int64((start + row) * step) }
      probe.start([Cells(.int64, sought)], count: 2_048)
      let expected = (0..<2_048).filter { (start + $0) % 2 == 0 && start + $0 < count * 2 }
      #expect(probe.matchedRows.numbers == expected)
      while let (left, right) = probe.next() {
        #expect(left.numbers.map { start + $0 } == right.numbers.map { $0 * 2 })
      }
    }
  }

  @Test func `marks tell the rows that found a partner`() {
    let (marks, others) = (RowMarks(count: 10), RowMarks(count: 10))
    marks.mark(Selection([1, 3, 3]))
    others.mark(Selection([9, 1]))
    marks.formUnion(others)
    #expect(marks.rows(in: 0..<10, marked: true).numbers == [1, 3, 9])
    #expect(marks.rows(in: 2..<10, marked: false).numbers == [2, 4, 5, 6, 7, 8])
    #expect(marks[3] && !marks[4])
    marks.clear()
    #expect(marks.rows(in: 0..<10, marked: true).count == 0)
  }

  @Test(arguments: CellShape.samples)
  func `columns of several workers become one`(shape: CellShape) {
    var random = SplitMix(state: 8)
    var all: [ModelCell] = []
    let parts = (0..<4).map { part in
      let column = CellColumn(shape)
      for _ in 0..<part * 2 {
        let values = (0..<50).map { _ in shape.random(&random, variety: 40) }
        let some = (0..<50).filter { _ in Bool.random(using: &random) }
        column.append(shape.cells(values), rows: Selection(some))
        all += some.map { values[$0] }
      }
      return column
    }
    let joined = CellColumn.joined(parts, shape: shape) {}
    #expect(joined.count == all.count)
    #expect(ModelCell.isSame(joined.cells.models(all.count), all))
    #expect(joined.cells.zeroesMissing(all.count))
  }
}
