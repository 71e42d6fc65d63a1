// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of rows are those of the keys that the index was made of.

/// Finds the rows of one side of a join by their keys. May be asked by several tasks, each with a
/// ``JoinProbe``.
///
/// Keys are numbered by ``RankedKeys`` if they are integers of a small range, else by a ``GroupIndex``;
/// rows of the same key lie together. A filter beside the latter turns away most rows that have no
/// partner before a table is asked that is larger than the cache.
final class JoinIndex: @unchecked Sendable {
  // Unchecked, as a block: filled when it is made, and then only read.

  /// The number of rows, with those that no other matches.
  let rowCount: Int
  /// Whether a row lacks a key, and so matches none; `NOT IN` asks for that.
  let hasMissingKeys: Bool
  /// Whether no two rows have the same keys.
  let isUnique: Bool
  /// For each key, whether missing ones match each other.
  let matchesMissing: [Bool]
  let groups: GroupIndex
  let filter: BloomFilter?
  /// The keys, if they are integers of a small range; the other index has none then.
  let ranked: RankedKeys?
  /// The number of different keys.
  let groupCount: Int
  /// The place in ``rows`` where those of each group begin, and one more; empty if keys are unique.
  let starts = GrowingBuffer<UInt32>()
  /// The rows, group by group; empty if they are numbered as the groups.
  let rows = GrowingBuffer<UInt32>()

  /// From so many groups on a filter is worth asking.
  static let filterLimit = 1 << 15

  /// An index of the first `count` rows of these keys.
  convenience init(_ keys: [Cells], count: Int, matchesMissing: [Bool]? = nil) {
    self.init(keys, count: count, matchesMissing: matchesMissing) {}
  }

  /// The same, which calls `check` from time to time, and ends if that throws. What works for long by
  /// itself asks the interruption.
  init<Failure: Error>(
    _ keys: [Cells],
    count: Int,
    matchesMissing: [Bool]? = nil,
    interruption: Interruption? = nil,
    check: () throws(Failure) -> Void
  ) throws(Failure) {
    let matchesMissing = matchesMissing ?? keys.map { _ in false }
    self.matchesMissing = matchesMissing
    rowCount = count
    groups = GroupIndex(keys.map { CellShape($0) }, isHashed: true)
    groups.interruption = interruption
    let numbers = GrowingBuffer<UInt32>(capacity: count)
    numbers.count = count
    let included: Int
    if let range = Self.range(of: keys, count) {
      let ranked = RankedKeys(range, keys[0], count: count)
      try check()
      let valid = keys[0].validCount(count)
      let missing = matchesMissing[0] ? UInt32(ranked.count) : GroupIndex.none
      ranked.number(keys[0], count: count, missing: missing, into: numbers.base)
      groupCount = ranked.count + (matchesMissing[0] && valid < count ? 1 : 0)
      included = matchesMissing[0] ? count : valid
      self.ranked = ranked
    } else {
      included = try Self.add(keys, count, matchesMissing, to: groups, numbers.base, check)
      groupCount = groups.count
      ranked = nil
    }
    try check()
    hasMissingKeys = included < count
    isUnique = groupCount == included
    if !isUnique {
      starts.resize(to: groupCount + 1, filling: 0)
      rows.resize(to: included, filling: 0)
      try Self.sort(numbers.base, count, groupCount, starts.base, rows.base, check)
    } else if !Self.isInOrder(numbers.base, count) {
      rows.resize(to: groupCount, filling: 0)
      for row in 0..<count where numbers[row] != GroupIndex.none {
        rows.base[Int(numbers[row])] = UInt32(row)
      }
    }
    try check()
    if groups.count >= Self.filterLimit && !keys.isEmpty {
      let filter = BloomFilter(expecting: groups.count)
      filter.add(groups.hashes.base, count: groups.count)
      self.filter = filter
    } else {
      filter = nil
    }
  }

