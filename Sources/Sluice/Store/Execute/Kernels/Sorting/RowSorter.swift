// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Entries are as many as rows, and their rows are those of the keys.

/// Puts rows of several keys in order. Equal rows stay in the order in which they were.
final class RowSorter {
  private let keys: [Cells]
  private let orders: [SortOrder]
  private let entries: UnsafeMutablePointer<SortEntry>
  private let other: UnsafeMutablePointer<SortEntry>
  private let radix = RadixSort()
  /// Up to so many rows that are equal so far are compared directly.
  private static let directLimit = 24
  /// Up to so many words of texts are looked at, so that no text makes the calls go too deep.
  private static let levelLimit = 64

  private init(_ keys: [Cells], _ orders: [SortOrder], _ count: Int) {
    self.keys = keys
    self.orders = orders
    entries = .allocate(capacity: max(1, count))
    other = .allocate(capacity: max(1, count))
  }

  deinit {
    entries.deallocate()
    other.deallocate()
  }

  /// The numbers of the first `count` rows in the order of their keys.
  static func permutation(_ keys: [Cells], _ orders: [SortOrder], count: Int) -> Selection {
    precondition(keys.count == orders.count, "Each key has an order.")
    let result = Selection(capacity: count)
    result.count = count
    let (keys, orders) = relevant(keys, orders)
    guard !keys.isEmpty else {
      for row in 0..<count { result.rows[row] = UInt32(truncatingIfNeeded: row) }
      return result
    }
    let sorter = RowSorter(keys, orders, count)
    for row in 0..<count {
      sorter.entries[row] = SortEntry(key: 0, row: UInt32(truncatingIfNeeded: row))
    }
    sorter.sort(0, count, key: 0)
    for row in 0..<count { result.rows[row] = sorter.entries[row].row }
    return result
  }

  /// One value for all rows orders none.
  private static func relevant(
    _ keys: [Cells],
    _ orders: [SortOrder]
  ) -> ([Cells], [SortOrder]) {
    let places = keys.indices.filter { !keys[$0].isConstant }
    return (places.map { keys[$0] }, places.map { orders[$0] })
  }

  /// Sorts entries that are equal in all keys before this one.
  private func sort(_ start: Int, _ count: Int, key: Int) {
    guard key < keys.count, count > 1 else { return }
    if count <= Self.directLimit {
      sortDirectly(start, count, from: key)
      return
    }
    let missing = partition(start, count, key)
    let first = orders[key].hasNullsFirst ? start + missing : start
    let nulls = orders[key].hasNullsFirst ? start : start + count - missing
    if missing > 0 { sort(nulls, missing, key: key + 1) }
    if SortPrefix.hasWords(keys[key].kind) {
      let offset = keys[key].kind == .bytes ? commonPrefix(first, count - missing, key, from: 0) : 0
      sortWords(first, count - missing, key, level: 0, offset: offset)
    } else {
      sortNested(first, count - missing, key)
    }
  }

  /// Brings the entries whose key is missing to the side that they belong to. Tells how many there are.
  private func partition(_ start: Int, _ count: Int, _ key: Int) -> Int {
    let cells = keys[key]
    guard cells.validity != nil else { return 0 }
    var (valid, missing) = (0, 0)
    for place in start..<start + count {
      let entry = entries[place]
      if cells.isValid(Int(entry.row)) {
        entries[start + valid] = entry
        valid += 1
      } else {
        other[missing] = entry
        missing += 1
      }
    }
    if missing > 0 && orders[key].hasNullsFirst {
      for place in stride(from: valid - 1, through: 0, by: -1) {
        entries[start + missing + place] = entries[start + place]
      }
      (entries + start).update(from: other, count: missing)
    } else {
      (entries + start + valid).update(from: other, count: missing)
    }
    return missing
  }

  /// Sorts by a word of the key, and those with the same one by what comes after it.
  private func sortWords(_ start: Int, _ count: Int, _ key: Int, level: Int, offset: Int) {
    guard count > 1 else { return }
    fill(start, count, key, level, offset)
    if orders[key].isDescending {
      for place in start..<start + count { entries[place].key = ~entries[place].key }
    }
    radix.sort(entries + start, other, count)
    let exact = SortPrefix.exactWords(keys[key].kind)
    let isExact = exact == level + 1
    if isExact && key + 1 == keys.count { return }
    var place = start
    let end = start + count
    while place < end {
      var next = place + 1
      let word = entries[place].key
      while next < end && entries[next].key == word { next += 1 }
      if next - place > 1 {
        if isExact {
          sort(place, next - place, key: key + 1)
        } else {
          refine(place, next - place, key, level: level, offset: offset)
        }
      }
      place = next
    }
  }

