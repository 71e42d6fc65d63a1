// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ScalarFunction {
  /// Puts values together as the fields of a structure.
  static func structurePack(_ type: SQLType) -> ScalarFunction {
    ScalarFunction(name: "struct_pack", result: type, skipsNulls: false) { arguments in
      let block = CellBlock(.structure, capacity: arguments.count)
      return Cells(.structure, block, children: arguments.cells)
    }
  }

  /// Puts values of one type together as a list.
  static func listPack(_ type: SQLType) -> ScalarFunction {
    ScalarFunction(name: "list_value", result: type, skipsNulls: false) { arguments in
      guard case .list(let element) = type else { return .null(.list) }
      let width = arguments.cells.count
      let block = CellBlock(.list, capacity: arguments.count)
      let runs = block.cells(ListRun.self)
      for row in 0..<arguments.count {
        runs[row] = ListRun(start: UInt32(row * width), count: UInt32(width))
      }
      let below = Cells.interleaved(arguments.cells, count: arguments.count, element)
      return Cells(.list, block, children: [below])
    }
  }
}

extension ScalarFunction {
  /// Which of some keys do not count, from the number of a grouping: the first is the highest bit.
  static func groupingBits(_ places: [Int]) -> ScalarFunction {
    ScalarFunction(name: "grouping_bits_\(places)", result: .bigint) { arguments in
      let block = CellBlock(.int64, capacity: arguments.count)
      let bits = block.cells(Int64.self)
      for row in 0..<arguments.count {
        let number = arguments.cells[0].value(row, Int64.self)
        bits[row] = places.reduce(0) { $0 << 1 | number >> Int64($1) & 1 }
      }
      return Cells(.int64, block)
    }
  }
}

extension Cells {
  /// The cells of several columns, row by row.
  static func interleaved(_ columns: [Cells], count: Int, _ type: SQLType) -> Cells {
    let kind = type.cellKind
    let width = columns.count
    let block = CellBlock(kind, capacity: count * width)
    block.owners = columns.map(\.owner)
    for (place, column) in columns.enumerated() {
      let source = UnsafeRawPointer(column.values(UInt8.self))
      for row in 0..<count {
        let target = row * width + place
        if kind.stride > 0 {
          (block.base + target * kind.stride).copyMemory(
            from: source + (column.isConstant ? 0 : row) * kind.stride,
            byteCount: kind.stride
          )
        }
        if !column.isValid(row) {
          block.makeValidity()[target >> 6] &= ~(1 << UInt64(target & 63))
        }
      }
    }
    guard type.isNested else { return Cells(kind, block) }
    // Nested values go by way of single values: lists of lists are rare where they are written out.
    var values: [Datum] = []
    for row in 0..<count { for column in columns { values.append(column.datum(row, type)) } }
    return Cells(values, type)
  }
}
