// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Vector {
  /// The vector with the values of another one, of the same type, in some rows.
  ///
  /// `nil` if their bytes are too many for one vector. Bytes that no row needs any more stay until most of
  /// them are not needed.
  func patched(_ rows: [Int], with other: Vector) -> Vector? {
    let storage: Storage
    switch (self.storage, other.storage) {
    case (.bool(let values), .bool(let new)): storage = .bool(put(new, into: values, at: rows))
    case (.int32(let values), .int32(let new)): storage = .int32(put(new, into: values, at: rows))
    case (.int64(let values), .int64(let new)): storage = .int64(put(new, into: values, at: rows))
    case (.double(let values), .double(let new)):
      storage = .double(put(new, into: values, at: rows))
    case (.int128(let values), .int128(let new)):
      storage = .int128(put(new, into: values, at: rows))
    case (.wide(let values), .wide(let new)): storage = .wide(put(new, into: values, at: rows))
    case (.bytes(let values), .bytes(let new)):
      guard let views = values.patched(rows, with: new) else { return nil }
      storage = .bytes(views)
    default: preconditionFailure("Values of one column are stored alike.")
    }
    guard validity.missing > 0 || other.validity.missing > 0 else {
      return Vector(type: type, storage: storage, validity: validity)
    }
    var words = validity.words
    if words.isEmpty { words = ContiguousArray(repeating: .max, count: (count + 63) / 64) }
    for (place, row) in rows.enumerated() {
      let bit: UInt64 = 1 << UInt64(row & 63)
      if other.validity[place] { words[row >> 6] |= bit } else { words[row >> 6] &= ~bit }
    }
    return Vector(
      type: type,
      storage: storage,
      validity: Validity(counting: words, count: count)
    )
  }

  private func put<Element>(
    _ new: ContiguousArray<Element>,
    into values: ContiguousArray<Element>,
    at rows: [Int]
  ) -> ContiguousArray<Element> {
    var values = values
    for (place, row) in rows.enumerated() { values[row] = new[place] }
    return values
  }
}

extension ByteViews {
  fileprivate func patched(_ rows: [Int], with other: ByteViews) -> ByteViews? {
    var (views, heap) = (views, heap)
    for (place, row) in rows.enumerated() {
      let bytes = other[place]
      guard heap.count + bytes.count < 1 << 32 else { return nil }
      views[row] = bytes.isEmpty ? 0 : UInt64(heap.count) << 32 | UInt64(bytes.count)
      heap.append(contentsOf: other.heap[bytes])
    }
    let patched = ByteViews(views: views, heap: heap)
    let needed = views.reduce(0) { $0 + Int($1 & 0xFFFF_FFFF) }
    return needed * 2 < heap.count ? ByteViews(joining: [patched]) : patched
  }
}
