// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// A value of cells, written down plainly: what kernels are compared with.
indirect enum ModelCell: Hashable {
  case null
  case int(Int128)
  case double(Double)
  case text([UInt8])
  case interval(Interval)
  case list([ModelCell])
  case structure([ModelCell])

  static func text(_ text: String) -> ModelCell { .text(Array(text.utf8)) }

  var int: Int128? { if case .int(let value) = self { value } else { nil } }
  var double: Double? { if case .double(let value) = self { value } else { nil } }

  /// What is equal in SQL becomes the same.
  var normalized: ModelCell {
    switch self {
    case .double(let value): .double(value.isNaN ? -.infinity.nextDown : value + 0)
    case .interval(let value):
      .int(
        Int128(value.months) * 30 * 86_400_000_000 + Int128(value.days) * 86_400_000_000
          + Int128(value.microseconds)
      )
    case .list(let elements): .list(elements.map(\.normalized))
    case .structure(let fields): .structure(fields.map(\.normalized))
    default: self
    }
  }

  /// Whether both are the same bit by bit, but for the bits of NaN.
  static func isSame(_ left: [ModelCell], _ right: [ModelCell]) -> Bool {
    left.map(\.normalized) == right.map(\.normalized)
  }

  /// Below zero if the left one comes first; a missing value comes last.
  static func order(_ left: ModelCell, _ right: ModelCell) -> Int {
    switch (left, right) {
    case (.null, .null): return 0
    case (.null, _): return 1
    case (_, .null): return -1
    case (.int(let left), .int(let right)): return left < right ? -1 : left > right ? 1 : 0
    case (.double(let left), .double(let right)):
      if left.isNaN || right.isNaN { return (left.isNaN ? 1 : 0) - (right.isNaN ? 1 : 0) }
      return left < right ? -1 : left > right ? 1 : 0
    case (.text(let left), .text(let right)):
      return left.lexicographicallyPrecedes(right)
        ? -1 : right.lexicographicallyPrecedes(left) ? 1 : 0
    case (.interval, .interval): return order(left.normalized, right.normalized)
    case (.list(let left), .list(let right)), (.structure(let left), .structure(let right)):
      for (first, second) in zip(left, right) {
        let order = order(first, second)
        if order != 0 { return order }
      }
      return left.count - right.count
    default: preconditionFailure("Values of a column are of one kind.")
    }
  }
}

extension CellShape {
  /// Shapes of every kind, some of them nested.
  static let samples: [CellShape] = [
    CellShape(kind: .bool), CellShape(kind: .int32), CellShape(kind: .int64),
    CellShape(kind: .int128), CellShape(kind: .double), CellShape(kind: .bytes),
    CellShape(kind: .interval), CellShape(kind: .list, children: [CellShape(kind: .int32)]),
    CellShape(kind: .structure, children: [CellShape(kind: .bytes), CellShape(kind: .double)]),
    CellShape(
      kind: .list,
      children: [
        CellShape(
          kind: .structure,
          children: [
            CellShape(kind: .int64),
            CellShape(kind: .list, children: [CellShape(kind: .bytes)]),
          ]
        )
      ]
    ),
  ]

  /// A value, of `variety` that are likely, or an extreme one.
  func random(_ random: inout SplitMix, variety: Int, nulls: Int = 10) -> ModelCell {
    if Int.random(in: 0..<100, using: &random) < nulls { return .null }
    let pick = Int.random(in: 0..<variety, using: &random)
    let isExtreme = Int.random(in: 0..<16, using: &random) == 0 && variety > 8
    switch kind {
    case .bool: return .int(Int128(pick & 1))
    case .int32:
      return .int(isExtreme ? [Int128(Int32.min), Int128(Int32.max)][pick & 1] : Int128(pick - 3))
    case .int64:
      return .int(isExtreme ? [Int128(Int64.min), Int128(Int64.max)][pick & 1] : Int128(pick - 3))
    case .int128:
      return .int(isExtreme ? [Int128.min, .max][pick & 1] : Int128(pick - 3) << 60)
    case .double:
      let extremes = [Double.nan, .infinity, -.infinity, -0.0, 0, .leastNonzeroMagnitude]
      return .double(isExtreme ? extremes[pick % 6] : Double(pick - 3) / 4)
    case .bytes:
      let texts = ["", "a", "ab\0", "word", "twelve bytes", "thirteen bytes", "\u{FF}"]
      if isExtreme { return .text(texts[pick % 7]) }
      return .text(pick & 1 == 0 ? "key \(pick)" : "a key that is rather long, \(pick)")
    case .interval:
      let (months, days) = (Int32(pick % 3), Int32(pick % 7) * 10)
      return .interval(
        Interval(months: months, days: days, microseconds: Int64(pick) * 43_200_000_000)
      )
    case .list:
      let count = Int.random(in: 0...3, using: &random)
      return .list(
        (0..<count).map { _ in children[0].random(&random, variety: variety, nulls: nulls) }
      )
    case .structure:
      return .structure(children.map { $0.random(&random, variety: variety, nulls: nulls) })
    }
  }

