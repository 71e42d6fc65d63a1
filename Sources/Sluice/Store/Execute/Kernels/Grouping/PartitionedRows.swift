// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Each segment has room for the rows that were counted for it.

/// Rows of some columns, parted by the uppermost bits of their hashes. Filled by one task.
///
/// A table that is larger than the cache is slow to look up in. Rows are parted first, and then each
/// part has a small table of its own, which no other part has a key of. The rows of a part lie in
/// segments, so that nothing is copied while it grows.
final class PartitionedRows {
  /// Some rows of a partition.
  final class Segment {
    fileprivate let columns: [CellColumn]
    fileprivate let hashes: UnsafeMutablePointer<UInt64>
    fileprivate(set) var count = 0
    fileprivate let capacity: Int

    fileprivate init(_ columns: [CellColumn], _ arena: ByteArena, capacity: Int) {
      self.columns = columns
      self.capacity = capacity
      let room = arena.room(for: ByteArena.aligned(capacity * 8))
      hashes = UnsafeMutableRawPointer(room).bindMemory(to: UInt64.self, capacity: capacity)
    }
  }

  /// The number of bits that the rows are parted by, from 0 to 10.
  let bits: Int
  private let shapes: [CellShape]
  private let sharesBytes: Bool
  /// What runs point into that are shared; all columns keep it.
  private let owners = OwnerList()
  private let arena = ByteArena()
  private var segments: [[Segment]]
  /// The part of each row of a batch, and its place in the segment of the part.
  private let parts = GrowingBuffer<UInt16>(capacity: Chunk.size)
  private let places = GrowingBuffer<UInt32>(capacity: Chunk.size)
  /// For each part: its rows in a batch, the rows in its last segment, and those there is room for.
  private let counts = GrowingBuffer<UInt32>()
  private let fills = GrowingBuffer<UInt32>()
  private let rooms = GrowingBuffer<UInt32>()
  /// For the hashes and each column: where those of the last segment of each part begin.
  private let bases: [GrowingBuffer<UnsafeMutableRawPointer>]

  /// Parts rows of columns of these shapes, whose bytes may stay where they are.
  init(_ shapes: [CellShape], bits: Int, sharingBytes: Bool = false) {
    precondition((0...10).contains(bits), "Rows are parted by up to ten bits.")
    self.bits = bits
    self.shapes = shapes
    sharesBytes = sharingBytes
    segments = Array(repeating: [], count: 1 << bits)
    bases = (0...shapes.count).map { _ in GrowingBuffer(capacity: 1 << bits) }
    for buffer in [counts, fills, rooms] { buffer.resize(to: 1 << bits, filling: 0) }
  }

  /// The number of partitions.
  var count: Int { segments.count }

  /// The number of rows of a partition.
  func rowCount(_ partition: Int) -> Int {
    seal(partition)
    return segments[partition].reduce(0) { $0 + $1.count }
  }

  /// The memory that is taken, but for bytes that are shared.
  var byteCount: Int { arena.byteCount }

  /// Calls `body` with the rows of a partition, part by part, and with their hashes.
  func forEachBatch(
    of partition: Int,
    _ body: (_ cells: [Cells], _ hashes: UnsafePointer<UInt64>, _ count: Int) throws -> Void
  ) rethrows {
    seal(partition)
    for segment in segments[partition] {
      try body(segment.columns.map(\.cells), UnsafePointer(segment.hashes), segment.count)
    }
  }

  /// Adds the rows of a batch to their partitions, in order.
  func append(_ cells: [Cells], hashes given: UnsafePointer<UInt64>, count rows: Int) {
    place(given, rows)
    for (place, cells) in cells.enumerated() {
      let cells = cells.flattened(rows)
      switch cells.kind {
      case .bool: scatter(UInt8.self, cells, place, rows)
      case .int32: scatter(Int32.self, cells, place, rows)
      case .int64: scatter(Int64.self, cells, place, rows)
      case .int128: scatter(Int128.self, cells, place, rows)
      case .double: scatter(Double.self, cells, place, rows)
      case .interval: scatter(Interval.self, cells, place, rows)
      case .bytes: scatterBytes(cells, place, rows)
      case .list, .structure: distribute(cells, place, rows)
      }
    }
  }

