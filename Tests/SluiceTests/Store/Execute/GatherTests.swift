// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct GatherTests {
  @Test(arguments: CellShape.samples)
  func `rows are picked, with gaps and without`(shape: CellShape) {
    var random = SplitMix(state: 5)
    for count in 0...131 {
      let isConstant = count % 5 == 4
      let size = isConstant ? 1 : count + 1
      let values = (0..<size).map { _ in shape.random(&random, variety: 30, nulls: count % 3 * 20) }
      let cells = shape.cells(values, isConstant: isConstant)
      for hasGaps in [false, true] {
        let rows = (0..<count).map { _ -> Int in
          hasGaps && Bool.random(using: &random)
            ? Int(Cells.noRow)
            : isConstant
              ? Int.random(in: 0...9, using: &random) : Int.random(in: 0..<size, using: &random)
        }
        let expected = rows.map { row -> ModelCell in
          row == Int(Cells.noRow) ? .null : values[isConstant ? 0 : row]
        }
        for picked in [
          cells.gathered(Selection(rows), hasGaps: hasGaps),
          cells.spread(Selection(rows), hasGaps: hasGaps),
        ] {
          #expect(ModelCell.isSame(picked.models(count), expected))
          #expect(picked.zeroesMissing(count))
        }
      }
      let row = Int.random(in: 0..<size, using: &random)
      let single = cells.single(row)
      #expect(single.isConstant)
      #expect(ModelCell.isSame(single.models(2), [values[row], values[row]]))
      #expect(ModelCell.isSame(cells.flattened(count).models(count), cells.models(count)))
    }
  }

  @Test(arguments: CellShape.samples)
  func `cells from a row on are the later ones`(shape: CellShape) {
    var random = SplitMix(state: 15)
    let values = (0..<200).map { _ in shape.random(&random, variety: 30) }
    let cells = shape.cells(values)
    for start in [0, 64, 128, 192] {
      let count = 200 - start
      #expect(ModelCell.isSame(cells.from(start).models(count), Array(values[start...])))
    }
  }

  @Test(arguments: CellShape.samples, [false, true])
  func `a column keeps what was added, in any form`(shape: CellShape, isSharing: Bool) {
    var random = SplitMix(state: 25)
    let column = CellColumn(shape, sharingBytes: isSharing)
    var all: [ModelCell] = []
    for round in 0..<60 {
      let isConstant = round % 4 == 3
      let count = Int.random(in: 0...70, using: &random)
      let values = (0..<(isConstant ? 1 : count)).map { _ in shape.random(&random, variety: 30) }
      let cells = shape.cells(values, isConstant: isConstant)
      if round % 2 == 0 && !isConstant {
        let rows = (0..<count).filter { _ in Bool.random(using: &random) }
        column.append(cells, rows: Selection(rows))
        all += rows.map { values[$0] }
      } else {
        column.append(cells, count: count)
        all += (0..<count).map { values[isConstant ? 0 : $0] }
      }
      if round % 9 == 0 {
        column.appendMissing()
        all.append(.null)
      }
    }
    #expect(ModelCell.isSame(column.cells.models(all.count), all))
    #expect(column.cells.zeroesMissing(all.count))
    #expect(column.cells.validCount(all.count) == all.filter { $0 != .null }.count)
  }
}
