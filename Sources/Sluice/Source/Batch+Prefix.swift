// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Batch {
  /// The first `count` rows.
  func prefix(_ count: Int) -> Batch {
    guard count < rowCount else { return self }
    return Batch(names: names, vectors: vectors.map { $0.prefix(count) }, rowCount: count)
  }
}

extension Vector {
  /// The values of the first `count` rows.
  fileprivate func prefix(_ count: Int) -> Vector {
    let storage: Storage =
      switch self.storage {
      case .bool(let values): .bool(ContiguousArray(values.prefix(count)))
      case .int32(let values): .int32(ContiguousArray(values.prefix(count)))
      case .int64(let values): .int64(ContiguousArray(values.prefix(count)))
      case .double(let values): .double(ContiguousArray(values.prefix(count)))
      case .int128(let values): .int128(ContiguousArray(values.prefix(count)))
      case .wide(let values): .wide(ContiguousArray(values.prefix(count)))
      case .bytes(let views):
        .bytes(
          ByteViews(views: ContiguousArray(views.views.prefix(count)), heap: views.heap)
        )
      }
    return Vector(type: type, storage: storage, validity: validity.prefix(count))
  }
}

extension Validity {
  /// The bits of the first `count` rows.
  fileprivate func prefix(_ count: Int) -> Validity {
    guard missing > 0 else { return Validity(allValid: count) }
    var words = ContiguousArray(self.words.prefix((count + 63) / 64))
    if count & 63 != 0 { words[words.count - 1] &= 1 << UInt64(count & 63) - 1 }
    let present = words.reduce(0) { $0 + $1.nonzeroBitCount }
    return Validity(words: words, count: count, missing: count - present)
  }
}
