// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is to be computed, step upon step. Each step has the columns that steps above it may use.
indirect enum LogicalPlan: Sendable {
  /// One row without columns.
  case single
  /// No rows.
  case empty([PlanColumn])
  case scan(TableScan)
  case values(ValueRows)
  case function(TableFunctionCall)
  case filter(LogicalPlan, [BoundExpression])
  /// Adds columns to those of the step below, or with `isFinal` has only them.
  case project(LogicalPlan, [ComputedColumn], isFinal: Bool)
  case aggregate(Aggregation)
  case window(LogicalPlan, [WindowColumn])
  case join(Join)
  case sort(LogicalPlan, [SortKey])
  case limit(LogicalPlan, RowLimit)
  /// The first row of those that are the same in some columns.
  case distinct(LogicalPlan, on: [BoundExpression])
  case setOperation(SetCombination)
  /// A row for each element of lists, beside each other.
  case unnest(LogicalPlan, [UnnestedColumn])
  /// A part that several others read, and which is made once.
  case shared(SharedPlan, body: LogicalPlan)
  /// What a shared part has, under other numbers.
  case sharedScan(SharedScan)
  case recursion(RecursivePart)
  /// The rows side by side, however many.
  case positional(LogicalPlan, LogicalPlan)
  /// Some of the rows, by chance.
  case sample(LogicalPlan, SampleSize)
}

/// The rows of a table.
struct TableScan: Sendable {
  var source: any ScanSource
  /// Which columns of the source are read, and as which columns of the plan.
  var columns: [ScannedColumn]
  /// Conditions of which rows have to meet all; the source may leave out others, or not.
  var filters: [BoundExpression] = []

  struct ScannedColumn: Sendable {
    var place: Int
    var column: PlanColumn
  }
}

/// Something with rows that can be read in parts.
protocol ScanSource: Sendable {
  /// What `EXPLAIN` calls it.
  var name: String { get }
  /// The number of rows, exactly or about.
  var rowEstimate: Int { get }
  /// What is known of a column; nothing by default.
  func statistics(of place: Int) -> ColumnStatistics?
}

/// Rows that are written out.
struct ValueRows: Sendable {
  var rows: [[BoundExpression]]
  var columns: [PlanColumn]
}

/// A column that is computed from others of the same row.
struct ComputedColumn: Sendable {
  var column: PlanColumn
  var expression: BoundExpression
}

/// A function that makes rows.
struct TableFunctionCall: Sendable {
  var name: String
  var arguments: [BoundExpression]
  var columns: [PlanColumn]
}

/// Rows that are put together in groups.
struct Aggregation: Sendable {
  var input: LogicalPlan
  /// What rows of a group have in common.
  var keys: [ComputedColumn]
  /// For each grouping the places of the keys that count in it; a single one of all keys as a rule.
  var groupings: [[Int]]
  var aggregates: [AggregateColumn]
  /// A column that tells which keys count in the grouping of a row, as bits.
  var groupingColumn: PlanColumn?
}

/// A column with what a function makes of many rows.
struct AggregateColumn: Sendable {
  var column: PlanColumn
  var call: AggregateCall
}

/// A call of a function of many rows.
struct AggregateCall: Sendable {
  var function: AggregateFunction
  var arguments: [BoundExpression]
  /// What the function was made for: a separator, a quantile.
  var settings: [BoundExpression] = []
  var isDistinct = false
  /// The order in which rows come to the function.
  var order: [SortKey] = []
  var filter: BoundExpression?
}

/// A column with what a function makes of the rows around.
struct WindowColumn: Sendable {
  var column: PlanColumn
  var call: WindowCall
}

struct WindowCall: Sendable {
  enum Function: Sendable {
    case rowNumber, rank, denseRank, percentRank, cumulativeDistribution, ntile
    case lag, lead, firstValue, lastValue, nthValue, fill
    case aggregate(AggregateFunction)
  }

  var function: Function
  var arguments: [BoundExpression]
  var partition: [BoundExpression] = []
  var order: [SortKey] = []
  var frame: Frame
  var ignoresNulls = false
  var isDistinct = false
  var filter: BoundExpression?
  /// The order of the arguments of an aggregate.
  var argumentOrder: [SortKey] = []

