// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which the cells belong to.

/// Hashes of cells: values that are equal and of the same type have the same one.
///
/// As wyhash does, 64 bits are mixed by the two halves of a product of 128. All bits are good: tables
/// take the lower ones, their slots the upper ones, and partitions the uppermost.
enum Hashing {
  /// Writes a hash for each row, or combines those that are there with it.
  static func hash(
    _ cells: Cells,
    count: Int,
    into hashes: UnsafeMutablePointer<UInt64>,
    combining: Bool
  ) {
    switch cells.kind {
    case .bool: fill(UInt8.self, cells, count, hashes, combining)
    case .int32: fill(Int32.self, cells, count, hashes, combining)
    case .int64: fill(Int64.self, cells, count, hashes, combining)
    case .int128: fill(Int128.self, cells, count, hashes, combining)
    case .double: fill(Double.self, cells, count, hashes, combining)
    case .bytes: fill(ByteRun.self, cells, count, hashes, combining)
    case .interval: fill(Interval.self, cells, count, hashes, combining)
    case .list: hashLists(cells, count, hashes, combining)
    case .structure: hashStructures(cells, count, hashes, combining)
    }
  }

  /// Writes a hash for each row of several columns; without columns all are the same.
  static func hash(_ columns: [Cells], count: Int, into hashes: UnsafeMutablePointer<UInt64>) {
    if columns.isEmpty { hashes.update(repeating: missing, count: count) }
    for (place, cells) in columns.enumerated() {
      hash(cells, count: count, into: hashes, combining: place > 0)
    }
  }

  /// The hash of what is missing.
  static let missing: UInt64 = 0x9AE1_6A3B_2F90_404F

  /// Mixes two words.
  @inline(__always)
  static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  /// Adds a hash to another, so that the order matters.
  @inline(__always)
  static func combine(_ hash: UInt64, _ other: UInt64) -> UInt64 {
    mix((hash << 31 | hash >> 33) &+ other ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
  }

  @inline(__always)
  private static func fill<Value: HashedCell>(
    _ type: Value.Type,
    _ cells: Cells,
    _ count: Int,
    _ hashes: UnsafeMutablePointer<UInt64>,
    _ combining: Bool
  ) {
    let values = cells.values(type)
    if cells.isConstant {
      let value = cells.isValid(0) ? values[0].cellHash : missing
      if combining {
        for row in 0..<count { hashes[row] = combine(hashes[row], value) }
      } else {
        hashes.update(repeating: value, count: count)
      }
      return
    }
    guard let validity = cells.validity else {
      if combining {
        for row in 0..<count { hashes[row] = combine(hashes[row], values[row].cellHash) }
      } else {
        for row in 0..<count { hashes[row] = values[row].cellHash }
      }
      return
    }
    for row in 0..<count {
      let isValid = validity[row >> 6] >> UInt64(row & 63) & 1 == 1
      let value = isValid ? values[row].cellHash : missing
      hashes[row] = combining ? combine(hashes[row], value) : value
    }
  }

  private static func hashStructures(
    _ cells: Cells,
    _ count: Int,
    _ hashes: UnsafeMutablePointer<UInt64>,
    _ combining: Bool
  ) {
    let own = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, count))
    defer { own.deallocate() }
    hash(cells.children, count: count, into: own)
    for row in 0..<count {
      let value = cells.isValid(row) ? own[row] : missing
      hashes[row] = combining ? combine(hashes[row], value) : value
    }
  }

  private static func hashLists(
    _ cells: Cells,
    _ count: Int,
    _ hashes: UnsafeMutablePointer<UInt64>,
    _ combining: Bool
  ) {
    // Only the elements that the rows have: the child may be that of a much larger table.
    let elements = cells.elements(count)
    let own = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, elements.count))
    defer { own.deallocate() }
    let children = cells.children[0].gathered(elements)
    hash(children, count: elements.count, into: own, combining: false)
    var next = 0
    for row in 0..<count {
      var value = missing
      if cells.isValid(row) {
        let length = Int(cells.value(row, ListRun.self).count)
        value = UInt64(length) ^ 0x8EBC_6AF0_9C88_C6E3
        if cells.isConstant { next = 0 }
        for place in next..<next + length { value = combine(value, own[place]) }
        next += length
      }
      hashes[row] = combining ? combine(hashes[row], value) : value
    }
  }
}

extension Cells {
  /// The numbers of the elements of lists, one list after the other; of a constant those of the one.
  func elements(_ count: Int) -> Selection {
    let count = isConstant ? min(1, count) : count
    let runs = values(ListRun.self)
    var total = 0
    for row in 0..<count where isValid(row) { total += Int(runs[row].count) }
    let elements = Selection(capacity: total)
    var next = 0
    for row in 0..<count where isValid(row) {
      for place in 0..<runs[row].count {
        elements.rows[next] = runs[row].start + place
        next += 1
      }
    }
    elements.count = total
    return elements
  }
}
