// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// An expression and the text that is made of it.
struct FunctionCase: Sendable, CustomTestStringConvertible {
  let expression: String
  /// The text; `nil` for a missing value.
  let text: String?

  init(_ expression: String, _ text: String?) {
    self.expression = expression
    self.text = text
  }

  var testDescription: String { expression }
}

/// Runs queries that need no table.
enum FunctionRunner {
  /// The texts of all values, row by row.
  static func rows(_ text: String) throws -> [[String?]] {
    guard case .query(let query)? = try SQL.statements(in: text).first?.kind else { return [] }
    let binder = Binder(NoTables(), .standard)
    binder.run = { (bound) throws(SQLError) in
      do {
        return try stored(bound, binder)
      } catch let error as SQLError {
        throw error
      } catch {
        throw SQLError(.unsupported, "the query failed")
      }
    }
    let bound = try binder.bind(query)
    let rows = try stored(bound, binder)
    var texts: [Cells] = []
    for (cells, column) in zip(rows.cells, bound.columns) {
      let cast = try CellCast.make(from: column.type, to: .varchar, isTry: false, at: .none)
      texts.append(try cast.body(cells, rows.count))
    }
    return (0..<rows.count).map { row in
      texts.map { $0.isValid(row) ? $0.value(row, ByteRun.self).string : nil }
    }
  }

  private static func stored(_ bound: BoundQuery, _ binder: Binder) throws -> StoredChunks {
    let planner = PhysicalPlanner(ParameterValues()) { _ throws(SQLError) in
      throw SQLError(.catalog, "there is no table")
    }
    let step = try planner.step(try Optimizer(binder).apply(bound))
    return try step.stored(RunningQuery())
  }

  /// The lines that explain a query, with what was measured if it is run.
  static func explanation(of text: String, isMeasured: Bool = false) throws -> [String] {
    let binder = Binder(NoTables(), .standard)
    let plan = try Optimizer(binder).apply(try binder.bind(try SQL.query(in: text)))
    guard isMeasured else { return PlanExplanation.lines(of: plan) }
    let planner = PhysicalPlanner(ParameterValues(), isMeasuring: true) { _ throws(SQLError) in
      throw SQLError(.catalog, "there is no table")
    }
    guard let step = try planner.step(plan) as? MeasuredStep else { return [] }
    _ = try step.stored(RunningQuery())
    return PlanExplanation.lines(of: step)
  }

  /// The text of one expression.
  static func text(_ expression: String) throws -> String? {
    try rows("SELECT \(expression)").first?.first ?? nil
  }
}

/// A database in which there is nothing.
private final class NoTables: BindingCatalog {
  func relation(_ name: SQL.QualifiedName) -> CatalogRelation? { nil }
  var relationNames: [String] { [] }
  func type(_ name: SQL.QualifiedName) -> SQLType? { nil }
  func macro(_ name: SQL.QualifiedName) -> SQL.CreateMacro? { nil }
  func tableFunction(
    _ name: String,
    _ arguments: [TypedDatum],
    named: [String: TypedDatum]
  ) throws(SQLError) -> CatalogRelation? { nil }
  func file(_ path: String) throws(SQLError) -> CatalogRelation? { nil }
}
