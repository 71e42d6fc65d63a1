// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Entries are as many as rows, and their rows are those of the keys.

/// Puts rows of several keys in order. Equal rows stay in the order in which they were.
final class KeySorter {
  let keys: [Cells]
  let orders: [KeyOrder]
  let entries: UnsafeMutablePointer<SortEntry>
  let other: UnsafeMutablePointer<SortEntry>
  let radix: RadixSort
  /// Whether it ends, with rows in whatever order.
  private(set) var isStopped = false
  private let interruption: Interruption?
  /// Up to so many rows that are equal so far are compared directly.
  private static let directLimit = 24
  /// Up to so many words of texts are looked at, so that no text makes the calls go too deep.
  private static let levelLimit = 64
  /// The entries that get their words before it is asked whether the query is to end.
  private static let blockSize = 1 << 18

  private init(
    _ keys: [Cells],
    _ orders: [KeyOrder],
    _ count: Int,
    _ interruption: Interruption?
  ) {
    self.keys = keys
    self.orders = orders
    self.interruption = interruption
    radix = RadixSort(interruption)
    entries = LargeMemory.allocate(SortEntry.self, capacity: count)
    other = LargeMemory.allocate(SortEntry.self, capacity: count)
  }

  deinit {
    entries.deallocate()
    other.deallocate()
  }

  /// The numbers of the first `count` rows in the order of their keys.
  ///
  /// Of a query that is to end it is a permutation all the same, of whatever order.
  static func permutation(
    _ keys: [Cells],
    _ orders: [KeyOrder],
    count: Int,
    _ interruption: Interruption? = nil
  ) -> Selection {
    let result = Selection(0..<count)
    sort(result, keys, orders, interruption)
    return result
  }

  /// Puts rows in the order of their keys, or leaves them as they are if the query is to end.
  static func sort(
    _ rows: Selection,
    _ keys: [Cells],
    _ orders: [KeyOrder],
    _ interruption: Interruption? = nil
  ) {
    precondition(keys.count == orders.count, "Each key has an order.")
    let (keys, orders) = relevant(keys, orders)
    guard !keys.isEmpty, rows.count > 1 else { return }
    let sorter = KeySorter(keys, orders, rows.count, interruption)
    sorter.fill(rows)
    sorter.sort(0, rows.count, key: 0)
    guard !sorter.isStopped else { return }
    for place in 0..<rows.count { rows.rows[place] = sorter.entries[place].row }
  }

  /// An entry for each row, and pages for those that sorting moves.
  private func fill(_ rows: Selection) {
    for block in stride(from: 0, to: rows.count, by: Self.blockSize) {
      let end = min(rows.count, block + Self.blockSize)
      guard !isEnding(end - block) else { return }
      for place in block..<end { entries[place] = SortEntry(key: 0, row: rows.rows[place]) }
      LargeMemory.touch(other + block, byteCount: (end - block) * MemoryLayout<SortEntry>.stride) {}
    }
  }

  /// One value for all rows orders none.
  private static func relevant(
    _ keys: [Cells],
    _ orders: [KeyOrder]
  ) -> ([Cells], [KeyOrder]) {
    let places = keys.indices.filter { !keys[$0].isConstant }
    return (places.map { keys[$0] }, places.map { orders[$0] })
  }

  /// Sorts entries that are equal in all keys before this one.
  func sort(_ start: Int, _ count: Int, key: Int) {
    guard key < keys.count, count > 1, !isEnding(count) else { return }
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

  /// Whether to end here. Looks where there are many entries only.
  private func isEnding(_ count: Int) -> Bool {
    if count >= Interruption.rows, interruption?.isRequested == true { isStopped = true }
    return isStopped
  }

  /// Sorts entries by their words.
  func sortByWords(_ start: Int, _ count: Int) {
    if !radix.sort(entries + start, other, count) { isStopped = true }
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
    guard count > 1, !isStopped else { return }
    for block in stride(from: start, to: start + count, by: Self.blockSize) {
      let size = min(Self.blockSize, start + count - block)
      guard !isEnding(size) else { return }
      fill(block, size, key, level, offset)
      guard orders[key].isDescending else { continue }
      for place in block..<block + size { entries[place].key = ~entries[place].key }
    }
    sortByWords(start, count)
    guard !isStopped else { return }
    let exact = SortPrefix.exactWords(keys[key].kind)
    let isExact = exact == level + 1
    if isExact && key + 1 == keys.count { return }
    sortTies(start, count) { first, size in
      if isExact {
        sort(first, size, key: key + 1)
      } else {
        refine(first, size, key, level: level, offset: offset)
      }
    }
  }

  /// Sorts entries that had the same words of the key so far.
  private func refine(_ start: Int, _ count: Int, _ key: Int, level: Int, offset: Int) {
    guard !isEnding(count) else { return }
    if keys[key].kind == .bytes && areCovered(start, count, offset + 8) {
      // What is left differs by zeros at the end: shorter ones come first.
      sortByLength(start, count, key)
    } else if count <= Self.directLimit {
      sortDirectly(start, count, from: key)
    } else if keys[key].kind != .bytes {
      sortWords(start, count, key, level: level + 1, offset: 0)
    } else if areSame(start, count, key) {
      sort(start, count, key: key + 1)
    } else if level >= Self.levelLimit {
      sortNested(start, count, key)
    } else {
      let common = commonPrefix(start, count, key, from: offset + 8)
      sortWords(start, count, key, level: level + 1, offset: common)
    }
  }

  /// Calls `body` with the first entry and the number of entries that have the same key.
  func sortTies(_ start: Int, _ count: Int, _ body: (Int, Int) -> Void) {
    var place = start
    let end = start + count
    var lookedAt = start
    while place < end, !isStopped {
      // Ties are many and small: none of them looks by itself.
      if place - lookedAt >= Interruption.rows {
        guard !isEnding(Interruption.rows) else { return }
        lookedAt = place
      }
      var next = place + 1
      let word = entries[place].key
      while next < end && entries[next].key == word { next += 1 }
      if next - place > 1 { body(place, next - place) }
      place = next
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
        entries[place].key = SortPrefix.word(values[Int(entries[place].row)].orderKey, level)
      }
    default:
      let values = cells.values(ByteRun.self)
      for place in 0..<count {
        let run = values[Int(entries[place].row)]
        entries[place].key = SortPrefix.word(run, at: offset)
        entries[place].length = UInt32(truncatingIfNeeded: run.count)
      }
    }
  }
}

extension KeySorter {
  /// Sorts few entries by comparing their rows by all keys from one on.
  private func sortDirectly(_ start: Int, _ count: Int, from key: Int) {
    for place in start + 1..<start + count {
      let entry = entries[place]
      var before = place
      while before > start,
        KeyComparison.compare(
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
    guard count > 1, !isStopped else { return }
    let (cells, sign) = (keys[key], orders[key].isDescending ? -1 : 1)
    // Where values are equal the places decide: entries are in order already.
    for place in 0..<count { entries[start + place].key = UInt64(place) }
    var range = UnsafeMutableBufferPointer(start: entries + start, count: count)
    var compared = 0
    do {
      try range.sort { left, right in
        compared += 1
        try interruption?.check(atRow: compared)
        let order = CellOrder.compareValues(cells, Int(left.row), cells, Int(right.row)) * sign
        return order != 0 ? order < 0 : left.key < right.key
      }
    } catch {
      isStopped = true
    }
    guard key + 1 < keys.count, !isStopped else { return }
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
}
