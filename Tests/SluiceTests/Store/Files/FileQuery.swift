// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Files, and queries of them.
struct FileQuery: BindingCatalog {
  let disk: MemoryFileSystem

  /// Has some files.
  init(_ files: KeyValuePairs<String, String>) throws {
    disk = MemoryFileSystem()
    for (path, text) in files {
      if let folder = path.folder { try disk.makeFolder(folder) }
      try disk.append(Array(text.utf8), to: path)
    }
  }

  /// Runs a query.
  func run(_ query: String) throws -> QueryResult {
    let binder = Binder(self, .standard)
    let bound = try binder.bind(try SQL.query(in: query))
    let planner = PhysicalPlanner(ParameterValues()) { (scan) throws(SQLError) in
      guard let source = scan.source as? any ReadableSource else {
        throw SQLError(.unsupported, "no source")
      }
      return try source.step(scan)
    }
    let step = try planner.step(try Optimizer(binder).apply(bound))
    return QueryResult(bound.columns, try step.stored(RunningQuery()))
  }

  /// The types and the rows of a query as one text, or what is wrong.
  func text(_ query: String) -> String {
    do {
      let result = try run(query)
      let types = result.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
      let rows = (0..<result.rowCount).map { row in
        zip(result.cells, result.columns).map { $0.text(row, $1.sqlType) }.joined(separator: "|")
      }
      return ([types] + rows).joined(separator: "\n")
    } catch {
      return "\(error)"
    }
  }

  func relation(_ name: SQL.QualifiedName) -> CatalogRelation? { nil }
  var relationNames: [String] { [] }
  func type(_ name: SQL.QualifiedName) -> SQLType? { nil }
  func macro(_ name: SQL.QualifiedName) -> SQL.CreateMacro? { nil }

  func tableFunction(
    _ name: String,
    _ arguments: [TypedDatum],
    named: [String: TypedDatum]
  ) throws(SQLError) -> CatalogRelation? {
    try FileTables(on: disk).tableFunction(name, arguments, named: named, in: self)
  }

  func file(_ path: String) throws(SQLError) -> CatalogRelation? {
    try FileTables(on: disk).relation(path: path, in: self)
  }
}
