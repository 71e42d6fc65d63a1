// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

struct ConstantEvaluator: Evaluator {
  let cells: Cells

  func evaluate(_ chunk: Chunk) -> Cells { cells }
}

struct ColumnEvaluator: Evaluator {
  let place: Int

  func evaluate(_ chunk: Chunk) -> Cells { chunk[place] }
}

struct ComparisonEvaluator: Evaluator {
  let test: ComparisonTest
  let left: any Evaluator
  let right: any Evaluator

  func evaluate(_ chunk: Chunk) throws -> Cells {
    let (left, right) = (try left.evaluate(chunk), try right.evaluate(chunk))
    switch test {
    case .distinct: return Comparison.isDistinct(left, right, count: chunk.count)
    case .notDistinct:
      return Comparison.isDistinct(left, right, count: chunk.count, inverted: true)
    default: return test.kernel.cells(left, right, count: chunk.count)
    }
  }

  /// The rows directly, without a boolean for each.
  func select(_ chunk: Chunk) throws -> Selection {
    switch test {
    case .distinct, .notDistinct:
      return RowFilter.selectTrue(try evaluate(chunk), count: chunk.count)
    default:
      let (left, right) = (try left.evaluate(chunk), try right.evaluate(chunk))
      return test.kernel.select(left, right, count: chunk.count)
    }
  }
}

extension ComparisonTest {
  /// The kernel of a comparison in which NULL makes NULL.
  var kernel: Comparison {
    switch self {
    case .equal, .notDistinct: .equal
    case .notEqual, .distinct: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    }
  }
}

struct LogicEvaluator: Evaluator {
  let isAnd: Bool
  let parts: [any Evaluator]

  func evaluate(_ chunk: Chunk) throws -> Cells {
    var result = try parts[0].evaluate(chunk)
    for part in parts.dropFirst() {
      let other = try part.evaluate(chunk)
      result =
        isAnd
        ? Logic.and(result, other, count: chunk.count)
        : Logic.or(result, other, count: chunk.count)
    }
    return result
  }

  /// Each part is asked for the rows only that those before it leave open.
  func select(_ chunk: Chunk) throws -> Selection {
    isAnd ? try selectAll(chunk) : try selectAny(chunk)
  }

  private func selectAll(_ chunk: Chunk) throws -> Selection {
    var rows = try parts[0].select(chunk)
    for part in parts.dropFirst() where rows.count > 0 {
      let rest = rows.count == chunk.count ? chunk : chunk.picking(rows)
      let found = try part.select(rest)
      if found.count < rest.count { rows = found.applied(to: rows) }
    }
    return rows
  }

  private func selectAny(_ chunk: Chunk) throws -> Selection {
    var chosen = try parts[0].select(chunk)
    for part in parts.dropFirst() where chosen.count < chunk.count {
      let others = chosen.others(of: chunk.count)
      let found = try part.select(chosen.count == 0 ? chunk : chunk.picking(others))
      if found.count > 0 { chosen = chosen.merged(with: found.applied(to: others)) }
    }
    return chosen
  }
}

struct NotEvaluator: Evaluator {
  let part: any Evaluator

  func evaluate(_ chunk: Chunk) throws -> Cells {
    Logic.not(try part.evaluate(chunk), count: chunk.count)
  }
}

struct IsNullEvaluator: Evaluator {
  let part: any Evaluator

  func evaluate(_ chunk: Chunk) throws -> Cells {
    Logic.isNull(try part.evaluate(chunk), count: chunk.count)
  }
}

struct AmongEvaluator: Evaluator {
  let part: any Evaluator
  let values: ConstantSet
  let hasNull: Bool

  func evaluate(_ chunk: Chunk) throws -> Cells {
    let found = values.contains(try part.evaluate(chunk), count: chunk.count)
    // What is not found may be the one that is not known.
    return hasNull ? Logic.or(found, .null(.bool), count: chunk.count) : found
  }
}

/// Calls a function, and says what went wrong where it stands in the text.
struct CallEvaluator: Evaluator {
  private let function: ScalarFunction
  private let arguments: [any Evaluator]
  private let types: [SQLType]
  private let type: SQLType
  private let range: SQL.SourceRange
  private let lambda: LambdaEvaluator?
  private let interruption: Interruption

