// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions that keep values: lists, texts put together, quantiles, the most frequent value.
  mutating func addCollecting() {
    for name in ["list", "array_agg"] {
      addAny(name) { type in
        AggregateFunction(name: name, result: .list(type)) { ListState(CellShape(type)) }
      }
    }
    for name in ["string_agg", "group_concat", "listagg"] { addJoining(name) }
    addExtremesBy()
    addQuantiles()
    addAny("mode") { type in
      AggregateFunction(name: "mode", result: type) {
        ValueCountState(.mode, CellShape(type), isGrouped: true)
      }
    }
    addAny("entropy") { type in
      AggregateFunction(name: "entropy", result: .double, ofNothing: .double(0)) {
        ValueCountState(.entropy, CellShape(type), isGrouped: true)
      }
    }
    addAny("histogram") { type in
      AggregateFunction(name: "histogram", result: .map(type, .ubigint)) {
        ValueCountState(.histogram, CellShape(type), isGrouped: true)
      }
    }
    addAny("approx_count_distinct") { _ in
      AggregateFunction(
        name: "approx_count_distinct",
        result: .bigint,
        ofNothing: .integer(0)
      ) { DistinctEstimateState() }
    }
  }

  private mutating func addJoining(_ name: String) {
    addEach(name, signature: "\(name)(VARCHAR, VARCHAR)", parameters: 1) { arguments in
      guard let first = arguments.first, first.cost(to: .varchar) != nil else { return nil }
      let separator: [UInt8]
      switch (arguments.count, arguments.last?.literal) {
      case (1, _): separator = [UInt8(ascii: ",")]
      case (2, .text(let text)): separator = text
      default: return nil
      }
      return AggregateFunction(name: name, result: .varchar) {
        JoinedTextState(separator: separator)
      }
    }
  }

  /// The value of the row that has the least or the greatest of another.
  private mutating func addExtremesBy() {
    let names: [(String, isGreatest: Bool, skipsMissing: Bool)] = [
      ("arg_min", false, true), ("argmin", false, true), ("min_by", false, true),
      ("arg_max", true, true), ("argmax", true, true), ("max_by", true, true),
      ("arg_min_null", false, false), ("arg_max_null", true, false),
    ]
    for (name, isGreatest, skipsMissing) in names {
      addEach(name, signature: "\(name)(ANY, ANY)") { arguments in
        guard arguments.count == 2 else { return nil }
        let (value, key) = (arguments[0].type, arguments[1].type)
        return AggregateFunction(name: name, result: value) {
          BestRowState(
            by: CellShape(key),
            giving: CellShape(value),
            isGreatest: isGreatest,
            skipsMissing: skipsMissing
          )
        }
      }
    }
  }

  private mutating func addQuantiles() {
    for name in ["median", "quantile_cont", "percentile_cont"] {
      addEach(name, signature: "\(name)(NUMBER)", parameters: 1) { arguments in
        guard let parts = Self.parts(arguments, isMedian: name == "median") else { return nil }
        let type = arguments[0].type
        let isList = arguments.count > 1 && arguments[1].type.isNested
        guard let (measure, result) = Self.continuous(type, parts) else { return nil }
        return AggregateFunction(name: name, result: isList ? .list(result) : result) {
          QuantileState(measure, CellShape(type), isList: isList)
        }
      }
    }
    for name in ["quantile_disc", "quantile", "percentile_disc"] {
      addEach(name, signature: "\(name)(ANY, DOUBLE)", parameters: 1) { arguments in
        guard let parts = Self.parts(arguments, isMedian: false) else { return nil }
        let type = arguments[0].type
        let isList = arguments[1].type.isNested
        return AggregateFunction(name: name, result: isList ? .list(type) : type) {
          QuantileState(.discrete(parts), CellShape(type), isList: isList)
        }
      }
    }
    addEach("mad", signature: "mad(NUMBER)") { arguments in
      guard arguments.count == 1, let type = arguments.first?.type,
        let (_, result) = Self.continuous(type, [0.5])
      else { return nil }
      let isInteger = result != .double
      return AggregateFunction(name: "mad", result: result) {
        QuantileState(.absoluteDeviation(isInteger: isInteger), CellShape(type))
      }
    }
  }

  private static func parts(_ arguments: [ArgumentType], isMedian: Bool) -> [Double]? {
    if isMedian { return arguments.count == 1 ? [0.5] : nil }
    guard arguments.count == 2, let numbers = arguments[1].numbers,
      numbers.allSatisfy({ (-1...1).contains($0) })
    else { return nil }
    return numbers
  }

  /// What lies between two values of a type.
  private static func continuous(
    _ type: SQLType,
    _ parts: [Double]
  ) -> (QuantileState.Measure, SQLType)? {
    switch type {
    case .decimal, .time, .timestamp, .timestampTZ: (.continuous(parts, isInteger: true), type)
    default: type.isNumeric ? (.continuous(parts, isInteger: false), .double) : nil
    }
  }
}
