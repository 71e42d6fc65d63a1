// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Queries of tables that a test puts together itself.
struct TableQueries {
  /// What names mean: the tables by their names.
  private struct Names: BindingCatalog {
    let tables: [String: Catalog.Table]

    func relation(_ name: SQL.QualifiedName) -> CatalogRelation? {
      tables[SQLName.folded(name.last.text)].map {
        let source = StoreTableSource(table: $0)
        return .table(source, schema: "main", columns: source.columns)
      }
    }

    var relationNames: [String] { tables.keys.sorted() }
    func type(_ name: SQL.QualifiedName) -> SQLType? { nil }
    func macro(_ name: SQL.QualifiedName) -> SQL.CreateMacro? { nil }

    func tableFunction(
      _ name: String,
      _ arguments: [TypedDatum],
      named: [String: TypedDatum]
    ) throws(SQLError) -> CatalogRelation? { nil }

    func file(_ path: String) throws(SQLError) -> CatalogRelation? { nil }
  }

  let tables: [String: Catalog.Table]

  init(_ tables: [Catalog.Table]) {
    self.tables = Dictionary(
      tables.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The plan of a query and the columns of its result.
  func plan(_ text: String) throws -> (plan: LogicalPlan, columns: [PlanColumn]) {
    let binder = Binder(Names(tables: tables), .standard)
    let bound = try binder.bind(try SQL.query(in: text))
    return (try Optimizer(binder).apply(bound), bound.columns)
  }

  /// All steps of the plan of a query.
  func steps(_ text: String) throws -> [LogicalPlan] {
    var found: [LogicalPlan] = []
    var waiting = [try plan(text).plan]
    while let step = waiting.popLast() {
      found.append(step)
      waiting += step.inputs
    }
    return found
  }

  /// The step of a query and the columns of its result.
  func step(_ text: String) throws -> (step: any PhysicalStep, columns: [PlanColumn]) {
    let (plan, columns) = try plan(text)
    let planner = PhysicalPlanner(ParameterValues()) { (scan) throws(SQLError) in
      guard let source = scan.source as? StoreTableSource else {
        throw SQLError(.unsupported, "'\(scan.source.name)' is no table")
      }
      return StoreScanStep(scan, source, ParameterValues())
    }
    return (try planner.step(plan), columns)
  }

  /// All rows of a query.
  func rows(_ text: String, threads: Int = 1) throws -> [[Datum]] {
    let (step, columns) = try step(text)
    let rows = try step.stored(RunningQuery(threads: threads, laneRows: Chunk.size))
    let cells = rows.cells
    return (0..<rows.count).map { row in zip(cells, columns).map { $0.datum(row, $1.type) } }
  }
}

extension Catalog.Table {
  /// A table whose batches have so many rows each; `rows` holds the values of each row.
  init(
    _ name: String,
    _ columns: [(name: String, type: DataType)],
    _ rows: [[Value]],
    batchSize: Int = 4_096
  ) throws {
    self.init(name: name)
    self.columns = columns.map { StoredColumn(name: $0.name, type: $0.type) }
    for start in stride(from: 0, to: rows.count, by: batchSize) {
      let part = rows[start..<min(rows.count, start + batchSize)]
      let vectors = try columns.indices.map { place in
        let builder = VectorBuilder(columns[place].type)
        for row in part { try builder.append(row[place]) }
        return builder.finish()
      }
      let batch = Batch(names: columns.map(\.name), vectors: vectors, rowCount: part.count)
      batches.append(PackedBatch(batch))
    }
  }
}