  struct Frame: Sendable {
    enum Bound: Sendable {
      case unboundedPreceding
      case preceding(BoundExpression)
      case currentRow
      case following(BoundExpression)
      case unboundedFollowing
    }

    var unit: SQL.WindowFrame.Unit
    var start: Bound
    var end: Bound
    var exclusion: SQL.WindowFrame.Exclusion = .noOthers
  }
}

/// What rows are ordered by.
struct SortKey: Sendable {
  var expression: BoundExpression
  var isDescending = false
  var areNullsFirst = false
}

/// How many rows pass, after how many that do not.
struct RowLimit: Sendable {
  var count: BoundExpression?
  var offset: BoundExpression?
  /// Whether the count is in hundredths of all rows.
  var isPercent = false
}

/// A column with the elements of a list.
struct UnnestedColumn: Sendable {
  var column: PlanColumn
  var list: BoundExpression
  /// Whether structures inside become columns, and lists inside rows, is settled before.
}

/// How many rows a sample has.
struct SampleSize: Sendable {
  var amount: Double
  var isPercent: Bool
  /// Whether the number of rows is exact, or each row is taken by itself with the same chance.
  var isExact: Bool
  var seed: UInt64?
}

/// A part of a plan that is made once.
struct SharedPlan: Sendable {
  /// By what its readers know it.
  var number: Int
  var plan: LogicalPlan
  var name: String
  /// Whether its rows are kept even for a single reader.
  var isKept = false
}

/// A reader of a shared part.
struct SharedScan: Sendable {
  var number: Int
  var name: String
  /// The columns, each with the one of the shared part that it is.
  var columns: [(column: PlanColumn, source: ColumnID)]
  var rowEstimate: Int?
}

/// Rows made from rows made before, until there are no more.
struct RecursivePart: Sendable {
  var number: Int
  var name: String
  var start: LogicalPlan
  /// Reads the rows of the last round by a ``SharedScan`` of the same number.
  var step: LogicalPlan
  /// The columns of the result, with those of both parts.
  var columns: [PlanColumn]
  var startColumns: [ColumnID]
  var stepColumns: [ColumnID]
  /// Whether rows that were there before are left out.
  var isDistinct: Bool
  /// The places of columns by which later rows replace earlier ones.
  var key: [Int] = []
  /// With a key, the number under which a round reads all rows that there are so far.
  var recurring: Int?

  /// Whether nothing in a round keeps its rows from making others: whoever reads them has to end it.
  var isEndless: Bool { step.passesAllRows }
}

extension LogicalPlan {
  /// Whether each row of a shared part that is read makes one.
  fileprivate var passesAllRows: Bool {
    switch self {
    case .sharedScan: true
    case .project(let input, _, _), .sort(let input, _), .window(let input, _):
      input.passesAllRows
    case .setOperation(let step):
      step.kind == .union && (step.left.passesAllRows || step.right.passesAllRows)
    default: false
    }
  }
}

/// Two inputs whose columns go together by place.
struct SetCombination: Sendable {
  var kind: SQL.SetOperation.Kind
  var isAll: Bool
  var left: LogicalPlan
  var right: LogicalPlan
  var columns: [PlanColumn]
  var leftColumns: [ColumnID]
  var rightColumns: [ColumnID]
}

/// Rows of two inputs that belong together.
struct Join: Sendable {
  enum Kind: Sendable, Hashable {
    case inner, left, right, full
    /// Rows of the left that have a partner, or none.
    case semi, anti
    /// All rows of the left, with a column that says whether they have a partner; NULL counts as unknown.
    case mark(PlanColumn)
    /// As `left`, and more than one partner is an error.
    case single
    /// Each row of the left with the nearest on the right.
    case asof
    case asofLeft
  }

  var kind: Kind
  var left: LogicalPlan
  var right: LogicalPlan
  /// What has to hold for rows to belong together; nothing for a cross join. Unknown does not hold.
  var conditions: [BoundExpression] = []
  /// For a mark, comparisons whose result it is: unknown if it is unknown for some rows, and true for none.
  var comparisons: [BoundExpression] = []
  /// Whether the right side depends on columns of the left one.
  var isDependent = false
  /// Whether the left side is kept in memory, and not the right one: of `semi` and `anti`.
  var keepsLeft = false
}
