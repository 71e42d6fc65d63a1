// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds out what a statement means: names become columns, every expression gets a type, and clauses
/// become the steps of a plan. Used once, by one task.
final class Binder {
  /// The tables and views; for the query of a view those that it was made with.
  var catalog: any BindingCatalog
  let functions: FunctionCatalog
  /// The types of parameters, as far as they are known.
  var parameterTypes: [SQL.Parameter: SQLType]
  /// The places of parameters, in the order in which they appeared.
  private(set) var parameters: [SQL.Parameter] = []
  private var numbers = ColumnNumbers()
  private var sharedParts = 0
  /// Whether NULL comes first where nothing is said, in ascending and in descending order.
  var nullsFirst = (ascending: false, descending: false)
  /// Whether rows are ordered from the greatest on where nothing is said.
  var isDescending = false
  /// Whether `/` between whole numbers leaves out what is behind the point.
  var dividesIntegers = false
  /// Whether what has nothing in common is compared as texts.
  var isLenient = false
  /// Whether numbers that a function has no result for give an infinity or no number, and no error.
  var followsIEEE754 = true
  /// Whether rows are ordered by what is the same for all, which is left out, and no error.
  var ordersByConstants = false
  /// Whether a query that stands for a value may have more than one row, of which the first counts.
  var takesFirstRows = false
  /// Runs a query whose rows say which columns there are, as those of PIVOT do.
  var run: ((BoundQuery) throws(SQLError) -> StoredChunks)?
  /// The rows that `DESCRIBE` and its like have, where they stand inside of a query.
  var describe: ((SQL.Description) throws(SQLError) -> CatalogRelation)?
  /// The views that are being put in place of their names: one that needs itself is an error.
  var viewsAround: [String] = []

  init(
    _ catalog: any BindingCatalog,
    _ functions: FunctionCatalog,
    parameterTypes: [SQL.Parameter: SQLType] = [:]
  ) {
    self.catalog = catalog
    self.functions = functions
    self.parameterTypes = parameterTypes
  }

  /// A column that there was none of before.
  func makeColumn(_ name: String, _ type: SQLType) -> PlanColumn { numbers.make(name, type) }

  /// The number of a part that several others read.
  func makeSharedNumber() -> Int {
    sharedParts += 1
    return sharedParts
  }

  /// Whether NULL comes first where nothing is said.
  func areNullsFirst(_ isDescending: Bool) -> Bool {
    isDescending ? nullsFirst.descending : nullsFirst.ascending
  }

  /// The place of a parameter.
  func place(of parameter: SQL.Parameter) -> Int {
    if let place = parameters.firstIndex(of: parameter) { return place }
    parameters.append(parameter)
    return parameters.count - 1
  }
}

/// A query whose columns are known.
struct BoundQuery {
  var plan: LogicalPlan
  /// The columns that it is asked for: the plan may have more.
  var columns: [PlanColumn]
  /// What else the columns may be called in ORDER BY, folded: as they were written, or as those that set
  /// operations put with them.
  var otherNames: [[String]] = []
}
