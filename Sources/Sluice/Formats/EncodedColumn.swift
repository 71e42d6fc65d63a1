// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The pointers are those of the arrays in a batch, which the caller keeps
// alive; an array that nobody changes stays where it is.

/// A column as encoders of text see it: what to write and where its values lie.
struct EncodedColumn {
  /// How values are written.
  enum Form: UInt8 {
    case bool
    case bigint
    case double
    case instant
    case localTime
    case date
    case time
    case decimal
    case wideBigint
    case wei
    case text
    case json
    case binary
  }

  /// How values are written.
  let form: Form
  private let data: UnsafeRawPointer
  private let validity: UnsafePointer<UInt64>?
  private let heap: UnsafePointer<UInt8>
  private let heapCount: Int
  /// Digits after the point of a decimal.
  let scale: Int
  /// Whether zeros at the end of a decimal are left out, for nobody asked for so many digits.
  let dropsZeros: Bool

  /// Prepares `vector`, which has rows.
  init(_ vector: Vector) {
    let type = vector.type
    form =
      switch type.kind {
      case .bool: .bool
      case .bigint: StorageKind(type) == .int128 ? .wideBigint : .bigint
      case .double: .double
      case .timestamp: type.hasTimeZone ?? true ? .instant : .localTime
      case .date: .date
      case .time: .time
      case .decimal: .decimal
      case .wei: .wei
      case .text: .text
      case .json: .json
      case .binary: .binary
      }
    scale = type.kind == .decimal ? type.storedScale : 0
    dropsZeros = type.scale == nil && type.precision == nil
    switch vector.storage {
    case .bool(let values): data = Self.address(values)
    case .int32(let values): data = Self.address(values)
    case .int64(let values): data = Self.address(values)
    case .double(let values): data = Self.address(values)
    case .int128(let values): data = Self.address(values)
    case .wide(let values): data = Self.address(values)
    case .bytes(let views): data = Self.address(views.views)
    }
    let words = vector.validity.words
    validity =
      words.isEmpty ? nil : Self.address(words).assumingMemoryBound(to: UInt64.self)
    if case .bytes(let views) = vector.storage, !views.heap.isEmpty {
      heap = Self.address(views.heap).assumingMemoryBound(to: UInt8.self)
      heapCount = views.heap.count
    } else {
      heap = data.assumingMemoryBound(to: UInt8.self)
      heapCount = 0
    }
  }

  private static func address<Element>(_ values: ContiguousArray<Element>) -> UnsafeRawPointer {
    // Safe: see the note at the top.
    let base = values.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress) }
    guard let base else { preconditionFailure("A column with rows has values.") }
    return base
  }

  /// Whether `row` has a value that can be written: one, and no double without digits.
  @inline(__always)
  func has(_ row: Int) -> Bool {
    if let validity, validity[row &>> 6] &>> UInt64(truncatingIfNeeded: row & 63) & 1 == 0 {
      return false
    }
    return form != .double || self[row, as: Double.self].isFinite
  }

  /// The value of `row`.
  @inline(__always)
  subscript<Element: BitwiseCopyable>(row: Int, as type: Element.Type) -> Element {
    data.assumingMemoryBound(to: type)[row]
  }

  /// The bytes of `row`.
  @inline(__always)
  func bytes(_ row: Int) -> (start: UnsafePointer<UInt8>, count: Int) {
    let view = self[row, as: UInt64.self]
    let offset = Int(truncatingIfNeeded: view &>> 32)
    return (heap + offset, Int(truncatingIfNeeded: view & 0xFFFF_FFFF))
  }

  /// Whether sixteen bytes may be read after these.
  @inline(__always)
  func isPadded(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    start - heap &+ count &+ 16 <= heapCount
  }
}
