// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those of the batch that was started.

/// Looks up batches of rows in a ``JoinIndex``. Used by one task.
final class JoinProbe {
  private let index: JoinIndex
  private let scratch = GroupScratch()
  private let hashes = GrowingBuffer<UInt64>(capacity: Chunk.size)
  private let groups = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private var matched = Selection(capacity: 0)
  /// The group of each of the matched rows.
  private let matchedGroups = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private var rowCount = 0
  /// How far the pairs have been given out: a matched row, and a row of its group.
  private var (place, offset) = (0, 0)
  private var (asked, passed) = (0, 0)

  /// Looks up in an index that is not changed any more.
  init(_ index: JoinIndex) { self.index = index }

  /// Looks up the rows of a batch.
  func start(_ keys: [Cells], count: Int) {
    (rowCount, place, offset) = (count, 0, 0)
    matched = Selection(capacity: count)
    matchedGroups.reserve(count)
    groups.reserve(count)
    guard count > 0, index.groupCount > 0 else { return }
    var keys = keys.map { $0.flattened(count) }
    if let ranked = index.ranked {
      matched.count = ranked.find(
        keys[0],
        count: count,
        rows: matched.rows,
        numbers: matchedGroups.base
      )
      if keys[0].validity != nil { placeMissing(keys[0], count) }
      return
    }
    let valid = JoinIndex.validRows(keys, count, index.matchesMissing)
    var (rows, size) = (valid, valid?.count ?? count)
    if let valid { keys = keys.map { $0.gathered(valid) } }
    hashes.reserve(size)
    Hashing.hash(keys, count: size, into: hashes.base)
    if let filter = index.filter, asked < Chunk.size * 16 || passed * 4 < asked * 3 {
      let survivors = Selection(capacity: size)
      filter.select(hashes.base, count: size, into: survivors)
      asked += size
      passed += survivors.count
      if survivors.count < size {
        keys = keys.map { $0.gathered(survivors) }
        for place in 0..<survivors.count {
          hashes.base[place] = hashes.base[Int(survivors.rows[place])]
        }
        size = survivors.count
        rows = rows.map { survivors.applied(to: $0) } ?? survivors
      }
    }
    index.groups.find(keys, hashes: hashes.base, count: size, into: groups.base, using: scratch)
    let (numbers, target, targetGroups) = (groups.base, matched.rows, matchedGroups.base)
    var found = 0
    for place in 0..<size {
      target[found] = rows.map { $0.rows[place] } ?? UInt32(truncatingIfNeeded: place)
      targetGroups[found] = numbers[place]
      found &+= Int(bit(numbers[place] != GroupIndex.none))
    }
    matched.count = found
  }

  /// The rows of the batch that match at least one, in order. Not to be changed.
  var matchedRows: Selection { matched }

  /// The rows of the batch that match none, in order.
  var unmatchedRows: Selection {
    let result = Selection(capacity: rowCount)
    var next = 0
    for row in 0..<rowCount {
      if next < matched.count && matched.rows[next] == UInt32(row) {
        next += 1
      } else {
        result.rows[result.count] = UInt32(row)
        result.count += 1
      }
    }
    return result
  }

  /// The next pairs of rows that match, at most `limit`: of the batch and of the index.
  func next(limit: Int = Chunk.size) -> (probe: Selection, build: Selection)? {
    guard place < matched.count else { return nil }
    let build = Selection(capacity: limit)
    if index.isUnique {
      let size = min(limit, matched.count - place)
      fillUnique(build, size)
      if place == 0 && size == matched.count {
        place = size
        return (matched, build)
      }
      let probe = Selection(capacity: size)
      probe.rows.update(from: matched.rows + place, count: size)
      probe.count = size
      place += size
      return (probe, build)
    }
    let probe = Selection(capacity: limit)
    let (starts, rows) = (index.starts.base, index.rows.base)
    let (sources, targets) = (probe.rows, build.rows)
    var filled = 0
    while place < matched.count && filled < limit {
      let group = Int(matchedGroups[place])
      let first = Int(starts[group]) + offset
      let size = min(limit - filled, Int(starts[group + 1]) - first)
      let row = matched.rows[place]
      for number in 0..<size {
        sources[filled &+ number] = row
        targets[filled &+ number] = rows[first &+ number]
      }
      filled += size
      if first + size == Int(starts[group + 1]) {
        place += 1
        offset = 0
      } else {
        offset += size
      }
    }
    (probe.count, build.count) = (filled, filled)
    return (probe, build)
  }

  private func fillUnique(_ build: Selection, _ size: Int) {
    let (numbers, target) = (matchedGroups.base + place, build.rows)
    if index.rows.count == 0 {
      target.update(from: numbers, count: size)
    } else {
      let rows = index.rows.base
      for number in 0..<size { target[number] = rows[Int(numbers[number])] }
    }
    build.count = size
  }

  /// Takes rows without a key away again, which were looked up as zero, or gives them their group.
  private func placeMissing(_ cells: Cells, _ count: Int) {
    let hasMissing = index.matchesMissing[0] && index.groupCount > index.ranked?.count ?? 0
    let missing = hasMissing ? UInt32(index.groupCount - 1) : GroupIndex.none
    let all = groups.base
    all.update(repeating: GroupIndex.none, count: count)
    for number in 0..<matched.count { all[Int(matched.rows[number])] = matchedGroups[number] }
    var found = 0
    for row in 0..<count {
      let group = cells.isValid(row) ? all[row] : missing
      guard group != GroupIndex.none else { continue }
      matched.rows[found] = UInt32(row)
      matchedGroups.base[found] = group
      found += 1
    }
    matched.count = found
  }
}
