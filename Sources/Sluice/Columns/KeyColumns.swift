// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The columns of a key, in forms that are hashed and compared column by column.
///
/// What is stored in at most eight bytes becomes a word, everything else a run of bytes. Two keys are
/// equal if no part of either is missing and all parts are the same; of doubles, both zeros are, and
/// everything that is no number is.
struct KeyColumns {
  private enum Part {
    case words(ContiguousArray<UInt64>)
    case bytes(ContiguousArray<UInt64>, heap: ContiguousArray<UInt8>)
  }

  private var parts: [Part]
  /// The number of rows.
  private(set) var count = 0
  /// A hash of the key of each row.
  private(set) var hashes: ContiguousArray<UInt64> = []
  /// Which rows have all parts.
  private(set) var isWhole: ContiguousArray<Bool> = []

  /// No rows of a key that has as many columns as `kinds`.
  init(_ kinds: [StorageKind]) {
    parts = kinds.map { kind in
      switch kind {
      case .bool, .int32, .int64, .double: .words([])
      case .int128, .wide, .bytes: .bytes([], heap: [])
      }
    }
  }

  /// The keys of `count` rows; a column that is `nil` has no values.
  init(_ vectors: [Vector?], _ kinds: [StorageKind], count: Int) {
    self.init(kinds)
    append(vectors, count: count)
  }

  /// Adds the keys of `count` rows.
  mutating func append(_ vectors: [Vector?], count added: Int) {
    let start = count
    count += added
    hashes.append(contentsOf: repeatElement(0x9E37_79B9_7F4A_7C15, count: added))
    isWhole.append(contentsOf: repeatElement(!parts.isEmpty, count: added))
    for (place, vector) in vectors.enumerated() {
      guard let vector else {
        for row in start..<count { isWhole[row] = false }
        switch parts[place] {
        case .words(var words):
          parts[place] = .words([])
          words.append(contentsOf: repeatElement(0, count: added))
          parts[place] = .words(words)
        case .bytes(var views, let heap):
          views.append(contentsOf: repeatElement(0, count: added))
          parts[place] = .bytes(views, heap: heap)
        }
        continue
      }
      if vector.validity.missing > 0 {
        for row in 0..<added where !vector.validity[row] { isWhole[start + row] = false }
      }
      append(vector, to: place, from: start)
    }
  }

  private mutating func append(_ vector: Vector, to place: Int, from start: Int) {
    switch parts[place] {
    case .words(var words):
      parts[place] = .words([])
      if start == 0 { words.reserveCapacity(count) }
      vector.storage.appendWords(to: &words)
      mix(words, into: &hashes, from: start)
      parts[place] = .words(words)
    case .bytes(var views, var heap):
      parts[place] = .words([])
      vector.storage.appendBytes(views: &views, heap: &heap)
      mix(views, heap, into: &hashes, from: start)
      parts[place] = .bytes(views, heap: heap)
    }
  }

  /// The first column of a row, if its values are kept as words.
  func firstWord(_ row: Int) -> UInt64? {
    if case .words(let words) = parts.first { words[row] } else { nil }
  }

  /// Whether there are more bytes than keys can be told apart by.
  var isTooLong: Bool {
    parts.contains { if case .bytes(_, let heap) = $0 { heap.count > UInt32.max } else { false } }
  }

  /// The memory that the keys take.
  var byteCount: Int {
    parts.reduce(count * 9) { bytes, part in
      switch part {
      case .words(let words): bytes + words.count * 8
      case .bytes(let views, let heap): bytes + views.count * 8 + heap.count
      }
    }
  }

  /// Whether the keys of two rows are the same; both have to be whole.
  func isSame(_ row: Int, as other: KeyColumns, at otherRow: Int) -> Bool {
    for place in parts.indices {
      switch (parts[place], other.parts[place]) {
      case (.words(let left), .words(let right)):
        if left[row] != right[otherRow] { return false }
      case (.bytes(let left, let leftHeap), .bytes(let right, let rightHeap)):
        if !isSameText(left[row], leftHeap, right[otherRow], rightHeap) { return false }
      default:
        return false
      }
    }
    return true
  }
}

