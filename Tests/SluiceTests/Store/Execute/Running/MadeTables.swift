// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Tables that queries make, for tests of how queries run.
final class MadeTables: BindingCatalog {
  private final class Table: ScanSource {
    let name: String
    let columns: [(name: String, type: SQLType)]
    let rows: StoredChunks

    init(_ name: String, _ columns: [(name: String, type: SQLType)], _ rows: StoredChunks) {
      self.name = name
      self.columns = columns
      self.rows = rows
    }

    var rowEstimate: Int { rows.count }
  }

  /// Reads a table, and counts the chunks that it gives.
  private struct Scan: PhysicalStep {
    let columns: [PlanColumn]
    let table: Table
    let places: [Int]
    let watch: ChunkWatch

    var title: String { "Scan" }
    var inputs: [any PhysicalStep] { [] }

    func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
      let all = table.rows.cells
      let numbers = CellColumn(CellShape(.bigint))
      for row in 0..<table.rows.count { numbers.append(value: Int64(row)) }
      let cells = places.map { $0 == TableScan.rowID ? numbers.cells : all[$0] }
      let watch = watch
      try query.runChunks(table.rows.count, makeConsumer) { start, count in
        watch.pass(query)
        return Chunk(cells.map { $0.from(start) }, count: count)
      }
    }
  }

  private var tables: [String: Table] = [:]
  /// What the steps of queries share with their expressions.
  var parameters = ParameterValues()
  /// Sees each chunk that is read.
  var watch = ChunkWatch()

  /// A table with the rows of a query.
  func make(_ name: String, _ text: String) throws {
    let (step, columns) = try plan(text)
    let rows = try step.stored(RunningQuery(threads: 1))
    tables[name] = Table(name, columns.map { (name: $0.name, type: $0.type) }, rows)
  }

  /// The step of a query.
  func plan(
    _ text: String,
    isMeasuring: Bool = false
  ) throws -> (step: any PhysicalStep, columns: [PlanColumn]) {
    let binder = Binder(self, .standard)
    let bound = try binder.bind(try SQL.query(in: text))
    let watch = watch
    let planner = PhysicalPlanner(parameters, isMeasuring: isMeasuring) {
      (scan) throws(SQLError) in
      guard let table = scan.source as? Table else { throw SQLError(.catalog, "there is no table") }
      return Scan(
        columns: scan.columns.map(\.column),
        table: table,
        places: scan.columns.map(\.place),
        watch: watch
      )
    }
    return (try planner.step(try Optimizer(binder).apply(bound)), bound.columns)
  }

  /// The rows of a query, each as a line of texts.
  func rows(_ text: String, _ query: RunningQuery) throws -> [String] {
    let (step, columns) = try plan(text)
    var parts: [LineConsumer] = []
    try step.run(query) {
      let part = LineConsumer(columns)
      parts.append(part)
      return part
    }
    return parts.flatMap(\.lines)
  }

  func relation(_ name: SQL.QualifiedName) -> CatalogRelation? {
    tables[name.last.text].map { .table($0, schema: "main", columns: $0.columns) }
  }

  var relationNames: [String] { Array(tables.keys) }
  func type(_ name: SQL.QualifiedName) -> SQLType? { nil }
  func macro(_ name: SQL.QualifiedName) -> SQL.CreateMacro? { nil }

  func tableFunction(
    _ name: String,
    _ arguments: [TypedDatum],
    named: [String: TypedDatum]
  ) throws(SQLError) -> CatalogRelation? { nil }

  func file(_ path: String) throws(SQLError) -> CatalogRelation? { nil }
}

/// Counts chunks, and may cancel the query when some have passed.
final class ChunkWatch: Sendable {
  private let chunks = SharedNumber()
  private let late = SharedNumber()
  private let limit: Int

  /// Cancels the query at the chunk with this number; by default never.
  init(cancellingAt limit: Int = .max) { self.limit = limit }

  /// The chunks that passed after the query was cancelled.
  var lateChunks: Int { late.value }
  /// All chunks that passed.
  var chunkCount: Int { chunks.value }

  func pass(_ query: RunningQuery) {
    let number = chunks.add(1)
    if number > limit { late.add(1) }
    if number == limit { query.cancel() }
  }
}

/// Writes rows as lines.
private final class LineConsumer: ChunkConsumer {
  private let columns: [PlanColumn]
  private(set) var lines: [String] = []

  init(_ columns: [PlanColumn]) { self.columns = columns }

  func consume(_ chunk: Chunk) throws -> Bool {
    var texts: [Cells] = []
    for (place, column) in columns.enumerated() {
      let cast = try CellCast.make(from: column.type, to: .varchar, isTry: false, at: .none)
      texts.append(try cast.body(chunk[place], chunk.count))
    }
    for row in 0..<chunk.count {
      lines.append(
        texts.map { $0.isValid(row) ? $0.value(row, ByteRun.self).string : "NULL" }
          .joined(separator: "|")
      )
    }
    return true
  }
}
