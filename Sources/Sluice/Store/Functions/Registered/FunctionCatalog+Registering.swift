// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds a function that someone else has written, in place of one for arguments of the same types.
  mutating func register<each Argument: FunctionValue, Result: FunctionValue>(
    _ name: String,
    isVolatile: Bool,
    _ body: @escaping @Sendable (repeat each Argument) throws -> Result
  ) {
    var parameters: [RegisteredParameter] = []
    for type in repeat (each Argument).self {
      parameters.append(
        RegisteredParameter(type: SQLType(type.functionType), takesNull: type.takesNull)
      )
    }
    let known = parameters
    let types = known.map(\.type)
    let result = SQLType(Result.functionType)
    var function = ScalarFunction(name: name, result: result) { call in
      let values = CellColumn(CellShape(result), capacity: call.count)
      let row = RegisteredRow(call.cells, types, name)
      for number in 0..<call.count {
        guard known.indices.allSatisfy({ known[$0].takesNull || call.cells[$0].isValid(number) })
        else {
          values.appendMissing()
          continue
        }
        row.move(to: number)
        let made: Value
        do {
          made = try body(repeat try row.next((each Argument).self)).functionValue
        } catch {
          throw RegisteredRow.failure(name, error)
        }
        guard values.append(made, result) else {
          throw SQLError(.outOfRange, "the result of '\(name)' does not fit into \(result)")
        }
      }
      return values.cells
    }
    function.skipsNulls = !known.contains(where: \.takesNull)
    function.isVolatile = isVolatile
    let made = function
    register(
      SQLName.folded(name),
      ScalarCandidate(
        match: { arguments in
          guard let cost = Self.cost(arguments, types) else { return nil }
          return (cost, ScalarMatch(function: made, parameters: types))
        },
        signature: "\(SQLName.folded(name))(\(types.map(\.description).joined(separator: ", ")))"
      )
    )
  }

  /// Adds an aggregate that someone else has written, in place of one for arguments of the same type.
  mutating func register<Aggregate: StoreAggregate>(_ name: String, _ type: Aggregate.Type) {
    let parameter = SQLType(Aggregate.Input.functionType)
    let result = SQLType(Aggregate.Outcome.functionType)
    let folded = SQLName.folded(name)
    let function = AggregateFunction(name: folded, result: result) {
      RegisteredAggregateState<Aggregate>(folded, parameter, result)
    }
    register(
      folded,
      AggregateCandidate(
        match: { arguments in
          guard let cost = Self.cost(arguments, [parameter]) else { return nil }
          return (cost, AggregateMatch(function: function, parameters: [parameter]))
        },
        signature: "\(folded)(\(parameter))"
      )
    )
  }
}

/// What a function that someone else has written takes.
struct RegisteredParameter: Sendable {
  let type: SQLType
  /// Whether it is called for missing values as well.
  let takesNull: Bool
}

/// The arguments of a row, one after the other, as types of Swift. Used by one task at a time.
final class RegisteredRow {
  private let cells: [Cells]
  private let types: [SQLType]
  private let name: String
  private var row = 0
  private var place = 0

  init(_ cells: [Cells], _ types: [SQLType], _ name: String) {
    self.cells = cells
    self.types = types
    self.name = name
  }

  /// Goes to the first argument of a row.
  func move(to row: Int) {
    self.row = row
    place = 0
  }

  /// The next argument.
  func next<Argument: FunctionValue>(_ type: Argument.Type) throws(SQLError) -> Argument {
    defer { place += 1 }
    if let value = Argument(functionValue: Value(cells[place], row, types[place])) { return value }
    throw SQLError(
      .outOfRange,
      "the value of argument \(place + 1) of '\(name)' is none of the type \(type)"
    )
  }

  /// What someone else's code has thrown.
  static func failure(_ name: String, _ error: any Error) -> SQLError {
    error as? SQLError ?? SQLError(.invalidInput, "the function '\(name)' has failed: \(error)")
  }
}
