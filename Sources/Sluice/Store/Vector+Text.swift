// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Vector {
  /// The value of `row` as text for people, or `nil` if there is none.
  func text(at row: Int) -> String? { validity[row] ? self[row].description : nil }

  /// The values as text.
  var asText: Vector {
    var heap: ContiguousArray<UInt8> = []
    let views = ContiguousArray(
      (0..<count).map { row -> UInt64 in
        let text = text(at: row) ?? ""
        let start = UInt64(heap.count)
        heap += text.utf8
        return start << 32 | UInt64(text.utf8.count)
      }
    )
    return Vector(
      type: .text,
      storage: .bytes(ByteViews(views: views, heap: heap)),
      validity: validity
    )
  }

  /// `count` rows without a value.
  static func missing(_ type: DataType, count: Int) -> Vector {
    let storage: Storage
    switch StorageKind(type) {
    case .bool: storage = .bool(ContiguousArray(repeating: 0, count: count))
    case .int32: storage = .int32(ContiguousArray(repeating: 0, count: count))
    case .int64: storage = .int64(ContiguousArray(repeating: 0, count: count))
    case .double: storage = .double(ContiguousArray(repeating: 0, count: count))
    case .int128: storage = .int128(ContiguousArray(repeating: 0, count: count))
    case .wide: storage = .wide(ContiguousArray(repeating: WideInteger(), count: count))
    case .bytes:
      storage = .bytes(ByteViews(views: ContiguousArray(repeating: 0, count: count), heap: []))
    }
    let words = ContiguousArray<UInt64>(repeating: 0, count: (count + 63) / 64)
    return Vector(
      type: type,
      storage: storage,
      validity: Validity(words: words, count: count, missing: count)
    )
  }
}

extension Batch {
  /// The rows with the columns that are given, in order; a column that is missing has no values.
  func aligned(to columns: [(name: String, type: DataType)]) -> Batch {
    let vectors = columns.map { self[$0.name] ?? .missing($0.type, count: rowCount) }
    return Batch(names: columns.map(\.name), vectors: vectors, rowCount: rowCount)
  }
}
