// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What becomes of a row of a load.
enum RowFate: UInt8 {
  /// It is left out.
  case dropped
  /// It is added.
  case inserted
  /// It is not, for one with its key is there, which stays; what is new below it is added.
  case existing
}

/// The rows that a load has for one table, in the order in which they came.
struct LoadedRows {
  /// The table.
  let table: Table
  /// The rows as the table stores them.
  private(set) var batches: [Batch] = []
  /// The rows as they are added if all are, with their number in the file of the load.
  private(set) var packed: [StoreTransaction.Rows] = []
  /// The number of each batch in the load.
  private(set) var arrivals: [Int] = []
  /// The number of the first row of each batch.
  private(set) var starts: [Int] = []
  /// The number of rows.
  private(set) var count = 0
  /// What becomes of each row.
  var fates: ContiguousArray<RowFate> = []

  /// No rows of `table`.
  init(_ table: Table) { self.table = table }

  /// Adds rows; all of them are inserted, unless something else is said.
  mutating func append(_ rows: StoreTransaction.Rows) {
    packed.append(rows)
    batches.append(rows.batch.batch)
    arrivals.append(rows.arrival)
    starts.append(count)
    count += rows.batch.rowCount
    fates.append(contentsOf: repeatElement(.inserted, count: rows.batch.rowCount))
  }

  /// The columns called `names` of all rows, as a key.
  func keys(_ names: [String], _ kinds: [StorageKind]) -> KeyColumns {
    var keys = KeyColumns(kinds)
    for batch in batches { keys.append(names.map { batch[$0] }, count: batch.rowCount) }
    return keys
  }

  /// A flag for each row, made batch by batch.
  func flags(
    _ body: (Batch) throws(LoadError) -> ContiguousArray<Bool>
  ) throws(LoadError) -> ContiguousArray<Bool> {
    var flags = ContiguousArray<Bool>()
    flags.reserveCapacity(count)
    for batch in batches { flags += try body(batch) }
    return flags
  }

  /// Which batch the row with a number is in.
  func batch(of row: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }

  /// Says for every row whether it is one that says of itself that it is deleted.
  func deletions() -> ContiguousArray<Bool>? {
    guard let name = table.columns(with: .hardDelete).first else { return nil }
    var flags = ContiguousArray<Bool>()
    flags.reserveCapacity(count)
    for batch in batches {
      guard let vector = batch[name] else {
        flags.append(contentsOf: repeatElement(false, count: batch.rowCount))
        continue
      }
      for row in 0..<batch.rowCount {
        var isDeleted = vector.validity[row]
        if case .bool(let values) = vector.storage { isDeleted = isDeleted && values[row] != 0 }
        flags.append(isDeleted)
      }
    }
    return flags
  }

  /// Gives all rows a column, in place of one of that name.
  mutating func set(_ name: String, _ make: (Int) -> Vector) {
    for place in batches.indices {
      let batch = batches[place]
      let vector = make(batch.rowCount)
      var (names, vectors) = (batch.names, batch.vectors)
      if let index = names.firstIndex(of: name) {
        vectors[index] = vector
      } else {
        names.append(name)
        vectors.append(vector)
      }
      batches[place] = Batch(names: names, vectors: vectors, rowCount: batch.rowCount)
      packed[place] = StoreTransaction.Rows(
        batch: PackedBatch(batches[place]),
        arrival: arrivals[place]
      )
    }
  }

  /// The changes that add the rows which are to be inserted.
  var additions: [StoreChange.Action] {
    batches.indices.compactMap { place in
      let rows = batches[place].rowCount
      let picked = (0..<rows).filter { fates[starts[place] + $0] == .inserted }.map { UInt32($0) }
      if picked.isEmpty { return nil }
      if picked.count == rows {
        return .append(packed[place].batch, writtenAs: packed[place].writtenAs)
      }
      let batch = batches[place]
      let vectors = batch.vectors.map { $0.gathered(picked) }
      let rest = Batch(names: batch.names, vectors: vectors, rowCount: picked.count)
      return .append(PackedBatch(rest))
    }
  }

  /// The number of rows that are added.
  var insertedCount: Int { fates.reduce(0) { $0 + ($1 == .inserted ? 1 : 0) } }
}