  /// Numbers keys by an index; gives the number of rows that have all keys which have to be there.
  private static func add<Failure: Error>(
    _ keys: [Cells],
    _ count: Int,
    _ matchesMissing: [Bool],
    to groups: GroupIndex,
    _ numbers: UnsafeMutablePointer<UInt32>,
    _ check: () throws(Failure) -> Void
  ) throws(Failure) -> Int {
    var included = 0
    var start = 0
    while start < count {
      try check()
      let size = min(Chunk.size, count - start)
      let part = keys.map { $0.from(start) }
      let target = numbers + start
      if let valid = validRows(part, size, matchesMissing) {
        let some = part.map { $0.gathered(valid) }
        let found = Selection(capacity: max(1, valid.count))
        groups.findOrAdd(some, count: valid.count, into: found.rows)
        target.update(repeating: GroupIndex.none, count: size)
        for place in 0..<valid.count { target[Int(valid.rows[place])] = found.rows[place] }
        included += valid.count
      } else {
        groups.findOrAdd(part, count: size, into: target)
        included += size
      }
      start += size
      // Keys that hardly repeat so far will not later on.
      if start == Chunk.size * 16 && groups.count > start / 2 {
        groups.reserve(Int(Double(groups.count) / Double(start) * Double(count)))
      }
    }
    return included
  }

  /// Whether each row has the number of its place.
  private static func isInOrder(_ numbers: UnsafeMutablePointer<UInt32>, _ count: Int) -> Bool {
    var different: UInt32 = 0
    for row in 0..<count { different |= numbers[row] ^ UInt32(truncatingIfNeeded: row) }
    return different == 0
  }

  /// The memory that the index takes.
  var byteCount: Int {
    groups.byteCount + (filter?.byteCount ?? 0) + (ranked?.byteCount ?? 0)
      + (starts.capacity + rows.capacity) * 4
  }

  /// The rows that lack no key which has to be there; `nil` if that is all of them.
  static func validRows(_ keys: [Cells], _ count: Int, _ matchesMissing: [Bool]) -> Selection? {
    var rows: Selection?
    for (cells, matches) in zip(keys, matchesMissing) where !matches && cells.validity != nil {
      if cells.validCount(count) == count { continue }
      rows = Logic.selectNull(cells, count: count, inverted: true, within: rows)
    }
    return rows
  }

  /// The range of a single integer, if a bit for each is worth it.
  private static func range(of keys: [Cells], _ count: Int) -> ClosedRange<Int64>? {
    guard keys.count == 1, count > 0 else { return nil }
    let bounds: (Int64, Int64)
    switch keys[0].kind {
    case .int32: bounds = self.bounds(Int32.self, keys[0], count)
    case .int64: bounds = self.bounds(Int64.self, keys[0], count)
    default: return nil
    }
    let (distance, isOver) = bounds.1.subtractingReportingOverflow(bounds.0)
    return isOver || distance >= Int64(RankedKeys.limit(count)) ? nil : bounds.0...bounds.1
  }

  private static func bounds<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ count: Int
  ) -> (Int64, Int64) {
    let values = cells.values(type)
    var (least, greatest) = (values[0], values[0])
    if !cells.isConstant {
      // Missing ones count as zero, which makes a range larger at most.
      for row in 0..<count {
        least = min(least, values[row])
        greatest = max(greatest, values[row])
      }
    }
    return (Int64(least), Int64(greatest))
  }

  /// Puts the rows of each group together, in order.
  private static func sort<Failure: Error>(
    _ numbers: UnsafeMutablePointer<UInt32>,
    _ count: Int,
    _ groupCount: Int,
    _ starts: UnsafeMutablePointer<UInt32>,
    _ rows: UnsafeMutablePointer<UInt32>,
    _ check: () throws(Failure) -> Void
  ) throws(Failure) {
    for row in 0..<count where numbers[row] != GroupIndex.none { starts[Int(numbers[row])] += 1 }
    var next: UInt32 = 0
    for group in 0...groupCount {
      let size = starts[group]
      starts[group] = next
      next += size
    }
    for row in 0..<count {
      if row & (Interruption.rows - 1) == 0 { try check() }
      guard numbers[row] != GroupIndex.none else { continue }
      let group = Int(numbers[row])
      rows[Int(starts[group])] = UInt32(row)
      starts[group] += 1
    }
    // Each start is now where the next group begins: one place on.
    for group in stride(from: groupCount, to: 0, by: -1) { starts[group] = starts[group - 1] }
    starts[0] = 0
  }
}
