// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Vector.Storage {
  /// The values of the rows that have one.
  func packed(_ validity: Validity) -> Self {
    switch self {
    case .bool(let values): .bool(pack(values, validity))
    case .int32(let values): .int32(pack(values, validity))
    case .int64(let values): .int64(pack(values, validity))
    case .double(let values): .double(pack(values, validity))
    case .int128(let values): .int128(pack(values, validity))
    case .wide(let values): .wide(pack(values, validity))
    case .bytes(let views):
      .bytes(ByteViews(views: pack(views.views, validity), heap: views.heap))
    }
  }

  /// The values of ``packed(_:)`` at their rows again.
  func unpacked(_ validity: Validity) -> Self {
    switch self {
    case .bool(let values): .bool(unpack(values, 0, validity))
    case .int32(let values): .int32(unpack(values, 0, validity))
    case .int64(let values): .int64(unpack(values, 0, validity))
    case .double(let values): .double(unpack(values, 0, validity))
    case .int128(let values): .int128(unpack(values, 0, validity))
    case .wide(let values): .wide(unpack(values, WideInteger(), validity))
    case .bytes(let views):
      .bytes(ByteViews(views: unpack(views.views, 0, validity), heap: views.heap))
    }
  }
}

extension Vector.Storage {
  /// Some of the values of ``packed(_:)`` by their places there, and zero where there is none.
  func unpacked(at places: [Int?]) -> Self {
    func pick<Element>(_ values: ContiguousArray<Element>, _ zero: Element)
      -> ContiguousArray<Element>
    {
      ContiguousArray(places.map { $0.map { values[$0] } ?? zero })
    }
    return switch self {
    case .bool(let values): .bool(pick(values, 0))
    case .int32(let values): .int32(pick(values, 0))
    case .int64(let values): .int64(pick(values, 0))
    case .double(let values): .double(pick(values, 0))
    case .int128(let values): .int128(pick(values, 0))
    case .wide(let values): .wide(pick(values, WideInteger()))
    case .bytes(let views): .bytes(ByteViews(views: pick(views.views, 0), heap: views.heap))
    }
  }
}

private func pack<Element>(
  _ values: ContiguousArray<Element>,
  _ validity: Validity
) -> ContiguousArray<Element> {
  var packed = ContiguousArray<Element>()
  packed.reserveCapacity(validity.count - validity.missing)
  validity.forEachValid { packed.append(values[$0]) }
  return packed
}

private func unpack<Element>(
  _ packed: ContiguousArray<Element>,
  _ zero: Element,
  _ validity: Validity
) -> ContiguousArray<Element> {
  var values = ContiguousArray(repeating: zero, count: validity.count)
  var next = 0
  validity.forEachValid { row in
    values[row] = packed[next]
    next += 1
  }
  return values
}

extension Validity {
  /// Calls `body` with every row that has a value, in order.
  func forEachValid(_ body: (Int) -> Void) {
    guard missing > 0 else {
      for row in 0..<count { body(row) }
      return
    }
    for (index, word) in words.enumerated() where index * 64 < count {
      // Bits after the last row are set as well.
      let rows = min(64, count - index * 64)
      var rest = rows == 64 ? word : word & ((1 << UInt64(rows)) - 1)
      while rest != 0 {
        body(index * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }

  /// Where the values of some rows are among those that are there; `nil` for rows without a value.
  func places(of rows: [UInt32]) -> [Int?] {
    guard missing > 0 else { return rows.map { Int($0) } }
    // The number of values before each word, as far as it was counted.
    var (word, before) = (0, 0)
    return rows.map { row in
      let wanted = Int(row) >> 6
      if wanted < word { (word, before) = (0, 0) }
      while word < wanted {
        before += words[word].nonzeroBitCount
        word += 1
      }
      let bit = UInt64(row & 63)
      guard words[wanted] >> bit & 1 == 1 else { return nil }
      return before + (words[wanted] & ((1 << bit) - 1)).nonzeroBitCount
    }
  }

  /// Counts the rows that lack a value in `words`, which have a bit for each of `count` rows.
  init(counting words: ContiguousArray<UInt64>, count: Int) {
    precondition(words.count * 64 >= count, "Every row needs a bit.")
    var missing = count
    for (index, word) in words.enumerated() where index * 64 < count {
      let rows = min(64, count - index * 64)
      let valid = rows == 64 ? word : word & ((1 << UInt64(rows)) - 1)
      missing -= valid.nonzeroBitCount
    }
    self.init(words: words, count: count, missing: missing)
  }
}
