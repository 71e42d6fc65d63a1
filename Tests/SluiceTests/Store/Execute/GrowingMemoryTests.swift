// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Memory that grows from a few bytes to many megabytes keeps what is in it.
@Suite struct GrowingMemoryTests {
  private let count = 3 << 20

  @Test func `a buffer keeps its values`() {
    let buffer = GrowingBuffer<UInt64>()
    for number in 0..<count { buffer.append(UInt64(number) &* 0x9E37_79B9) }
    #expect((0..<count).allSatisfy { buffer[$0] == UInt64($0) &* 0x9E37_79B9 })
    buffer.resize(to: count * 2, filling: 7)
    #expect(buffer[count - 1] == UInt64(count - 1) &* 0x9E37_79B9)
    #expect((count..<count * 2).allSatisfy { buffer[$0] == 7 })
  }

  @Test(arguments: [false, true]) func `a column keeps its cells, and others theirs`(
    isShared: Bool
  ) {
    let column = CellColumn(CellShape(.bigint))
    var early: [(cells: Cells, count: Int)] = []
    let chunk = CellBlock(.int64, capacity: Chunk.size)
    for start in stride(from: 0, to: count, by: Chunk.size) {
      for row in 0..<Chunk.size { chunk.cells(Int64.self)[row] = Int64(start + row) }
      chunk.setMissing(3, stride: 8)
      column.append(Cells(.int64, chunk), count: Chunk.size)
      // Whoever has cells keeps them, wherever those that come later go.
      if isShared, start & 0xF_FFFF == 0 { early.append((column.cells, column.count)) }
    }
    for (cells, count) in early + [(column.cells, column.count)] {
      #expect(
        (0..<count).allSatisfy { row in
          row % Chunk.size == 3
            ? !cells.isValid(row) : cells.isValid(row) && cells.value(row, Int64.self) == Int64(row)
        }
      )
      #expect(cells.validCount(count) == count - count / Chunk.size)
    }
  }

  @Test func `a column that begins in an arena leaves it when it grows`() {
    let arena = ByteArena()
    let columns = (0..<3).map { _ in CellColumn(CellShape(.bigint), capacity: 64, in: arena) }
    for row in 0..<10_000 {
      for (place, column) in columns.enumerated() { column.append(value: Int64(row * 3 + place)) }
    }
    for (place, column) in columns.enumerated() {
      let cells = column.cells
      #expect((0..<10_000).allSatisfy { cells.value($0, Int64.self) == Int64($0 * 3 + place) })
    }
  }
}
