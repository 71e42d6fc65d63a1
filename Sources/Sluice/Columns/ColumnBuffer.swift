// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The surface is TableBuilder, which sizes every buffer before a row
// begins, so that storing a value is a comparison and a store.

/// The growing values of one column of a ``TableBuilder``.
///
/// Rows between the last value and the one written next are missing: nothing is stored for them
/// until a later value comes (`backfill`) or the rows are taken.
struct ColumnBuffer {
  /// The row after the last one with a value; rows from here on are missing so far.
  var rows = 0
  /// Missing rows below `rows`.
  var missing = 0
  /// The values, `stride` bytes a row.
  var data: UnsafeMutableRawPointer
  /// One bit a row, all set but those of missing rows below `rows`.
  var validity: UnsafeMutablePointer<UInt64>
  /// The type that values are stored as.
  let type: DataType
  /// How values are stored.
  let storage: StorageKind
  /// Whether `bigint` values have to be checked against fewer than 64 bits, or `timestamp` values
  /// rounded to fewer than six digits of a second.
  let isNarrow: Bool
  /// Whether values of any type are stored as they are.
  var takesAll = false

  /// Makes room for `capacity` rows, a multiple of 64.
  init(type: DataType, capacity: Int) {
    self.type = type
    storage = StorageKind(type)
    isNarrow =
      switch type.kind {
      case .bigint: type.precision ?? 64 < 64
      case .timestamp: type.precision ?? 6 < 6
      default: false
      }
    data = .allocate(byteCount: capacity * storage.stride, alignment: 16)
    validity = .allocate(capacity: capacity / 64)
    validity.initialize(repeating: .max, count: capacity / 64)
  }

  /// Frees the memory.
  func free() {
    data.deallocate()
    validity.deallocate()
  }

  /// Moves to room for `newCapacity` rows.
  mutating func grow(from capacity: Int, to newCapacity: Int) {
    let newData = UnsafeMutableRawPointer.allocate(
      byteCount: newCapacity * storage.stride,
      alignment: 16
    )
    newData.copyMemory(from: data, byteCount: rows * storage.stride)
    data.deallocate()
    data = newData
    let newValidity = UnsafeMutablePointer<UInt64>.allocate(capacity: newCapacity / 64)
    newValidity.update(from: validity, count: capacity / 64)
    (newValidity + capacity / 64).initialize(repeating: .max, count: (newCapacity - capacity) / 64)
    validity.deallocate()
    validity = newValidity
  }

  /// Marks the rows from `rows` to before `row` as missing.
  @inline(never)
  mutating func backfill(to row: Int) {
    guard rows < row else { return }
    missing += row - rows
    memorySet(data + rows * storage.stride, zeroes: (row - rows) * storage.stride)
    var at = rows
    while at < row {
      let bit = at & 63
      let count = min(64 - bit, row - at)
      let mask = (count == 64 ? UInt64.max : (1 << UInt64(count)) - 1) << UInt64(bit)
      validity[at >> 6] &= ~mask
      at += count
    }
    rows = row
  }

  /// Forgets everything from `row` on.
  mutating func truncate(to row: Int) {
    guard rows > row else { return }
    var at = row
    while at < rows {
      let bit = at & 63
      let count = min(64 - bit, rows - at)
      let mask = (count == 64 ? UInt64.max : (1 << UInt64(count)) - 1) << UInt64(bit)
      missing -= (~validity[at >> 6] & mask).nonzeroBitCount
      validity[at >> 6] |= mask
      at += count
    }
    rows = row
  }

  private func memorySet(_ start: UnsafeMutableRawPointer, zeroes count: Int) {
    start.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  /// Copies `count` rows into a vector and starts anew; `heap` is what byte views point into.
  mutating func take(_ count: Int, heap: ContiguousArray<UInt8>) -> Vector {
    backfill(to: count)
    let words = (count + 63) / 64
    let bits =
      missing == 0 ? [] : ContiguousArray(UnsafeBufferPointer(start: validity, count: words))
    let validity = Validity(words: bits, count: count, missing: missing)
    let storage: Vector.Storage =
      switch self.storage {
      case .bool: .bool(copy(count))
      case .int32: .int32(copy(count))
      case .int64: .int64(copy(count))
      case .double: .double(copy(count))
      case .int128: .int128(copy(count))
      case .wide: .wide(copy(count))
      case .bytes: .bytes(ByteViews(views: copy(count), heap: heap))
      }
    if missing > 0 { self.validity.update(repeating: .max, count: words) }
    rows = 0
    missing = 0
    return Vector(type: type, storage: storage, validity: validity)
  }

  private func copy<Element>(_ count: Int) -> ContiguousArray<Element> {
    ContiguousArray(
      UnsafeBufferPointer(start: data.assumingMemoryBound(to: Element.self), count: count)
    )
  }
}

/// A place in a column that values are stored to.
typealias ColumnPointer = UnsafeMutablePointer<ColumnBuffer>

extension UnsafeMutablePointer where Pointee == ColumnBuffer {
  /// Stores the eight bytes of a value. A value that the row has already is replaced.
  @inline(__always)
  func put(_ bits: UInt64, at row: Int) {
    if pointee.rows != row { pointee.backfill(to: row) }
    pointee.data.assumingMemoryBound(to: UInt64.self)[row] = bits
    pointee.rows = row &+ 1
  }

  /// Stores a value of any width.
  @inline(__always)
  func put<Element: BitwiseCopyable>(_ value: Element, at row: Int) {
    if pointee.rows != row { pointee.backfill(to: row) }
    pointee.data.assumingMemoryBound(to: Element.self)[row] = value
    pointee.rows = row &+ 1
  }

  /// Whether `row` has a value.
  @inline(__always)
  func has(_ row: Int) -> Bool { pointee.rows > row }
}
