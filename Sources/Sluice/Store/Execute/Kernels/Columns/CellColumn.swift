// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows that are appended are rows of the cells that they come from.

/// A column of cells that grows, with its own copies of all elements, and of all bytes unless it shares
/// them. Used by one task at a time.
final class CellColumn {
  /// How the values lie in memory.
  let shape: CellShape
  /// The number of cells.
  private(set) var count = 0
  private var block: CellBlock
  /// One of lists, one for each field of structures.
  let children: [CellColumn]
  private var arena: ByteArena?
  private let sharesBytes: Bool
  /// The bytes that were copied to other places than the cells.
  private(set) var storedBytes = 0

  /// Room for some cells.
  ///
  /// A column that shares bytes leaves them where they are and keeps their owners, whole batches mostly:
  /// that is right for rows which nearly all are kept.
  ///
  /// In an arena many columns of few rows lie together, as far as they have room from the start.
  init(
    _ shape: CellShape,
    capacity: Int = 0,
    sharingBytes: Bool = false,
    in arena: ByteArena? = nil
  ) {
    self.shape = shape
    sharesBytes = sharingBytes
    block =
      arena.map { CellBlock(shape.kind, capacity: max(64, capacity), in: $0) }
      ?? CellBlock(shape.kind, capacity: max(64, capacity))
    children = shape.children.map {
      shape.kind == .list
        ? CellColumn($0, sharingBytes: sharingBytes)
        : CellColumn($0, capacity: capacity, sharingBytes: sharingBytes, in: arena)
    }
  }

  /// The kind of the cells.
  var kind: CellKind { shape.kind }

  /// The cells so far. What is added later changes none of them.
  var cells: Cells {
    Cells(shape.kind, block, children: children.map(\.cells))
  }

  /// The memory that the column takes.
  var byteCount: Int {
    block.capacity * shape.kind.stride + storedBytes
      + children.reduce(0) { $0 + $1.byteCount }
  }

  /// The values in place, which stay there until room is made.
  @inline(__always)
  func values<Value: BitwiseCopyable>(_ type: Value.Type = Value.self) -> UnsafeMutablePointer<
    Value
  > {
    block.cells(type)
  }

  /// Whether a cell has a value.
  @inline(__always)
  func isValid(_ row: Int) -> Bool {
    guard let bits = block.validity else { return true }
    return bits[row >> 6] >> UInt64(row & 63) & 1 == 1
  }

  /// Whether any cell may be missing.
  var hasMissing: Bool { block.validity != nil }

  /// The number of cells that there is room for.
  var capacity: Int { block.capacity }

  /// Has the system hand out the memory for cells, of which there are none yet, step by step.
  func touch(_ check: () throws -> Void) rethrows {
    let byteCount = block.capacity * shape.kind.stride
    try LargeMemory.touch(block.base, byteCount: byteCount, check)
  }

  /// Makes room for so many cells in all.
  @inline(__always)
  func reserve(_ total: Int) {
    if total > block.capacity { grow(to: total) }
  }

  @inline(never)
  private func grow(to total: Int) {
    let capacity = max(total, block.capacity * 2)
    if isKnownUniquelyReferenced(&block) {
      block = CellBlock(shape.kind, growing: block, count: count, capacity: capacity)
      return
    }
    // Cells that somebody has stay where they are.
    let made = CellBlock(shape.kind, capacity: capacity)
    made.base.copyMemory(from: block.base, byteCount: count * shape.kind.stride)
    if let bits = block.validity {
      made.makeValidity().update(from: bits, count: (count + 63) / 64)
    }
    made.owners = block.owners
    block = made
  }

  /// Adds the cells of all rows.
  func append(_ cells: Cells, count: Int) { append(cells, rows: nil, count: count) }

  /// Adds the cells of some rows.
  func append(_ cells: Cells, rows: Selection) {
    append(cells, rows: UnsafePointer(rows.rows), count: rows.count)
  }

  /// Adds the cells of rows with these numbers, or of the first rows.
  func append(_ cells: Cells, rows: UnsafePointer<UInt32>?, count added: Int) {
    guard added > 0 else { return }
    reserve(count + added)
    switch shape.kind {
    case .bool: copy(UInt8.self, cells, rows, added)
    case .int32: copy(Int32.self, cells, rows, added)
    case .int64: copy(Int64.self, cells, rows, added)
    case .int128: copy(Int128.self, cells, rows, added)
    case .double: copy(Double.self, cells, rows, added)
    case .interval: copy(Interval.self, cells, rows, added)
    case .bytes: copyBytes(cells, rows, added)
    case .list: copyLists(cells, rows, added)
    case .structure:
      for (place, child) in children.enumerated() {
        child.append(cells.children[place], rows: cells.isConstant ? nil : rows, count: added)
      }
    }
    copyValidity(cells, rows, added)
    count += added
  }

