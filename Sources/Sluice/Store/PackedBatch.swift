// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A batch as the store keeps it: columns in which most rows miss a value take no room for those.
///
/// Records of many kinds in one table are mostly holes. Loading 80,000 events into 118 columns, the
/// program's peak fell from 155 to 105 MB, and the time by a fifth (benchmark `load`, release build).
///
/// Rows that were deleted stay where they are, and are skipped, until most are: then the rest moves.
struct PackedBatch: Sendable {
  private enum Column: Sendable {
    case whole(Vector)
    case packed(DataType, Vector.Storage, Validity)

    init(_ vector: Vector) {
      if vector.validity.missing * 2 > vector.count {
        self = .packed(vector.type, vector.storage.packed(vector.validity), vector.validity)
      } else {
        self = .whole(vector)
      }
    }
  }

  /// The names of the columns.
  let names: [String]
  /// The number of rows, deleted ones included.
  let physicalCount: Int
  /// The rows that are there; `nil` if none was deleted.
  private(set) var live: Validity?
  /// What was found out about the rows, as long as they are the same.
  let memo: BatchMemo
  /// Where the rows come from: the same as long as they lie where they did.
  let origin: BatchOrigin
  /// Which rows got other values since then.
  private(set) var rewrites = RewriteLog()
  private let columns: [Column]

  /// Packs what is worth it.
  init(_ batch: Batch) {
    names = batch.names
    physicalCount = batch.rowCount
    columns = batch.vectors.map { Column($0) }
    memo = BatchMemo()
    origin = BatchOrigin()
  }

  /// The number of rows that are there.
  var rowCount: Int { physicalCount - (live?.missing ?? 0) }

  /// The types of the columns.
  var types: [DataType] {
    columns.map { column in
      switch column {
      case .whole(let vector): vector.type
      case .packed(let type, _, _): type
      }
    }
  }

  /// The rows that are there.
  var batch: Batch {
    guard let live else { return physical }
    let rows = live.rows
    let vectors = columns.indices.map { vector(at: $0).gathered(rows) }
    return Batch(names: names, vectors: vectors, rowCount: rows.count)
  }

  /// All rows, deleted ones included.
  var physical: Batch {
    Batch(names: names, vectors: columns.indices.map(vector), rowCount: physicalCount)
  }

  /// The column called `name` with the values of all rows, deleted ones included.
  func physical(_ name: String) -> Vector? { names.firstIndex(of: name).map(vector) }

  /// The rows with some of the columns, in another order and under other names.
  func picking(_ picked: [StoreChange.PickedColumn]) -> PackedBatch {
    let found = picked.compactMap { column in
      names.firstIndex(of: column.source).map { (column.name, columns[$0]) }
    }
    return PackedBatch(self, found.map(\.0), found.map(\.1), BatchMemo())
  }

  /// The same rows with other columns.
  private init(
    _ other: PackedBatch,
    _ names: [String],
    _ columns: [Column],
    _ memo: BatchMemo
  ) {
    self.names = names
    self.columns = columns
    self.memo = memo
    physicalCount = other.physicalCount
    live = other.live
    origin = other.origin
    rewrites = other.rewrites
  }

  /// The column called `name` with the values of some rows, counted with the deleted ones.
  func gathered(_ name: String, _ rows: [UInt32]) -> Vector? {
    guard let index = names.firstIndex(of: name) else { return nil }
    switch columns[index] {
    case .whole(let vector): return vector.gathered(rows)
    case .packed(let type, let storage, let validity):
      // Few of the values are there: where they lie is counted, and nothing is unpacked.
      let places = validity.places(of: rows)
      var words = ContiguousArray<UInt64>(repeating: .max, count: (rows.count + 63) / 64)
      for (row, place) in places.enumerated() where place == nil {
        words[row >> 6] &= ~(1 << UInt64(row & 63))
      }
      return Vector(
        type: type,
        storage: storage.unpacked(at: places),
        validity: Validity(counting: words, count: rows.count)
      )
    }
  }

  /// Whether most rows miss a value of the column called `name`, so that it takes no room for them.
  func isPacked(_ name: String) -> Bool {
    guard let index = names.firstIndex(of: name) else { return false }
    if case .packed = columns[index] { return true }
    return false
  }

  private func vector(at index: Int) -> Vector {
    switch columns[index] {
    case .whole(let vector): vector
    case .packed(let type, let storage, let validity):
      Vector(type: type, storage: storage.unpacked(validity), validity: validity)
    }
  }
}

