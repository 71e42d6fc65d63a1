// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct AggregateTests {
  /// An aggregate, and what it gives for the rows of a group.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var shapes: [CellShape]
    var make: @Sendable (_ isGrouped: Bool) -> any AggregateState
    var model: @Sendable ([[ModelCell]]) -> ModelCell
    var testDescription: String { name }

    init(
      _ name: String,
      _ shapes: [CellShape],
      _ make: @escaping @Sendable (_ isGrouped: Bool) -> any AggregateState,
      _ model: @escaping @Sendable ([[ModelCell]]) -> ModelCell
    ) {
      (self.name, self.shapes, self.make, self.model) = (name, shapes, make, model)
    }
  }

  private static func shape(_ kind: CellKind) -> CellShape { CellShape(kind: kind) }

  private static func present(_ rows: [[ModelCell]]) -> [ModelCell] {
    rows.map { $0[0] }.filter { $0 != .null }
  }

  private static func doubles(_ rows: [[ModelCell]]) -> [Double] {
    present(rows).compactMap { $0.double ?? $0.int.map { Double($0) } }
  }

  private static func sums() -> [Case] {
    [CellKind.bool, .int32, .int64].flatMap { kind in
      [
        Case("sum of \(kind)", [shape(kind)], { _ in Aggregates.sum(kind) }) { rows in
          let values = present(rows).compactMap(\.int)
          return values.isEmpty ? .null : .int(values.reduce(0, +))
        },
        Case("average of \(kind)", [shape(kind)], { _ in Aggregates.average(kind, scale: 2) }) {
          let values = present($0).compactMap(\.int)
          if values.isEmpty { return .null }
          return .double(Double(values.reduce(0, +)) / Double(values.count) / 100)
        },
      ]
    } + [
      Case("sum of double", [shape(.double)], { _ in Aggregates.sum(.double) }) { rows in
        let values = doubles(rows)
        return values.isEmpty ? .null : .double(values.reduce(0, +))
      },
      Case(
        "compensated average of double",
        [shape(.double)],
        { _ in DoubleSumState(.compensatedSum, isAverage: true) }
      ) { rows in
        let values = doubles(rows)
        return values.isEmpty ? .null : .double(values.reduce(0, +) / Double(values.count))
      },
      Case("count", [shape(.bytes)], { _ in CountState() }) { .int(Int128(present($0).count)) },
      Case(
        "distinct sum",
        [shape(.int32)],
        {
          DistinctState(Aggregates.sum(.int32), [shape(.int32)], isGrouped: $0)
        }
      ) { rows in
        let values = Set(present(rows).compactMap(\.int))
        return values.isEmpty ? .null : .int(values.reduce(0, +))
      },
    ]
  }

  private static func extremes() -> [Case] {
    CellShape.samples.flatMap { shape in
      [false, true].flatMap { isGreatest in
        [
          Case(
            "extreme \(isGreatest) of \(shape)",
            [shape],
            { _ in Aggregates.extreme(shape, isGreatest: isGreatest) }
          ) { rows in
            present(rows).reduce(ModelCell.null) { best, value in
              if best == .null { return value }
              let order = ModelCell.order(value, best)
              return (isGreatest ? order > 0 : order < 0) ? value : best
            }
          },
          Case(
            "extreme row \(isGreatest) by \(shape)",
            [CellShape(kind: .int64), shape],
            { _ in
              BestRowState(by: shape, giving: CellShape(kind: .int64), isGreatest: isGreatest)
            }
          ) { rows in
            rows.filter { $0[0] != .null && $0[1] != .null }
              .reduce(nil as [ModelCell]?) { best, row in
                guard let best else { return row }
                let order = ModelCell.order(row[1], best[1])
                return (isGreatest ? order > 0 : order < 0) ? row : best
              }?[0] ?? .null
          },
        ]
      } + [
        Case(
          "first of \(shape)",
          [shape],
          { _ in
            FirstRowState(shape, isLast: false, skipsMissing: false)
          }
        ) { $0.first?[0] ?? .null },
        Case(
          "last of \(shape)",
          [shape],
          { _ in
            FirstRowState(shape, isLast: true, skipsMissing: false)
          }
        ) { $0.last?[0] ?? .null },
        Case(
          "any of \(shape)",
          [shape],
          { _ in
            FirstRowState(shape, isLast: false, skipsMissing: true)
          }
        ) { present($0).first ?? .null },
        Case("list of \(shape)", [shape], { _ in ListState(shape) }) {
          $0.isEmpty ? .null : .list($0.map { $0[0] })
        },
        Case(
          "distinct count of \(shape)",
          [shape],
          {
            ValueCountState(.distinctCount, shape, isGrouped: $0)
          }
        ) { .int(Int128(Set(present($0).map(\.normalized)).count)) },
        Case("mode of \(shape)", [shape], { ValueCountState(.mode, shape, isGrouped: $0) }) {
          rows in
          let values = present(rows)
          var counts: [ModelCell: Int] = [:]
          for value in values { counts[value.normalized, default: 0] += 1 }
          let most = counts.values.max() ?? 0
          return values.first { counts[$0.normalized] == most } ?? .null
        },
        Case(
          "three greatest of \(shape)",
          [shape],
          { _ in TopValuesState(by: shape, isGreatest: true, limit: 3) }
        ) { rows in
          let values = present(rows).enumerated().sorted {
            let order = ModelCell.order($0.element, $1.element)
            return order == 0 ? $0.offset < $1.offset : order > 0
          }
          return values.isEmpty ? .null : .list(values.prefix(3).map(\.element))
        },
        Case(
          "two by the least of \(shape)",
          [CellShape(kind: .int64), shape],
          { _ in
            TopValuesState(by: shape, giving: CellShape(kind: .int64), isGreatest: false, limit: 2)
          }
        ) { rows in
          let values = rows.filter { $0[0] != .null && $0[1] != .null }.enumerated().sorted {
            let order = ModelCell.order($0.element[1], $1.element[1])
            return order == 0 ? $0.offset < $1.offset : order < 0
          }
          return values.isEmpty ? .null : .list(values.prefix(2).map { $0.element[0] })
        },
        Case(
          "discrete median of \(shape)",
          [shape],
          { _ in
            QuantileState(.discrete([0.5]), shape)
          }
        ) { rows in
          let values = present(rows).sorted { ModelCell.order($0, $1) < 0 }
          return values.isEmpty ? .null : values[(values.count + 1) / 2 - 1]
        },
      ]
    }
  }

  private static func others() -> [Case] {
    [
      Case("all", [shape(.bool)], { _ in Aggregates.bits(.bool, .and) }) { rows in
        let values = present(rows)
        return values.isEmpty ? .null : .int(values.contains(.int(0)) ? 0 : 1)
      },
      Case("any", [shape(.bool)], { _ in Aggregates.bits(.bool, .or) }) { rows in
        let values = present(rows)
        return values.isEmpty ? .null : .int(values.contains(.int(1)) ? 1 : 0)
      },
      Case("bits", [shape(.int128)], { _ in Aggregates.bits(.int128, .exclusiveOr) }) { rows in
        let values = present(rows).compactMap(\.int)
        return values.isEmpty ? .null : .int(values.reduce(0, ^))
      },
      Case("joined texts", [shape(.bytes)], { _ in JoinedTextState(separator: [59, 32]) }) { rows in
        let parts = present(rows).map { text -> [UInt8] in
          if case .text(let bytes) = text { bytes } else { [] }
        }
        return parts.isEmpty ? .null : .text(Array(parts.joined(separator: [59, 32])))
      },
      Case(
        "median",
        [shape(.int32)],
        { _ in
          QuantileState(.continuous([0.5], isInteger: false), shape(.int32))
        }
      ) { rows in
        let values = doubles(rows).sorted()
        if values.isEmpty { return .null }
        let middle = (values.count - 1) / 2
        return .double(
          values.count % 2 == 1 ? values[middle] : (values[middle] + values[middle + 1]) / 2
        )
      },
      Case(
        "quantiles",
        [shape(.int64)],
        { _ in
          QuantileState(.discrete([0, 0.25, -0.25, 1]), shape(.int64), isList: true)
        }
      ) { rows in
        let values = present(rows).sorted { ModelCell.order($0, $1) < 0 }
        if values.isEmpty { return .null }
        let quarter = max(0, (values.count + 3) / 4 - 1)
        return .list([
          values[0], values[quarter], values[values.count - 1 - quarter], values[values.count - 1],
        ])
      },
      Case(
        "histogram",
        [shape(.int32)],
        { ValueCountState(.histogram, shape(.int32), isGrouped: $0) }
      ) {
        let values = present($0).sorted { ModelCell.order($0, $1) < 0 }
        var entries: [(ModelCell, Int128)] = []
        for value in values {
          if entries.last?.0 == value {
            entries[entries.count - 1].1 += 1
          } else {
            entries.append((value, 1))
          }
        }
        return entries.isEmpty ? .null : .list(entries.map { .structure([$0, .int($1)]) })
      },
    ]
  }

  static let cases = sums() + extremes() + others()

  @Test(arguments: cases)
  func `groups agree with a model`(example: Case) throws {
    for seed in 0..<6 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let groupCount = [1, 1, 7, 7, 90, 90][Int(seed)]
      let isGrouped = groupCount > 1
      let (state, other) = (example.make(isGrouped), example.make(isGrouped))
      state.grow(to: groupCount / 2)
      var rows = [[[ModelCell]]](repeating: [], count: groupCount)
      var later = rows
      // Groups of the other state are numbered the other way round.
      for isOther in [false, true] {
        for _ in 0..<4 {
          let count = Int.random(in: 0...150, using: &random)
          let nulls = seed == 2 ? 0 : seed == 3 ? 100 : 10
          var values = (0..<count).map { _ in
            example.shapes.map { $0.random(&random, variety: 20, nulls: nulls) }
          }
          let groups = (0..<count).map { _ in
            UInt32.random(in: 0..<UInt32(groupCount), using: &random)
          }
          let isConstant = Int.random(in: 0..<4, using: &random) == 0 && count > 0
          if isConstant { values = values.map { _ in values[0] } }
          let cells = example.shapes.indices.map { place in
            let own = values.map { $0[place] }
            return isConstant
              ? example.shapes[place].cells([own[0]], isConstant: true)
              : example.shapes[place].cells(own)
          }
          let target = isOther ? other : state
          target.grow(to: groupCount)
          if isGrouped {
            try target.update(groups, cells, count: count)
          } else {
            try target.updateSingle(cells, count: count)
          }
          for (group, row) in zip(groups, values) {
            if isOther {
              later[groupCount - 1 - Int(group)].append(row)
            } else {
              rows[Int(group)].append(row)
            }
          }
        }
      }
      if seed % 2 == 1 {
        // Half of the groups at once, and the other half by their numbers.
        let mapping = (0..<groupCount).map { UInt32(groupCount - 1 - $0) }
        let half = groupCount / 2
        try state.combine(other, groups: nil, into: mapping, count: half)
        let rest = Array(UInt32(half)..<UInt32(groupCount))
        try state.combine(other, groups: rest, into: Array(mapping[half...]), count: rest.count)
        for group in 0..<groupCount { rows[group] += later[group] }
      }
      let split = groupCount / 3
      let parts = [0..<split, split..<groupCount]
      var results: [ModelCell] = []
      for part in parts {
        let cells = try state.finish(part)
        #expect(cells.zeroesMissing(part.count))
        results += cells.models(part.count)
      }
      for (group, result) in results.enumerated() {
        let expected = example.model(rows[group])
        if let found = result.double, let wanted = expected.double, wanted.isFinite {
          #expect(abs(found - wanted) <= 1e-9 * max(1, abs(wanted)))
        } else {
          #expect(result.normalized == expected.normalized)
        }
      }
    }
  }

  private func single(_ state: any AggregateState, _ columns: [(CellKind, [ModelCell])]) throws
    -> ModelCell
  {
    state.grow(to: 1)
    let count = columns[0].1.count
    try state.updateSingle(columns.map { CellShape(kind: $0).cells($1) }, count: count)
    return try state.finish(0..<1).model(0)
  }

  @Test func `sums of 64 bits go beyond them`() throws {
    for value in [Int128(Int64.max), Int128(Int64.min)] {
      let values = [ModelCell](repeating: .int(value), count: 500)
      #expect(try single(Aggregates.sum(.int64), [(.int64, values)]) == .int(value * 500))
      let state = Aggregates.sum(.int64)
      state.grow(to: 2)
      let groups = (0..<500).map { UInt32($0 & 1) }
      try state.update(groups, [CellShape(kind: .int64).cells(values)], count: 500)
      state.grow(to: 3)
      try state.combine(state, groups: [0], into: [2], count: 1)
      #expect(
        try state.finish(0..<3).models(3) == [
          .int(value * 250), .int(value * 250), .int(value * 250),
        ]
      )
    }
  }

  @Test func `sums of 128 bits are refused beyond their limits`() throws {
    #expect(throws: KernelFailure.groupOutOfRange(group: 0)) {
      try single(Aggregates.sum(.int128), [(.int128, [.int(.max), .int(1)])])
    }
    let limits = IntegerLimits.digits(38)
    #expect(throws: KernelFailure.groupOutOfRange(group: 0)) {
      try single(
        Aggregates.sum(.int128, limits: limits),
        [(.int128, [.int(limits.upper), .int(1)])]
      )
    }
  }

  /// Values as DuckDB gives them.
  @Test func `moments are those of DuckDB`() throws {
    let values: [ModelCell] = [.double(1), .double(2), .null, .double(4), .double(10)]
    let expected: [(MomentState.Measure, Double)] = [
      (.skewness, 1.469334548210623), (.kurtosis, 2.030769230769237),
      (.populationKurtosis, -0.9292307692307684), (.standardError, 1.7455300054711176),
      (.populationVariance, 12.1875), (.sampleVariance, 16.25),
    ]
    for (measure, wanted) in expected {
      let found = try #require(try single(MomentState(measure), [(.double, values)]).double)
      #expect(abs(found - wanted) < 1e-12)
    }
    for measure in [MomentState.Measure.sampleVariance, .sampleDeviation, .skewness, .kurtosis] {
      #expect(try single(MomentState(measure), [(.double, [.double(3)])]) == .null)
    }
    #expect(
      try single(MomentState(.populationVariance), [(.double, [.double(.nan)])]) == .double(0)
    )
    #expect(try single(MomentState(.standardError), [(.double, [.null])]) == .null)
  }

  @Test func `pairs are those of DuckDB`() throws {
    let ys: [ModelCell] = [.double(1), .double(2), .null, .double(4.5)]
    let xs: [ModelCell] = [.double(2), .double(3.5), .double(7), .double(4)]
    // As DuckDB gives them for (x, y) exchanged.
    let expected: [(PairState.Measure, Double)] = [
      (.slope, 0.5000000000000001), (.intercept, 1.9166666666666663),
      (.determination, 0.7500000000000003), (.spreadX, 6.5), (.spreadY, 2.166666666666667),
      (.spreadXY, 3.2500000000000004), (.averageX, 2.5), (.correlation, 0.8660254037844388),
    ]
    for (measure, wanted) in expected {
      let found = try #require(
        try single(PairState(measure), [(.double, xs), (.double, ys)]).double
      )
      #expect(abs(found - wanted) < 1e-12)
    }
    #expect(try single(PairState(.count), [(.double, xs), (.double, ys)]) == .int(3))
    let one: [(CellKind, [ModelCell])] = [(.double, [.double(2)]), (.double, [.double(1)])]
    #expect(try single(PairState(.sampleCovariance), one) == .null)
    #expect(try single(PairState(.slope), one).double?.isNaN == true)
    #expect(try single(PairState(.determination), one) == .null)
  }

  @Test func `moments of parts are those of the whole`() throws {
    var random = SplitMix(state: 1)
    let values = (0..<1_000).map { _ in ModelCell.double(.random(in: -5...9, using: &random)) }
    let others = (0..<1_000).map { _ in ModelCell.double(.random(in: -5...9, using: &random)) }
    let shape = CellShape(kind: .double)
    for measure in [PairState.Measure.correlation, .intercept, .sampleCovariance] {
      let (first, second) = (PairState(measure), PairState(measure))
      let whole = try #require(
        try single(PairState(measure), [(.double, values), (.double, others)]).double
      )
      for (state, range) in [(first, 0..<300), (second, 300..<1_000)] {
        state.grow(to: 1)
        try state.updateSingle(
          [shape.cells(Array(values[range])), shape.cells(Array(others[range]))],
          count: range.count
        )
      }
      first.combine(second, groups: nil, into: [0], count: 1)
      let found = try #require(try first.finish(0..<1).model(0).double)
      #expect(abs(found - whole) < 1e-12)
    }
  }

  @Test func `quantiles are those of DuckDB`() throws {
    func quantile(_ measure: QuantileState.Measure, _ kind: CellKind, _ values: [ModelCell]) throws
      -> ModelCell
    {
      try single(QuantileState(measure, CellShape(kind: kind)), [(kind, values)])
    }
    let two: [ModelCell] = [.double(0.1), .double(0.7)]
    #expect(
      try quantile(.continuous([0.3], isInteger: false), .double, two)
        == .double(0.27999999999999997)
    )
    let decimals: [ModelCell] = [.int(10), .int(19)]
    #expect(try quantile(.continuous([0.3], isInteger: true), .int64, decimals) == .int(12))
    let negative: [ModelCell] = [.int(-10), .int(-19)]
    #expect(try quantile(.continuous([0.3], isInteger: true), .int64, negative) == .int(-16))
    let deviating: [ModelCell] = [.int(10), .int(19), .int(24), .int(70)]
    #expect(try quantile(.absoluteDeviation(isInteger: true), .int64, deviating) == .int(7))
    let whole: [ModelCell] = [.int(1), .int(2), .int(4), .int(10)]
    #expect(try quantile(.absoluteDeviation(isInteger: false), .int32, whole) == .double(1.5))
    let ten = (0..<10).map { ModelCell.int($0) }
    #expect(try quantile(.discrete([0.3]), .int64, ten) == .int(2))
    let infinite: [ModelCell] = [.double(.nan), .double(1), .double(2), .double(.infinity)]
    #expect(
      try quantile(.continuous([0.5], isInteger: false), .double, infinite) == .double(.infinity)
    )
    let extreme: [ModelCell] = [.int(.max), .int(.max), .int(.max - 1)]
    #expect(try quantile(.continuous([0.7], isInteger: true), .int128, extreme) == .int(.max))
  }

  @Test func `entropy is that of DuckDB`() throws {
    let values: [ModelCell] = [.int(3), .int(1), .int(2), .int(1), .null]
    let shape = CellShape(kind: .int32)
    let state = ValueCountState(.entropy, shape, isGrouped: false)
    #expect(try single(state, [(.int32, values)]) == .double(1.5))
    let none = ValueCountState(.entropy, shape, isGrouped: false)
    #expect(try single(none, [(.int32, [.null])]) == .double(0))
  }

  @Test func `intervals are averaged unit by unit`() throws {
    let values: [ModelCell] = [
      .interval(Interval(months: 1)), .null, .interval(Interval(days: 3)),
    ]
    let average = try single(Aggregates.average(.interval), [(.interval, values)])
    #expect(average == .interval(Interval(days: 16, microseconds: 43_200_000_000)))
    let extremes = [Interval(months: .max, days: .max, microseconds: .max), Interval(months: 0)]
    for extreme in extremes {
      let cells = [ModelCell](repeating: .interval(extreme), count: 3)
      #expect(try single(IntervalAverageState(), [(.interval, cells)]) == .interval(extreme))
    }
    #expect(try single(IntervalAverageState(), [(.interval, [.null])]) == .null)
  }

  @Test(arguments: [0, 10, 500, 40_000])
  func `different values are estimated`(count: Int) throws {
    let shape = CellShape(kind: .int64)
    let (state, other) = (DistinctEstimateState(), DistinctEstimateState())
    state.grow(to: 2)
    other.grow(to: 1)
    for start in stride(from: 0, to: count, by: 500) {
      let cells = shape.cells((start..<min(count, start + 500)).map { .int(Int128($0) * 77) })
      let size = min(500, count - start)
      let groups = [UInt32](repeating: start % 1_000 == 0 ? 0 : 1, count: size)
      state.update(groups, [cells], count: size)
      try other.updateSingle([cells], count: size)
    }
    // Folding keeps what was seen, as well as it can, and leaves the other as it is.
    let before = try other.finish(0..<1).model(0)
    state.grow(to: 2_000)
    state.combine(other, groups: nil, into: [1_500], count: 1)
    #expect(try other.finish(0..<1).model(0) == before)
    let whole = try #require(try state.finish(1_500..<1_501).model(0).int)
    #expect(abs(Double(whole) - Double(count)) <= 0.2 * Double(count))
    #expect(try state.finish(3..<4).model(0) == .int(0))
    let exact = DistinctEstimateState()
    exact.grow(to: 1)
    exact.combine(other, groups: nil, into: [0], count: 1)
    let folded = try #require(try exact.finish(0..<1).model(0).int)
    #expect(abs(Double(folded) - Double(count)) <= 0.2 * Double(count))
    #expect(.int(Int128(folded)) == before)
  }

  @Test func `rows that were replaced are left out`() throws {
    let shape = CellShape(kind: .bytes)
    let state = FirstRowState(shape, isLast: true, skipsMissing: false)
    state.grow(to: 50)
    let groups = (0..<50).map { UInt32($0) }
    for round in 0..<1_500 {
      let texts = (0..<50).map { ModelCell.text("a text that is long, \($0) \(round)") }
      state.update(groups, [shape.cells(texts)], count: 50)
    }
    #expect(state.byteCount < 2_000_000)
    #expect(state.finish(7..<8).model(0) == .text("a text that is long, 7 1499"))
  }
}