  /// Finds the partition of each row and its place there, and keeps the hashes.
  private func place(_ given: UnsafePointer<UInt64>, _ rows: Int) {
    parts.reserve(rows)
    places.reserve(rows)
    let (parts, places, counts, fills) = (parts.base, places.base, counts.base, fills.base)
    let (shift, mask) = (UInt64(64 - bits) & 63, UInt64(count - 1))
    counts.update(repeating: 0, count: count)
    for row in 0..<rows {
      let part = Int(truncatingIfNeeded: given[row] >> shift & mask)
      parts[row] = UInt16(truncatingIfNeeded: part)
      counts[part] &+= 1
    }
    for part in 0..<count where counts[part] > rooms[part] - fills[part] { addSegment(part) }
    let hashes = bases[0].base
    for row in 0..<rows {
      let part = Int(parts[row])
      let place = fills[part]
      fills[part] = place &+ 1
      places[row] = place
      hashes[part].assumingMemoryBound(to: UInt64.self)[Int(place)] = given[row]
    }
  }

  private func addSegment(_ part: Int) {
    seal(part)
    // Large enough to be worth it, small enough not to waste much when there are many parts.
    let capacity = max(Int(counts[part]), bits <= 6 ? Chunk.size : Chunk.size / 4)
    let columns = shapes.map {
      CellColumn($0, capacity: capacity, sharingBytes: sharesBytes, in: arena)
    }
    if sharesBytes { for column in columns { column.retain(owners) } }
    let segment = Segment(columns, arena, capacity: capacity)
    segments[part].append(segment)
    fills.base[part] = 0
    rooms.base[part] = UInt32(capacity)
    bases[0].base[part] = UnsafeMutableRawPointer(segment.hashes)
    for (place, column) in columns.enumerated() {
      bases[place + 1].base[part] = UnsafeMutableRawPointer(column.values(UInt8.self))
    }
  }

  /// Lets the last segment know its rows.
  private func seal(_ part: Int) {
    guard let segment = segments[part].last else { return }
    segment.count = Int(fills[part])
    for column in segment.columns { column.setCount(segment.count) }
  }

  @inline(__always)
  private func scatter<Value: BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ column: Int,
    _ rows: Int
  ) {
    let (parts, places, bases) = (parts.base, places.base, bases[column + 1].base)
    let values = cells.values(type)
    for row in 0..<rows {
      bases[Int(parts[row])].assumingMemoryBound(to: type)[Int(places[row])] = values[row]
    }
    guard cells.validity != nil else { return }
    for row in 0..<rows where !cells.isValid(row) {
      last(parts[row]).columns[column].setValid(Int(places[row]), false)
    }
  }

  private func scatterBytes(_ cells: Cells, _ column: Int, _ rows: Int) {
    scatter(ByteRun.self, cells, column, rows)
    if sharesBytes { return owners.add(cells.owner) }
    let runs = cells.values(ByteRun.self)
    let bases = bases[column + 1].base
    for row in 0..<rows where !runs[row].isInline {
      let part = Int(parts[row])
      let copy = arena.room(for: ByteArena.aligned(runs[row].count))
      runs[row].withBytes { bytes in
        if let start = bytes.baseAddress { copy.update(from: start, count: bytes.count) }
      }
      bases[part].assumingMemoryBound(to: ByteRun.self)[Int(places[row])] =
        ByteRun(head: runs[row].head, tail: UInt64(UInt(bitPattern: copy)))
    }
  }

  /// The segment that a row of the batch went to.
  private func last(_ part: UInt16) -> Segment {
    segments[Int(part)][segments[Int(part)].count - 1]
  }

  private func distribute(_ cells: Cells, _ column: Int, _ rows: Int) {
    var chosen = [[UInt32]](repeating: [], count: count)
    for row in 0..<rows { chosen[Int(parts.base[row])].append(UInt32(row)) }
    for (part, rows) in chosen.enumerated() where !rows.isEmpty {
      rows.withUnsafeBufferPointer {
        last(UInt16(part)).columns[column].append(cells, rows: $0.baseAddress, count: rows.count)
      }
    }
  }
}

/// Objects that are kept for as long as a list of them is.
private final class OwnerList: @unchecked Sendable {
  // Unchecked, as a block: filled by one task, and then not touched any more.

  private var owners: [AnyObject] = []

  /// Keeps another, unless it is the one that came last.
  func add(_ owner: AnyObject) {
    if owners.last !== owner { owners.append(owner) }
  }
}
