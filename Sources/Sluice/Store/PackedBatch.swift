// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A batch as the store keeps it: each column in the form that takes little room, see ``PackedColumn``.
///
/// Records of many kinds in one table are mostly holes. Loading 80,000 events into 118 columns, the
/// program's peak fell from 155 to 105 MB, and the time by a fifth (benchmark `load`, release build).
///
/// Rows that were deleted stay where they are, and are skipped, until most are: then the rest moves.
struct PackedBatch: Sendable {
  /// The names of the columns.
  let names: [String]
  /// The number of rows, deleted ones included.
  let physicalCount: Int
  /// The memory that the rows would take as whole values, about: what files are judged by.
  let plainByteCount: Int
  /// The rows that are there; `nil` if none was deleted.
  private(set) var live: Validity?
  /// What was found out about the rows, as long as they are the same.
  let memo: BatchMemo
  private let columns: [PackedColumn]
  /// Where the rows come from: the same as long as they lie where they did.
  let origin: BatchOrigin
  /// Which rows got other values since then.
  private(set) var rewrites = RewriteLog()

  /// Packs what is worth it.
  init(_ batch: Batch) {
    names = batch.names
    physicalCount = batch.rowCount
    var owners: [HeapPlace: Int] = [:]
    var bytes = 0
    for vector in batch.vectors {
      bytes += vector.plainByteCount
      guard case .bytes(let texts) = vector.storage else { continue }
      let place = texts.heapPlace
      if owners[place] == nil { bytes += texts.heap.count }
      owners[place, default: 0] += 1
    }
    plainByteCount = bytes
    columns = batch.vectors.map { [owners] vector in
      guard case .bytes(let texts) = vector.storage else {
        return PackedColumn(vector, ownsHeap: false)
      }
      return PackedColumn(vector, ownsHeap: owners[texts.heapPlace] == 1)
    }
    memo = BatchMemo()
    origin = BatchOrigin()
  }

  /// The number of rows that are there.
  var rowCount: Int { physicalCount - (live?.missing ?? 0) }

  /// The types of the columns.
  var types: [DataType] { columns.map(\.type) }

  /// The rows that are there.
  var batch: Batch {
    guard let live else { return physical }
    let rows = live.rows
    let vectors = columns.map { $0.vector.gathered(rows) }
    return Batch(names: names, vectors: vectors, rowCount: rows.count)
  }

  /// All rows, deleted ones included.
  var physical: Batch {
    Batch(names: names, vectors: columns.map(\.vector), rowCount: physicalCount)
  }

  /// The column called `name` with the values of all rows, deleted ones included.
  func physical(_ name: String) -> Vector? { self[name]?.vector }

  /// The column called `name` in the form that it has, deleted rows included.
  subscript(name: String) -> PackedColumn? { names.firstIndex(of: name).map { columns[$0] } }

  /// The rows with some of the columns, in another order and under other names.
  func picking(_ picked: [StoreChange.PickedColumn]) -> PackedBatch {
    let found = picked.compactMap { column in self[column.source].map { (column.name, $0) } }
    return PackedBatch(self, found.map(\.0), found.map(\.1), BatchMemo())
  }

  /// The column called `name` with the values of some rows, counted with the deleted ones.
  func gathered(_ name: String, _ rows: [UInt32]) -> Vector? { self[name]?.gathered(rows) }

  /// The same rows with other columns.
  private init(
    _ other: PackedBatch,
    _ names: [String],
    _ columns: [PackedColumn],
    _ memo: BatchMemo
  ) {
    self.names = names
    self.columns = columns
    plainByteCount = other.plainByteCount
    self.memo = memo
    physicalCount = other.physicalCount
    live = other.live
    origin = other.origin
    rewrites = other.rewrites
  }
}

extension PackedBatch {
  /// The memory that the rows take, deleted ones included, with what queries have found out about them.
  ///
  /// A heap that several columns share counts once.
  var byteCount: Int {
    let marks = (live?.words.count ?? 0) * 8
    return columnByteCounts.reduce(marks + memo.byteCount, +)
  }

  /// The memory that each column takes. A heap that several share counts for the first of them.
  var columnByteCounts: [Int] {
    var heaps: Set<HeapPlace> = []
    return columns.map { column in
      guard let texts = column.texts, heaps.insert(texts.heapPlace).inserted else {
        return column.plainByteCount
      }
      return column.plainByteCount + texts.heap.count
    }
  }

  /// Lets texts of columns that share a heap have one of their own, once most of it is of no use to them,
  /// as columns were numbered that had their texts there too.
  func dropUnusedTexts() {
    var sharing: [HeapPlace: [Int]] = [:]
    for (place, column) in columns.enumerated() {
      column.texts.map { sharing[$0.heapPlace, default: []].append(place) }
    }
    for (heap, places) in sharing {
      let texts = places.compactMap { columns[$0].texts }
      let used = texts.reduce(0) { $0 + $1.usedByteCount }
      guard let first = texts.first, used * 2 < first.heap.count else { continue }
      let moved = ByteViews(joining: texts)
      var start = 0
      for (place, part) in zip(places, texts) {
        let views = ContiguousArray(moved.views[start..<start + part.count])
        start += part.count
        columns[place].moveTexts { now in
          guard now.heapPlace == heap, now.count == part.count else { return nil }
          return ByteViews(views: views, heap: moved.heap)
        }
        memo.forget(names[place])
      }
    }
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
