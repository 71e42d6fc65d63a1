// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: raw memory becomes columns in one piece where it can. Every length is checked before.

/// Reads the body of a ``BatchFrame``.
struct FrameBodyReader {
  private let bytes: [UInt8]
  private let heap: ContiguousArray<UInt8>
  private var place: Int

  /// Reads `bytes`, which begin with a heap of so many bytes.
  init(bytes: [UInt8], heap count: Int) {
    self.bytes = bytes
    heap = ContiguousArray(bytes[..<count])
    place = count
  }

  /// The next column, which `fields` describe, or `nil` if that is not what is there.
  mutating func next(_ fields: Value, _ rows: Int) -> Vector? {
    guard let type = DataType(fields: fields) else { return nil }
    var validity = Validity(allValid: rows)
    if let missing = fields["missing"]?.int64 {
      guard let words: ContiguousArray<UInt64> = take((rows + 63) / 64) else { return nil }
      validity = Validity(counting: words, count: rows)
      guard validity.missing == Int(missing) else { return nil }
    }
    let isPacked = fields["packed"]?.boolean == true
    let count = isPacked ? rows - validity.missing : rows
    guard let storage = storage(StorageKind(type), count, fields) else { return nil }
    return Vector(
      type: type,
      storage: isPacked ? storage.unpacked(validity) : storage,
      validity: validity
    )
  }

  private mutating func storage(
    _ kind: StorageKind,
    _ count: Int,
    _ fields: Value
  ) -> Vector.Storage? {
    switch kind {
    case .bool: values(count, fields).map { .bool($0) }
    case .int32: values(count, fields).map { .int32($0) }
    case .double: values(count, fields).map { .double($0) }
    case .int64: numbers(count, fields).map { .int64($0) }
    case .int128: numbers(count, fields).map { .int128($0) }
    case .wide:
      (take(count * 5) as ContiguousArray<UInt64>?).map { words in
        .wide(
          ContiguousArray(
            (0..<count).map { row in
              let at = row * 5
              return WideInteger(
                limbs: (words[at], words[at + 1], words[at + 2], words[at + 3]),
                isNegative: words[at + 4] == 1
              )
            }
          )
        )
      }
    case .bytes:
      (fields["form"] == "lengths" ? texts(count, fields) : values(count, fields)).flatMap {
        views in
        let isWithin = views.allSatisfy { Int($0 >> 32) + Int($0 & 0xFFFF_FFFF) <= heap.count }
        return isWithin ? .bytes(ByteViews(views: views, heap: heap)) : nil
      }
    }
  }

  private mutating func values<Element: BitwiseCopyable>(
    _ count: Int,
    _ fields: Value
  ) -> ContiguousArray<Element>? {
    guard fields["form"] == "constant" else { return take(count) }
    return (take(1) as ContiguousArray<Element>?).map {
      ContiguousArray(repeating: $0[0], count: count)
    }
  }

  private mutating func numbers<Number: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int,
    _ fields: Value
  ) -> ContiguousArray<Number>? {
    guard fields["form"] == "narrow" else { return values(count, fields) }
    guard let least = fields["least"]?.int64 else { return nil }
    return widened(count, Number(least), fields)
  }

  private mutating func widened<Number: FixedWidthInteger & BitwiseCopyable>(
    _ count: Int,
    _ least: Number,
    _ fields: Value
  ) -> ContiguousArray<Number>? {
    switch fields["bits"]?.int64 {
    case 8: (take(count) as ContiguousArray<UInt8>?).map { sums($0, least) }
    case 16: (take(count) as ContiguousArray<UInt16>?).map { sums($0, least) }
    case 32: (take(count) as ContiguousArray<UInt32>?).map { sums($0, least) }
    default: nil
    }
  }

  private func sums<Number: FixedWidthInteger, Narrow: FixedWidthInteger>(
    _ differences: ContiguousArray<Narrow>,
    _ least: Number
  ) -> ContiguousArray<Number> {
    ContiguousArray(filling: differences.count) { target in
      for row in differences.indices {
        target[row] = least &+ Number(truncatingIfNeeded: differences[row])
      }
    }
  }

  /// The views of texts that lie one behind the other.
  private mutating func texts(_ count: Int, _ fields: Value) -> ContiguousArray<UInt64>? {
    guard let start = fields["from"]?.int64, start >= 0, start <= heap.count,
      var views: ContiguousArray<UInt64> = widened(count, 0, fields)
    else { return nil }
    var offset = UInt64(start)
    for row in views.indices {
      let length = views[row]
      // A text without bytes has the view that a row without a value has.
      views[row] = length == 0 ? 0 : offset << 32 | length
      offset += length
    }
    return offset <= heap.count ? views : nil
  }

  private mutating func take<Element: BitwiseCopyable>(_ count: Int) -> ContiguousArray<Element>? {
    let stride = MemoryLayout<Element>.stride
    guard count >= 0, place <= bytes.count, count <= (bytes.count - place) / stride else {
      return nil
    }
    let size = count * stride
    defer { place += (size + 7) / 8 * 8 }
    return ContiguousArray(filling: count) { target in
      bytes.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(target).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[place..<place + size])
        )
      }
    }
  }
}
