// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A table of a store as it was when a statement began.
struct StoreTableSource: ScanSource {
  let table: Catalog.Table
  /// The columns of each index and key.
  var indexes: [[String]] = []
  /// The numbers of the rows that are meant; `nil` if all are.
  var rows: [Int]?

  var name: String { table.name }
  var rowEstimate: Int { rows?.count ?? table.rowCount }

  /// The columns with their types in SQL.
  var columns: [(name: String, type: SQLType)] {
    table.columns.map { (name: $0.name, type: table.type(of: $0)) }
  }

  func statistics(of place: Int) -> ColumnStatistics? {
    let rows = Double(max(1, rowEstimate))
    guard table.columns.indices.contains(place) else {
      return ColumnStatistics(rows: rows, distinct: rows)
    }
    let column = table.columns[place]
    var known = ColumnStatistics(rows: rows, distinct: rows)
    let type = table.type(of: column)
    if type.cellKind == .bytes {
      // The first batch has most of the texts, if they are few.
      let cells = table.batches.first?.cells(of: column.name, type)
      if let count = cells?.distinctCount { known.distinct = Double(max(1, count)) }
      return known
    }
    for range in table.batches.compactMap({ $0.range(of: column.name)?.integers }) {
      let all = known.range ?? range
      known.range =
        min(all.lowerBound, range.lowerBound)...max(all.upperBound, range.upperBound)
    }
    if let range = known.range {
      let width = Double(range.upperBound) - Double(range.lowerBound) + 1
      known.distinct = min(rows, width)
    }
    return known
  }
}

extension Catalog.Table {
  /// The type of a column in SQL: the one that a statement gave it, unless a load has changed it since.
  func type(of column: StoredColumn) -> SQLType {
    guard let said = definition?.column(column.name)?.type, said.storage.kind == column.type.kind
    else { return SQLType(column.type) }
    return said
  }

  /// A column of some rows of a batch.
  func chunkColumn(_ place: Int, _ type: SQLType, _ part: RowPlaces.Part) -> Chunk.Column {
    let rows = part.rows.map { UInt32($0) }
    guard let vector = batches[part.batch].gathered(columns[place].name, rows) else {
      return .cells(CellShape(type).null)
    }
    return VectorCells(vector, type).column(from: 0, count: rows.count, nil)
  }
}

/// Reads a table of a store, batch by batch.
struct StoreScanStep: PhysicalStep {
  let table: Catalog.Table
  let columns: [PlanColumn]
  /// The places of the columns among those of the table.
  let places: [Int]
  /// What values have to lie between, so that batches without any such value are left out.
  let bounds: [ColumnBound]
  /// Where the rows lie, if few are wanted that are known.
  let picked: [RowPlaces.Part]?

  init(_ scan: TableScan, _ source: StoreTableSource, _ parameters: ParameterValues) {
    table = source.table
    columns = scan.columns.map(\.column)
    places = scan.columns.map(\.place)
    bounds = scan.filters.compactMap { ColumnBound($0, scan) }
    let rows = source.rows ?? KeyLookup(scan, source, parameters)?.rows(of: source.table)
    // Of a query that is to end all rows are read, which ends it.
    picked = rows.flatMap { try? RowPlaces($0, source.table).parts }
  }

  var title: String { "Table scan" }
  var details: [String] { [table.name] }
  var inputs: [any PhysicalStep] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    if let picked { return try read(picked, query, makeConsumer) }
    var firsts: [Int] = []
    var total = 0
    for batch in table.batches {
      firsts.append(total)
      total += batch.physicalCount
    }
    try query.run(units: firsts.count, rows: total, makeConsumer) { [firsts] batches, lane in
      for place in batches where mayHaveRows(table.batches[place]) {
        guard try read(table.batches[place], firsts[place], lane) else { return }
      }
    }
  }

  /// Gives the rows that are known, which are few, to one lane.
  private func read(
    _ parts: [RowPlaces.Part],
    _ query: RunningQuery,
    _ makeConsumer: () throws -> any ChunkConsumer
  ) throws {
    try query.run(units: 1, rows: 0, makeConsumer) { _, lane in
      for part in parts {
        var start = 0
        while start < part.rows.count {
          let rows = part.rows[start..<min(part.rows.count, start + Chunk.size)]
          guard try lane.consume(chunk(Array(rows), of: part)) else { return }
          start += rows.count
        }
      }
    }
  }

  private func chunk(_ rows: [Int], of part: RowPlaces.Part) -> Chunk {
    var picked = part
    picked.rows = rows
    let columns = places.indices.map { place -> Chunk.Column in
      if places[place] == TableScan.rowID {
        let cells = CellBlock(.int64, capacity: rows.count)
        let target = cells.cells(Int64.self)
        for (row, number) in rows.enumerated() { target[row] = Int64(part.first + number) }
        return .cells(Cells(.int64, cells))
      }
      guard places[place] >= 0 else {
        return .cells(CellShape(self.columns[place].type).null)
      }
      return table.chunkColumn(
        places[place],
        table.type(of: table.columns[places[place]]),
        picked
      )
    }
    return Chunk(columns, count: rows.count)
  }

  /// Whether any row of a batch may lie within all bounds.
  private func mayHaveRows(_ batch: PackedBatch) -> Bool {
    bounds.allSatisfy { bound in
      guard let range = batch.range(of: table.columns[bound.place].name) else { return false }
      return bound.mayHold(in: range)
    }
  }

  private func read(_ batch: PackedBatch, _ first: Int, _ lane: Lane) throws -> Bool {
    let sources = try places.map { place -> VectorCells? in
      guard place >= 0 else { return nil }
      let column = table.columns[place]
      return try batch.cells(of: column.name, table.type(of: column)) { _ = try lane.isWanted() }
    }
    var start = 0
    while start < batch.physicalCount {
      let size = min(Chunk.size, batch.physicalCount - start)
      defer { start += size }
      let live = batch.live.map { self.live($0, start, size) }
      if let live, live.count == 0 { continue }
      let count = live?.count ?? size
      let columns = places.indices.map { place -> Chunk.Column in
        if let source = sources[place] { return source.column(from: start, count: size, live) }
        if places[place] == TableScan.rowID {
          return .cells(numbers(first + start, count, live))
        }
        return .cells(CellShape(self.columns[place].type).null)
      }
      guard try lane.consume(Chunk(columns, count: count)) else { return false }
    }
    return true
  }

  /// The rows that are there, counted from the start.
  private func live(_ validity: Validity, _ start: Int, _ size: Int) -> Selection {
    let rows = Selection(capacity: size)
    for row in 0..<size where validity[start + row] {
      rows.rows[rows.count] = UInt32(row)
      rows.count += 1
    }
    return rows
  }

  private func numbers(_ first: Int, _ count: Int, _ live: Selection?) -> Cells {
    let block = CellBlock(.int64, capacity: count)
    let target = block.cells(Int64.self)
    for place in 0..<count {
      target[place] = Int64(first + (live.map { Int($0.rows[place]) } ?? place))
    }
    return Cells(.int64, block)
  }
}
