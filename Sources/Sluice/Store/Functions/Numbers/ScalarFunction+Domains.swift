// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ScalarFunction {
  /// The same function, which fails where it would give an infinity or no number for want of a result.
  ///
  /// By itself it follows IEEE 754 there. Functions without such places are returned as they are.
  var refusingUndefined: ScalarFunction {
    guard result == .double || result == .float, let test = Self.domains[name] else { return self }
    var function = ScalarFunction(name: name, result: result) { [body, name] call in
      for row in 0..<call.count where call.hasAll(row) {
        let second = call.cells.count > 1 ? call.double(1, row) : 0
        switch test(call.double(0, row), second, call.cells.count) {
        case .defined: continue
        case .byZero: throw KernelFailure.divisionByZero(row: row)
        case .outside(let numbers):
          throw SQLError(.outOfRange, "'\(name)' is not defined for \(numbers)")
        }
      }
      return try body(call)
    }
    function.skipsNulls = skipsNulls
    function.isVolatile = isVolatile
    return function
  }

  /// Whether a function has a result for its arguments.
  private enum Definition {
    case defined, byZero
    case outside(String)
  }

  /// What says so of one or two numbers, of which there are as many as the last argument says.
  private typealias DomainTest = @Sendable (Double, Double, Int) -> Definition

  private static let domains: [String: DomainTest] = {
    var tests: [String: DomainTest] = [:]
    for name in ["sin", "cos", "tan", "cot"] {
      tests[name] = { x, _, _ in
        if name == "cot", x == 0 { return .outside("zero") }
        return x.isInfinite ? .outside("infinities") : .defined
      }
    }
    for name in ["asin", "acos", "atanh"] {
      tests[name] = { x, _, _ in
        x.magnitude > 1 ? .outside("numbers beyond -1 and 1") : .defined
      }
    }
    tests["sqrt"] = { x, _, _ in x < 0 ? .outside("numbers below zero") : .defined }
    for name in ["ln", "log2", "log10", "log"] {
      tests[name] = { x, y, count in
        if x <= 0 || count == 2 && y <= 0 { return .outside("zero and numbers below") }
        return count == 2 && x == 1 ? .byZero : .defined
      }
    }
    for name in ["gamma", "lgamma"] {
      tests[name] = { x, _, _ in x == 0 ? .outside("zero") : .defined }
    }
    for name in ["pow", "power", "**", "^"] {
      tests[name] = { x, y, _ in
        x == 0 && y < 0 ? .outside("zero and an exponent below it") : .defined
      }
    }
    for name in ["/", "%", "fdiv", "fmod", "mod", "divide"] {
      tests[name] = { _, y, count in count == 2 && y == 0 ? .byZero : .defined }
    }
    return tests
  }()
}