extension Vector.Storage {
  /// Adds the values as words that are the same only for the same values.
  fileprivate func appendWords(to words: inout ContiguousArray<UInt64>) {
    switch self {
    case .bool(let values): for value in values { words.append(UInt64(value)) }
    case .int32(let values):
      for value in values { words.append(UInt64(bitPattern: Int64(value))) }
    case .int64(let values): for value in values { words.append(UInt64(bitPattern: value)) }
    case .double(let values):
      for value in values {
        words.append(value.isNaN ? .max : value == 0 ? 0 : value.bitPattern)
      }
    case .int128, .wide, .bytes:
      preconditionFailure("Values of this size are kept as bytes.")
    }
  }

  /// Adds the values as runs of bytes that are the same only for the same values.
  fileprivate func appendBytes(
    views: inout ContiguousArray<UInt64>,
    heap: inout ContiguousArray<UInt8>
  ) {
    func add(_ bytes: UnsafeRawBufferPointer) {
      views.append(UInt64(heap.count) << 32 | UInt64(bytes.count))
      heap.append(contentsOf: bytes)
    }
    switch self {
    case .bytes(let texts):
      texts.heap.withUnsafeBytes { source in
        for view in texts.views {
          let start = Int(view >> 32)
          add(UnsafeRawBufferPointer(rebasing: source[start..<start + Int(view & 0xFFFF_FFFF)]))
        }
      }
    case .int128(let values):
      for value in values { withUnsafeBytes(of: value, add) }
    case .wide(let values):
      for value in values {
        let limbs = value.limbs
        let isNegative = value.isNegative && limbs != (0, 0, 0, 0)
        withUnsafeBytes(of: (limbs.0, limbs.1, limbs.2, limbs.3, UInt64(isNegative ? 1 : 0)), add)
      }
    case .bool, .int32, .int64, .double:
      preconditionFailure("Values of this size are kept as words.")
    }
  }
}

// MARK: - Kernels

/// Puts words into the hashes of their rows.
private func mix(
  _ words: ContiguousArray<UInt64>,
  into hashes: inout ContiguousArray<UInt64>,
  from start: Int
) {
  for row in start..<words.count {
    hashes[row] = RowMix.fold(hashes[row] ^ words[row], RowMix.first)
  }
}

/// Puts runs of bytes into the hashes of their rows.
private func mix(
  _ views: ContiguousArray<UInt64>,
  _ heap: ContiguousArray<UInt8>,
  into hashes: inout ContiguousArray<UInt64>,
  from start: Int
) {
  heap.withUnsafeBytes { bytes in
    for row in start..<views.count {
      hashes[row] = RowMix.hash(views[row], bytes, seed: hashes[row])
    }
  }
}

private func isSameText(
  _ left: UInt64,
  _ leftHeap: ContiguousArray<UInt8>,
  _ right: UInt64,
  _ rightHeap: ContiguousArray<UInt8>
) -> Bool {
  let count = left & 0xFFFF_FFFF
  guard count == right & 0xFFFF_FFFF else { return false }
  let (first, second) = (Int(left >> 32), Int(right >> 32))
  for offset in 0..<Int(count) where leftHeap[first + offset] != rightHeap[second + offset] {
    return false
  }
  return true
}

/// A fast hash of words and bytes: the halves of a product of 128 bits, one upon the other.
enum RowMix {
  static let first: UInt64 = 0xA076_1D64_78BD_642F
  static let second: UInt64 = 0xE703_7ED1_A0B4_28DB

  @inline(__always)
  static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low ^ (left >> 32)
  }

  /// A hash of the bytes that `view` is of, eight at a time.
  static func hash(_ view: UInt64, _ heap: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let count = Int(view & 0xFFFF_FFFF)
    var place = Int(view >> 32)
    let end = place + count
    var hash = seed ^ UInt64(count)
    while place + 8 <= end {
      let word = heap.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      hash = fold(hash ^ word, second)
      place += 8
    }
    var rest: UInt64 = 0
    while place < end {
      rest = rest << 8 | UInt64(heap[place])
      place += 1
    }
    return fold(hash ^ rest, first)
  }
}
