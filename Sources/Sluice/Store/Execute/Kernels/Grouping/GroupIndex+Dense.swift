// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Keys are checked against the range.

/// Numbers of groups by an integer itself, from the least to the greatest.
struct DenseGroups {
  /// The integers that a range may have which nobody promised.
  static let startLimit = 1 << 18
  /// The integers that a range may have which is known before.
  static let knownLimit = 1 << 26

  /// The least integer.
  private(set) var lower: Int64 = 0
  /// How many integers there are places for.
  private(set) var size = 0
  private let memory = GrowingBuffer<UInt32>()

  /// The places: number of the group plus one.
  @inline(__always) var base: UnsafeMutablePointer<UInt32> { memory.base }
  /// The memory that is taken.
  var byteCount: Int { memory.capacity * 4 }

  /// Makes places for a range, if there are at most `limit` then. Tells whether it did.
  @discardableResult
  mutating func widen(toInclude range: ClosedRange<Int64>, limit: Int) -> Bool {
    var (least, greatest) = (range.lowerBound, range.upperBound)
    if size > 0 {
      least = min(least, lower)
      greatest = max(greatest, lower + Int64(size - 1))
    }
    let (distance, isOver) = greatest.subtractingReportingOverflow(least)
    guard !isOver, distance < Int64(limit) else { return false }
    // Room on the side it grew to, so that a key that climbs does not widen it each time.
    let wanted = Int(distance) + 1
    let slack = size == 0 ? 0 : Int64(min(limit - wanted, wanted / 2))
    if size > 0 && least < lower {
      least = least.subtractingReportingOverflow(slack).overflow ? least : least - slack
    } else if size > 0 {
      greatest = greatest.addingReportingOverflow(slack).overflow ? greatest : greatest + slack
    }
    let newSize = Int(greatest - least) + 1
    let offset = size == 0 ? 0 : Int(lower - least)
    let old = size
    memory.resize(to: max(newSize, memory.count), filling: 0)
    if offset > 0 && old > 0 {
      // Moves towards the end: the places may overlap.
      for place in stride(from: old - 1, through: 0, by: -1) {
        memory.base[place + offset] = memory.base[place]
      }
      memory.base.update(repeating: 0, count: offset)
    }
    (lower, size) = (least, newSize)
    return true
  }

  /// Gives the memory back.
  mutating func remove() { self = DenseGroups() }
}

extension GroupIndex {
  /// Adds rows while the index is dense; the number of rows that were before it had to be hashed.
  func addDense(_ cells: Cells, _ rows: Int, _ groups: UnsafeMutablePointer<UInt32>) -> Int {
    var done = 0
    while done < rows {
      done =
        keys[0].kind == .int32
        ? addDense(Int32.self, cells, done, rows, groups)
        : addDense(Int64.self, cells, done, rows, groups)
      guard done < rows else { break }
      // The row has a key that is out of the range.
      let key = keys[0].kind == .int32 ? Int64(cells.value(done, Int32.self)) : cells.value(done)
      let limit = max(DenseGroups.startLimit, count * 8, dense.size)
      if !dense.widen(toInclude: key...key, limit: min(limit, DenseGroups.knownLimit)) {
        becomeHashed()
        return done
      }
    }
    return done
  }

  @inline(__always)
  private func addDense<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ first: Int,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>
  ) -> Int {
    let column = keys[0]
    column.reserve(column.count + rows)
    let (values, known, validity) = (cells.values(type), column.values(type), cells.validity)
    let (places, lower, size) = (dense.base, dense.lower, UInt64(dense.size))
    let made = added.base
    var (count, madeCount) = (column.count, added.count)
    defer {
      column.setCount(count)
      added.count = madeCount
    }
    for row in first..<rows {
      if let validity, validity[row >> 6] >> UInt64(row & 63) & 1 == 0 {
        if missingGroup == Self.none {
          column.setCount(count)
          added.count = madeCount
          addMissing(row)
          (count, madeCount) = (column.count, added.count)
        }
        groups[row] = missingGroup
        continue
      }
      let value = values[row]
      let place = UInt64(bitPattern: Int64(truncatingIfNeeded: value) &- lower)
      guard place < size else { return row }
      var group = places[Int(truncatingIfNeeded: place)]
      if group == 0 {
        known[count] = value
        made[madeCount] = UInt32(truncatingIfNeeded: row)
        madeCount &+= 1
        count &+= 1
        group = UInt32(truncatingIfNeeded: count)
        places[Int(truncatingIfNeeded: place)] = group
      }
      groups[row] = group &- 1
    }
    return rows
  }

  /// Finds rows while the index is dense.
  func findDense(_ cells: Cells, _ rows: Int, _ groups: UnsafeMutablePointer<UInt32>) {
    if keys[0].kind == .int32 {
      findDense(Int32.self, cells, rows, groups)
    } else {
      findDense(Int64.self, cells, rows, groups)
    }
  }

  @inline(__always)
  private func findDense<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>
  ) {
    let (values, validity, missing) = (cells.values(type), cells.validity, missingGroup)
    let (places, lower, size) = (dense.base, dense.lower, UInt64(dense.size))
    for row in 0..<rows {
      let place = UInt64(bitPattern: Int64(truncatingIfNeeded: values[row]) &- lower)
      // No group is zero minus one.
      groups[row] = place < size ? places[Int(truncatingIfNeeded: place)] &- 1 : Self.none
    }
    guard let validity else { return }
    for row in 0..<rows where validity[row >> 6] >> UInt64(row & 63) & 1 == 0 {
      groups[row] = missing
    }
  }

  /// Gives up the range: hashes all groups.
  func becomeHashed() {
    let count = count
    hashes.reserve(count)
    Hashing.hash(keys[0].cells, count: count, into: hashes.base, combining: false)
    hashes.count = count
    dense.remove()
    mode = .hashed
    makeSlots(for: count)
  }
}