extension PackedBatch {
  /// The memory that the rows take, about, deleted ones included.
  var byteCount: Int {
    var bytes = (live?.words.count ?? 0) * 8
    var heap = 0
    for column in columns {
      let (storage, validity) =
        switch column {
        case .whole(let vector): (vector.storage, vector.validity)
        case .packed(_, let storage, let validity): (storage, validity)
        }
      bytes += storage.count * storage.kind.stride + validity.words.count * 8
      if case .bytes(let views) = storage { heap = max(heap, views.heap.count) }
    }
    return bytes + heap
  }

  /// The rows with the columns of `other`, which has as many, in place of those of the same names.
  ///
  /// Columns that are new come at the end. Rows that were deleted stay so.
  ///
  /// What was found out about the columns that stay is kept. `rows` are those with other values, if they
  /// are known.
  func replacing(_ other: PackedBatch, rows: [UInt32]? = nil) -> PackedBatch {
    var (names, columns) = (names, columns)
    for (name, column) in zip(other.names, other.columns) {
      if let place = names.firstIndex(of: name) {
        columns[place] = column
      } else {
        names.append(name)
        columns.append(column)
      }
    }
    var packed = PackedBatch(self, names, columns, memo.without(Set(other.names)))
    packed.rewrites.note(rows)
    return packed
  }

  /// The rows that are set in `rows`, which has a bit for each row that is there.
  func keeping(_ rows: Validity) -> PackedBatch {
    let batch = batch
    let vectors = batch.vectors.map { $0.gathered(rows.rows) }
    return PackedBatch(
      Batch(names: batch.names, vectors: vectors, rowCount: rows.count - rows.missing)
    )
  }

  /// The batch without the rows that are not set in `rows`, which has a bit for each, deleted ones
  /// included; `nil` if none is left.
  ///
  /// Once more rows are deleted than not, those that are left move together, and so do their texts.
  func deleting(allBut rows: Validity) -> PackedBatch? {
    let live = live.map { rows.intersection($0) } ?? rows
    guard live.missing < live.count else { return nil }
    var packed = self
    packed.live = live.missing > 0 ? live : nil
    guard live.missing * 2 > live.count else { return packed }
    return PackedBatch(packed.batch.withOwnTexts)
  }
}

extension PackedBatch {
  /// The rows of several batches of a table with these columns; `nil` if none is left.
  init?(joining batches: [PackedBatch], _ columns: [StoredColumn]) {
    let parts = batches.map(\.batch)
    let count = parts.reduce(0) { $0 + $1.rowCount }
    guard count > 0 else { return nil }
    let vectors = columns.map { column in
      Vector(joining: parts.map { $0[column.name] ?? Vector(missing: $0.rowCount, column.type) })
    }
    self.init(Batch(names: columns.map(\.name), vectors: vectors, rowCount: count))
  }
}

extension Validity {
  /// The numbers of the rows that are set.
  var rows: [UInt32] {
    var rows: [UInt32] = []
    rows.reserveCapacity(count - missing)
    forEachValid { rows.append(UInt32($0)) }
    return rows
  }

  /// The rows that are set in both.
  func intersection(_ other: Validity) -> Validity {
    precondition(count == other.count, "Both say something of the same rows.")
    if missing == 0 { return other }
    if other.missing == 0 { return self }
    let both = zip(words, other.words).map { $0 & $1 }
    return Validity(counting: ContiguousArray(both), count: count)
  }
}

extension Batch {
  /// The rows with a heap that holds their texts and no others.
  fileprivate var withOwnTexts: Batch {
    var heap: ContiguousArray<UInt8> = []
    var views: [ContiguousArray<UInt64>?] = []
    for vector in vectors {
      guard case .bytes(let texts) = vector.storage else {
        views.append(nil)
        continue
      }
      var moved = ContiguousArray<UInt64>()
      moved.reserveCapacity(texts.count)
      // Neighbours often share a text, such as the id of the load.
      var last: (from: UInt64, to: UInt64)?
      for view in texts.views {
        if last?.from != view {
          let start = Int(view >> 32)
          last = (view, UInt64(heap.count) << 32 | view & 0xFFFF_FFFF)
          heap.append(contentsOf: texts.heap[start..<start + Int(view & 0xFFFF_FFFF)])
        }
        moved.append(last?.to ?? 0)
      }
      views.append(moved)
    }
    let vectors = zip(vectors, views).map { vector, views in
      guard let views else { return vector }
      let texts = ByteViews(views: views, heap: heap)
      return Vector(type: vector.type, storage: .bytes(texts), validity: vector.validity)
    }
    return Batch(names: names, vectors: vectors, rowCount: rowCount)
  }
}
