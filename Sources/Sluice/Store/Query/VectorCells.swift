// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Cells and runs point into arrays of the vector, which stay where they are as
// long as an object holds it: nobody changes an array that is shared.

/// A column of a batch in the form that queries read it in, made once and kept beside the batch.
///
/// Values that lie in memory as a query has them are read where they are; others are brought into that
/// form at once. Texts of few different values have numbers, and other texts stay packed until a chunk
/// asks for them. Runs stay runs: rows of one are a constant, and those of several look values up.
final class VectorCells: StoredCells, MemoEntry {
  private enum Form: Sendable {
    case cells(Cells)
    case texts
    case shared(SharedValues, Cells)
    case coded(SharedValues, DistinctCells)
    case codedRuns(SharedValues, DistinctCells, Selection)
  }

  private let kept: KeptVector
  private let form: Form
  /// The memory that the cells take beside the column.
  let byteCount: Int

  /// The values of `vector`, which a table keeps for a column of this type.
  convenience init(_ vector: Vector, _ type: SQLType) { self.init(vector, type) {} }

  /// The same, which calls `check` from time to time where values take long, and ends if that throws.
  convenience init(_ vector: Vector, _ type: SQLType, check: () throws -> Void) rethrows {
    try self.init(KeptVector(vector.storage, vector.validity), type, check: check)
  }

  /// The values of a column of this type, which takes the form that suits queries best.
  convenience init(
    _ column: PackedColumn,
    _ type: SQLType,
    check: () throws -> Void
  ) rethrows {
    let kind = type.cellKind
    let form = column.settle { vector in
      if let narrow = vector.storage.narrowed(to: kind) { return .narrow(narrow, vector.validity) }
      guard case .bytes = vector.storage, !type.isStoredAsText else { return nil }
      return SharedValues(numbering: vector).map { .numbered($0) }
    }
    switch form {
    case .runs(let shared): try self.init(shared, type, check: check)
    case .numbered(let shared) where !type.isStoredAsText:
      try self.init(shared, type, check: check)
    case .narrow(let storage, let validity) where storage.narrowKind == kind:
      try self.init(KeptVector(storage, validity), type, check: check)
    case .whole(let vector): try self.init(vector, type, check: check)
    case .numbered, .narrow, .packed:
      // As another type than the one that the form was made for.
      let vector = column.vector
      let kept = KeptVector(vector.storage, vector.validity)
      try self.init(kept, type, own: vector.plainByteCount, check: check)
    }
  }

  /// The values that something keeps, which takes so much memory of its own.
  private init(
    _ kept: KeptVector,
    _ type: SQLType,
    own: Int = 0,
    check: () throws -> Void
  ) rethrows {
    self.kept = kept
    let made = try kept.cells(type, check)
    form = made.map { .cells($0.cells) } ?? .texts
    byteCount = own + (made?.byteCount ?? 0)
  }

  private init(_ shared: SharedValues, _ type: SQLType, check: () throws -> Void) rethrows {
    let values = shared.values
    kept = KeptVector(values.storage, values.validity)
    if let made = try kept.cells(type, check) {
      form = .shared(shared, made.cells)
      byteCount = made.byteCount
      return
    }
    let texts = kept.texts(0, values.count, nil)
    guard case .ends = shared.places else {
      form = .coded(shared, DistinctCells(texts, count: values.count))
      byteCount = values.count * CellKind.bytes.stride
      return
    }
    // Runs may have the same text again.
    let index = GroupIndex([CellShape(kind: .bytes)])
    let codes = Selection(capacity: max(1, values.count))
    while codes.count < values.count {
      let (start, size) = (codes.count, min(Chunk.size, values.count - codes.count))
      index.findOrAdd([texts.from(start)], count: size, into: codes.rows + start)
      codes.count += size
    }
    form = .codedRuns(shared, DistinctCells(index.cells[0], count: index.count), codes)
    byteCount = index.keys[0].byteCount + codes.count * 4
  }

  /// How many different values there are, if they are numbered.
  var distinctCount: Int? {
    switch form {
    case .coded(_, let distinct), .codedRuns(_, let distinct, _): distinct.count
    case .cells, .texts, .shared: nil
    }
  }

  /// The column of a chunk of so many rows: from `start` on, a multiple of 64, or those of a selection,
  /// which counts from there and within these rows.
  func column(from start: Int, count: Int, _ selection: Selection?) -> Chunk.Column {
    let rows = start..<start + count
    switch form {
    case .cells(let cells):
      let cells = cells.from(start)
      return selection.map { .gather(cells, $0, hasGaps: false) } ?? .cells(cells)
    case .texts: return .stored(self, start: start, selection)
    case .shared(let shared, let cells):
      if let run = shared.onlyRun(of: rows) { return .cells(cells.single(run)) }
      return .gather(cells, shared.numbers(rows, selection), hasGaps: false)
    case .coded(let shared, let distinct):
      return .coded(distinct, shared.numbers(rows, selection))
    case .codedRuns(let shared, let distinct, let codes):
      return .coded(distinct, shared.numbers(rows, selection).applied(to: codes))
    }
  }

