// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are below the count, and arguments have the kinds of their types.

extension ScalarArguments {
  /// Whether all arguments of a row have a value.
  @inline(__always)
  func hasAll(_ row: Int) -> Bool {
    for argument in cells where !argument.isValid(row) { return false }
    return true
  }

  /// A value of the machine of an argument.
  @inline(__always)
  func value<Value: BitwiseCopyable>(
    _ argument: Int,
    _ row: Int,
    _ type: Value.Type = Value.self
  ) -> Value {
    cells[argument].value(row, type)
  }

  /// A whole number of 64 bits.
  @inline(__always)
  func int(_ argument: Int, _ row: Int) -> Int { Int(cells[argument].value(row, Int64.self)) }

  /// A number.
  @inline(__always)
  func double(_ argument: Int, _ row: Int) -> Double { cells[argument].value(row, Double.self) }

  /// Calls `body` with the bytes of a text.
  @inline(__always)
  func withText<Made, Failure: Error>(
    _ argument: Int,
    _ row: Int,
    _ body: (TextBytes) throws(Failure) -> Made
  ) throws(Failure) -> Made {
    try cells[argument].value(row, ByteRun.self).withBytes(body)
  }

  /// The bytes of a text that is the same for all rows; `nil` if it is not, or missing.
  func constantText(_ argument: Int) -> [UInt8]? {
    guard argument < cells.count, cells[argument].isConstant, cells[argument].isValid(0) else {
      return nil
    }
    return withText(argument, 0) { Array($0) }
  }

  /// What `body` makes of each row that has all arguments; missing where it makes nothing.
  @inline(__always)
  func rows<Made: BitwiseCopyable>(
    needsAll: Bool = true,
    _ body: (Int) throws -> Made?
  ) rethrows -> Cells {
    let kind = result.cellKind
    let block = CellBlock(kind, capacity: count)
    let target = block.cells(Made.self)
    for row in 0..<count {
      if !needsAll || hasAll(row), let made = try body(row) {
        target[row] = made
      } else {
        block.setMissing(row, stride: kind.stride)
      }
    }
    return Cells(kind, block)
  }

  /// Whether `body` holds for each row that has all arguments.
  @inline(__always)
  func flags(_ body: (Int) throws -> Bool) rethrows -> Cells {
    try rows { (row) -> UInt8? in bit(try body(row)) }
  }

  /// The bytes that `body` appends for each row that has all arguments; missing where it says no.
  @inline(__always)
  func texts(
    needsAll: Bool = true,
    _ body: (Int, inout [UInt8]) throws -> Bool
  ) rethrows -> Cells {
    let block = CellBlock(.bytes, capacity: count)
    let target = block.cells(ByteRun.self)
    var bytes: [UInt8] = []
    for row in 0..<count {
      bytes.removeAll(keepingCapacity: true)
      if !needsAll || hasAll(row), try body(row, &bytes) {
        target[row] = bytes.withUnsafeBufferPointer { block.store($0) }
      } else {
        block.setMissing(row, stride: CellKind.bytes.stride)
      }
    }
    return Cells(.bytes, block)
  }

  /// The run of bytes that `body` picks of an argument for each row: they stay where they are.
  @inline(__always)
  func parts(of argument: Int, _ body: (Int, TextBytes) throws -> Range<Int>?) rethrows -> Cells {
    let block = CellBlock(.bytes, capacity: count)
    block.owners = [cells[argument].owner]
    let target = block.cells(ByteRun.self)
    for row in 0..<count {
      guard hasAll(row) else {
        block.setMissing(row, stride: CellKind.bytes.stride)
        continue
      }
      let run = cells[argument].value(row, ByteRun.self)
      let part = try run.withBytes { text -> ByteRun? in
        guard let range = try body(row, text) else { return nil }
        guard let start = text.baseAddress, !range.isEmpty else { return ByteRun() }
        return ByteRun(start + range.lowerBound, range.count)
      }
      if let part {
        target[row] = part
      } else {
        block.setMissing(row, stride: CellKind.bytes.stride)
      }
    }
    return Cells(.bytes, block)
  }

  /// A list of texts for each row that has all arguments; missing where `body` makes none.
  func textLists(_ body: (Int, inout [[UInt8]]) throws -> Bool) rethrows -> Cells {
    let block = CellBlock(.list, capacity: count)
    let runs = block.cells(ListRun.self)
    let child = CellColumn(CellShape(kind: .bytes))
    var parts: [[UInt8]] = []
    for row in 0..<count {
      parts.removeAll(keepingCapacity: true)
      guard hasAll(row), try body(row, &parts) else {
        block.setMissing(row, stride: CellKind.list.stride)
        continue
      }
      runs[row] = ListRun(
        start: parts.isEmpty ? 0 : UInt32(child.count),
        count: UInt32(parts.count)
      )
      for part in parts {
        part.withUnsafeBufferPointer { bytes in
          child.append(run: bytes.baseAddress.map { ByteRun($0, bytes.count) } ?? ByteRun())
        }
      }
    }
    return Cells(.list, block, children: [child.cells])
  }
}
