// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds averages, spreads, and what says how two columns go together.
  mutating func addStatistics() {
    for name in ["avg", "mean"] { addAverage(name) }
    addMoments()
    addPairs()
    for name in ["product"] {
      add(name, [.double], .double) { DoubleSumState(.product) }
    }
    for name in ["fsum", "sumkahan", "kahan_sum"] {
      add(name, [.double], .double) { DoubleSumState(.compensatedSum) }
    }
    add("favg", [.double], .double) { DoubleSumState(.compensatedSum, isAverage: true) }
    for name in ["bool_and", "bool_or"] {
      let operation: Arithmetic.BitOperation = name == "bool_and" ? .and : .or
      add(name, [.boolean], .boolean) { Aggregates.bits(.bool, operation) }
    }
    for (name, operation) in [
      ("bit_and", Arithmetic.BitOperation.and), ("bit_or", .or), ("bit_xor", .exclusiveOr),
    ] {
      addEach(name) { types in
        guard types.count == 1, let type = types.first?.type, type.isInteger else { return nil }
        return AggregateFunction(name: name, result: type) {
          Aggregates.bits(type.cellKind, operation)
        }
      }
    }
  }

  /// A function of arguments of these types, or of others that become them by themselves.
  mutating func add(
    _ name: String,
    _ parameters: [SQLType],
    _ result: SQLType,
    ofNothing: Datum = .null,
    _ makeState: @escaping @Sendable () -> any AggregateState
  ) {
    let function = AggregateFunction(
      name: name,
      result: result,
      ofNothing: ofNothing,
      makeState: makeState
    )
    add(
      name,
      AggregateCandidate(
        match: { arguments in
          guard let cost = Self.cost(arguments, parameters), cost < 100 else { return nil }
          return (cost, AggregateMatch(function: function, parameters: parameters))
        },
        signature: "\(name)(\(parameters.map { "\($0)" }.joined(separator: ", ")))"
      )
    )
  }

  /// A function that takes its arguments as they are, if it takes them.
  mutating func addEach(
    _ name: String,
    signature: String? = nil,
    parameters: Int? = nil,
    _ make: @escaping @Sendable ([ArgumentType]) -> AggregateFunction?
  ) {
    addTyped(name, signature: signature) { arguments in
      guard let function = make(arguments) else { return nil }
      return (function, arguments.prefix(parameters ?? arguments.count).map(\.type))
    }
  }

  /// A function that says what its first arguments become; those behind are known when it is made.
  mutating func addTyped(
    _ name: String,
    signature: String? = nil,
    _ make: @escaping @Sendable ([ArgumentType]) -> (AggregateFunction, parameters: [SQLType])?
  ) {
    add(
      name,
      AggregateCandidate(
        match: { arguments in
          // NULL without a type is an integer.
          let known = arguments.map { argument in
            var argument = argument
            if argument.type == .null { (argument.type, argument.isNull) = (.integer, true) }
            return argument
          }
          guard let (function, parameters) = make(known) else { return nil }
          return (1, AggregateMatch(function: function, parameters: parameters))
        },
        signature: signature ?? "\(name)(ANY)"
      )
    )
  }

  private mutating func addAverage(_ name: String) {
    addTyped(name, signature: "\(name)(NUMBER)") { types in
      // What lies between two days is a time of day.
      let known = types.map(\.type).map { $0 == .date ? SQLType.timestamp : $0 }
      guard let function = Self.average(name, of: known) else { return nil }
      return (function, known)
    }
  }

  private static func average(_ name: String, of types: [SQLType]) -> AggregateFunction? {
    guard types.count == 1, let type = types.first else { return nil }
    switch type {
    case .timestamp, .timestampTZ, .time:
      return AggregateFunction(name: name, result: type) {
        DecimalAverageState(type.cellKind, isHalfEven: false)
      }
    case .decimal(_, let scale):
      return AggregateFunction(name: name, result: .double) {
        Aggregates.average(type.cellKind, scale: scale)
      }
    case .interval:
      return AggregateFunction(name: name, result: .interval) { IntervalAverageState() }
    case .boolean: return nil
    default:
      guard type.isNumeric else { return nil }
      return AggregateFunction(name: name, result: .double) {
        Aggregates.average(type.cellKind)
      }
    }
  }

  private mutating func addMoments() {
    let measures: [(String, MomentState.Measure)] = [
      ("var_pop", .populationVariance), ("var_samp", .sampleVariance),
      ("variance", .sampleVariance), ("stddev_pop", .populationDeviation),
      ("stddev_samp", .sampleDeviation), ("stddev", .sampleDeviation), ("sem", .standardError),
      ("skewness", .skewness), ("kurtosis", .kurtosis), ("kurtosis_pop", .populationKurtosis),
    ]
    for (name, measure) in measures {
      add(name, [.double], .double) { MomentState(measure) }
    }
  }

  private mutating func addPairs() {
    let measures: [(String, PairState.Measure)] = [
      ("covar_pop", .populationCovariance), ("covar_samp", .sampleCovariance),
      ("corr", .correlation), ("regr_slope", .slope), ("regr_intercept", .intercept),
      ("regr_r2", .determination), ("regr_avgx", .averageX), ("regr_avgy", .averageY),
      ("regr_sxx", .spreadX), ("regr_syy", .spreadY), ("regr_sxy", .spreadXY),
    ]
    for (name, measure) in measures {
      add(name, [.double, .double], .double) { PairState(measure) }
    }
    add("regr_count", [.double, .double], .bigint, ofNothing: .integer(0)) { PairState(.count) }
  }
}
