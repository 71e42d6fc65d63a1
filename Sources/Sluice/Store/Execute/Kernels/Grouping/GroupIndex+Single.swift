// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. There is room for as many groups as rows are added, and always a free slot.

extension GroupIndex {
  /// Adds rows of a single integer.
  @inline(__always)
  func addIntegers<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ hashes: UnsafePointer<UInt64>,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>,
    from first: Int
  ) {
    let column = keys[0]
    column.reserve(column.count + rows)
    let (values, known) = (cells.values(type), column.values(type))
    let (slots, mask) = (slots, mask)
    let (groupHashes, made) = (self.hashes.base, added.base)
    var (count, madeCount) = (column.count, added.count)
    let validity = cells.validity
    for row in first..<rows {
      if let validity, validity[row >> 6] >> UInt64(row & 63) & 1 == 0 {
        if missingGroup == Self.none {
          column.setCount(count)
          self.hashes.count = count
          added.count = madeCount
          addMissing(row)
          count &+= 1
          madeCount = added.count
        }
        groups[row] = missingGroup
        continue
      }
      let (hash, value) = (hashes[row], values[row])
      var place = Int(truncatingIfNeeded: hash) & mask
      while true {
        let slot = slots[place]
        if slot == 0 {
          slots[place] = Self.slot(hash, count)
          known[count] = value
          groupHashes[count] = hash
          made[madeCount] = UInt32(truncatingIfNeeded: row)
          madeCount &+= 1
          groups[row] = UInt32(truncatingIfNeeded: count)
          count &+= 1
          break
        }
        let group = UInt32(truncatingIfNeeded: slot) &- 1
        if (slot ^ hash) >> 32 == 0 && known[Int(group)] == value {
          groups[row] = group
          break
        }
        place = (place &+ 1) & mask
      }
    }
    column.setCount(count)
    self.hashes.count = count
    added.count = madeCount
  }

  /// Finds rows of a single integer.
  @inline(__always)
  func findIntegers<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ hashes: UnsafePointer<UInt64>,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>
  ) {
    let (values, known) = (cells.values(type), keys[0].values(type))
    let (slots, mask, missing, validity) = (slots, mask, missingGroup, cells.validity)
    for row in 0..<rows {
      if let validity, validity[row >> 6] >> UInt64(row & 63) & 1 == 0 {
        groups[row] = missing
        continue
      }
      let (hash, value) = (hashes[row], values[row])
      var place = Int(truncatingIfNeeded: hash) & mask
      while true {
        let slot = slots[place]
        let group = UInt32(truncatingIfNeeded: slot) &- 1
        // A free slot gives no group.
        if slot == 0 || (slot ^ hash) >> 32 == 0 && known[Int(group)] == value {
          groups[row] = group
          break
        }
        place = (place &+ 1) & mask
      }
    }
  }

  /// Adds rows of a single run of bytes.
  func addBytes(
    _ cells: Cells,
    _ hashes: UnsafePointer<UInt64>,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>
  ) {
    let column = keys[0]
    column.reserve(column.count + rows)
    let before = column.count
    defer { if column.count > before { column.retain(cells) } }
    let (values, known) = (cells.values(ByteRun.self), column.values(ByteRun.self))
    let (slots, mask, groupHashes) = (slots, mask, self.hashes)
    let validity = cells.validity
    for row in 0..<rows {
      if let validity, validity[row >> 6] >> UInt64(row & 63) & 1 == 0 {
        if missingGroup == Self.none { addMissing(row) }
        groups[row] = missingGroup
        continue
      }
      let (hash, value) = (hashes[row], values[row])
      var place = Int(truncatingIfNeeded: hash) & mask
      while true {
        let slot = slots[place]
        if slot == 0 {
          let count = column.count
          slots[place] = Self.slot(hash, count)
          column.append(run: value)
          groupHashes.append(hash)
          added.append(UInt32(truncatingIfNeeded: row))
          groups[row] = UInt32(truncatingIfNeeded: count)
          break
        }
        let group = UInt32(truncatingIfNeeded: slot) &- 1
        if (slot ^ hash) >> 32 == 0 && ByteRun.isSame(known[Int(group)], value) {
          groups[row] = group
          break
        }
        place = (place &+ 1) & mask
      }
    }
  }

  /// Finds rows of a single run of bytes.
  func findBytes(
    _ cells: Cells,
    _ hashes: UnsafePointer<UInt64>,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>
  ) {
    let (values, known) = (cells.values(ByteRun.self), keys[0].values(ByteRun.self))
    let (slots, mask, missing, validity) = (slots, mask, missingGroup, cells.validity)
    for row in 0..<rows {
      if let validity, validity[row >> 6] >> UInt64(row & 63) & 1 == 0 {
        groups[row] = missing
        continue
      }
      let (hash, value) = (hashes[row], values[row])
      var place = Int(truncatingIfNeeded: hash) & mask
      while true {
        let slot = slots[place]
        let group = UInt32(truncatingIfNeeded: slot) &- 1
        if slot == 0 || (slot ^ hash) >> 32 == 0 && ByteRun.isSame(known[Int(group)], value) {
          groups[row] = group
          break
        }
        place = (place &+ 1) & mask
      }
    }
  }

  /// Makes the group of the missing key, for which there is room.
  func addMissing(_ row: Int) {
    missingGroup = UInt32(truncatingIfNeeded: count)
    keys[0].appendMissing()
    if mode == .hashed { hashes.append(Hashing.missing) }
    added.append(UInt32(truncatingIfNeeded: row))
  }
}
