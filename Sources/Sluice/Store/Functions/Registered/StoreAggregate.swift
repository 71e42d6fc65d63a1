// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A function of many rows that queries can call once it is registered: what it knows of one group.
///
/// ```swift
/// struct Product: StoreAggregate {
///   private var value = 1.0
///   mutating func add(_ input: Double) { value *= input }
///   mutating func merge(_ other: Product) { value *= other.value }
///   func result() -> Double? { value }
/// }
///
/// store.register("own_product", Product.self)
/// ```
/// Rows of a group may be spread over several values, which are merged in the end: those of `other` are
/// the later ones.
public protocol StoreAggregate: Sendable {
  /// What it takes of each row. Rows without a value are left out, unless this is an optional.
  associatedtype Input: FunctionValue
  /// What it makes of all rows.
  associatedtype Outcome: FunctionValue

  /// Has seen no rows.
  init()

  /// Takes a row.
  mutating func add(_ input: Input) throws

  /// Takes what another value has seen.
  mutating func merge(_ other: Self) throws

  /// The result. It is not asked for where there was no row at all: then the result is NULL.
  func result() throws -> Outcome
}

/// What an aggregate that someone else has written knows of each group. Used by one task at a time.
final class RegisteredAggregateState<Aggregate: StoreAggregate>: AggregateState {
  private let name: String
  private let parameter: SQLType
  private let type: SQLType
  private var groups: [Aggregate?] = []

  init(_ name: String, _ parameter: SQLType, _ type: SQLType) {
    self.name = name
    self.parameter = parameter
    self.type = type
  }

  var byteCount: Int { groups.count * MemoryLayout<Aggregate?>.stride }

  func grow(to count: Int) {
    if count > groups.count {
      groups.append(contentsOf: repeatElement(nil, count: count - groups.count))
    }
  }

  func update(
    _ numbers: UnsafePointer<UInt32>,
    _ arguments: [Cells],
    count: Int
  ) throws(KernelFailure) {
    let cells = arguments[0]
    for row in 0..<count where Aggregate.Input.takesNull || cells.isValid(row) {
      guard let input = Aggregate.Input(functionValue: Value(cells, row, parameter)) else {
        throw .refused("a value is none of the type \(Aggregate.Input.self)")
      }
      try attempt {
        // Moved out while it changes, so that what it holds is not copied.
        var group = groups[Int(numbers[row])] ?? Aggregate()
        groups[Int(numbers[row])] = nil
        try group.add(input)
        groups[Int(numbers[row])] = group
      }
    }
  }

  func combine(
    _ other: any AggregateState,
    groups sources: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) throws(KernelFailure) {
    let other = same(other)
    for place in 0..<count {
      guard let theirs = other.groups[GroupResults.source(sources, place)] else { continue }
      try attempt {
        guard var group = groups[Int(mapping[place])] else {
          groups[Int(mapping[place])] = theirs
          return
        }
        groups[Int(mapping[place])] = nil
        try group.merge(theirs)
        groups[Int(mapping[place])] = group
      }
    }
  }

  func finish(_ range: Range<Int>) throws(KernelFailure) -> Cells {
    let column = CellColumn(CellShape(type), capacity: range.count)
    for group in range {
      guard let found = groups[group] else {
        column.appendMissing()
        continue
      }
      var isStored = false
      try attempt { isStored = column.append(try found.result().functionValue, type) }
      if !isStored { throw .refused("its result does not fit into \(type)") }
    }
    return column.cells
  }

  private func attempt(_ body: () throws -> Void) throws(KernelFailure) {
    do {
      try body()
    } catch {
      throw .refused("\(error)")
    }
  }
}
