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
    addExtremesOf()
    addQuantiles()
    addBits()
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
    addEach("approx_top_k", signature: "approx_top_k(ANY, BIGINT)", parameters: 1) { arguments in
      guard arguments.count == 2, let count = Self.count(arguments[1]) else { return nil }
      let type = arguments[0].type
      return AggregateFunction(name: "approx_top_k", result: .list(type)) {
        ValueCountState(.mostFrequent(count), CellShape(type), isGrouped: true)
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
    addTyped(name, signature: "\(name)(VARCHAR, VARCHAR)") { arguments in
      guard let first = arguments.first, first.cost(to: .varchar) != nil else { return nil }
      let separator: [UInt8]?
      switch (arguments.count, arguments.last?.literal) {
      case (1, _): separator = [UInt8(ascii: ",")]
      case (2, .text(let text)): separator = text
      // NULL, which is an integer here.
      case (2, nil) where arguments[1].isNull: separator = nil
      default: return nil
      }
      let function = AggregateFunction(name: name, result: .varchar) {
        JoinedTextState(separator: separator)
      }
      return (function, [.varchar])
    }
  }

  /// A number of values that is written out.
  private static func count(_ argument: ArgumentType) -> Int? {
    guard argument.type.isInteger, let number = argument.numbers?.first,
      (1..<1_000_000).contains(number)
    else { return nil }
    return Int(number)
  }

  /// The least or the greatest values: `min(x, 3)`.
  private mutating func addExtremesOf() {
    for (name, isGreatest) in [("min", false), ("max", true)] {
      addEach(name, signature: "\(name)(ANY, BIGINT)", parameters: 1) { arguments in
        guard arguments.count == 2, let limit = Self.count(arguments[1]) else { return nil }
        let type = arguments[0].type
        return AggregateFunction(name: name, result: .list(type)) {
          TopValuesState(by: CellShape(type), isGreatest: isGreatest, limit: limit)
        }
      }
    }
  }

  /// The value of the row that has the least or the greatest of another, or the values of several rows.
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
      guard skipsMissing else { continue }
      addTop(name, isGreatest: isGreatest, takesMissing: false)
    }
    for (name, isGreatest) in [("arg_min_nulls_last", false), ("arg_max_nulls_last", true)] {
      addTop(name, isGreatest: isGreatest, takesMissing: true)
    }
  }

  /// The values of the rows that come first: `arg_max(x, by, 3)`.
  private mutating func addTop(_ name: String, isGreatest: Bool, takesMissing: Bool) {
    addEach(name, signature: "\(name)(ANY, ANY, BIGINT)", parameters: 2) { arguments in
      let limit: Int?
      switch arguments.count {
      case 2 where takesMissing: limit = nil
      case 3:
        guard let count = Self.count(arguments[2]) else { return nil }
        limit = count
      default: return nil
      }
      let (value, key) = (arguments[0].type, arguments[1].type)
      return AggregateFunction(name: name, result: limit == nil ? value : .list(value)) {
        TopValuesState(
          by: CellShape(key),
          giving: CellShape(value),
          isGreatest: isGreatest,
          limit: limit,
          takesMissing: takesMissing
        )
      }
    }
  }

  /// Bits that say which numbers there are.
  private mutating func addBits() {
    addEach(
      "bitstring_agg",
      signature: "bitstring_agg(INTEGER, least, greatest)",
      parameters: 1
    ) { arguments in
      guard arguments.count == 3, arguments[0].type.isInteger,
        case .integer(let least) = arguments[1].literal,
        case .integer(let greatest) = arguments[2].literal, least <= greatest,
        case let (span, isOver) = greatest.subtractingReportingOverflow(least), !isOver,
        span < 1_000_000_000
      else { return nil }
      let kind = arguments[0].type.cellKind
      return AggregateFunction(name: "bitstring_agg", result: .bit) {
        BitstringState(kind, least...greatest)
      }
    }
  }

  private mutating func addQuantiles() {
    for name in ["median", "quantile_cont", "percentile_cont"] {
      addTyped(name, signature: "\(name)(NUMBER)") { arguments in
        guard let parts = Self.parts(arguments, isMedian: name == "median") else { return nil }
        // What lies between two days is a time of day.
        let type = arguments[0].type == .date ? .timestamp : arguments[0].type
        let isList = arguments.count > 1 && arguments[1].type.isNested
        let between = Self.continuous(type, parts)
        // Of what has nothing in between, the median is one of the values.
        guard let (measure, result) = between ?? (name == "median" ? (.discrete(parts), type) : nil)
        else { return nil }
        let function = AggregateFunction(name: name, result: isList ? .list(result) : result) {
          QuantileState(measure, CellShape(type), isList: isList)
        }
        return (function, [type])
      }
    }
    let discrete = [
      "quantile_disc", "quantile", "percentile_disc", "approx_quantile", "reservoir_quantile",
    ]
    for name in discrete {
      addEach(name, signature: "\(name)(ANY, DOUBLE)", parameters: 1) { arguments in
        // Quantiles that may be off are as exact as the others.
        let known = name == "reservoir_quantile" ? Array(arguments.prefix(2)) : arguments
        guard let parts = Self.parts(known, isMedian: false) else { return nil }
        let type = arguments[0].type
        let isList = arguments[1].type.isNested
        return AggregateFunction(name: name, result: isList ? .list(type) : type) {
          QuantileState(.discrete(parts), CellShape(type), isList: isList)
        }
      }
    }
    addTyped("mad", signature: "mad(NUMBER)") { arguments in
      guard arguments.count == 1, let given = arguments.first?.type else { return nil }
      let type = given == .date ? .timestamp : given
      guard let (_, value) = Self.continuous(type, [0.5]) else { return nil }
      // What lies between two moments is a span of time.
      let isSpan = type == .timestamp || type == .timestampTZ || type == .time
      let isInteger = value != .double && value != .float
      let function = AggregateFunction(name: "mad", result: isSpan ? .interval : value) {
        QuantileState(
          .absoluteDeviation(isInteger: isInteger, isSpan: isSpan),
          CellShape(type)
        )
      }
      return (function, [type])
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
    case .float: (.continuous(parts, isInteger: false), .float)
    default: type.isNumeric ? (.continuous(parts, isInteger: false), .double) : nil
    }
  }
}