  /// Sorts entries that had the same words of the key so far.
  private func refine(_ start: Int, _ count: Int, _ key: Int, level: Int, offset: Int) {
    if count <= Self.directLimit {
      sortDirectly(start, count, from: key)
    } else if keys[key].kind != .bytes {
      sortWords(start, count, key, level: level + 1, offset: 0)
    } else if areSame(start, count, key) {
      sort(start, count, key: key + 1)
    } else if level >= Self.levelLimit || areCovered(start, count, key, offset + 8) {
      // What is left differs by zeros at the end, where shorter ones come first; or it is odd.
      sortNested(start, count, key)
    } else {
      let common = commonPrefix(start, count, key, from: offset + 8)
      sortWords(start, count, key, level: level + 1, offset: common)
    }
  }

  private func fill(_ start: Int, _ count: Int, _ key: Int, _ level: Int, _ offset: Int) {
    let (cells, entries) = (keys[key], entries + start)
    switch cells.kind {
    case .bool:
      let values = cells.values(UInt8.self)
      for place in 0..<count { entries[place].key = UInt64(values[Int(entries[place].row)]) }
    case .int32:
      let values = cells.values(Int32.self)
      for place in 0..<count {
        entries[place].key = SortPrefix.word(Int64(values[Int(entries[place].row)]))
      }
    case .int64:
      let values = cells.values(Int64.self)
      for place in 0..<count {
        entries[place].key = SortPrefix.word(values[Int(entries[place].row)])
      }
    case .double:
      let values = cells.values(Double.self)
      for place in 0..<count {
        entries[place].key = SortPrefix.word(values[Int(entries[place].row)])
      }
    case .int128:
      let values = cells.values(Int128.self)
      for place in 0..<count {
        entries[place].key = SortPrefix.word(values[Int(entries[place].row)], level)
      }
    case .interval:
      let values = cells.values(Interval.self)
      for place in 0..<count {
        entries[place].key = SortPrefix.word(values[Int(entries[place].row)].normalized, level)
      }
    default:
      let values = cells.values(ByteRun.self)
      for place in 0..<count {
        entries[place].key = SortPrefix.word(values[Int(entries[place].row)], at: offset)
      }
    }
  }
}

extension RowSorter {
  /// Sorts few entries by comparing their rows by all keys from one on.
  private func sortDirectly(_ start: Int, _ count: Int, from key: Int) {
    for place in start + 1..<start + count {
      let entry = entries[place]
      var before = place
      while before > start,
        RowOrder.compare(
          keys,
          Int(entries[before - 1].row),
          keys,
          Int(entry.row),
          orders,
          from: key
        ) > 0
      {
        entries[before] = entries[before - 1]
        before -= 1
      }
      entries[before] = entry
    }
  }

  /// Sorts entries by comparing values of one key, and equal ones by the next keys.
  private func sortNested(_ start: Int, _ count: Int, _ key: Int) {
    guard count > 1 else { return }
    let (cells, sign) = (keys[key], orders[key].isDescending ? -1 : 1)
    // Where values are equal the places decide: entries are in order already.
    for place in 0..<count { entries[start + place].key = UInt64(place) }
    var range = UnsafeMutableBufferPointer(start: entries + start, count: count)
    range.sort { left, right in
      let order = CellOrder.compareValues(cells, Int(left.row), cells, Int(right.row)) * sign
      return order != 0 ? order < 0 : left.key < right.key
    }
    guard key + 1 < keys.count else { return }
    var place = start
    while place < start + count {
      var next = place + 1
      let row = Int(entries[place].row)
      while next < start + count,
        CellOrder.compareValues(cells, row, cells, Int(entries[next].row)) == 0
      {
        next += 1
      }
      sort(place, next - place, key: key + 1)
      place = next
    }
  }

  /// The number of bytes that all texts begin with, of which `known` are known to be the same.
  ///
  /// No text ends before those.
  private func commonPrefix(_ start: Int, _ count: Int, _ key: Int, from known: Int) -> Int {
    guard count > 0 else { return 0 }
    let values = keys[key].values(ByteRun.self)
    return values[Int(entries[start].row)].withBytes { first in
      var common = first.count
      for place in start + 1..<max(start + 1, start + count) where common > known {
        values[Int(entries[place].row)].withBytes { bytes in
          common = min(common, bytes.count)
          var same = known
          while same < common && first[same] == bytes[same] { same += 1 }
          common = same
        }
      }
      return max(known, common)
    }
  }

  private func areSame(_ start: Int, _ count: Int, _ key: Int) -> Bool {
    let values = keys[key].values(ByteRun.self)
    let first = values[Int(entries[start].row)]
    for place in start + 1..<start + count
    where !ByteRun.isSame(first, values[Int(entries[place].row)]) { return false }
    return true
  }

  private func areCovered(_ start: Int, _ count: Int, _ key: Int, _ covered: Int) -> Bool {
    let values = keys[key].values(ByteRun.self)
    for place in start..<start + count where values[Int(entries[place].row)].count > covered {
      return false
    }
    return true
  }
}
