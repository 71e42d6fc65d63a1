// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what computes with numbers.
  mutating func addArithmetic() {
    for name in ["+", "add"] {
      addNumeric(name, decimal: Self.sumOfDecimals) { left, right, count, limits in
        try Arithmetic.add(left, right, count: count, limits: limits)
      }
    }
    for name in ["-", "subtract"] {
      addNumeric(name, decimal: Self.sumOfDecimals) { left, right, count, limits in
        try Arithmetic.subtract(left, right, count: count, limits: limits)
      }
    }
    for name in ["*", "multiply"] {
      addNumeric(name, decimal: Self.productOfDecimals) { left, right, count, limits in
        try Arithmetic.multiply(left, right, count: count, limits: limits)
      }
    }
    add("/", signature: "/(DOUBLE, DOUBLE)", [.double, .double], .double) {
      Arithmetic.divide($0.cells[0], $0.cells[1], count: $0.count)
    }
    // Only whole numbers are divided without a rest: others come after them.
    add(["//", "divide"], signature: "DOUBLE, DOUBLE") { arguments in
      let types = arguments.map(\.type)
      let isFloat = types.contains(.float) && !types.contains(.double)
      let type: SQLType = isFloat ? .float : .double
      return TypedFunction([type, type], type, penalty: 100) { call in
        try call.rows { row -> Double? in
          guard call.double(1, row) != 0 else { throw KernelFailure.divisionByZero(row: row) }
          let made = call.double(0, row) / call.double(1, row)
          return isFloat ? Double(Float(made)) : made
        }
      }
    }
    add(["/"], signature: "FLOAT, FLOAT") { arguments in
      let types = arguments.map(\.type)
      guard types.count == 2, types.contains(.float), !types.contains(.double) else { return nil }
      // It comes before the one of doubles, which its arguments fit as well.
      return TypedFunction([.float, .float], .float, penalty: -1_000) { call in
        let made = Arithmetic.divide(call.cells[0], call.cells[1], count: call.count)
        return Arithmetic.roundToFloat(made, count: call.count)
      }
    }
    for name in ["//", "divide", "%", "mod"] {
      addWhole(name, isRemainder: name == "%" || name == "mod")
    }
    addSigned("-") { try Arithmetic.negate($0, count: $1, limits: $2) }
    addSigned("abs") { try Arithmetic.absolute($0, count: $1, limits: $2) }
    for (name, operation) in [
      ("&", Arithmetic.BitOperation.and), ("|", .or), ("xor", .exclusiveOr),
    ] {
      addIntegers(name) { cells, count, _ in
        Arithmetic.bits(operation, cells[0], cells[1], count: count)
      }
    }
  }

  /// A function for arguments of these types, or of others that become them by themselves.
  mutating func add(
    _ name: String,
    signature: String,
    _ parameters: [SQLType],
    _ result: SQLType,
    _ body: @escaping ScalarFunction.Body
  ) {
    let function = ScalarFunction(name: name, result: result, body: body)
    add(
      name,
      ScalarCandidate(
        match: { arguments in
          guard arguments.count == parameters.count else { return nil }
          var cost = 0
          for (argument, parameter) in zip(arguments, parameters) {
            guard let step = argument.cost(to: parameter) else { return nil }
            cost += step
          }
          return (cost, ScalarMatch(function: function, parameters: parameters))
        },
        signature: signature
      )
    )
  }

  /// Two numbers that become one of a type that both become.
  private mutating func addNumeric(
    _ name: String,
    decimal: @escaping @Sendable (SQLType, SQLType) -> (parameters: [SQLType], result: SQLType)?,
    _ body: @escaping @Sendable (Cells, Cells, Int, IntegerLimits) throws -> Cells
  ) {
    add(
      name,
      ScalarCandidate(
        match: { arguments in
          guard arguments.count == 2, let type = Self.commonNumber(arguments) else { return nil }
          let arguments = Self.withoutTexts(arguments)
          var parameters = [type, type]
          var result = type
          if case .decimal = type {
            guard let (sides, made) = decimal(arguments[0].type, arguments[1].type) else {
              return nil
            }
            (parameters, result) = (sides, made)
          }
          let limits = result.integerLimits ?? .all(of: Int128.self)
          let isFloat = result == .float
          let function = ScalarFunction(name: name, result: result) { call in
            let cells = try body(call.cells[0], call.cells[1], call.count, limits)
            return isFloat ? Arithmetic.roundToFloat(cells, count: call.count) : cells
          }
          return (0, ScalarMatch(function: function, parameters: parameters))
        },
        signature: "\(name)(NUMBER, NUMBER)"
      )
    )
  }

  /// The arguments, of which a text that is written out is a number of the type of the other.
  private static func withoutTexts(_ arguments: [ArgumentType]) -> [ArgumentType] {
    guard let other = arguments.first(where: \.type.isNumeric) else { return arguments }
    return arguments.map { argument in
      if case .text = argument.literal { ArgumentType(type: other.type) } else { argument }
    }
  }

  /// The type of numbers that several arguments become, as one that is written out gives way.
  static func commonNumber(_ arguments: [ArgumentType]) -> SQLType? {
    // Those have functions of their own.
    let isUnsigned = arguments.contains { $0.type == .uhugeint }
    if isUnsigned, arguments.allSatisfy({ $0.cost(to: .uhugeint) != nil }) { return nil }
    var common: SQLType?
    let arguments = withoutTexts(arguments)
    let isTyped = arguments.contains { $0.literal == nil && $0.type.isInteger }
    for argument in arguments {
      if argument.type == .null { continue }
      guard argument.type.isNumeric else { return nil }
      guard let before = common else {
        common = argument.type
        continue
      }
      common = SQLType.common(before, argument.type)
    }
    if isTyped, common?.isInteger == true {
      let types = arguments.filter { $0.literal == nil && $0.type != .null }.map(\.type)
      var wanted = types.dropFirst().reduce(types[0]) { SQLType.common($0, $1) ?? $0 }
      // What has a sign and what has none become what has room for nearly all of both.
      let isMixed = !types.contains(wanted) && wanted.implicitCastCost(to: .bigint) != nil
      if isMixed { wanted = .bigint }
      let fits = arguments.allSatisfy { argument in
        guard case .integer(let value) = argument.literal else { return true }
        return wanted.integerRange?.contains(value) == true
      }
      if fits { return wanted }
    }
    return common ?? .integer
  }

  /// What an integer is among decimals.
  private static func asDecimal(_ type: SQLType) -> (width: Int, scale: Int)? {
    switch type {
    case .decimal(let width, let scale): (width, scale)
    case .null: (1, 0)
    case .uhugeint: (38, 0)
    default: type.decimalWidth.map { (min(38, $0), 0) }
    }
  }

  @Sendable private static func sumOfDecimals(
    _ left: SQLType,
    _ right: SQLType
  ) -> (parameters: [SQLType], result: SQLType)? {
    guard let first = asDecimal(left), let second = asDecimal(right) else { return nil }
    let scale = max(first.scale, second.scale)
    let whole = max(first.width - first.scale, second.width - second.scale)
    let result = SQLType.decimal(width: min(38, whole + scale + 1), scale: scale)
    return ([result, result], result)
  }

  @Sendable private static func productOfDecimals(
    _ left: SQLType,
    _ right: SQLType
  ) -> (parameters: [SQLType], result: SQLType)? {
    guard let first = asDecimal(left), let second = asDecimal(right),
      first.scale + second.scale <= 38
    else { return nil }
    let isNarrow = first.width <= 18 && second.width <= 18
    let width = min(isNarrow ? 18 : 38, first.width + second.width)
    let scale = first.scale + second.scale
    let result = SQLType.decimal(width: max(width, scale), scale: scale)
    // Both sides lie in memory as the result does.
    let room = result.cellKind == .int64 ? 18 : 38
    func side(_ form: (width: Int, scale: Int)) -> SQLType {
      let isAsResult =
        SQLType.decimal(width: form.width, scale: form.scale).cellKind == result.cellKind
      return .decimal(width: isAsResult ? form.width : room, scale: form.scale)
    }
    return ([side(first), side(second)], result)
  }

  private mutating func addWhole(_ name: String, isRemainder: Bool) {
    add(
      name,
      ScalarCandidate(
        match: { arguments in
          guard arguments.count == 2, let type = Self.commonNumber(arguments) else { return nil }
          guard type.isInteger || isRemainder else { return nil }
          let limits = type.integerLimits ?? .all(of: Int128.self)
          let function = ScalarFunction(name: name, result: type) { call in
            let (left, right, count) = (call.cells[0], call.cells[1], call.count)
            if type.cellKind == .double {
              return Arithmetic.doubleRemainder(left, right, count: count)
            }
            return isRemainder
              ? try Arithmetic.remainder(left, right, count: count, zero: .isRefused)
              : try Arithmetic.quotient(left, right, count: count, limits: limits, zero: .isRefused)
          }
          return (0, ScalarMatch(function: function, parameters: [type, type]))
        },
        signature: "\(name)(INTEGER, INTEGER)"
      )
    )
  }

  private mutating func addSigned(
    _ name: String,
    _ body: @escaping @Sendable (Cells, Int, IntegerLimits) throws -> Cells
  ) {
    add(
      name,
      ScalarCandidate(
        match: { arguments in
          guard arguments.count == 1 else { return nil }
          let type = arguments[0].type == .null ? SQLType.integer : arguments[0].type
          guard type.isNumeric, type != .uhugeint else { return nil }
          let limits = type.integerLimits ?? .all(of: Int128.self)
          let function = ScalarFunction(name: name, result: type) {
            try body($0.cells[0], $0.count, limits)
          }
          return (0, ScalarMatch(function: function, parameters: [type]))
        },
        signature: "\(name)(NUMBER)"
      )
    )
  }

  private mutating func addIntegers(
    _ name: String,
    _ body: @escaping @Sendable ([Cells], Int, IntegerLimits) throws -> Cells
  ) {
    add(
      name,
      ScalarCandidate(
        match: { arguments in
          guard arguments.count == 2, let type = Self.commonNumber(arguments), type.isInteger else {
            return nil
          }
          let limits = type.integerLimits ?? .all(of: Int128.self)
          let function = ScalarFunction(name: name, result: type) {
            try body($0.cells, $0.count, limits)
          }
          return (0, ScalarMatch(function: function, parameters: [type, type]))
        },
        signature: "\(name)(INTEGER, INTEGER)"
      )
    )
  }
}
