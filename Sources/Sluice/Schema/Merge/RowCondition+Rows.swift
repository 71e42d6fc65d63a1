// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension RowCondition {
  /// Which rows of `batch` meet the condition: one byte a row, one or zero.
  ///
  /// Throws ``LoadError`` with the code `invalidValue` if a constant cannot be compared with its column.
  func rows(of batch: Batch) throws(LoadError) -> ContiguousArray<Bool> {
    try rows(batch.rowCount) { batch[$0] }
  }

  /// Which of `count` rows meet the condition, where `column` finds columns by name.
  func rows(
    _ count: Int,
    _ column: (String) -> Vector?
  ) throws(LoadError) -> ContiguousArray<Bool> {
    let truths = try term.truths(count, column)
    return ContiguousArray(truths.map { $0 == Truths.yes })
  }
}

/// A byte a row: what is not known is neither.
private enum Truths {
  static let no: UInt8 = 0
  static let yes: UInt8 = 1
  static let unknown: UInt8 = 2
}

extension RowCondition.Term {
  fileprivate func truths(
    _ count: Int,
    _ column: (String) -> Vector?
  ) throws(LoadError) -> ContiguousArray<UInt8> {
    switch self {
    case .isMissing(let name):
      guard let vector = column(name) else { return .init(repeating: Truths.yes, count: count) }
      return .init((0..<count).map { vector.validity[$0] ? Truths.no : Truths.yes })
    case .comparison(let name, let comparison, let value):
      guard let vector = column(name), !value.isNull else {
        return .init(repeating: Truths.unknown, count: count)
      }
      return try vector.truths(name, comparison, value)
    case .not(let term):
      let inner = try term.truths(count, column)
      return .init(inner.map { $0 == Truths.unknown ? $0 : 1 - $0 })
    case .all(let terms):
      var result = ContiguousArray(repeating: Truths.yes, count: count)
      for term in terms {
        let other = try term.truths(count, column)
        for row in 0..<count {
          result[row] =
            result[row] == Truths.no || other[row] == Truths.no
            ? Truths.no : max(result[row], other[row])
        }
      }
      return result
    case .any(let terms):
      var result = ContiguousArray(repeating: Truths.no, count: count)
      for term in terms {
        let other = try term.truths(count, column)
        for row in 0..<count {
          result[row] =
            result[row] == Truths.yes || other[row] == Truths.yes
            ? Truths.yes : max(result[row], other[row])
        }
      }
      return result
    }
  }
}

extension Vector {
  /// What comes of comparing each value with a constant.
  fileprivate func truths(
    _ name: String,
    _ comparison: RowCondition.Comparison,
    _ constant: Value
  ) throws(LoadError) -> ContiguousArray<UInt8> {
    let wanted = constant.converted(to: type) ?? constant
    func pass(_ order: ValueOrder) -> UInt8 {
      comparison.passes.contains(order) ? Truths.yes : Truths.no
    }
    let (less, equal, greater) = (pass(.less), pass(.equal), pass(.greater))
    var truths = ContiguousArray(repeating: Truths.unknown, count: count)
    if let number = wanted.word(in: type), let words = orderedWords {
      for row in words.indices {
        truths[row] = words[row] < number ? less : words[row] == number ? equal : greater
      }
    } else if case .text(let text) = wanted, type.kind == .text, case .bytes(let views) = storage {
      let bytes = Array(text.utf8)
      views.heap.withUnsafeBytes { heap in
        for row in views.views.indices {
          let slice = UnsafeRawBufferPointer(rebasing: heap[views[row]])
          truths[row] =
            slice.lexicographicallyPrecedes(bytes)
            ? less : slice.elementsEqual(bytes) ? equal : greater
        }
      }
    } else {
      for row in 0..<count where validity[row] {
        let order = ValueOrder(self[row], wanted)
        guard order != .incomparable || self[row].number?.isNaN == true else {
          throw LoadError(
            .invalidValue,
            "The condition compares the column, which is \(type.kind), with a constant of another "
              + "kind. Write one that fits.",
            at: LoadError.Location(column: name)
          )
        }
        truths[row] = order == .incomparable ? Truths.unknown : pass(order)
      }
      return truths
    }
    if validity.missing > 0 {
      for row in 0..<count where !validity[row] { truths[row] = Truths.unknown }
    }
    return truths
  }

  /// The values as integers in the same order, where they are stored as such.
  private var orderedWords: ContiguousArray<Int64>? {
    switch storage {
    case .int64(let values): values
    case .int32(let values): ContiguousArray(values.map { Int64($0) })
    case .bool(let values): ContiguousArray(values.map { Int64($0) })
    default: nil
    }
  }
}

extension Value {
  /// The integer as which a column of `type` stores the value, if it stores integers.
  fileprivate func word(in type: DataType) -> Int64? {
    switch (self, type.kind) {
    case (.int(let number), .bigint): number
    case (.timestamp(let moment), .timestamp): moment.microseconds
    case (.time(let time), .time): time.microseconds
    case (.date(let date), .date): Int64(date.days)
    case (.bool(let flag), .bool): flag ? 1 : 0
    default: nil
    }
  }
}
