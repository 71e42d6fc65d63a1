// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct CastingTests {
  /// A cast of one value, as DuckDB does it; `nil` where it refuses.
  struct Case: CustomTestStringConvertible {
    var from: SQLType
    var value: ModelCell
    var to: SQLType
    var expected: ModelCell?
    var testDescription: String { "\(value) as \(from) to \(to)" }

    init(_ from: SQLType, _ value: ModelCell, _ to: SQLType, _ expected: ModelCell?) {
      (self.from, self.value, self.to, self.expected) = (from, value, to, expected)
    }
  }

  private static func decimal(_ width: Int, _ scale: Int) -> SQLType {
    .decimal(width: width, scale: scale)
  }

  static let cases: [Case] = [
    Case(.double, .double(2.5), .integer, .int(2)),
    Case(.double, .double(3.5), .integer, .int(4)),
    Case(.double, .double(-2.5), .integer, .int(-2)),
    Case(.double, .double(127.4), .tinyint, .int(127)),
    Case(.double, .double(127.5), .tinyint, nil),
    Case(.double, .double(-128.5), .tinyint, .int(-128)),
    Case(.double, .double(-128.6), .tinyint, nil),
    Case(.double, .double(-0.4), .utinyint, .int(0)),
    Case(.double, .double(-1.5), .utinyint, nil),
    Case(.double, .double(255.4), .utinyint, .int(255)),
    Case(.double, .double(.nan), .integer, nil),
    Case(.double, .double(.infinity), .hugeint, nil),
    Case(.double, .double(0x1p63), .bigint, nil),
    Case(.double, .double(-0x1p63), .bigint, .int(Int128(Int64.min))),
    Case(.double, .double(9_223_372_036_854_774_784), .bigint, .int(9_223_372_036_854_774_784)),
    Case(.double, .double(0x1p64), .ubigint, nil),
    Case(.double, .double(1e38), .hugeint, .int(Int128(1e38))),
    Case(.double, .double(0x1p127), .hugeint, nil),
    Case(.double, .double(.greatestFiniteMagnitude), .float, nil),
    Case(.double, .double(.infinity), .float, .double(.infinity)),
    Case(.double, .double(0.1), .float, .double(Double(Float(0.1)))),
    Case(.double, .double(0.5), .boolean, .int(1)),
    Case(.double, .double(.nan), .boolean, .int(1)),
    Case(.double, .double(-0.0), .boolean, .int(0)),
    Case(.double, .double(0.125), decimal(5, 2), .int(13)),
    Case(.double, .double(-0.125), decimal(5, 2), .int(-13)),
    Case(.double, .double(999.995), decimal(5, 2), nil),
    Case(.double, .double(999.994), decimal(5, 2), .int(99_999)),
    Case(.double, .double(-999.995), decimal(5, 2), nil),
    Case(.double, .double(1e300), decimal(10, 2), nil),
    Case(.double, .double(12_345_678_901_234_568), decimal(38, 2), .int(1_234_567_890_123_456_768)),
    Case(decimal(3, 1), .int(25), .integer, .int(3)),
    Case(decimal(3, 1), .int(35), .integer, .int(4)),
    Case(decimal(3, 1), .int(-25), .integer, .int(-3)),
    Case(decimal(3, 1), .int(-24), .integer, .int(-2)),
    Case(decimal(5, 3), .int(125), decimal(5, 2), .int(13)),
    Case(decimal(5, 3), .int(-125), decimal(5, 2), .int(-13)),
    Case(decimal(5, 2), .int(99_999), decimal(5, 3), nil),
    Case(decimal(5, 2), .int(99_999), decimal(20, 3), .int(999_990)),
    Case(decimal(4, 1), .int(9_999), decimal(3, 0), nil),
    Case(decimal(38, 38), .int(PowersOfTen.integer(38) - 1), .integer, .int(1)),
    Case(.hugeint, .int(.max), decimal(38, 1), nil),
    Case(.integer, .int(7), decimal(18, 17), .int(700_000_000_000_000_000)),
    Case(.integer, .int(10), decimal(18, 17), nil),
    Case(.integer, .int(0), decimal(18, 17), .int(0)),
    Case(.bigint, .int(1), decimal(38, 37), .int(PowersOfTen.integer(37))),
    Case(decimal(3, 1), .int(4), .boolean, .int(1)),
    Case(decimal(2, 1), .int(3), .double, .double(0.3)),
    Case(decimal(20, 1), .int(1_234_567_890_123_456_789), .double, .double(1.2345678901234568e17)),
    Case(decimal(38, 30), .int(11 * PowersOfTen.integer(29)), .double, .double(1.1)),
    Case(decimal(38, 10), .int(7_000_000_000), .float, .double(0.699999988079071)),
    Case(.integer, .int(16_777_217), .float, .double(16_777_216)),
    Case(.boolean, .int(1), decimal(3, 1), .int(10)),
    Case(.boolean, .int(1), .double, .double(1)),
    Case(.integer, .int(-1), .utinyint, nil),
    Case(.integer, .int(256), .utinyint, nil),
    Case(.hugeint, .int(.min), .bigint, nil),
    Case(.hugeint, .int(-5), .tinyint, .int(-5)),
    Case(.bigint, .int(3_000_000_000), .integer, nil),
    Case(.bigint, .int(3_000_000_000), .uinteger, .int(3_000_000_000)),
  ]

  @Test(arguments: cases)
  func `a value is cast as DuckDB does`(example: Case) throws {
    let source = try #require(NumberForm(example.from))
    let target = try #require(NumberForm(example.to))
    let shape = CellShape(example.from)
    for isConstant in [false, true] {
      let cells = shape.cells([example.value], isConstant: isConstant)
      let tried = try Casting.cast(cells, count: 1, from: source, to: target, isTrying: true)
      #expect(ModelCell.isSame(tried.models(1), [example.expected ?? .null]))
      #expect(tried.zeroesMissing(1))
      if let expected = example.expected {
        let cast = try Casting.cast(cells, count: 1, from: source, to: target)
        #expect(ModelCell.isSame(cast.models(1), [expected]))
        #expect(cast.kind == example.to.cellKind)
      } else {
        #expect(throws: KernelFailure.outOfRange(row: 0)) {
          try Casting.cast(cells, count: 1, from: source, to: target)
        }
      }
    }
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `integers and decimals agree with a model`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let types: [SQLType] = [
      .tinyint, .integer, .bigint, .hugeint, .uinteger, .ubigint, Self.decimal(9, 4),
      Self.decimal(18, 9), Self.decimal(30, 0), Self.decimal(38, 20),
    ]
    for from in types {
      for to in types {
        let count = Int.random(in: 0...130, using: &random)
        let (source, target) = (try #require(NumberForm(from)), try #require(NumberForm(to)))
        let values = (0..<count).map { _ -> ModelCell in
          if Int.random(in: 0..<8, using: &random) == 0 { return .null }
          let bits = Int.random(in: 1..<126, using: &random)
          let value = Int128.random(in: -(1 << bits)...(1 << bits), using: &random)
          let (lower, upper) = (source.limits.lower, source.limits.upper)
          return .int(min(max(value, lower), upper))
        }
        let expected = values.map { cell -> ModelCell in
          guard let value = cell.int else { return .null }
          let shift = target.scale - source.scale
          let power = PowersOfTen.integer(abs(shift))
          if shift >= 0 {
            let (scaled, isOver) = value.multipliedReportingOverflow(by: power)
            return isOver || !target.limits.contains(scaled) ? .null : .int(scaled)
          }
          let magnitude = value.magnitude / power.magnitude
          let isUp = value.magnitude % power.magnitude * 2 >= power.magnitude
          let rounded = Int128(magnitude) + (isUp ? 1 : 0)
          let scaled = value < 0 ? -rounded : rounded
          return target.limits.contains(scaled) ? .int(scaled) : .null
        }
        let cells = CellShape(from).cells(values)
        let cast = try Casting.cast(cells, count: count, from: source, to: target, isTrying: true)
        #expect(cast.models(count) == expected)
        #expect(cast.zeroesMissing(count))
      }
    }
  }
}
