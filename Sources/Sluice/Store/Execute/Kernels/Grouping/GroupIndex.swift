// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers in slots are those of groups that there are.

/// Gives rows with the same keys the same number: a hash table of any columns, where NULLs are equal.
///
/// ```text
/// slot        upper 32 bits of the hash | number of the group + 1     zero: free
/// dense       number of the group + 1 at (key − least key)            for one integer of a small range
/// ```
/// Keys and hashes of groups lie beside, one after the other as the groups were found. Two indexes
/// are merged by those, and so is one split by the uppermost bits of the hashes.
final class GroupIndex {
  /// Stands for no group.
  static let none = UInt32.max
  /// How keys are found.
  enum Mode { case dense, hashed }

  /// The keys of the groups.
  let keys: [CellColumn]
  /// The hashes of the groups; none while the index is dense.
  let hashes = GrowingBuffer<UInt64>()
  /// The rows of the last batch that made a group each.
  let added = GrowingBuffer<UInt32>(capacity: Chunk.size)
  /// How keys are found now.
  var mode: Mode
  /// The group whose only key is missing, which has no slot.
  var missingGroup = GroupIndex.none
  var slots: UnsafeMutablePointer<UInt64>
  var mask: Int
  var dense = DenseGroups()
  let scratch = GroupScratch()
  /// Tells a large index whether it is to end, with groups that are not found any more.
  var interruption: Interruption?
  /// The groups that get other slots before it is asked whether the query is to end.
  private static let blockSize = 1 << 16
  /// The hashes that there is room for at first: other than keys, which double at powers of two, so that
  /// a batch does not have to wait for the memory of both.
  private static let leastHashes = 3 << 10

  /// An index of keys of these shapes.
  ///
  /// A single integer begins dense and goes over to hashes when its range grows too large, unless the
  /// range is known from the start and worth its memory. With `isHashed` it does not try, which is right
  /// for one of many parts of the same rows.
  /// Keys that share their bytes keep the owners of all batches that had a new one.
  init(
    _ shapes: [CellShape],
    range: ClosedRange<Int64>? = nil,
    isHashed: Bool = false,
    sharingBytes: Bool = false
  ) {
    keys = shapes.map { CellColumn($0, sharingBytes: sharingBytes) }
    slots = .allocate(capacity: 1)
    mask = 0
    slots[0] = 0
    mode = .hashed
    guard shapes.count == 1, !isHashed else { return }
    if shapes[0].kind == .int32 || shapes[0].kind == .int64 {
      mode = .dense
      if let range { dense.widen(toInclude: range, limit: DenseGroups.knownLimit) }
    }
  }

  deinit { slots.deallocate() }

  /// The number of groups.
  @inline(__always) var count: Int { keys.isEmpty ? emptyCount : keys[0].count }

  /// Without keys there is one group as soon as there is a row.
  var emptyCount = 0

  /// Whether ``findOrAdd(_:hashes:count:into:)`` makes use of hashes.
  var needsHashes: Bool { mode == .hashed && !keys.isEmpty }

  /// The memory that the index takes.
  var byteCount: Int {
    keys.reduce(0) { $0 + $1.byteCount } + (mask + 1) * 8 + hashes.capacity * 8 + dense.byteCount
  }

  /// Writes the group of each row, which is a new one if its keys were not there before.
  ///
  /// The hashes are those of ``Hashing/hash(_:count:into:)``; without them they are computed if needed.
  func findOrAdd(
    _ columns: [Cells],
    hashes given: UnsafePointer<UInt64>? = nil,
    count rows: Int,
    into groups: UnsafeMutablePointer<UInt32>
  ) {
    added.count = 0
    guard rows > 0 else { return }
    if keys.isEmpty {
      if emptyCount == 0 { added.append(0) }
      emptyCount = 1
      groups.update(repeating: 0, count: rows)
      return
    }
    added.reserve(rows)
    if mode == .dense {
      if columns[0].isConstant { return spreadFirst(columns, given, rows, groups) }
      let done = addDense(columns[0], rows, groups)
      if done == rows { return }
      // From this row on the index is no longer dense.
      addHashed(columns, given, rows, groups, from: done)
      return
    }
    if columns.allSatisfy(\.isConstant) { return spreadFirst(columns, given, rows, groups) }
    addHashed(columns, given, rows, groups, from: 0)
  }

