// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: raw memory of columns goes out in one piece where it can.

/// Makes the body of a ``BatchFrame``.
struct FrameBody {
  /// A column with the form in which its values go out.
  struct FrameColumn {
    var type: DataType
    var validity: Validity
    var storage: Vector.Storage
    var isPacked = false
    var texts = Texts.none
    /// The lengths of all texts, and the longest.
    var lengths = (sum: 0, longest: UInt64(0))
  }

  /// How texts go out.
  enum Texts {
    case none
    /// One text for all rows, at a view into the heap of the frame.
    case constant(UInt64)
    /// Views into a heap that begins here in the heap of the frame.
    case views(Int)
    /// Texts one behind the other from here on in the heap of the frame.
    case lengths(from: Int)
  }

  /// The bytes so far.
  var bytes = EncodedBytes()

  /// Chooses forms, and writes the bytes of all texts.
  ///
  /// The tables of a record share a heap, of which a table alone needs a part: its texts are picked
  /// out. Where rows share texts, the heap goes out as it is.
  mutating func prepare(_ batch: Batch) -> [FrameColumn] {
    var columns = batch.vectors.map { vector in
      var column = FrameColumn(
        type: vector.type,
        validity: vector.validity,
        storage: vector.storage
      )
      if vector.validity.missing * 2 > vector.count {
        column.storage = vector.storage.packed(vector.validity)
        column.isPacked = true
      }
      return column
    }
    var heaps: [Heap] = []
    for (number, column) in columns.enumerated() {
      guard case .bytes(let texts) = column.storage else { continue }
      if isConstant(texts.views) {
        let place = texts[0]
        columns[number].texts = .constant(UInt64(bytes.count) << 32 | UInt64(place.count))
        texts.heap.withUnsafeBytes { append(UnsafeRawBufferPointer(rebasing: $0[place])) }
        continue
      }
      let lengths = Self.lengths(texts.views)
      columns[number].lengths = lengths
      let used = lengths.sum
      if let known = heaps.firstIndex(where: { $0.isSame(texts.heap) }) {
        heaps[known].used += used
        heaps[known].columns.append(number)
      } else {
        heaps.append(Heap(bytes: texts.heap, used: used, columns: [number]))
      }
    }
    for heap in heaps {
      if heap.used > heap.bytes.count {
        for number in heap.columns { columns[number].texts = .views(bytes.count) }
        heap.bytes.withUnsafeBytes { append($0) }
        continue
      }
      for number in heap.columns {
        guard case .bytes(let texts) = columns[number].storage else { continue }
        columns[number].texts = .lengths(from: bytes.count)
        pick(texts, columns[number].lengths.sum)
      }
    }
    fill()
    precondition(bytes.count < 1 << 32, "The texts of one batch take less than 4 GiB.")
    return columns
  }

  /// Writes the values of a column, and returns what the head says of them.
  mutating func append(_ column: FrameColumn) -> Record {
    var fields = column.type.fields
    if column.validity.missing > 0 {
      fields["missing"] = Value(integer: column.validity.missing)
      append(column.validity.words)
    }
    if column.isPacked { fields["packed"] = true }
    switch column.storage {
    case .bool(let values): append(values, &fields)
    case .int32(let values): append(values, &fields)
    case .double(let values): append(values, &fields)
    case .int64(let values): narrow(values, &fields)
    case .int128(let values): narrow(values, &fields)
    case .wide(let values):
      for value in values {
        let limbs = value.limbs
        append([limbs.0, limbs.1, limbs.2, limbs.3, value.isNegative ? 1 : 0])
      }
    case .bytes(let texts):
      switch column.texts {
      case .none: break
      case .constant(let view):
        fields["form"] = "constant"
        append([view])
      case .views(let place):
        let offset = UInt64(place) << 32
        append(place == 0 ? texts.views : ContiguousArray(texts.views.map { $0 &+ offset }))
      case .lengths(let place):
        fields["form"] = "lengths"
        fields["from"] = Value(integer: place)
        append(texts.views, less: 0, upTo: column.lengths.longest, &fields)
      }
    }
    return fields
  }

  private mutating func append<Element: BitwiseCopyable>(_ values: ContiguousArray<Element>) {
    values.withUnsafeBytes { append($0) }
    fill()
  }

  private mutating func append<Element: BitwiseCopyable>(
    _ values: ContiguousArray<Element>,
    _ fields: inout Record
  ) {
    guard isConstant(values) else { return append(values) }
    fields["form"] = "constant"
    append([values[0]])
  }

