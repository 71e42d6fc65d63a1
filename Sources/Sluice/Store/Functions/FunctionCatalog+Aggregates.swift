// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds the usual functions of many rows.
  mutating func addAggregates() {
    addCount()
    addSums()
    addStatistics()
    addCollecting()
    for (name, isGreatest) in [("min", false), ("max", true)] {
      addAny(name) { type in
        AggregateFunction(name: name, result: type) {
          Aggregates.extreme(CellShape(type), isGreatest: isGreatest)
        }
      }
    }
    for (names, isLast, skips) in [
      (["first", "arbitrary"], false, false), (["last"], true, false), (["any_value"], false, true),
    ] {
      for name in names {
        addAny(name) { type in
          AggregateFunction(name: name, result: type) {
            FirstRowState(CellShape(type), isLast: isLast, skipsMissing: skips)
          }
        }
      }
    }
  }

  private mutating func addCount() {
    let count = AggregateFunction(name: "count", result: .bigint, ofNothing: .integer(0)) {
      CountState()
    }
    add(
      "count",
      AggregateCandidate(
        match: { arguments in
          guard arguments.count < 2 else { return nil }
          let types = arguments.map(\.type)
          return (0, AggregateMatch(function: count, parameters: types))
        },
        signature: "count(ANY)"
      )
    )
    add("count_star", [], .bigint, ofNothing: .integer(0)) { CountState() }
  }

  /// A function of one value of any type.
  mutating func addAny(
    _ name: String,
    _ make: @escaping @Sendable (SQLType) -> AggregateFunction
  ) {
    add(
      name,
      AggregateCandidate(
        match: { arguments in
          guard arguments.count == 1 else { return nil }
          let type = arguments[0].type == .null ? SQLType.integer : arguments[0].type
          return (0, AggregateMatch(function: make(type), parameters: [type]))
        },
        signature: "\(name)(ANY)"
      )
    )
  }

  private mutating func addSums() {
    for name in ["sum", "sum_no_overflow"] { addSum(name) }
    for name in ["count_if", "countif"] {
      add(name, [.boolean], .hugeint) { CountTrueState() }
    }
    addEach("decimal_average", signature: "decimal_average(DECIMAL)") { arguments in
      guard arguments.count == 1, case .decimal = arguments[0].type else { return nil }
      let type = arguments[0].type
      return AggregateFunction(name: "decimal_average", result: type) {
        DecimalAverageState(type.cellKind)
      }
    }
  }

  private mutating func addSum(_ name: String) {
    add(
      name,
      AggregateCandidate(
        match: { arguments in
          guard arguments.count == 1 else { return nil }
          switch arguments[0].type {
          case .decimal(_, let scale):
            let type = arguments[0].type
            let function = AggregateFunction(
              name: name,
              result: .decimal(width: 38, scale: scale)
            ) { Aggregates.sum(type.cellKind, limits: .digits(38)) }
            return (0, AggregateMatch(function: function, parameters: [type]))
          case .float, .double, .uhugeint:
            let function = AggregateFunction(name: name, result: .double) {
              Aggregates.sum(.double)
            }
            return (0, AggregateMatch(function: function, parameters: [.double]))
          case .boolean, .null:
            let function = AggregateFunction(name: name, result: .hugeint) {
              Aggregates.sum(.int32)
            }
            return (0, AggregateMatch(function: function, parameters: [.integer]))
          case let type where type.isInteger:
            let function = AggregateFunction(name: name, result: .hugeint) {
              Aggregates.sum(type.cellKind)
            }
            return (0, AggregateMatch(function: function, parameters: [type]))
          default: return nil
          }
        },
        signature: "\(name)(NUMBER)"
      )
    )
  }
}
