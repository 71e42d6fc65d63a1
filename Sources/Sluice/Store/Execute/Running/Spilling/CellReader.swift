// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Bytes are counted before they are read.

/// Reads cells that a ``CellWriter`` has written, from bytes whose checksum was right.
struct CellReader {
  private let bytes: [UInt8]
  private var place = 0

  /// Reads from the start.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next column, of so many cells; `nil` if the bytes are not those of one.
  mutating func cells(_ shape: CellShape, count: Int) -> Cells? {
    let block = CellBlock(shape.kind, capacity: count)
    guard let state = next(UInt8.self), state <= 2 else { return nil }
    if state == 2 { return missing(shape, count, block) }
    if state == 1 {
      guard copy((count + 63) / 64, to: block.makeValidity()) else { return nil }
    }
    var children: [Cells] = []
    switch shape.kind {
    case .bool: guard copy(count, to: block.cells(UInt8.self)) else { return nil }
    case .int32: guard integers(count, block.cells(Int32.self)) else { return nil }
    case .int64: guard integers(count, block.cells(Int64.self)) else { return nil }
    case .int128: guard wide(count, block.cells(Int128.self)) else { return nil }
    case .double: guard copy(count, to: block.cells(Double.self)) else { return nil }
    case .interval: guard copy(count, to: block.cells(Interval.self)) else { return nil }
    case .bytes: guard runs(count, block) else { return nil }
    case .list:
      guard let total = lists(count, block.cells(ListRun.self)),
        let elements = cells(shape.children[0], count: total)
      else { return nil }
      children = [elements]
    case .structure:
      for child in shape.children {
        guard let cells = cells(child, count: count) else { return nil }
        children.append(cells)
      }
    }
    return Cells(shape.kind, block, children: children)
  }

  /// Cells of which none has a value. Their children are as many, or none for lists.
  private func missing(_ shape: CellShape, _ count: Int, _ block: CellBlock) -> Cells {
    memoryZero(block.base, count * shape.kind.stride)
    memoryZero(block.makeValidity(), (count + 63) / 64 * 8)
    let children = shape.children.map { child in
      let size = shape.kind == .list ? 0 : count
      return missing(child, size, CellBlock(child.kind, capacity: size))
    }
    return Cells(shape.kind, block, children: children)
  }

  private mutating func next<Value: BitwiseCopyable>(_ type: Value.Type) -> Value? {
    let size = MemoryLayout<Value>.size
    guard size <= bytes.count - place else { return nil }
    defer { place += size }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: type) }
  }

  private mutating func copy<Value: BitwiseCopyable>(
    _ count: Int,
    to target: UnsafeMutablePointer<Value>
  ) -> Bool {
    let (size, isOver) = count.multipliedReportingOverflow(by: MemoryLayout<Value>.stride)
    guard !isOver, size <= bytes.count - place else { return false }
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, size > 0 else { return }
      UnsafeMutableRawPointer(target).copyMemory(from: base + place, byteCount: size)
    }
    place += size
    return true
  }

  private mutating func integers<Value: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int,
    _ target: UnsafeMutablePointer<Value>
  ) -> Bool {
    guard count > 0 else { return true }
    guard let base = next(Int64.self), let width = next(UInt8.self) else { return false }
    switch width {
    case 0:
      target.update(repeating: Value(truncatingIfNeeded: base), count: count)
      return true
    case 1: return distances(UInt8.self, count, base, target)
    case 2: return distances(UInt16.self, count, base, target)
    case 4: return distances(UInt32.self, count, base, target)
    case 8: return distances(UInt64.self, count, base, target)
    default: return false
    }
  }

  private mutating func distances<
    Distance: FixedWidthInteger & BitwiseCopyable,
    Value: FixedWidthInteger & BitwiseCopyable
  >(
    _ type: Distance.Type,
    _ count: Int,
    _ base: Int64,
    _ target: UnsafeMutablePointer<Value>
  ) -> Bool {
    let size = MemoryLayout<Distance>.size
    guard count <= (bytes.count - place) / size else { return false }
    bytes.withUnsafeBytes { bytes in
      for row in 0..<count {
        let distance = bytes.loadUnaligned(fromByteOffset: place + row * size, as: type)
        target[row] = Value(truncatingIfNeeded: base &+ Int64(truncatingIfNeeded: distance))
      }
    }
    place += count * size
    return true
  }

  private mutating func wide(_ count: Int, _ target: UnsafeMutablePointer<Int128>) -> Bool {
    guard let isNarrow = next(UInt8.self) else { return false }
    guard isNarrow == 1 else { return copy(count, to: target) }
    let narrow = GrowingBuffer<Int64>(capacity: count)
    guard integers(count, narrow.base) else { return false }
    for row in 0..<count { target[row] = Int128(narrow.base[row]) }
    return true
  }

  /// Lengths, none of which is below zero, and their sum.
  private mutating func lengths(_ count: Int) -> (lengths: GrowingBuffer<Int64>, total: Int)? {
    let lengths = GrowingBuffer<Int64>(capacity: count)
    guard integers(count, lengths.base) else { return nil }
    var total = 0
    for row in 0..<count {
      let (sum, isOver) = total.addingReportingOverflow(Int(lengths.base[row]))
      guard lengths.base[row] >= 0, !isOver, sum <= Int(UInt32.max) else { return nil }
      total = sum
    }
    return (lengths, total)
  }

  private mutating func runs(_ count: Int, _ block: CellBlock) -> Bool {
    guard let (lengths, total) = lengths(count), total <= bytes.count - place else { return false }
    let target = block.cells(ByteRun.self)
    var start = block.room(for: max(1, total))
    guard copy(total, to: start) else { return false }
    for row in 0..<count {
      let length = Int(lengths.base[row])
      target[row] = ByteRun(start, length)
      start += length
    }
    return true
  }

  private mutating func lists(_ count: Int, _ target: UnsafeMutablePointer<ListRun>) -> Int? {
    guard let (lengths, total) = lengths(count) else { return nil }
    var start: UInt32 = 0
    for row in 0..<count {
      let length = UInt32(lengths.base[row])
      target[row] = ListRun(start: length == 0 ? 0 : start, count: length)
      start += length
    }
    return total
  }
}
