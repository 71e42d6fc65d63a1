// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Cells and runs point into arrays of the vector, which stay where they are as
// long as an object holds it: nobody changes an array that is shared.

/// A column of a batch in the form that queries read it in, made once and kept beside the batch.
///
/// Values that lie in memory as a query has them are read where they are; others are brought into that
/// form at once. Texts of few different values are numbered, and other texts stay packed until a chunk
/// asks for them.
final class VectorCells: StoredCells {
  private enum Form: Sendable {
    case cells(Cells)
    case coded(DistinctCells, Selection)
    case texts
  }

  private let kept: KeptVector
  private let form: Form

  /// The values of `vector`, which a table keeps for a column of this type.
  ///
  /// Texts are numbered only if that is to last.
  convenience init(_ vector: Vector, _ type: SQLType, isLasting: Bool = true) {
    self.init(vector, type, isLasting: isLasting) {}
  }

  /// The same, which calls `check` from time to time where values take long, and ends if that throws.
  init(
    _ vector: Vector,
    _ type: SQLType,
    isLasting: Bool = true,
    check: () throws -> Void
  ) rethrows {
    let kept = KeptVector(vector)
    self.kept = kept
    let kind = type.cellKind
    let bits = kept.validity
    switch vector.storage {
    case .bool(let values): form = .cells(kept.cells(of: values, kind, bits))
    case .int32(let values): form = .cells(kept.cells(of: values, kind, bits))
    case .double(let values): form = .cells(kept.cells(of: values, kind, bits))
    case .int64(let values) where kind == .int64: form = .cells(kept.cells(of: values, kind, bits))
    case .int128(let values) where kind == .int128:
      form = .cells(kept.cells(of: values, kind, bits))
    case .int64(let values):
      form = .cells(kept.converted(values, kind) { Int32(truncatingIfNeeded: $0) })
    case .int128(let values):
      form = .cells(kept.converted(values, kind) { Int64(truncatingIfNeeded: $0) })
    case .wide(let values) where type == .uhugeint:
      form = .cells(kept.converted(values, kind) { UnsignedNumber.cell(UInt128(clamping: $0)) })
    case .wide(let values): form = .cells(kept.converted(values, kind) { Int128(clamping: $0) })
    case .bytes where type.isStoredAsText: form = .cells(try kept.read(as: type, check))
    case .bytes:
      if isLasting, let (distinct, codes) = kept.numberedTexts() {
        form = .coded(distinct, codes)
      } else {
        form = .texts
      }
    }
  }

  /// How many different values there are, if they are numbered.
  var distinctCount: Int? { if case .coded(let distinct, _) = form { distinct.count } else { nil } }

  /// The column of a chunk: rows from `start` on, a multiple of 64, or those of a selection.
  func column(from start: Int, _ selection: Selection?) -> Chunk.Column {
    switch form {
    case .cells(let cells):
      let cells = cells.from(start)
      return selection.map { .gather(cells, $0, hasGaps: false) } ?? .cells(cells)
    case .coded(let distinct, let codes):
      let part = codes.from(start)
      return .coded(distinct, selection?.applied(to: part) ?? part)
    case .texts: return .stored(self, start: start, selection)
    }
  }

  func cells(from start: Int, count: Int, _ selection: Selection?) -> Cells {
    kept.texts(start, count, selection)
  }
}

/// Keeps a vector for cells that point into it.
private final class KeptVector: Sendable {
  let vector: Vector

  init(_ vector: Vector) { self.vector = vector }

  /// The bits of rows that have a value; `nil` if all have.
  var validity: UnsafePointer<UInt64>? {
    guard vector.validity.missing > 0 else { return nil }
    return vector.validity.words.withUnsafeBufferPointer { $0.baseAddress }
  }

