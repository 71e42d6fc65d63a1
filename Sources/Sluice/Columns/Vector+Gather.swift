// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Vector {
  /// The values of `rows`, in their order; a row may come any number of times.
  func gathered(_ rows: [UInt32]) -> Vector {
    let storage: Storage =
      switch self.storage {
      case .bool(let values): .bool(pick(values, rows))
      case .int32(let values): .int32(pick(values, rows))
      case .int64(let values): .int64(pick(values, rows))
      case .double(let values): .double(pick(values, rows))
      case .int128(let values): .int128(pick(values, rows))
      case .wide(let values): .wide(pick(values, rows))
      case .bytes(let views): .bytes(ByteViews(views: pick(views.views, rows), heap: views.heap))
      }
    guard validity.missing > 0 else {
      return Vector(type: type, storage: storage, validity: Validity(allValid: rows.count))
    }
    var words = ContiguousArray<UInt64>(repeating: .max, count: (rows.count + 63) / 64)
    var missing = 0
    for (index, row) in rows.enumerated() where !validity[Int(row)] {
      words[index >> 6] &= ~(1 << UInt64(index & 63))
      missing += 1
    }
    return Vector(
      type: type,
      storage: storage,
      validity: Validity(words: words, count: rows.count, missing: missing)
    )
  }

  private func pick<Element>(
    _ values: ContiguousArray<Element>,
    _ rows: [UInt32]
  ) -> ContiguousArray<Element> {
    var picked = ContiguousArray<Element>()
    picked.reserveCapacity(rows.count)
    for row in rows { picked.append(values[Int(row)]) }
    return picked
  }
}
