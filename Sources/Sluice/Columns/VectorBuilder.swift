// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Collects the values of one column, row after row. Used by one task at a time.
///
/// ```swift
/// let prices = VectorBuilder(.decimal(precision: 10, scale: 2))
/// prices.append(.decimal("9.95"))
/// prices.append(.null)
/// let batch = Batch(["price": prices.finish()])
/// ```
public final class VectorBuilder {
  /// The type of the values.
  public let type: DataType
  /// The number of rows so far.
  public private(set) var count = 0
  private let column: ColumnPointer
  private var heap = ByteHeap(capacity: 256)
  private var capacity = 64

  /// Starts a column of `type`.
  public init(_ type: DataType) {
    self.type = type
    column = .allocate(capacity: 1)
    column.initialize(to: ColumnBuffer(type: type, capacity: 64))
  }

  deinit {
    column.pointee.free()
    column.deallocate()
    heap.free()
  }

  /// Appends a row: `.null` for none, or a value of the type of the column.
  ///
  /// Throws ``LoadError`` with the code `cannotCoerce` if the value is of another type, and with
  /// `valueOutOfRange` if the column cannot hold it. Then no row was appended.
  public func append(_ value: Value) throws(LoadError) {
    if value.isNull {
      appendMissing()
      return
    }
    guard value.kind == type.kind || type.kind == .json else {
      throw LoadError(
        .cannotCoerce,
        "A value of the type \(value.kind?.rawValue ?? "null") was appended to a column of the type "
          + "\(type). Append values of that type.",
        offendingValue: value.description
      )
    }
    makeRoom()
    guard column.store(value, at: count, in: &heap) else {
      throw LoadError(
        .valueOutOfRange,
        "The value lies outside of what a column of the type \(type) can hold.",
        offendingValue: value.description
      )
    }
    count += 1
  }

  /// Appends a row without a value.
  public func appendMissing() {
    makeRoom()
    count += 1
  }

  /// Appends an integer to a column of the type bigint with at most 64 bits.
  ///
  /// The column has to be of that type, and the number within its bits.
  public func append(_ value: Int64) {
    precondition(type.kind == .bigint, "An integer was appended to a column of the type \(type).")
    makeRoom()
    let isStored = column.store(.int(value), at: count, in: &heap)
    precondition(isStored, "An integer was appended that a column of the type \(type) cannot hold.")
    count += 1
  }

  /// Appends a number to a column of the type double.
  public func append(_ value: Double) {
    precondition(type.kind == .double, "A double was appended to a column of the type \(type).")
    makeRoom()
    column.put(value, at: count)
    count += 1
  }

  /// Appends a text to a column of the type text.
  public func append(_ value: String) {
    precondition(type.kind == .text, "A text was appended to a column of the type \(type).")
    makeRoom()
    column.put(heap.append(value), at: count)
    count += 1
  }

  /// The rows so far; the builder starts anew.
  public func finish() -> Vector {
    let vector = column.pointee.take(count, heap: heap.take())
    count = 0
    return vector
  }

  private func makeRoom() {
    guard count == capacity else { return }
    column.pointee.grow(from: capacity, to: capacity * 2)
    capacity *= 2
  }
}

extension Batch {
  /// Puts named columns of the same length together, in the order in which they are written.
  public init(_ columns: KeyValuePairs<String, Vector>) {
    self.init(
      names: columns.map(\.key),
      vectors: columns.map(\.value),
      rowCount: columns.first?.value.count ?? 0
    )
  }
}