  private mutating func narrow<Number: FixedWidthInteger & BitwiseCopyable>(
    _ values: ContiguousArray<Number>,
    _ fields: inout Record
  ) {
    guard !isConstant(values), var least = values.first else { return append(values, &fields) }
    var largest = least
    for value in values {
      least = min(least, value)
      largest = max(largest, value)
    }
    // As wide as the number itself, so that it holds any difference.
    let range = Number.Magnitude(truncatingIfNeeded: largest &- least)
    guard let range = UInt64(exactly: range), range <= UInt32.max, let text = Int64(exactly: least)
    else { return append(values) }
    fields["form"] = "narrow"
    fields["least"] = .int(text)
    append(values, less: least, upTo: range, &fields)
  }

  /// Writes the differences from `least`, none of which is beyond `range`; of more bits the lowest.
  private mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(
    _ values: ContiguousArray<Number>,
    less least: Number,
    upTo range: UInt64,
    _ fields: inout Record
  ) {
    switch range {
    case ...UInt64(UInt8.max):
      fields["bits"] = 8
      append(values, less: least, as: UInt8.self)
    case ...UInt64(UInt16.max):
      fields["bits"] = 16
      append(values, less: least, as: UInt16.self)
    default:
      fields["bits"] = 32
      append(values, less: least, as: UInt32.self)
    }
  }

  private mutating func append<Number: FixedWidthInteger, Narrow: FixedWidthInteger>(
    _ values: ContiguousArray<Number>,
    less least: Number,
    as narrow: Narrow.Type
  ) {
    let size = values.count * MemoryLayout<Narrow>.stride
    bytes.reserve(size)
    values.withUnsafeBufferPointer { values in
      // Safe: the memory is aligned, every part in it begins at a multiple of 8, and there is room.
      let target = UnsafeMutableRawPointer(bytes.end).bindMemory(
        to: Narrow.self,
        capacity: values.count
      )
      for row in values.indices {
        target[row] = Narrow(truncatingIfNeeded: values[row] &- least)
      }
    }
    bytes.advance(to: bytes.end + size)
    fill()
  }

  private static func lengths(_ views: ContiguousArray<UInt64>) -> (sum: Int, longest: UInt64) {
    var sum = 0
    var longest: UInt64 = 0
    for view in views {
      let length = view & 0xFFFF_FFFF
      sum &+= Int(length)
      longest = max(longest, length)
    }
    return (sum, longest)
  }

  private func isConstant<Element: BitwiseCopyable>(_ values: ContiguousArray<Element>) -> Bool {
    guard values.count > 1 else { return false }
    let stride = MemoryLayout<Element>.stride
    return values.withUnsafeBytes { bytes in
      var place = stride
      while place + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        let above = bytes.loadUnaligned(fromByteOffset: place - stride, as: UInt64.self)
        guard word == above else { return false }
        place += 8
      }
      while place < bytes.count {
        guard bytes[place] == bytes[place - stride] else { return false }
        place += 1
      }
      return true
    }
  }

  /// Writes texts one behind the other, of `used` bytes in all.
  private mutating func pick(_ texts: ByteViews, _ used: Int) {
    let slack = 16
    bytes.reserve(used + slack)
    var to = UnsafeMutableRawPointer(bytes.end)
    texts.heap.withUnsafeBytes { heap in
      guard let from = heap.baseAddress else { return }
      for view in texts.views {
        let (place, count) = (Int(view >> 32), Int(view & 0xFFFF_FFFF))
        if count <= slack, place + slack <= heap.count {
          // Safe: there is as much room behind the last text, and behind this one in the heap.
          let word = (from + place).loadUnaligned(as: SIMD2<UInt64>.self)
          to.storeBytes(of: word, as: SIMD2<UInt64>.self)
        } else {
          to.copyMemory(from: from + place, byteCount: count)
        }
        to += count
      }
    }
    bytes.advance(to: to.assumingMemoryBound(to: UInt8.self))
  }

  private mutating func append(_ more: UnsafeRawBufferPointer) {
    guard let start = more.baseAddress else { return }
    bytes.reserve(more.count)
    UnsafeMutableRawPointer(bytes.end).copyMemory(from: start, byteCount: more.count)
    bytes.advance(to: bytes.end + more.count)
  }

  private mutating func fill() {
    let count = (8 - bytes.count % 8) % 8
    bytes.reserve(count)
    bytes.end.update(repeating: 0, count: count)
    bytes.advance(to: bytes.end + count)
  }

  /// A heap that columns of a batch point into.
  private struct Heap {
    var bytes: ContiguousArray<UInt8>
    var used: Int
    var columns: [Int]

    /// Columns of a batch share a heap as a rule, so that the same memory is the same heap.
    func isSame(_ other: ContiguousArray<UInt8>) -> Bool {
      bytes.withUnsafeBufferPointer { bytes in
        other.withUnsafeBufferPointer {
          $0.baseAddress == bytes.baseAddress && $0.count == bytes.count
        }
      }
    }
  }
}