  /// Cells with these values; one for all rows if `isConstant`.
  func cells(_ values: [ModelCell], isConstant: Bool = false) -> Cells {
    let block = CellBlock(kind, capacity: max(1, values.count))
    var children: [Cells] = []
    func write<Value: BitwiseCopyable>(_ zero: Value, _ convert: (ModelCell) -> Value?) {
      for (row, value) in values.enumerated() {
        block.cells(Value.self)[row] = convert(value) ?? zero
      }
    }
    switch kind {
    case .bool: write(0) { $0.int.map { UInt8($0) } }
    case .int32: write(0) { $0.int.map { Int32($0) } }
    case .int64: write(0) { $0.int.map { Int64($0) } }
    case .int128: write(Int128(0)) { $0.int }
    case .double: write(0.0) { $0.double }
    case .interval:
      write(Interval()) { if case .interval(let value) = $0 { value } else { nil } }
    case .bytes:
      write(ByteRun()) { value in
        guard case .text(let bytes) = value else { return nil }
        return bytes.withUnsafeBufferPointer { block.store($0) }
      }
    case .list:
      var elements: [ModelCell] = []
      write(ListRun()) { value in
        guard case .list(let own) = value else { return nil }
        defer { elements += own }
        return ListRun(start: UInt32(elements.count), count: UInt32(own.count))
      }
      children = [self.children[0].cells(elements)]
    case .structure:
      children = self.children.enumerated().map { place, child in
        let own = values.map { value in
          if case .structure(let fields) = value { fields[place] } else { ModelCell.null }
        }
        return child.cells(own, isConstant: isConstant)
      }
    }
    for (row, value) in values.enumerated() where value == .null {
      block.makeValidity()[row >> 6] &= ~(1 << UInt64(row & 63))
    }
    return Cells(kind, block, isConstant: isConstant, children: children)
  }
}

extension Cells {
  /// What the cells hold.
  func models(_ count: Int) -> [ModelCell] { (0..<count).map { model($0) } }

  /// Whether all cells of fixed size that are missing hold zero.
  func zeroesMissing(_ count: Int) -> Bool {
    (0..<(isConstant ? 1 : count)).allSatisfy { row in
      isValid(row)
        || (0..<kind.stride).allSatisfy { values(UInt8.self)[row * kind.stride + $0] == 0 }
    }
  }

  func model(_ row: Int) -> ModelCell {
    guard isValid(row) else { return .null }
    let row = isConstant ? 0 : row
    switch kind {
    case .bool: return .int(Int128(value(row, UInt8.self)))
    case .int32: return .int(Int128(value(row, Int32.self)))
    case .int64: return .int(Int128(value(row, Int64.self)))
    case .int128: return .int(value(row, Int128.self))
    case .double: return .double(value(row, Double.self))
    case .interval: return .interval(value(row, Interval.self))
    case .bytes: return .text(value(row, ByteRun.self).withBytes { Array($0) })
    case .list: return .list(value(row, ListRun.self).range.map { children[0].model($0) })
    case .structure: return .structure(children.map { $0.model(row) })
    }
  }
}

extension Selection {
  /// A selection of these rows.
  convenience init(_ rows: [Int]) {
    self.init(capacity: rows.count)
    for (place, row) in rows.enumerated() { self.rows[place] = UInt32(row) }
    count = rows.count
  }

  /// The rows.
  var numbers: [Int] { (0..<count).map { Int(rows[$0]) } }
}
