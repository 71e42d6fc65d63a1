// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Runs of bytes point into the heap of the vector, which stays where it is as long
// as this object holds it: nobody changes an array that is shared.

/// The values of a column of a batch, as a query reads them.
final class VectorCells: StoredCells {
  private let vector: Vector
  private let type: SQLType
  private let kind: CellKind
  private nonisolated(unsafe) let heap: UnsafePointer<UInt8>?

  /// The values of `vector`, which a table keeps for a column of this type.
  init(_ vector: Vector, _ type: SQLType) {
    self.vector = vector
    self.type = type
    kind = type.cellKind
    if case .bytes(let views) = vector.storage {
      heap = views.heap.withUnsafeBufferPointer { $0.baseAddress }
    } else {
      heap = nil
    }
  }

  func cells(from start: Int, count: Int, _ selection: Selection?) -> Cells {
    if type.isStoredAsText { return readTexts(start, count, selection) }
    let block = CellBlock(kind, capacity: count)
    switch vector.storage {
    case .bool(let values): copy(values, start, count, selection, block) { $0 }
    case .int32(let values): copy(values, start, count, selection, block) { $0 }
    case .double(let values): copy(values, start, count, selection, block) { $0 }
    case .int64(let values):
      if kind == .int32 {
        copy(values, start, count, selection, block) { Int32(truncatingIfNeeded: $0) }
      } else {
        copy(values, start, count, selection, block) { $0 }
      }
    case .int128(let values):
      if kind == .int64 {
        copy(values, start, count, selection, block) { Int64(truncatingIfNeeded: $0) }
      } else {
        copy(values, start, count, selection, block) { $0 }
      }
    case .wide(let values): copy(values, start, count, selection, block) { Int128(clamping: $0) }
    case .bytes(let views):
      block.owners = [self]
      guard let heap else {
        copy(views.views, start, count, selection, block) { _ in ByteRun() }
        break
      }
      copy(views.views, start, count, selection, block) { view in
        ByteRun(heap + Int(view >> 32), Int(view & 0xFFFF_FFFF))
      }
    }
    setValidity(start, count, selection, block)
    return Cells(kind, block)
  }

  /// The values that texts stand for, which columns of tables have no kind for.
  private func readTexts(_ start: Int, _ count: Int, _ selection: Selection?) -> Cells {
    let column = CellColumn(CellShape(type), capacity: count)
    guard case .bytes(let views) = vector.storage else {
      for _ in 0..<count { column.appendMissing() }
      return column.cells
    }
    for place in 0..<count {
      let row = start + (selection.map { Int($0.rows[place]) } ?? place)
      guard vector.validity[row] else {
        column.appendMissing()
        continue
      }
      let range = views[row]
      let text = TextBytes(start: heap.map { $0 + range.lowerBound }, count: range.count)
      StoredJSON.append(text, type, to: column)
    }
    return column.cells
  }

  @inline(__always)
  private func copy<Origin, Target: BitwiseCopyable>(
    _ values: ContiguousArray<Origin>,
    _ start: Int,
    _ count: Int,
    _ selection: Selection?,
    _ block: CellBlock,
    _ convert: (Origin) -> Target
  ) {
    let target = block.cells(Target.self)
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      if let selection {
        let rows = selection.rows
        for place in 0..<count { target[place] = convert(base[start + Int(rows[place])]) }
      } else {
        for place in 0..<count { target[place] = convert(base[start + place]) }
      }
    }
  }

  private func setValidity(
    _ start: Int,
    _ count: Int,
    _ selection: Selection?,
    _ block: CellBlock
  ) {
    guard vector.validity.missing > 0 else { return }
    let bits = block.makeValidity()
    guard let selection else {
      // Chunks begin at multiples of 64 rows.
      let words = vector.validity.words
      for word in 0..<(count + 63) / 64 { bits[word] = words[start / 64 + word] }
      return
    }
    for place in 0..<count where !vector.validity[start + Int(selection.rows[place])] {
      bits[place >> 6] &= ~(1 << UInt64(place & 63))
    }
  }
}

extension Int128 {
  /// The number, or the nearest that there is.
  fileprivate init(clamping wide: WideInteger) {
    let (low, high) = (
      UInt128(wide.limbs.0) | UInt128(wide.limbs.1) << 64, wide.limbs.2 | wide.limbs.3
    )
    guard high == 0, low <= UInt128(Int128.max) else {
      self = wide.isNegative ? .min : .max
      return
    }
    self = wide.isNegative ? -Int128(low) : Int128(low)
  }
}
