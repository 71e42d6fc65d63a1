// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Each partition has room for the rows that were counted for it.

/// Rows of some columns, parted by the uppermost bits of their hashes. Filled by one task.
///
/// A table that is larger than the cache is slow to look up in. Rows are parted first, and then each
/// part has a small table of its own, which no other part has a key of.
final class PartitionedRows {
  /// The number of bits that the rows are parted by, from 0 to 10.
  let bits: Int
  /// The columns of each partition.
  let columns: [[CellColumn]]
  /// The hashes of each partition.
  let hashes: [GrowingBuffer<UInt64>]
  private let sharesBytes: Bool
  /// What runs point into that are shared; all columns keep it.
  private let owners = OwnerList()
  private let parts = GrowingBuffer<UInt16>(capacity: Chunk.size)
  private let positions = GrowingBuffer<UInt32>(capacity: Chunk.size)
  private let starts = GrowingBuffer<UInt32>()
  private let bases = GrowingBuffer<UnsafeMutableRawPointer>()

  /// Parts rows of columns of these shapes, whose bytes may stay where they are.
  init(_ shapes: [CellShape], bits: Int, sharingBytes: Bool = false) {
    sharesBytes = sharingBytes
    precondition((0...10).contains(bits), "Rows are parted by up to ten bits.")
    self.bits = bits
    columns = (0..<1 << bits).map { _ in
      shapes.map { CellColumn($0, sharingBytes: sharingBytes) }
    }
    hashes = (0..<1 << bits).map { _ in GrowingBuffer() }
    if sharingBytes { for column in columns.joined() { column.retain(owners) } }
    starts.resize(to: 1 << bits, filling: 0)
    bases.reserve(1 << bits)
  }

  /// The number of partitions.
  var count: Int { columns.count }

  /// The number of rows of a partition.
  func rowCount(_ partition: Int) -> Int { hashes[partition].count }

  /// The memory that is taken.
  var byteCount: Int {
    columns.reduce(0) { $0 + $1.reduce(0) { $0 + $1.byteCount } }
      + hashes.reduce(0) { $0 + $1.capacity * 8 }
  }

  /// Adds the rows of a batch to their partitions, in order.
  func append(_ cells: [Cells], hashes given: UnsafePointer<UInt64>, count rows: Int) {
    place(given, rows)
    for (place, cells) in cells.enumerated() {
      let cells = cells.isConstant ? cells.flattened(rows) : cells
      switch cells.kind {
      case .bool: scatter(UInt8.self, cells, place, rows)
      case .int32: scatter(Int32.self, cells, place, rows)
      case .int64: scatter(Int64.self, cells, place, rows)
      case .int128: scatter(Int128.self, cells, place, rows)
      case .double: scatter(Double.self, cells, place, rows)
      case .interval: scatter(Interval.self, cells, place, rows)
      case .bytes: scatter(ByteRun.self, cells, place, rows)
      case .list, .structure: distribute(cells, place, rows)
      }
    }
  }

  /// Finds the partition of each row and its place there, and keeps the hashes.
  private func place(_ given: UnsafePointer<UInt64>, _ rows: Int) {
    parts.reserve(rows)
    positions.reserve(rows)
    let (parts, positions, starts) = (parts.base, positions.base, starts.base)
    let (shift, mask) = (UInt64(64 - bits) & 63, UInt64(count - 1))
    for row in 0..<rows {
      let part = Int(truncatingIfNeeded: given[row] >> shift & mask)
      parts[row] = UInt16(truncatingIfNeeded: part)
      positions[row] = starts[part]
      starts[part] &+= 1
    }
    let bases = bases.base
    for (part, buffer) in hashes.enumerated() {
      buffer.reserve(Int(starts[part]))
      buffer.count = Int(starts[part])
      bases[part] = UnsafeMutableRawPointer(buffer.base)
    }
    for row in 0..<rows {
      bases[Int(parts[row])].assumingMemoryBound(to: UInt64.self)[Int(positions[row])] = given[row]
    }
  }

  @inline(__always)
  private func scatter<Value: BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ column: Int,
    _ rows: Int
  ) {
    let (parts, positions, starts, bases) = (parts.base, positions.base, starts.base, bases.base)
    for part in 0..<count {
      let target = columns[part][column]
      target.reserve(Int(starts[part]))
      target.setCount(Int(starts[part]))
      bases[part] = UnsafeMutableRawPointer(target.values(type))
    }
    let values = cells.values(type)
    for row in 0..<rows {
      let base = bases[Int(parts[row])].assumingMemoryBound(to: type)
      base[Int(positions[row])] = values[row]
    }
    if type == ByteRun.self && sharesBytes {
      // One list of owners for all partitions: each of them has rows of nearly every batch.
      owners.add(cells.owner)
    } else if type == ByteRun.self {
      let runs = cells.values(ByteRun.self)
      for row in 0..<rows where !runs[row].isInline {
        let part = Int(parts[row])
        columns[part][column].values(ByteRun.self)[Int(positions[row])] =
          columns[part][column].kept(runs[row])
      }
    }
    guard cells.validity != nil else { return }
    for row in 0..<rows where !cells.isValid(row) {
      columns[Int(parts[row])][column].setValid(Int(positions[row]), false)
    }
  }

  private func distribute(_ cells: Cells, _ column: Int, _ rows: Int) {
    var chosen = [[UInt32]](repeating: [], count: count)
    for row in 0..<rows { chosen[Int(parts.base[row])].append(UInt32(row)) }
    for (part, rows) in chosen.enumerated() where !rows.isEmpty {
      rows.withUnsafeBufferPointer {
        columns[part][column].append(cells, rows: $0.baseAddress, count: rows.count)
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