  /// Writes the group of each row, or ``none`` if its keys are not there.
  ///
  /// Several tasks may do so at the same time with a scratch each, while nobody adds.
  func find(
    _ columns: [Cells],
    hashes given: UnsafePointer<UInt64>? = nil,
    count rows: Int,
    into groups: UnsafeMutablePointer<UInt32>,
    using scratch: GroupScratch
  ) {
    guard rows > 0 else { return }
    if keys.isEmpty {
      groups.update(repeating: emptyCount == 0 ? Self.none : 0, count: rows)
      return
    }
    let columns = columns.map { $0.flattened(rows) }
    if mode == .dense { return findDense(columns[0], rows, groups) }
    let hashes = given ?? scratch.hashes(of: columns, rows)
    touch(hashes, rows, scratch)
    switch keys.count == 1 ? keys[0].kind : .structure {
    case .int32: findIntegers(Int32.self, columns[0], hashes, rows, groups)
    case .int64: findIntegers(Int64.self, columns[0], hashes, rows, groups)
    case .bytes: findBytes(columns[0], hashes, rows, groups)
    default: findColumns(columns, hashes, rows, groups, scratch)
    }
  }

  /// All rows have the same keys: one is enough.
  private func spreadFirst(
    _ columns: [Cells],
    _ given: UnsafePointer<UInt64>?,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>
  ) {
    findOrAdd(columns.map { $0.flattened(1) }, hashes: given, count: 1, into: groups)
    groups.update(repeating: groups[0], count: rows)
  }

  private func addHashed(
    _ columns: [Cells],
    _ given: UnsafePointer<UInt64>?,
    _ rows: Int,
    _ groups: UnsafeMutablePointer<UInt32>,
    from first: Int
  ) {
    let columns = columns.map { $0.flattened(rows) }
    let hashes = given ?? scratch.hashes(of: columns, rows)
    makeSlots(for: count + rows)
    self.hashes.reserve(max(count + rows, Self.leastHashes))
    touch(hashes, rows, scratch)
    switch keys.count == 1 ? keys[0].kind : .structure {
    case .int32: addIntegers(Int32.self, columns[0], hashes, rows, groups, from: first)
    case .int64: addIntegers(Int64.self, columns[0], hashes, rows, groups, from: first)
    case .bytes: addBytes(columns[0], hashes, rows, groups)
    default: addColumns(columns, hashes, rows, groups)
    }
  }

  /// Fetches the slots that will be asked for, all at once, if they are more than what is near anyway.
  private func touch(_ hashes: UnsafePointer<UInt64>, _ rows: Int, _ scratch: GroupScratch) {
    guard mask >= 1 << 15 else { return }
    let (slots, mask) = (slots, mask)
    var all: UInt64 = 0
    for row in 0..<rows { all ^= slots[Int(truncatingIfNeeded: hashes[row]) & mask] }
    scratch.touched ^= all
  }

  /// Makes room at once for groups that are expected.
  func reserve(_ groups: Int) {
    guard mode == .hashed, !keys.isEmpty else { return }
    makeSlots(for: groups)
    hashes.reserve(groups)
    for key in keys { key.reserve(groups) }
  }

  /// Makes at least two slots for each of so many groups.
  func makeSlots(for groups: Int) {
    guard groups * 2 > mask + 1 || mask == 0 else { return }
    var capacity = max(4_096, mask + 1)
    while capacity < groups * 2 { capacity *= 2 }
    slots.deallocate()
    slots = LargeMemory.allocateZeros(UInt64.self, capacity: capacity)
    mask = capacity - 1
    do {
      try LargeMemory.touch(slots, byteCount: capacity * 8) { try interruption?.check() }
      for start in stride(from: 0, to: hashes.count, by: Self.blockSize) {
        try interruption?.check()
        fillSlots(start..<min(hashes.count, start + Self.blockSize))
      }
    } catch {
      // Whoever asks again sees it, too.
    }
  }

  /// Puts some groups into their slots.
  private func fillSlots(_ groups: Range<Int>) {
    let (slots, mask, hashes) = (slots, mask, hashes.base)
    for group in groups where group != missingGroup {
      let hash = hashes[group]
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = Self.slot(hash, group)
    }
  }

  /// What is in the slot of a group.
  @inline(__always)
  static func slot(_ hash: UInt64, _ group: Int) -> UInt64 {
    hash & 0xFFFF_FFFF_0000_0000 | UInt64(truncatingIfNeeded: group &+ 1)
  }
}

/// Places for the rows of a batch, used again by the next.
final class GroupScratch {
  /// What was read ahead, which is of no use but for that.
  var touched: UInt64 = 0
  private let words = GrowingBuffer<UInt64>()
  let pending = GrowingBuffer<UInt32>()
  let candidates = GrowingBuffer<UInt32>()
  let positions = GrowingBuffer<Int>()

  /// The hashes of keys.
  func hashes(of columns: [Cells], _ rows: Int) -> UnsafePointer<UInt64> {
    words.reserve(rows)
    Hashing.hash(columns, count: rows, into: words.base)
    return UnsafePointer(words.base)
  }

  /// Makes room for the rows of a batch.
  func reserve(_ rows: Int) {
    pending.reserve(rows)
    candidates.reserve(rows)
    positions.reserve(rows)
  }
}
