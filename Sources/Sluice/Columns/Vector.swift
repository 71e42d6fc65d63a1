// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The values of one column for the rows of a batch, in the machine's own types. Immutable.
///
/// | type | stored as |
/// |---|---|
/// | bool | one byte |
/// | bigint, timestamp (µs since 1970), time (µs since midnight) | `Int64` |
/// | bigint of more than 64 bits, decimal (digits without the point) | `Int128` |
/// | double | `Double` |
/// | date (days since 1970) | `Int32` |
/// | wei | WideInteger |
/// | text, json, binary | offset and length into a heap of bytes that the vectors of a batch share |
public struct Vector: Sendable {
  /// How the values lie in memory. A row without a value holds zero.
  public enum Storage: Sendable {
    /// One byte a row: zero or one.
    case bool(ContiguousArray<UInt8>)
    /// Four bytes a row.
    case int32(ContiguousArray<Int32>)
    /// Eight bytes a row.
    case int64(ContiguousArray<Int64>)
    /// Eight bytes a row.
    case double(ContiguousArray<Double>)
    /// Sixteen bytes a row.
    case int128(ContiguousArray<Int128>)
    /// A magnitude and a sign a row.
    case wide(ContiguousArray<WideInteger>)
    /// Runs of bytes.
    case bytes(ByteViews)
  }

  /// The type of the values.
  public let type: DataType
  /// The values.
  public let storage: Storage
  /// Which rows have a value.
  public let validity: Validity

  /// Puts values and validity together.
  ///
  /// The storage has to be the one that `type` is stored as, and as long as the validity.
  public init(type: DataType, storage: Storage, validity: Validity) {
    precondition(
      StorageKind(type) == storage.kind,
      "Values of the type \(type.kind) are not stored like this."
    )
    precondition(storage.count == validity.count, "Values and validity differ in length.")
    self.type = type
    self.storage = storage
    self.validity = validity
  }

  /// The number of rows.
  public var count: Int { validity.count }
}

/// Runs of bytes in a shared heap.
public struct ByteViews: Sendable {
  /// Per row, the offset into the heap in the upper and the length in the lower 32 bits.
  package let views: ContiguousArray<UInt64>
  /// The bytes that the views point into.
  package let heap: ContiguousArray<UInt8>

  /// The number of rows.
  public var count: Int { views.count }

  /// Views of `heap`; each has to lie within it.
  package init(views: ContiguousArray<UInt64>, heap: ContiguousArray<UInt8>) {
    self.views = views
    self.heap = heap
  }

  /// Where the bytes of `row` lie in the heap.
  package subscript(row: Int) -> Range<Int> {
    let start = Int(views[row] >> 32)
    return start..<start + Int(views[row] & 0xFFFF_FFFF)
  }

  /// The bytes of `row`.
  public func bytes(at row: Int) -> ArraySlice<UInt8> {
    ArraySlice(heap[self[row]])
  }

  /// The text of `row`.
  public func string(at row: Int) -> String {
    String(decoding: heap[self[row]], as: UTF8.self)
  }
}

/// The seven ways in which values are stored.
package enum StorageKind: UInt8, Sendable {
  case bool
  case int32
  case int64
  case double
  case int128
  case wide
  case bytes

  /// How values of `type` are stored.
  package init(_ type: DataType) {
    switch type.kind {
    case .bool: self = .bool
    case .date: self = .int32
    case .bigint: self = type.precision ?? 64 > 64 ? .int128 : .int64
    case .timestamp, .time: self = .int64
    case .double: self = .double
    case .decimal: self = .int128
    case .wei: self = .wide
    case .text, .json, .binary: self = .bytes
    }
  }

  /// Bytes that a row takes.
  package var stride: Int {
    switch self {
    case .bool: 1
    case .int32: 4
    case .int64, .double, .bytes: 8
    case .int128: 16
    case .wide: MemoryLayout<WideInteger>.stride
    }
  }
}

extension Vector.Storage {
  /// Which of the seven ways this is.
  package var kind: StorageKind {
    switch self {
    case .bool: .bool
    case .int32: .int32
    case .int64: .int64
    case .double: .double
    case .int128: .int128
    case .wide: .wide
    case .bytes: .bytes
    }
  }

  /// The number of rows.
  package var count: Int {
    switch self {
    case .bool(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .double(let values): values.count
    case .int128(let values): values.count
    case .wide(let values): values.count
    case .bytes(let views): views.count
    }
  }
}

extension DataType {
  /// Digits after the point that a decimal column stores.
  package var storedScale: Int { scale ?? min(9, storedPrecision) }
  /// Digits that a decimal column stores.
  package var storedPrecision: Int { precision ?? 38 }
}
