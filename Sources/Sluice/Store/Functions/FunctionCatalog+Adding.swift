// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// A function of several names for arguments of these types, or of others that become them.
  mutating func add(
    _ names: [String],
    _ parameters: [SQLType],
    _ result: SQLType,
    skipsNulls: Bool = true,
    isVolatile: Bool = false,
    _ body: @escaping ScalarFunction.Body
  ) {
    let types = parameters.map { "\($0)" }.joined(separator: ", ")
    for name in names {
      var function = ScalarFunction(name: name, result: result, body: body)
      function.skipsNulls = skipsNulls
      function.isVolatile = isVolatile
      let made = function
      add(
        name,
        ScalarCandidate(
          match: { arguments in
            // What becomes a text only because anything does has to say so.
            let isText = zip(arguments, parameters).contains { $0.cost(to: $1) ?? 0 >= 100 }
            guard !isText, let cost = Self.cost(arguments, parameters) else { return nil }
            return (cost, ScalarMatch(function: made, parameters: parameters))
          },
          signature: "\(name)(\(types))"
        )
      )
    }
  }

  /// What it costs to make arguments of these types.
  static func cost(_ arguments: [ArgumentType], _ parameters: [SQLType]) -> Int? {
    guard arguments.count == parameters.count else { return nil }
    var cost = 0
    for (argument, parameter) in zip(arguments, parameters) {
      guard let step = argument.cost(to: parameter) else { return nil }
      cost += step
    }
    return cost
  }

  /// What a function is for some types.
  struct TypedFunction {
    var parameters: [SQLType]
    var result: SQLType
    var skipsNulls = true
    var isVolatile = false
    /// What is added to the cost of its arguments.
    var penalty = 0
    var body: ScalarFunction.Body

    init(
      _ parameters: [SQLType],
      _ result: SQLType,
      skipsNulls: Bool = true,
      isVolatile: Bool = false,
      penalty: Int = 0,
      _ body: @escaping ScalarFunction.Body
    ) {
      self.parameters = parameters
      self.result = result
      self.skipsNulls = skipsNulls
      self.isVolatile = isVolatile
      self.penalty = penalty
      self.body = body
    }
  }

  /// A function of several names whose types follow from those of the arguments.
  mutating func add(
    _ names: [String],
    signature: String,
    _ make: @escaping @Sendable ([ArgumentType]) -> TypedFunction?
  ) {
    for name in names {
      add(
        name,
        ScalarCandidate(
          match: { arguments in
            guard let made = make(arguments), let cost = Self.cost(arguments, made.parameters)
            else { return nil }
            var function = ScalarFunction(name: name, result: made.result, body: made.body)
            function.skipsNulls = made.skipsNulls
            function.isVolatile = made.isVolatile
            return (
              cost + made.penalty, ScalarMatch(function: function, parameters: made.parameters)
            )
          },
          signature: "\(name)(\(signature))"
        )
      )
    }
  }
}