  /// Adds all cells of another column, whose bytes stay where they are.
  func adopt(_ other: CellColumn) {
    reserve(count + other.count)
    let stride = shape.kind.stride
    (block.base + count * stride).copyMemory(
      from: other.block.base,
      byteCount: other.count * stride
    )
    if shape.kind == .list {
      let (runs, start) = (block.cells(ListRun.self) + count, UInt32(children[0].count))
      for row in 0..<other.count where runs[row].count > 0 { runs[row].start += start }
    }
    for (child, theirs) in zip(children, other.children) { child.adopt(theirs) }
    block.owners += other.block.owners
    storedBytes += other.storedBytes
    if other.hasMissing {
      for row in 0..<other.count where !other.isValid(row) {
        block.makeValidity()[(count + row) >> 6] &= ~(1 << UInt64((count + row) & 63))
      }
    }
    count += other.count
  }

  /// Adds one value, which has no bytes elsewhere.
  @inline(__always)
  func append<Value: BitwiseCopyable>(value: Value) {
    reserve(count + 1)
    block.cells(Value.self)[count] = value
    count += 1
  }

  /// Adds a run of bytes.
  @inline(__always)
  func append(run: ByteRun) {
    reserve(count + 1)
    block.cells(ByteRun.self)[count] = run.isInline ? run : kept(run)
    count += 1
  }

  /// Counts cells as there that were written in place.
  @inline(__always)
  func setCount(_ total: Int) { count = total }

  /// Adds a missing value.
  func appendMissing() {
    reserve(count + 1)
    if shape.kind == .structure { for child in children { child.appendMissing() } }
    block.setMissing(count, stride: shape.kind.stride)
    count += 1
  }

  /// Adds a structure, whose fields were added to the children.
  func appendStructure() {
    reserve(count + 1)
    count += 1
  }

  /// Writes a run of bytes over another, whose bytes are left behind.
  func replace(_ row: Int, run: ByteRun) {
    block.cells(ByteRun.self)[row] = run.isInline ? run : kept(run)
  }

  /// Makes a cell one with a value, or a missing one.
  @inline(__always)
  func setValid(_ row: Int, _ isValid: Bool) {
    if isValid {
      guard let bits = block.validity else { return }
      bits[row >> 6] |= 1 << UInt64(row & 63)
    } else {
      block.setMissing(row, stride: shape.kind.stride)
    }
  }

  private func copy<Value: BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ rows: UnsafePointer<UInt32>?,
    _ added: Int
  ) {
    let source = cells.values(type)
    let target = block.cells(type) + count
    if cells.isConstant {
      target.update(repeating: source[0], count: added)
    } else if let rows {
      for place in 0..<added { target[place] = source[Int(rows[place])] }
    } else {
      target.update(from: source, count: added)
    }
  }

  private func copyBytes(_ cells: Cells, _ rows: UnsafePointer<UInt32>?, _ added: Int) {
    copy(ByteRun.self, cells, rows, added)
    if sharesBytes { return retain(cells) }
    let target = block.cells(ByteRun.self) + count
    if cells.isConstant {
      if !target[0].isInline { target.update(repeating: kept(target[0]), count: added) }
      return
    }
    for place in 0..<added where !target[place].isInline { target[place] = kept(target[place]) }
  }

  /// Keeps the owner of cells whose runs are shared, once for those that follow each other.
  func retain(_ cells: Cells) {
    if sharesBytes && block.owners.last !== cells.owner { block.owners.append(cells.owner) }
  }

  /// Keeps an object as long as the cells.
  func retain(_ owner: AnyObject) { block.owners.append(owner) }

  /// A run with a copy of its bytes, which are elsewhere, that lasts as long as the column; the same run
  /// if it shares them and ``retain(_:)`` keeps the owner.
  func kept(_ run: ByteRun) -> ByteRun {
    if sharesBytes { return run }
    let arena: ByteArena
    if let own = self.arena {
      arena = own
    } else {
      arena = ByteArena()
      self.arena = arena
      block.owners.append(arena)
    }
    storedBytes += run.count
    let place = arena.room(for: run.count)
    run.withBytes { bytes in
      if let start = bytes.baseAddress { place.update(from: start, count: bytes.count) }
    }
    return ByteRun(head: run.head, tail: UInt64(UInt(bitPattern: place)))
  }

  private func copyLists(_ cells: Cells, _ rows: UnsafePointer<UInt32>?, _ added: Int) {
    let source = cells.values(ListRun.self)
    let target = block.cells(ListRun.self) + count
    let child = children[0]
    var start = UInt32(child.count)
    let elements = GrowingBuffer<UInt32>()
    for place in 0..<added {
      let row = cells.isConstant ? 0 : rows.map { Int($0[place]) } ?? place
      let run = source[row]
      target[place] = ListRun(start: run.count == 0 ? 0 : start, count: run.count)
      elements.reserve(elements.count + Int(run.count))
      for element in 0..<run.count { elements.append(run.start + element) }
      start += run.count
    }
    child.append(cells.children[0], rows: UnsafePointer(elements.base), count: elements.count)
  }

  private func copyValidity(_ cells: Cells, _ rows: UnsafePointer<UInt32>?, _ added: Int) {
    guard cells.validity != nil else { return }
    if cells.isConstant && cells.isValid(0) { return }
    var bits = block.validity
    for place in 0..<added {
      let row = rows.map { Int($0[place]) } ?? place
      if cells.isValid(row) { continue }
      let made = bits ?? block.makeValidity()
      bits = made
      let cell = count + place
      made[cell >> 6] &= ~(1 << UInt64(cell & 63))
    }
  }
}
