// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Room is made before it is written to, and rows are those of the cells.

/// Writes cells in the form in which files of queries hold them.
///
/// ```text
/// column      1 byte: 0 all have a value, 1 some, 2 none    with 1: a bit for each cell, in words of 8
///             then, unless none has a value, the cells:
/// bool        1 byte each
/// integers    least value 8 bytes    width 1 byte: 0, 1, 2, 4, 8    what each is above the least one
/// int128      1 byte: 1 as integers, 0 in 16 bytes each
/// double      8 bytes each                interval  16 bytes each
/// bytes       lengths as integers         all bytes
/// list        lengths as integers         the elements as a column
/// structure   a column for each field
/// ```
/// Numbers are in the order of bytes of the machine: no other one reads the file.
struct CellWriter {
  private(set) var bytes = EncodedBytes()

  /// Writes a column of so many cells.
  mutating func append(_ cells: Cells, count: Int) {
    let cells = cells.flattened(count)
    let valid = cells.validCount(count)
    guard valid > 0 || count == 0 else { return append(UInt8(2)) }
    append(UInt8(valid == count ? 0 : 1))
    if valid < count, let bits = cells.validity { append(bits, (count + 63) / 64) }
    switch cells.kind {
    case .bool: append(cells.values(UInt8.self), count)
    case .int32: appendIntegers(cells.values(Int32.self), count)
    case .int64: appendIntegers(cells.values(Int64.self), count)
    case .int128: appendWide(cells.values(Int128.self), count)
    case .double: append(cells.values(Double.self), count)
    case .interval: append(cells.values(Interval.self), count)
    case .bytes: appendRuns(cells.values(ByteRun.self), count)
    case .list: appendLists(cells, count)
    case .structure: for child in cells.children { append(child, count: count) }
    }
  }

  private mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    let size = MemoryLayout<Value>.size
    bytes.reserve(size)
    UnsafeMutableRawPointer(bytes.end).storeBytes(of: value, as: Value.self)
    bytes.advance(to: bytes.end + size)
  }

  private mutating func append<Value: BitwiseCopyable>(
    _ values: UnsafePointer<Value>,
    _ count: Int
  ) {
    let size = count * MemoryLayout<Value>.stride
    bytes.reserve(size)
    UnsafeMutableRawPointer(bytes.end).copyMemory(from: values, byteCount: size)
    bytes.advance(to: bytes.end + size)
  }

  private mutating func appendIntegers<Value: FixedWidthInteger & BitwiseCopyable>(
    _ values: UnsafePointer<Value>,
    _ count: Int
  ) {
    guard count > 0 else { return }
    var (least, greatest) = (values[0], values[0])
    for place in 0..<count {
      least = min(least, values[place])
      greatest = max(greatest, values[place])
    }
    let base = Int64(least)
    let range = UInt64(bitPattern: Int64(greatest) &- base)
    append(base)
    if range == 0 {
      append(UInt8(0))
    } else if range <= UInt64(UInt8.max) {
      appendDistances(UInt8.self, values, count, base)
    } else if range <= UInt64(UInt16.max) {
      appendDistances(UInt16.self, values, count, base)
    } else if range <= UInt64(UInt32.max) {
      appendDistances(UInt32.self, values, count, base)
    } else {
      appendDistances(UInt64.self, values, count, base)
    }
  }

  private mutating func appendDistances<
    Distance: FixedWidthInteger & BitwiseCopyable,
    Value: FixedWidthInteger & BitwiseCopyable
  >(
    _ type: Distance.Type,
    _ values: UnsafePointer<Value>,
    _ count: Int,
    _ base: Int64
  ) {
    let size = MemoryLayout<Distance>.size
    append(UInt8(size))
    bytes.reserve(count * size)
    let target = UnsafeMutableRawPointer(bytes.end)
    for place in 0..<count {
      let distance = Distance(truncatingIfNeeded: Int64(values[place]) &- base)
      target.storeBytes(of: distance, toByteOffset: place * size, as: Distance.self)
    }
    bytes.advance(to: bytes.end + count * size)
  }

  private mutating func appendWide(_ values: UnsafePointer<Int128>, _ count: Int) {
    let narrow = GrowingBuffer<Int64>(capacity: count)
    for place in 0..<count {
      guard let value = Int64(exactly: values[place]) else {
        append(UInt8(0))
        return append(values, count)
      }
      narrow.base[place] = value
    }
    append(UInt8(1))
    appendIntegers(UnsafePointer(narrow.base), count)
  }

  private mutating func appendRuns(_ runs: UnsafePointer<ByteRun>, _ count: Int) {
    let lengths = GrowingBuffer<Int64>(capacity: count)
    var total = 0
    for row in 0..<count {
      lengths.base[row] = Int64(runs[row].count)
      total += runs[row].count
    }
    appendIntegers(UnsafePointer(lengths.base), count)
    bytes.reserve(total)
    var end = bytes.end
    for row in 0..<count {
      runs[row].withBytes { run in
        guard let start = run.baseAddress else { return }
        end.update(from: start, count: run.count)
        end += run.count
      }
    }
    bytes.advance(to: end)
  }

  private mutating func appendLists(_ cells: Cells, _ count: Int) {
    let runs = cells.values(ListRun.self)
    let lengths = GrowingBuffer<Int64>(capacity: count)
    var total = 0
    for row in 0..<count {
      lengths.base[row] = Int64(runs[row].count)
      total += Int(runs[row].count)
    }
    appendIntegers(UnsafePointer(lengths.base), count)
    let elements = Selection(capacity: total)
    for row in 0..<count {
      for element in 0..<runs[row].count {
        elements.rows[elements.count] = runs[row].start + element
        elements.count += 1
      }
    }
    append(cells.children[0].gathered(elements), count: total)
  }
}
