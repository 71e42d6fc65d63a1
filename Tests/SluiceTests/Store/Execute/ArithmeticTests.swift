// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct ArithmeticTests {
  /// A type of integers, as the kernels see it.
  struct Form: CustomTestStringConvertible {
    var type: SQLType
    var kind: CellKind { type.cellKind }
    var limits: IntegerLimits { type.integerLimits ?? .all(of: Int128.self) }
    var testDescription: String { "\(type)" }
    var shape: CellShape { CellShape(kind: kind) }

    func random(_ random: inout SplitMix) -> ModelCell {
      switch Int.random(in: 0..<12, using: &random) {
      case 0: .null
      case 1: .int(limits.lower)
      case 2: .int(limits.upper)
      default:
        .int(
          Int128.random(in: -12...12, using: &random)
            .clamped(to: limits.lower...limits.upper)
        )
      }
    }
  }

  static let forms: [Form] = [
    .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .uinteger, .ubigint,
    .decimal(width: 5, scale: 2), .decimal(width: 18, scale: 3), .decimal(width: 38, scale: 3),
  ].map { Form(type: $0) }

  enum Operation: CaseIterable { case add, subtract, multiply, quotient, remainder }

  static func model(
    _ operation: Operation,
    _ left: ModelCell,
    _ right: ModelCell,
    _ limits: IntegerLimits
  ) -> ModelCell? {
    guard let left = left.int, let right = right.int else { return .null }
    let (value, isOver): (Int128, Bool)
    switch operation {
    case .add: (value, isOver) = left.addingReportingOverflow(right)
    case .subtract: (value, isOver) = left.subtractingReportingOverflow(right)
    case .multiply: (value, isOver) = left.multipliedReportingOverflow(by: right)
    case .quotient:
      if right == 0 { return .null }
      (value, isOver) = left.dividedReportingOverflow(by: right)
    case .remainder:
      if right == 0 { return .null }
      (value, isOver) = (right == -1 ? 0 : left % right, false)
    }
    return isOver || !limits.contains(value) ? nil : .int(value)
  }

  static func compute(
    _ operation: Operation,
    _ left: Cells,
    _ right: Cells,
    _ count: Int,
    _ limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    switch operation {
    case .add: try Arithmetic.add(left, right, count: count, limits: limits)
    case .subtract: try Arithmetic.subtract(left, right, count: count, limits: limits)
    case .multiply: try Arithmetic.multiply(left, right, count: count, limits: limits)
    case .quotient:
      try Arithmetic.quotient(left, right, count: count, limits: limits, zero: .isMissing)
    case .remainder: try Arithmetic.remainder(left, right, count: count, zero: .isMissing)
    }
  }

  @Test(arguments: forms, Operation.allCases)
  func `integers agree with a row-by-row model`(form: Form, operation: Operation) throws {
    var random = SplitMix(state: 7)
    for round in 0..<300 {
      let count = round % 131
      let shape = round % 4
      let left = (0..<(shape & 1 == 1 ? 1 : count)).map { _ in form.random(&random) }
      let right = (0..<(shape & 2 == 2 ? 1 : count)).map { _ in form.random(&random) }
      let expected = (0..<count).map { row in
        Self.model(
          operation,
          left[shape & 1 == 1 ? 0 : row],
          right[shape & 2 == 2 ? 0 : row],
          form.limits
        )
      }
      let (first, second) = (
        form.shape.cells(left, isConstant: shape & 1 == 1),
        form.shape.cells(right, isConstant: shape & 2 == 2)
      )
      do {
        let result = try Self.compute(operation, first, second, count, form.limits)
        #expect(result.models(count) == expected)
        #expect(result.zeroesMissing(count))
      } catch {
        #expect(error == .outOfRange(row: try #require(expected.firstIndex(of: nil))))
      }
    }
  }

  @Test(arguments: 0..<64)
  func `every pattern of missing cells is kept`(pattern: Int) throws {
    let shape = CellShape(kind: .int32)
    let left = (0..<6).map { pattern >> $0 & 1 == 1 ? ModelCell.null : .int(Int128($0)) }
    for other in 0..<64 {
      let right = (0..<6).map { other >> $0 & 1 == 1 ? ModelCell.null : .int(10) }
      let sum = try Arithmetic.add(
        shape.cells(left),
        shape.cells(right),
        count: 6,
        limits: .all(of: Int32.self)
      )
      let expected = (0..<6).map {
        (pattern | other) >> $0 & 1 == 1 ? ModelCell.null : .int(Int128($0) + 10)
      }
      #expect(sum.models(6) == expected)
      #expect(sum.zeroesMissing(6))
    }
  }

  @Test func `a row that is missing never overflows`() throws {
    let shape = CellShape(kind: .int32)
    let least = shape.cells([.int(Int128(Int32.min)), .int(Int128(Int32.min))])
    let difference = try Arithmetic.subtract(
      shape.cells([.null, .int(-1)]),
      least,
      count: 2,
      limits: .all(of: Int32.self)
    )
    #expect(difference.models(2) == [.null, .int(Int128(Int32.max))])
  }

  @Test func `products of 64 bits have room in 128`() throws {
    let shape = CellShape(kind: .int64)
    let extremes = [Int128(Int64.min), Int128(Int64.max), -1, 0].map { ModelCell.int($0) }
    for extreme in extremes {
      let product = try Arithmetic.multiplyWide(
        shape.cells(extremes),
        shape.cells([extreme], isConstant: true),
        count: 4,
        limits: .digits(38)
      )
      let expected = extremes.map { ModelCell.int(($0.int ?? 0) * (extreme.int ?? 0)) }
      #expect(product.models(4) == expected)
    }
    #expect(throws: KernelFailure.outOfRange(row: 1)) {
      try Arithmetic.multiplyWide(
        shape.cells([.int(3), .int(4)]),
        shape.cells([.int(3), .int(4)]),
        count: 2,
        limits: .digits(1)
      )
    }
  }

  @Test func `a divisor of zero may be refused`() throws {
    let shape = CellShape(kind: .int64)
    #expect(throws: KernelFailure.divisionByZero(row: 1)) {
      try Arithmetic.remainder(
        shape.cells([.null, .int(4)]),
        shape.cells([.int(0)], isConstant: true),
        count: 2,
        zero: .isRefused
      )
    }
  }

  @Test(arguments: forms)
  func `signs agree with a model`(form: Form) throws {
    var random = SplitMix(state: 3)
    for round in 0..<100 {
      let values = (0..<round).map { _ in form.random(&random) }
      for isNegated in [true, false] {
        let expected = values.map { cell -> ModelCell? in
          guard let value = cell.int else { return .null }
          if !isNegated && value >= 0 { return cell }
          let (opposite, isOver) = Int128(0).subtractingReportingOverflow(value)
          return isOver || !form.limits.contains(opposite) ? nil : .int(opposite)
        }
        do {
          let cells = form.shape.cells(values)
          let result =
            isNegated
            ? try Arithmetic.negate(cells, count: round, limits: form.limits)
            : try Arithmetic.absolute(cells, count: round, limits: form.limits)
          #expect(result.models(round) == expected)
        } catch {
          #expect(error == .outOfRange(row: try #require(expected.firstIndex(of: nil))))
        }
      }
    }
  }

  @Test func `doubles follow IEEE 754`() {
    let shape = CellShape(kind: .double)
    let quotient = Arithmetic.divide(
      shape.cells([.double(1), .double(-1), .double(0), .null]),
      shape.cells([.double(0)], isConstant: true),
      count: 4
    )
    let expected: [ModelCell] = [
      .double(.infinity), .double(-.infinity), .double(.nan), .null,
    ]
    #expect(ModelCell.isSame(quotient.models(4), expected))
    let remainder = Arithmetic.doubleRemainder(
      shape.cells([.double(5.5), .double(-5.5)]),
      shape.cells([.double(2)], isConstant: true),
      count: 2
    )
    #expect(remainder.models(2) == [.double(1.5), .double(-1.5)])
    let float = Arithmetic.roundToFloat(shape.cells([.double(0.1)]), count: 1)
    #expect(float.models(1) == [.double(Double(Float(0.1)))])
  }

  @Test func `shifts lose no bits`() throws {
    let shape = CellShape(kind: .int32)
    func shift(_ value: Int128, _ by: Int128) throws(KernelFailure) -> ModelCell {
      try Arithmetic.shiftLeft(
        shape.cells([.int(value)]),
        shape.cells([.int(by)]),
        count: 1,
        width: 32,
        limits: .all(of: Int32.self)
      ).model(0)
    }
    #expect(try shift(1, 30) == .int(1 << 30))
    #expect(try shift(0, 100) == .int(0))
    #expect(throws: KernelFailure.outOfRange(row: 0)) { try shift(1, 31) }
    #expect(throws: KernelFailure.shiftOutOfRange(row: 0)) { try shift(1, 32) }
    #expect(throws: KernelFailure.shiftOutOfRange(row: 0)) { try shift(1, -1) }
    #expect(throws: KernelFailure.shiftOfNegative(row: 0)) { try shift(-1, 1) }
    let right = Arithmetic.shiftRight(
      shape.cells([.int(-8), .int(8), .int(8)]),
      shape.cells([.int(1), .int(40), .int(-1)]),
      count: 3,
      width: 32
    )
    #expect(right.models(3) == [.int(-4), .int(0), .int(0)])
  }

  @Test func `bits of types without signs stay within them`() {
    let shape = CellShape(kind: .int32)
    let cells = shape.cells([.int(5), .null])
    let flipped = Arithmetic.flipBits(cells, count: 2, limits: .all(of: UInt8.self))
    #expect(flipped.models(2) == [.int(250), .null])
    let signed = Arithmetic.flipBits(cells, count: 2, limits: .all(of: Int8.self))
    #expect(signed.models(2) == [.int(-6), .null])
    let three = shape.cells([.int(3)], isConstant: true)
    #expect(Arithmetic.bits(.and, cells, three, count: 2).models(2) == [.int(1), .null])
    #expect(Arithmetic.bits(.or, cells, three, count: 2).models(2) == [.int(7), .null])
    #expect(Arithmetic.bits(.exclusiveOr, cells, three, count: 2).models(2) == [.int(6), .null])
  }
}

extension Comparable {
  fileprivate func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