  /// The values where they are.
  func cells<Value: BitwiseCopyable>(
    of values: ContiguousArray<Value>,
    _ kind: CellKind,
    _ bits: UnsafePointer<UInt64>?
  ) -> Cells {
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return Cells(kind, CellBlock(kind, capacity: 1)) }
      return Cells(kind, at: UnsafeRawPointer(base), validity: bits, owner: self)
    }
  }

  /// The values in another form.
  @inline(__always)
  func converted<Origin, Target: BitwiseCopyable>(
    _ values: ContiguousArray<Origin>,
    _ kind: CellKind,
    _ convert: (Origin) -> Target
  ) -> Cells {
    let block = CellBlock(kind, capacity: values.count)
    let target = block.cells(Target.self)
    values.withUnsafeBufferPointer { values in
      for row in values.indices { target[row] = convert(values[row]) }
    }
    if let bits = validity {
      block.makeValidity().update(from: bits, count: (values.count + 63) / 64)
    }
    return Cells(kind, block)
  }

  /// The values that texts stand for, which columns of tables have no kind for.
  func read(as type: SQLType, _ check: () throws -> Void) rethrows -> Cells {
    let column = CellColumn(CellShape(type), capacity: vector.count)
    guard case .bytes(let texts) = vector.storage else { return column.cells }
    try texts.heap.withUnsafeBufferPointer { heap in
      for row in 0..<vector.count {
        if row % Chunk.size == 0 { try check() }
        guard vector.validity[row] else {
          column.appendMissing()
          continue
        }
        let range = texts[row]
        let start = heap.baseAddress.map { $0 + range.lowerBound }
        StoredJSON.append(TextBytes(start: start, count: range.count), type, to: column)
      }
    }
    return column.cells
  }

  /// Some texts as runs of bytes.
  func texts(_ start: Int, _ count: Int, _ selection: Selection?) -> Cells {
    let block = CellBlock(.bytes, capacity: count)
    block.owners = [self]
    let runs = block.cells(ByteRun.self)
    guard case .bytes(let texts) = vector.storage else { return Cells(.bytes, block) }
    texts.views.withUnsafeBufferPointer { views in
      texts.heap.withUnsafeBufferPointer { heap in
        guard let views = views.baseAddress else { return }
        for place in 0..<count {
          let view = views[start + (selection.map { Int($0.rows[place]) } ?? place)]
          // Without a heap all texts are empty.
          runs[place] =
            heap.baseAddress.map { ByteRun($0 + Int(view >> 32), Int(view & 0xFFFF_FFFF)) }
            ?? ByteRun()
        }
      }
    }
    guard let words = validity else { return Cells(.bytes, block) }
    let bits = block.makeValidity()
    if let selection {
      for place in 0..<count where !vector.validity[start + Int(selection.rows[place])] {
        bits[place >> 6] &= ~(1 << UInt64(place & 63))
      }
    } else {
      // Chunks begin at multiples of 64 rows.
      for word in 0..<(count + 63) / 64 { bits[word] = words[start / 64 + word] }
    }
    return Cells(.bytes, block)
  }

  /// The fewest texts that are worth numbering.
  private static let leastCount = 512
  /// The different texts that are numbered, at most.
  private static let distinctLimit = 4_096

  /// The different texts and the number of each row's; `nil` if they are too many.
  func numberedTexts() -> (DistinctCells, Selection)? {
    let count = vector.count
    guard count >= Self.leastCount else { return nil }
    let index = GroupIndex([CellShape(kind: .bytes)])
    let codes = Selection(capacity: count)
    codes.count = count
    var start = 0
    while start < count {
      let size = min(Chunk.size, count - start)
      index.findOrAdd([texts(start, size, nil)], count: size, into: codes.rows + start)
      start += size
      // Texts that hardly repeat at the start will not later on.
      guard index.count <= min(Self.distinctLimit, start / 4) else { return nil }
    }
    return (DistinctCells(index.cells[0], count: index.count), codes)
  }
}

extension PackedBatch {
  /// A column as queries read it, for a table that has it with this type; `nil` if the batch has none.
  func cells(of column: String, _ type: SQLType) -> VectorCells? {
    cells(of: column, type) {}
  }

  /// The same, which calls `check` from time to time while it makes them, and ends if that throws.
  func cells(
    of column: String,
    _ type: SQLType,
    check: () throws -> Void
  ) rethrows -> VectorCells? {
    guard names.contains(column) else { return nil }
    // What is mostly missing would take more room unpacked than the batch saves.
    if isPacked(column) {
      return try physical(column).map {
        try VectorCells($0, type, isLasting: false, check: check)
      }
    }
    return try memo.entry(of: [column], variant: type.cellKind.rawValue) {
      try physical(column).map { try VectorCells($0, type, check: check) }
    }
  }
}

extension UInt128 {
  /// The number, or the nearest that there is.
  fileprivate init(clamping wide: WideInteger) {
    guard !wide.isNegative else {
      self = 0
      return
    }
    self =
      wide.limbs.2 | wide.limbs.3 == 0
      ? UInt128(wide.limbs.0) | UInt128(wide.limbs.1) << 64 : .max
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
