// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. There is room for as many groups as rows are added, and always a free slot.

extension GroupIndex {
  /// Adds rows of any keys: all of them look for a slot, then keys are compared column by column, and
  /// those that met others with the same upper half of the hash look further.
  func addColumns(
    _ columns: [Cells],
    _ hashes: UnsafePointer<UInt64>,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>
  ) {
    scratch.reserve(rows)
    let (pending, candidates) = (scratch.pending.base, scratch.candidates.base)
    let positions = scratch.positions.base
    let (slots, mask) = (slots, mask)
    let (groupHashes, made) = (self.hashes.base, added.base)
    for row in 0..<rows {
      pending[row] = UInt32(truncatingIfNeeded: row)
      positions[row] = Int(truncatingIfNeeded: hashes[row]) & mask
    }
    var (left, count) = (rows, count)
    while left > 0 {
      let madeBefore = added.count
      var (madeCount, found) = (madeBefore, 0)
      for place in 0..<left {
        let row = Int(pending[place])
        let hash = hashes[row]
        var position = positions[row]
        while true {
          let slot = slots[position]
          if slot == 0 {
            slots[position] = Self.slot(hash, count)
            groupHashes[count] = hash
            made[madeCount] = UInt32(truncatingIfNeeded: row)
            madeCount &+= 1
            groups[row] = UInt32(truncatingIfNeeded: count)
            count &+= 1
            break
          }
          position = (position &+ 1) & mask
          if (slot ^ hash) >> 32 == 0 {
            groups[row] = UInt32(truncatingIfNeeded: slot) &- 1
            candidates[found] = UInt32(truncatingIfNeeded: row)
            found &+= 1
            positions[row] = position
            break
          }
        }
      }
      self.hashes.count = count
      added.count = madeCount
      if madeCount > madeBefore {
        for (key, cells) in zip(keys, columns) {
          key.append(
            cells,
            rows: UnsafePointer(made + madeBefore),
            count: madeCount - madeBefore
          )
        }
      }
      left = mismatches(columns, groups, candidates, found, pending)
    }
  }

  /// Finds rows of any keys, as they are added.
  func findColumns(
    _ columns: [Cells],
    _ hashes: UnsafePointer<UInt64>,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>,
    _ scratch: GroupScratch
  ) {
    scratch.reserve(rows)
    let (pending, candidates) = (scratch.pending.base, scratch.candidates.base)
    let positions = scratch.positions.base
    let (slots, mask) = (slots, mask)
    for row in 0..<rows {
      pending[row] = UInt32(truncatingIfNeeded: row)
      positions[row] = Int(truncatingIfNeeded: hashes[row]) & mask
    }
    var left = rows
    while left > 0 {
      var found = 0
      for place in 0..<left {
        let row = Int(pending[place])
        let hash = hashes[row]
        var position = positions[row]
        while true {
          let slot = slots[position]
          if slot == 0 {
            groups[row] = Self.none
            break
          }
          position = (position &+ 1) & mask
          if (slot ^ hash) >> 32 == 0 {
            groups[row] = UInt32(truncatingIfNeeded: slot) &- 1
            candidates[found] = UInt32(truncatingIfNeeded: row)
            found &+= 1
            positions[row] = position
            break
          }
        }
      }
      left = mismatches(columns, groups, candidates, found, pending)
    }
  }

  /// Leaves those of `candidates` in `others` whose keys are not those of their groups.
  private func mismatches(
    _ columns: [Cells],
    _ groups: UnsafeMutablePointer<UInt32>,
    _ candidates: UnsafeMutablePointer<UInt32>,
    _ found: Int,
    _ others: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var (left, different) = (found, 0)
    for (key, cells) in zip(keys, columns) where left > 0 {
      switch key.kind {
      case .bool: split(UInt8.self, key, cells, groups, candidates, &left, others, &different)
      case .int32: split(Int32.self, key, cells, groups, candidates, &left, others, &different)
      case .int64: split(Int64.self, key, cells, groups, candidates, &left, others, &different)
      case .int128: split(Int128.self, key, cells, groups, candidates, &left, others, &different)
      case .double: split(Double.self, key, cells, groups, candidates, &left, others, &different)
      case .bytes: split(ByteRun.self, key, cells, groups, candidates, &left, others, &different)
      case .interval:
        split(Interval.self, key, cells, groups, candidates, &left, others, &different)
      case .list, .structure:
        let known = key.cells
        var same = 0
        for place in 0..<left {
          let row = candidates[place]
          if CellOrder.compare(cells, Int(row), known, Int(groups[Int(row)])) == 0 {
            candidates[same] = row
            same += 1
          } else {
            others[different] = row
            different += 1
          }
        }
        left = same
      }
    }
    return different
  }

  @inline(__always)
  private func split<Value: ComparableCell>(
    _ type: Value.Type,
    _ key: CellColumn,
    _ cells: Cells,
    _ groups: UnsafeMutablePointer<UInt32>,
    _ candidates: UnsafeMutablePointer<UInt32>,
    _ left: inout Int,
    _ others: UnsafeMutablePointer<UInt32>,
    _ different: inout Int
  ) {
    let (values, known) = (cells.values(type), key.values(type))
    let hasMissing = cells.validity != nil || key.hasMissing
    var (same, other) = (0, different)
    for place in 0..<left {
      let row = candidates[place]
      let group = Int(groups[Int(row)])
      var isSame = Value.same(values[Int(row)], known[group])
      if hasMissing { isSame &= bit(cells.isValid(Int(row)) == key.isValid(group)) }
      candidates[same] = row
      others[other] = row
      same &+= Int(isSame)
      other &+= Int(isSame ^ 1)
    }
    (left, different) = (same, other)
  }
}
