// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Vector {
  /// The values of several vectors of one type, one after the other.
  init(joining parts: [Vector]) {
    let first = parts[0]
    func joined<Element>(
      _ values: (Storage) -> ContiguousArray<Element>?
    ) -> ContiguousArray<Element> {
      ContiguousArray(parts.compactMap { values($0.storage) }.joined())
    }
    let storage: Storage =
      switch first.storage {
      case .bool: .bool(joined { if case .bool(let values) = $0 { values } else { nil } })
      case .int32: .int32(joined { if case .int32(let values) = $0 { values } else { nil } })
      case .int64: .int64(joined { if case .int64(let values) = $0 { values } else { nil } })
      case .double: .double(joined { if case .double(let values) = $0 { values } else { nil } })
      case .int128: .int128(joined { if case .int128(let values) = $0 { values } else { nil } })
      case .wide: .wide(joined { if case .wide(let values) = $0 { values } else { nil } })
      case .bytes:
        .bytes(
          ByteViews(
            joining: parts.compactMap { part -> ByteViews? in
              if case .bytes(let views) = part.storage { views } else { nil }
            }
          )
        )
      }
    let count = parts.reduce(0) { $0 + $1.count }
    var validity = Validity(allValid: count)
    if parts.contains(where: { $0.validity.missing > 0 }) {
      var words = ContiguousArray<UInt64>(repeating: .max, count: (count + 63) / 64)
      var start = 0
      for part in parts {
        if part.validity.missing > 0 {
          for row in 0..<part.count where !part.validity[row] {
            words[(start + row) >> 6] &= ~(1 << UInt64((start + row) & 63))
          }
        }
        start += part.count
      }
      validity = Validity(counting: words, count: count)
    }
    self.init(type: first.type, storage: storage, validity: validity)
  }

  /// Rows of which none has a value.
  init(missing count: Int, _ type: DataType) {
    let storage: Storage =
      switch StorageKind(type) {
      case .bool: .bool(ContiguousArray(repeating: 0, count: count))
      case .int32: .int32(ContiguousArray(repeating: 0, count: count))
      case .int64: .int64(ContiguousArray(repeating: 0, count: count))
      case .double: .double(ContiguousArray(repeating: 0, count: count))
      case .int128: .int128(ContiguousArray(repeating: 0, count: count))
      case .wide: .wide(ContiguousArray(repeating: WideInteger(), count: count))
      case .bytes:
        .bytes(ByteViews(views: ContiguousArray(repeating: 0, count: count), heap: []))
      }
    let words = ContiguousArray<UInt64>(repeating: 0, count: (count + 63) / 64)
    self.init(
      type: type,
      storage: storage,
      validity: Validity(words: words, count: count, missing: count)
    )
  }
}

extension ByteViews {
  /// Runs of bytes one after the other, with a heap that holds theirs and no others.
  ///
  /// Neighbours that share their bytes go on doing so.
  init(joining parts: [ByteViews]) {
    var views = ContiguousArray<UInt64>()
    var heap = ContiguousArray<UInt8>()
    views.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts {
      var last: (from: UInt64, to: UInt64)?
      for (row, view) in part.views.enumerated() {
        if last?.from != view {
          let bytes = part[row]
          last = (view, UInt64(heap.count) << 32 | UInt64(bytes.count))
          heap.append(contentsOf: part.heap[bytes])
        }
        views.append(last?.to ?? 0)
      }
    }
    self.init(views: views, heap: heap)
  }
}
