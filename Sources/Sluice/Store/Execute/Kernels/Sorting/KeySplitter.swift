// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those of the keys.

/// Cuts rows into parts of which each comes before the next one, so that threads can sort them one by one.
///
/// Rows are compared with the first ones of parts by a word of their first key, and by all keys only where
/// that is the same.
struct KeySplitter: Sendable {
  private let keys: [Cells]
  private let orders: [KeyOrder]
  /// The first rows of all parts but the first one, and their words.
  private let bounds: [(word: UInt64, row: Int)]
  /// The rows that are looked at for each part.
  private static let sampleSize = 32

  /// Parts of about as many rows each, by some of the first `count` rows.
  init(_ keys: [Cells], _ orders: [KeyOrder], count: Int, parts: Int) {
    self.keys = keys
    self.orders = orders
    let wanted = min(count, parts * Self.sampleSize)
    let samples = (0..<wanted)
      .map { count / wanted * $0 + count % wanted * $0 / wanted }
      .sorted { KeyComparison.compare(keys, $0, keys, $1, orders) < 0 }
    bounds = (1..<max(1, min(parts, wanted))).map { part in
      let row = samples[wanted * part / parts]
      return (Self.word(keys, row, orders), row)
    }
  }

  /// The number of parts.
  var partCount: Int { bounds.count + 1 }

  /// The rows of each part, among some that follow each other, in order.
  func parts(of rows: Range<Int>, _ interruption: Interruption) throws -> [Selection] {
    let places = GrowingBuffer<UInt16>(capacity: rows.count)
    var counts = [Int](repeating: 0, count: partCount)
    let words = GrowingBuffer<UInt64>(capacity: Chunk.size)
    words.resize(to: Chunk.size, filling: 0)
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Chunk.size) {
      try interruption.check()
      let size = min(Chunk.size, rows.upperBound - start)
      if let key = keys.first { Self.fill(words.base, key, orders[0], start..<start + size) }
      for place in 0..<size {
        let part = part(of: start + place, words.base[place])
        places.base[start - rows.lowerBound + place] = UInt16(truncatingIfNeeded: part)
        counts[part] += 1
      }
    }
    let result = counts.map { Selection(capacity: max(1, $0)) }
    for row in rows {
      let part = result[Int(places.base[row - rows.lowerBound])]
      part.rows[part.count] = UInt32(truncatingIfNeeded: row)
      part.count += 1
    }
    return result
  }

  @inline(__always)
  private func part(of row: Int, _ word: UInt64) -> Int {
    var (low, high) = (0, bounds.count)
    while low < high {
      let middle = (low + high) / 2
      let bound = bounds[middle]
      let isBefore =
        word == bound.word
        ? KeyComparison.compare(keys, row, keys, bound.row, orders) < 0 : word < bound.word
      if isBefore { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func word(_ keys: [Cells], _ row: Int, _ orders: [KeyOrder]) -> UInt64 {
    guard let key = keys.first else { return 0 }
    var word: UInt64 = 0
    withUnsafeMutablePointer(to: &word) { fill($0, key, orders[0], row..<row + 1) }
    return word
  }

  /// A word of a key for each row, without its lowest bit, so that there is room for what is missing.
  private static func fill(
    _ words: UnsafeMutablePointer<UInt64>,
    _ cells: Cells,
    _ order: KeyOrder,
    _ rows: Range<Int>
  ) {
    switch cells.kind {
    case .bool: fill(words, cells, order, rows) { UInt64($0 as UInt8) << 1 }
    case .int32:
      fill(words, cells, order, rows) { UInt64(UInt32(bitPattern: $0 as Int32) ^ 1 << 31) << 1 }
    case .int64: fill(words, cells, order, rows) { SortPrefix.word($0 as Int64) }
    case .double: fill(words, cells, order, rows) { SortPrefix.word($0 as Double) }
    case .int128: fill(words, cells, order, rows) { SortPrefix.word($0 as Int128, 0) }
    case .interval:
      fill(words, cells, order, rows) { SortPrefix.word(($0 as Interval).orderKey, 0) }
    case .bytes: fill(words, cells, order, rows) { SortPrefix.word($0 as ByteRun, at: 0) }
    case .list, .structure: fill(words, cells, order, rows) { (_: UInt8) in 0 }
    }
  }

  @inline(__always)
  private static func fill<Value: BitwiseCopyable>(
    _ words: UnsafeMutablePointer<UInt64>,
    _ cells: Cells,
    _ order: KeyOrder,
    _ rows: Range<Int>,
    _ word: (Value) -> UInt64
  ) {
    let values = cells.values(Value.self)
    let flipped: UInt64 = order.isDescending ? .max : 0
    let side: UInt64 = order.hasNullsFirst ? 1 << 63 : 0
    for (place, row) in rows.enumerated() {
      guard cells.isValid(row) else {
        words[place] = order.hasNullsFirst ? 0 : .max
        continue
      }
      words[place] = (word(values[cells.isConstant ? 0 : row]) ^ flipped) >> 1 | side
    }
  }
}