  /// Values of about so many bytes are worked on without a look whether the query is to end.
  private static let pieceSize = 1 << 20

  init(
    _ call: ScalarCall,
    _ type: SQLType,
    _ range: SQL.SourceRange,
    _ layout: ChunkLayout
  ) throws(SQLError) {
    function = call.function
    interruption = layout.parameters.interruption
    var arguments: [any Evaluator] = []
    for argument in call.arguments { arguments.append(try argument.evaluator(layout)) }
    self.arguments = arguments
    types = call.arguments.map(\.type)
    self.type = type
    self.range = range
    if let body = call.lambda, let list = call.arguments.first {
      lambda = try LambdaEvaluator(body, over: list.type, layout)
    } else {
      lambda = nil
    }
  }

  func evaluate(_ chunk: Chunk) throws -> Cells {
    var cells: [Cells] = []
    cells.reserveCapacity(arguments.count)
    for argument in arguments { cells.append(try argument.evaluate(chunk)) }
    if function.skipsNulls, cells.contains(where: \.isConstantNull) {
      return CellShape(type).null
    }
    if let size = pieceSize(cells, chunk.count) { return try evaluate(cells, chunk, size) }
    return try evaluate(cells, chunk)
  }

  /// The rows of a chunk that are worked on at a time; `nil` if their values are not long.
  private func pieceSize(_ cells: [Cells], _ count: Int) -> Int? {
    guard count > 1 else { return nil }
    var size = 0
    for column in cells where !column.isConstant {
      guard column.kind == .bytes || column.kind == .list else { continue }
      // Some rows stand for all: most values are short, and are not counted for nothing.
      let step = max(1, count / 16)
      for row in stride(from: 0, to: count, by: step) where column.isValid(row) {
        let own =
          column.kind == .bytes
          ? column.value(row, ByteRun.self).count : Int(column.value(row, ListRun.self).count) * 8
        size += own * step
      }
    }
    guard size > 2 * Self.pieceSize else { return nil }
    return max(1, count / (size / Self.pieceSize))
  }

  /// The results piece by piece.
  private func evaluate(_ cells: [Cells], _ chunk: Chunk, _ size: Int) throws -> Cells {
    let column = CellColumn(CellShape(type), capacity: chunk.count)
    var start = 0
    while start < chunk.count {
      try interruption.check()
      let rows = Selection(capacity: size)
      rows.count = min(size, chunk.count - start)
      for place in 0..<rows.count { rows.rows[place] = UInt32(start + place) }
      let part = cells.map { $0.isConstant ? $0 : $0.gathered(rows) }
      column.append(try evaluate(part, chunk.picking(rows)), count: rows.count)
      start += rows.count
    }
    return column.cells
  }

  private func evaluate(_ cells: [Cells], _ chunk: Chunk) throws -> Cells {
    // A function of constants is one.
    let isConstant =
      !function.isVolatile && lambda == nil && !cells.isEmpty
      && cells.allSatisfy(\.isConstant)
    let call = ScalarArguments(
      cells: cells,
      types: types,
      count: isConstant ? 1 : chunk.count,
      result: type,
      lambda: lambda.map { lambda in { try lambda.evaluate($0, chunk) } },
      interruption: interruption
    )
    do {
      let result = try function.body(call)
      if interruption.isRequested { throw CancellationError() }
      return isConstant ? result.asConstant : result
    } catch let error as KernelFailure {
      throw error.explained(function.name, type, range)
    } catch let error as SQLError {
      throw error.range == nil ? SQLError(error.kind, error.message, at: range) : error
    }
  }
}

extension KernelFailure {
  /// What went wrong in a function, as a sentence.
  func explained(_ function: String, _ type: SQLType, _ range: SQL.SourceRange) -> SQLError {
    switch self {
    case .outOfRange, .groupOutOfRange:
      SQLError(.outOfRange, "the result of '\(function)' does not fit into \(type)", at: range)
    case .divisionByZero: SQLError(.invalidInput, "something is divided by zero", at: range)
    case .shiftOutOfRange: SQLError(.outOfRange, "bits are shifted out of \(type)", at: range)
    case .shiftOfNegative:
      SQLError(.outOfRange, "a number below zero is not shifted", at: range)
    case .refused(let reason):
      SQLError(.invalidInput, "the function '\(function)' has failed: \(reason)", at: range)
    }
  }
}
