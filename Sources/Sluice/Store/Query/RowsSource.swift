// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Rows that a statement has made, as a table for its other parts.
struct RowsSource: ReadableSource {
  let name: String
  let rows: StoredChunks

  var rowEstimate: Int { rows.count }

  func step(_ scan: TableScan) throws(SQLError) -> any PhysicalStep {
    RowsStep(
      columns: scan.columns.map(\.column),
      places: scan.columns.map(\.place),
      rows: rows
    )
  }
}

/// Reads rows that a statement has made.
struct RowsStep: PhysicalStep {
  let columns: [PlanColumn]
  let places: [Int]
  let rows: StoredChunks

  var title: String { "Rows" }
  var inputs: [any PhysicalStep] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let cells = rows.cells
    try query.runChunks(rows.count, makeConsumer) { start, size in
      let columns = places.map { place in
        place >= 0 ? cells[place].from(start) : Cells(rowNumbers: start, size)
      }
      return Chunk(columns, count: size)
    }
  }
}

extension Cells {
  /// The numbers of some rows.
  init(rowNumbers start: Int, _ count: Int) {
    let block = CellBlock(.int64, capacity: count)
    let target = block.cells(Int64.self)
    for row in 0..<count { target[row] = Int64(start + row) }
    self.init(.int64, block)
  }
}

extension CatalogRelation {
  /// Rows that a statement has made, as a table.
  static func rows(
    _ rows: StoredChunks,
    _ columns: [(name: String, type: SQLType)],
    _ name: String
  ) -> CatalogRelation {
    .table(RowsSource(name: name, rows: rows), schema: "", columns: columns)
  }
}
