// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The functions that statements can call.
struct FunctionCatalog: Sendable {
  /// What a function makes of arguments of some types: the function itself, and what the arguments become.
  struct ScalarMatch: Sendable {
    var function: ScalarFunction
    var parameters: [SQLType]
  }

  /// What an aggregate makes of arguments of some types.
  struct AggregateMatch: Sendable {
    var function: AggregateFunction
    var parameters: [SQLType]
  }

  /// The ways to call a function, the first that fits best wins.
  struct ScalarCandidate: Sendable {
    /// What it costs to make the arguments fit, with what comes of it; `nil` if they do not.
    var match: @Sendable ([ArgumentType]) -> (cost: Int, ScalarMatch)?
    /// How it is written in messages: `upper(VARCHAR)`.
    var signature: String
  }

  struct AggregateCandidate: Sendable {
    var match: @Sendable ([ArgumentType]) -> (cost: Int, AggregateMatch)?
    var signature: String
  }

  /// Grows with each function that is added.
  private(set) var revision = 0
  private(set) var scalars: [String: [ScalarCandidate]] = [:]
  private(set) var aggregates: [String: [AggregateCandidate]] = [:]

  init() {}

  mutating func add(_ name: String, _ candidate: ScalarCandidate) {
    revision += 1
    scalars[name, default: []].append(candidate)
  }

  mutating func add(_ name: String, _ candidate: AggregateCandidate) {
    revision += 1
    aggregates[name, default: []].append(candidate)
  }

  /// Adds a way to call a function that comes before all others, in place of one with the same types.
  mutating func register(_ name: String, _ candidate: ScalarCandidate) {
    var candidates = scalars[name] ?? []
    candidates.removeAll { $0.signature == candidate.signature }
    scalars[name] = [candidate] + candidates
  }

  /// The same for an aggregate.
  mutating func register(_ name: String, _ candidate: AggregateCandidate) {
    var candidates = aggregates[name] ?? []
    candidates.removeAll { $0.signature == candidate.signature }
    aggregates[name] = [candidate] + candidates
  }

  /// Takes away all ways to call a function.
  mutating func remove(_ name: String) { scalars[name] = nil }

  /// Whether there is a function of the name.
  func hasScalar(_ name: String) -> Bool { scalars[name] != nil }

  /// Whether there is an aggregate of the name.
  func hasAggregate(_ name: String) -> Bool { aggregates[name] != nil }

  /// The way to call a function; `nil` if the arguments fit none.
  func scalar(_ name: String, _ arguments: [ArgumentType]) -> ScalarMatch? {
    let fitting = (scalars[name] ?? []).compactMap { $0.match(arguments) }
    return fitting.min { $0.cost < $1.cost }?.1
  }

  /// The way to call an aggregate; `nil` if the arguments fit none.
  func aggregate(_ name: String, _ arguments: [ArgumentType]) -> AggregateMatch? {
    let fitting = (aggregates[name] ?? []).compactMap { $0.match(arguments) }
    return fitting.min { $0.cost < $1.cost }?.1
  }
}

/// The type of an argument, and whether it is a constant that takes the type which is wanted.
struct ArgumentType: Sendable {
  enum Literal: Sendable {
    /// A text that is written out.
    case text([UInt8])
    /// A whole number that is written out.
    case integer(Int128)
    /// A list of texts that are written out: names of parts or of groups.
    case texts([[UInt8]])
  }

  var type: SQLType
  var literal: Literal?
  /// The number that is written out, or the numbers of a list: what functions have to know beforehand.
  var numbers: [Double]?

  /// Whether it is NULL, whatever type it is taken for.
  var isNull = false

  /// How far it goes to become one of another type: nothing if it need not change, `nil` if it does not.
  func cost(to target: SQLType) -> Int? {
    switch literal {
    case .text: return target == .varchar ? 0 : target.isNested ? 3 : 2
    case .integer(let value):
      if let limits = target.integerRange {
        guard limits.contains(value) else { return nil }
        return type == target ? 0 : 1
      }
      if target == .uhugeint, value >= 0 { return 2 }
      return type.implicitCastCost(to: target)
    case .texts, nil: return type.implicitCastCost(to: target)
    }
  }
}