  func cells(from start: Int, count: Int, _ selection: Selection?) -> Cells {
    kept.texts(start, count, selection)
  }
}

extension Vector.Storage {
  /// The kind of cells that lie as these whole numbers do.
  fileprivate var narrowKind: CellKind? {
    switch self {
    case .int32: .int32
    case .int64: .int64
    default: nil
    }
  }
}

/// Keeps values for cells that point into them.
private final class KeptVector: Sendable {
  private let storage: Vector.Storage
  private let isValid: Validity

  init(_ storage: Vector.Storage, _ validity: Validity) {
    self.storage = storage
    isValid = validity
  }

  /// The values as cells of a type, and the memory that those take; `nil` for texts, which stay packed.
  func cells(
    _ type: SQLType,
    _ check: () throws -> Void
  ) rethrows -> (cells: Cells, byteCount: Int)? {
    let kind = type.cellKind
    let bits = validity
    switch storage {
    case .bool(let values): return (cells(of: values, kind, bits), 0)
    case .int32(let values): return (cells(of: values, kind, bits), 0)
    case .double(let values): return (cells(of: values, kind, bits), 0)
    case .int64(let values) where kind == .int64: return (cells(of: values, kind, bits), 0)
    case .int128(let values) where kind == .int128: return (cells(of: values, kind, bits), 0)
    case .int64(let values): return converted(values, kind) { Int32(truncatingIfNeeded: $0) }
    case .int128(let values): return converted(values, kind) { Int64(truncatingIfNeeded: $0) }
    case .wide(let values) where type == .uhugeint:
      return converted(values, kind) { UnsignedNumber.cell(UInt128(clamping: $0)) }
    case .wide(let values): return converted(values, kind) { Int128(clamping: $0) }
    case .bytes where type.isStoredAsText: return try read(as: type, check)
    case .bytes: return nil
    }
  }

  /// The bits of rows that have a value; `nil` if all have.
  private var validity: UnsafePointer<UInt64>? {
    guard isValid.missing > 0 else { return nil }
    return isValid.words.withUnsafeBufferPointer { $0.baseAddress }
  }

  /// The values where they are.
  private func cells<Value: BitwiseCopyable>(
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
  private func converted<Origin, Target: BitwiseCopyable>(
    _ values: ContiguousArray<Origin>,
    _ kind: CellKind,
    _ convert: (Origin) -> Target
  ) -> (cells: Cells, byteCount: Int) {
    let block = CellBlock(kind, capacity: values.count)
    let target = block.cells(Target.self)
    values.withUnsafeBufferPointer { values in
      for row in values.indices { target[row] = convert(values[row]) }
    }
    let words = (values.count + 63) / 64
    if let bits = validity { block.makeValidity().update(from: bits, count: words) }
    return (Cells(kind, block), values.count * kind.stride + (validity == nil ? 0 : words * 8))
  }

  /// The values that texts stand for, which columns of tables have no kind for.
  private func read(
    as type: SQLType,
    _ check: () throws -> Void
  ) rethrows -> (cells: Cells, byteCount: Int) {
    let column = CellColumn(CellShape(type), capacity: isValid.count)
    guard case .bytes(let texts) = storage else { return (column.cells, column.byteCount) }
    try texts.heap.withUnsafeBufferPointer { heap in
      for row in 0..<isValid.count {
        if row % Chunk.size == 0 { try check() }
        guard isValid[row] else {
          column.appendMissing()
          continue
        }
        let range = texts[row]
        let start = heap.baseAddress.map { $0 + range.lowerBound }
        StoredJSON.append(TextBytes(start: start, count: range.count), type, to: column)
      }
    }
    return (column.cells, column.byteCount)
  }

  /// Some texts as runs of bytes.
  func texts(_ start: Int, _ count: Int, _ selection: Selection?) -> Cells {
    let block = CellBlock(.bytes, capacity: count)
    block.owners = [self]
    let runs = block.cells(ByteRun.self)
    guard case .bytes(let texts) = storage else { return Cells(.bytes, block) }
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
      for place in 0..<count where !isValid[start + Int(selection.rows[place])] {
        bits[place >> 6] &= ~(1 << UInt64(place & 63))
      }
    } else {
      // Chunks begin at multiples of 64 rows.
      for word in 0..<(count + 63) / 64 { bits[word] = words[start / 64 + word] }
    }
    return Cells(.bytes, block)
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
    guard let packed = self[column] else { return nil }
    // What is mostly missing would take more room unpacked than the batch saves.
    if packed.isPacked { return try VectorCells(packed.vector, type, check: check) }
    let heap = packed.texts?.heapPlace
    let cells = try memo.entry(of: [column], variant: type.cellKind.rawValue) {
      try VectorCells(packed, type, check: check)
    }
    // Texts that are numbered now have left their heap.
    if let heap, packed.texts?.heapPlace != heap { dropUnusedTexts() }
    return cells
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
