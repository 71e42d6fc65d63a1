// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The rows are rows of the cells.

extension Vector {
  /// The values of some rows, kept as ``SQLType/storage`` says; `nil` if their bytes are too many for one
  /// vector.
  ///
  /// The first row is a multiple of 64.
  init?(_ cells: Cells, _ type: SQLType, rows: Range<Int>) {
    let storage: Storage
    switch type {
    case .null, .boolean: storage = .bool(Self.copy(cells, rows) { (value: UInt8) in value })
    case .date: storage = .int32(Self.copy(cells, rows) { (value: Int32) in value })
    case .tinyint, .utinyint, .smallint, .usmallint, .integer:
      storage = .int64(Self.copy(cells, rows) { (value: Int32) in Int64(value) })
    case .uinteger, .bigint, .time, .timestampS, .timestampMS, .timestamp, .timestampTZ:
      storage = .int64(Self.copy(cells, rows) { (value: Int64) in value })
    case .float, .double: storage = .double(Self.copy(cells, rows) { (value: Double) in value })
    case .decimal where cells.kind == .int64:
      storage = .int128(Self.copy(cells, rows) { (value: Int64) in Int128(value) })
    case .decimal, .hugeint, .ubigint:
      storage = .int128(Self.copy(cells, rows) { (value: Int128) in value })
    case .uhugeint:
      storage = .wide(Self.copy(cells, rows) { WideInteger(UnsignedNumber.value($0)) })
    case .varchar, .blob, .json:
      guard let views = ByteViews(copying: cells, rows) else { return nil }
      storage = .bytes(views)
    case .enumeration(let names): storage = .bytes(ByteViews(cells, rows, names))
    case .uuid, .bit, .interval, .timeNS, .timeTZ, .timestampNS, .timestampTZNS:
      let views = ByteViews(cells, rows) { StoredJSON.append(plain: cells, $0, type, to: &$1) }
      guard let views else { return nil }
      storage = .bytes(views)
    case .list, .array, .structure, .map, .union:
      let views = ByteViews(cells, rows) { StoredJSON.append(cells, $0, type, to: &$1) }
      guard let views else { return nil }
      storage = .bytes(views)
    }
    self.init(type: type.storage, storage: storage, validity: Validity(cells, rows))
  }

  @inline(__always)
  private static func copy<Origin: BitwiseCopyable, Target>(
    _ cells: Cells,
    _ rows: Range<Int>,
    _ convert: (Origin) -> Target
  ) -> ContiguousArray<Target> {
    let source = cells.values(Origin.self)
    if cells.isConstant {
      return ContiguousArray(repeating: convert(source[0]), count: rows.count)
    }
    return ContiguousArray(filling: rows.count) { buffer in
      guard let target = buffer.baseAddress else { return }
      let first = source + rows.lowerBound
      for place in 0..<rows.count { (target + place).initialize(to: convert(first[place])) }
    }
  }
}

extension WideInteger {
  /// The number, which has 128 bits.
  fileprivate init(_ value: UInt128) {
    let high = UInt64(truncatingIfNeeded: value >> 64)
    self.init(limbs: (UInt64(truncatingIfNeeded: value), high, 0, 0), isNegative: false)
  }
}

extension Validity {
  /// Which of some rows have a value. The first one is a multiple of 64.
  init(_ cells: Cells, _ rows: Range<Int>) {
    precondition(rows.lowerBound % 64 == 0, "Bits of rows are copied by whole words.")
    guard let bits = cells.validity else {
      self.init(allValid: rows.count)
      return
    }
    let words = (rows.count + 63) / 64
    if cells.isConstant {
      let word: UInt64 = bits[0] & 1 == 1 ? .max : 0
      self.init(counting: ContiguousArray(repeating: word, count: words), count: rows.count)
      return
    }
    let first = bits + rows.lowerBound / 64
    self.init(
      counting: ContiguousArray((0..<words).map { first.word($0, of: rows.count) }),
      count: rows.count
    )
  }
}

extension ByteViews {
  /// A heap has fewer bytes than this.
  private static let heapLimit = 1 << 32

  /// The runs of bytes of some rows, copied; `nil` if they are too many.
  ///
  /// Neighbours that share their bytes go on doing so.
  fileprivate init?(copying cells: Cells, _ rows: Range<Int>) {
    let source = cells.values(ByteRun.self)
    let runs = cells.isConstant ? 0..<1 : rows
    var total = 0
    var last = ByteRun()
    for row in runs {
      let run = source[row]
      if run.head != last.head || run.tail != last.tail { total += run.count }
      last = run
    }
    guard total < Self.heapLimit else { return nil }
    var views = ContiguousArray<UInt64>()
    views.reserveCapacity(runs.count)
    // Runs in place are written as twelve bytes, whatever their length.
    let heap = ContiguousArray<UInt8>(
      unsafeUninitializedCapacity: total + ByteRun.inlineLimit
    ) { buffer, count in
      count = total
      guard let base = buffer.baseAddress else { return }
      var (next, view, last) = (0, UInt64(0), ByteRun())
      for row in runs {
        let run = source[row]
        if run.head != last.head || run.tail != last.tail {
          last = run
          view = UInt64(next) << 32 | UInt64(run.count)
          let target = UnsafeMutableRawPointer(base + next)
          if run.isInline {
            target.storeBytes(of: UInt32(truncatingIfNeeded: run.head >> 32), as: UInt32.self)
            target.storeBytes(of: run.tail, toByteOffset: 4, as: UInt64.self)
          } else {
            run.withBytes { bytes in
              if let start = bytes.baseAddress {
                target.copyMemory(from: start, byteCount: bytes.count)
              }
            }
          }
          next += run.count
        }
        views.append(view)
      }
    }
    if cells.isConstant { views = ContiguousArray(repeating: views[0], count: rows.count) }
    self.init(views: views, heap: heap)
  }

  /// The texts that places in an enumeration stand for.
  fileprivate init(_ cells: Cells, _ rows: Range<Int>, _ names: EnumerationNames) {
    var heap = ContiguousArray<UInt8>()
    let texts = names.names.map { name in
      let start = UInt64(heap.count)
      heap.append(contentsOf: name.utf8)
      return start << 32 | UInt64(name.utf8.count)
    }
    let views = ContiguousArray(
      rows.map { row -> UInt64 in
        let place = Int(cells.value(row, Int32.self))
        return cells.isValid(row) && texts.indices.contains(place) ? texts[place] : 0
      }
    )
    self.init(views: views, heap: heap)
  }

  /// The texts that `append` makes for the rows that have a value; `nil` if they are too long.
  fileprivate init?(
    _ cells: Cells,
    _ rows: Range<Int>,
    _ append: (Int, inout [UInt8]) -> Void
  ) {
    var heap: [UInt8] = []
    var views = ContiguousArray<UInt64>()
    let runs = cells.isConstant ? 0..<1 : rows
    views.reserveCapacity(runs.count)
    for row in runs {
      guard cells.isValid(row) else {
        views.append(0)
        continue
      }
      let start = heap.count
      append(row, &heap)
      guard heap.count < Self.heapLimit else { return nil }
      views.append(UInt64(start) << 32 | UInt64(heap.count - start))
    }
    if cells.isConstant { views = ContiguousArray(repeating: views[0], count: rows.count) }
    self.init(views: views, heap: ContiguousArray(heap))
  }
}
