// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are below the count, and places are those of elements that are there.

/// Puts lists together, row by row. Used by one task at a time.
final class ListMaker {
  private let block: CellBlock
  private let runs: UnsafeMutablePointer<ListRun>
  private let child: CellColumn
  private let rows = GrowingBuffer<UInt32>()
  private var start = 0

  init(_ element: SQLType, count: Int) {
    block = CellBlock(.list, capacity: count)
    runs = block.cells(ListRun.self)
    child = CellColumn(CellShape(element))
  }

  /// Adds an element of other cells.
  func add(_ cells: Cells, _ place: Int) {
    guard cells.isValid(place) else { return child.appendMissing() }
    var row = UInt32(cells.isConstant ? 0 : place)
    child.append(cells, rows: &row, count: 1)
  }

  /// Adds elements of other cells.
  func add(_ cells: Cells, _ places: some Collection<Int>) {
    rows.resize(to: places.count, filling: 0)
    for (index, place) in places.enumerated() { rows.base[index] = UInt32(place) }
    child.append(cells, rows: UnsafePointer(rows.base), count: places.count)
  }

  /// Adds a missing element.
  func addMissing() { child.appendMissing() }

  /// Adds a value of the machine.
  func add<Value: BitwiseCopyable>(value: Value) { child.append(value: value) }

  /// Adds a text.
  func add(bytes: TextBytes) {
    child.append(run: bytes.baseAddress.map { ByteRun($0, bytes.count) } ?? ByteRun())
  }

  /// Makes what was added since the last list the list of a row.
  func finish(_ row: Int) {
    let count = child.count - start
    runs[row] = ListRun(start: count == 0 ? 0 : UInt32(start), count: UInt32(count))
    start = child.count
  }

  /// Makes the list of a row missing.
  func setMissing(_ row: Int) {
    block.setMissing(row, stride: CellKind.list.stride)
    start = child.count
  }

  /// The lists of all rows.
  var cells: Cells { Cells(.list, block, children: [child.cells]) }
}

extension ScalarArguments {
  /// The elements of a list of a row: the cells that they are among, and where.
  @inline(__always)
  func list(_ argument: Int, _ row: Int) -> (cells: Cells, places: Range<Int>) {
    (cells[argument].children[0], cells[argument].value(row, ListRun.self).range)
  }

  /// The lists that `body` fills for each row that has all arguments; missing where it says no.
  func lists(
    of element: SQLType,
    needsAll: Bool = true,
    _ body: (Int, ListMaker) throws -> Bool
  ) rethrows -> Cells {
    let maker = ListMaker(element, count: count)
    for row in 0..<count {
      if !needsAll || hasAll(row), try body(row, maker) {
        maker.finish(row)
      } else {
        maker.setMissing(row)
      }
    }
    return maker.cells
  }

  /// The cells that `body` picks for each row: one of some cells, or none.
  func picked(_ type: SQLType, _ body: (Int) throws -> (cells: Cells, place: Int)?) rethrows
    -> Cells
  {
    let column = CellColumn(CellShape(type), capacity: count)
    for row in 0..<count {
      guard let (cells, place) = try body(row), cells.isValid(place) else {
        column.appendMissing()
        continue
      }
      var picked = UInt32(cells.isConstant ? 0 : place)
      column.append(cells, rows: &picked, count: 1)
    }
    return column.cells
  }
}

/// Lists one after the other.
enum ListJoining {
  static func function(
    _ arguments: [ArgumentType],
    skipsNulls: Bool
  ) -> FunctionCatalog.TypedFunction? {
    var element = SQLType.null
    for argument in arguments {
      if argument.type == .null { continue }
      guard let other = argument.type.element, let common = SQLType.common(element, other) else {
        return nil
      }
      element = common
    }
    let (type, made) = (SQLType.list(element), element)
    let parameters = Array(repeating: type, count: arguments.count)
    return FunctionCatalog.TypedFunction(parameters, type, skipsNulls: false) { call in
      call.lists(of: made, needsAll: !skipsNulls) { row, maker in
        var isThere = false
        for (place, cells) in call.cells.enumerated() where cells.isValid(row) {
          isThere = true
          let (elements, places) = call.list(place, row)
          maker.add(elements, places)
        }
        return isThere || skipsNulls
      }
    }
  }
}
