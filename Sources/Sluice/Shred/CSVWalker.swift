// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The known way for records of CSV: bytes become columns in one pass.
//
// Input is followed by at least 64 NULs. Loops stop at a NUL; whether it is the end of the input is
// found out afterwards. Any function answers `nil` for whatever it does not know or does not like:
// the caller takes the record back and sends it the careful way.

/// Stores the fields of CSV records in the columns that their places lead to.
struct CSVWalker {
  typealias Bytes = UnsafePointer<UInt8>
  typealias Slot = UnsafeMutablePointer<ShapeSlot>

  /// What the loops share.
  let hot: UnsafeMutablePointer<HotState>
  /// Tables for reading numbers.
  let numbers: NumberContext
  /// The fields of the root table.
  let node: UnsafeMutablePointer<ShapeNode>
  /// Per place in a record, the number of the field.
  let places: UnsafePointer<Int32>
  /// The number of fields in a record.
  let count: Int
  /// The byte between fields.
  let delimiter: UInt8
  /// Whether an empty field has no value.
  let emptyIsNull: Bool
  /// Whether timestamps end before the delimiter can be taken for a part of them.
  let readsTimestamps: Bool
  /// The NUL after the input.
  let end: Bytes
  /// Whether nothing comes after the input.
  let isFinal: Bool
  /// Takes values that need more than a store.
  unowned let fields: CSVIntake

  /// Stores the record at `start` in `row`, and gives the start of the next.
  func record(_ start: Bytes, _ row: Int) -> Bytes? {
    let slots = node.pointee.slots
    var p = start
    var place = 0
    while true {
      guard let next = field(p, slots + Int(places[place]), row) else { return nil }
      p = next
      place &+= 1
      if place == count { break }
      guard p.pointee == delimiter else { return nil }
      p += 1
    }
    if p.pointee == CSVText.lineFeed { return p + 1 }
    if p.pointee == CSVText.carriageReturn {
      if p[1] == CSVText.lineFeed { return p + 2 }
      return isFinal && p + 1 == end ? end : nil
    }
    return isFinal && p == end ? end : nil
  }

  /// Whether a field may end here; the caller has a closer look.
  @inline(__always)
  private func isStop(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == CSVText.lineFeed || byte == CSVText.carriageReturn || byte == 0
  }

  @inline(__always)
  private func field(_ p: Bytes, _ slot: Slot, _ row: Int) -> Bytes? {
    let first = p.pointee
    if isStop(first) {
      guard emptyIsNull else { return odd(p, slot, row) }
      if slot.pointee.refusesNull { return nil }
      if let column = slot.pointee.column, column.has(row) { return nil }
      return p
    }
    guard emptyIsNull, let column = slot.pointee.column, !column.has(row) else {
      return odd(p, slot, row)
    }
    let isQuoted = first == CSVText.quote
    switch slot.pointee.direct {
    case .text:
      return isQuoted ? quotedText(p, column, row) : plainText(p, column, row)
    case .bigint:
      let number = NumberScanner.scan(isQuoted ? p + 1 : p, numbers)
      guard number.kind == .integer, let end = close(number.end, isQuoted) else {
        return odd(p, slot, row)
      }
      column.put(number.bits, at: row)
      return end
    case .double:
      let number = NumberScanner.scan(isQuoted ? p + 1 : p, numbers)
      guard let end = close(number.end, isQuoted) else { return odd(p, slot, row) }
      if number.kind == .double, number.double.isFinite {
        column.put(number.bits, at: row)
      } else if number.kind == .integer {
        column.put(Double(number.integer).bitPattern, at: row)
      } else {
        return odd(p, slot, row)
      }
      return end
    case .bool:
      let word = isQuoted ? p + 1 : p
      // Safe: the input is padded.
      let head = UInt32(littleEndian: UnsafeRawPointer(word).loadUnaligned(as: UInt32.self))
      let isTrue = head == 0x6575_7274
      guard isTrue || head == 0x736C_6166 && word[4] == 0x65,
        let end = close(word + (isTrue ? 4 : 5), isQuoted)
      else { return odd(p, slot, row) }
      column.put(isTrue ? 1 as UInt8 : 0, at: row)
      return end
    case .timestamp:
      guard readsTimestamps, let (moment, last) = UsualTimestamp.scan(isQuoted ? p + 1 : p),
        let end = close(last, isQuoted)
      else { return odd(p, slot, row) }
      column.put(UInt64(bitPattern: moment), at: row)
      return end
    case .none, .other:
      return odd(p, slot, row)
    }
  }

  /// The end of a field whose value ends at `p`, or `nil` if more of it follows.
  @inline(__always)
  private func close(_ p: Bytes, _ isQuoted: Bool) -> Bytes? {
    guard isQuoted else { return isStop(p.pointee) ? p : nil }
    return p.pointee == CSVText.quote && isStop(p[1]) ? p + 1 : nil
  }

  // MARK: - Texts

  /// Copies a field without quotes into the heap, sixteen bytes at a time.
  @inline(__always)
  private func plainText(_ p: Bytes, _ column: ColumnPointer, _ row: Int) -> Bytes? {
    let target = hot.pointee.heap.base + hot.pointee.heap.count
    let delimiters = SIMD16<UInt8>(repeating: delimiter)
    let feeds = SIMD16<UInt8>(repeating: CSVText.lineFeed)
    let returns = SIMD16<UInt8>(repeating: CSVText.carriageReturn)
    var offset = 0
    var high: UInt64 = 0
    while true {
      // Safe: the input is padded, and the heap has room for the rest of the input and its slack.
      let block = UnsafeRawPointer(p + offset).loadUnaligned(as: SIMD16<UInt8>.self)
      UnsafeMutableRawPointer(target + offset).storeBytes(of: block, as: SIMD16<UInt8>.self)
      let lines = (block .== feeds) .| (block .== returns) .| (block .== SIMD16<UInt8>())
      let stops = unsafeBitCast((block .== delimiters) .| lines, to: SIMD2<UInt64>.self)
      let words = unsafeBitCast(block, to: SIMD2<UInt64>.self)
      if stops[0] != 0 {
        let bits = stops[0].trailingZeroBitCount
        high |= words[0] & ((1 &<< UInt64(truncatingIfNeeded: bits)) &- 1)
        offset &+= bits &>> 3
        break
      }
      if stops[1] != 0 {
        let bits = stops[1].trailingZeroBitCount
        high |= words[0] | (words[1] & ((1 &<< UInt64(truncatingIfNeeded: bits)) &- 1))
        offset &+= 8 &+ bits &>> 3
        break
      }
      high |= words[0] | words[1]
      offset &+= 16
    }
    return store(offset, high, column, row) ? p + offset : nil
  }

  /// Copies a field in quotes into the heap, doubled quotes made single.
  @inline(__always)
  private func quotedText(_ p: Bytes, _ column: ColumnPointer, _ row: Int) -> Bytes? {
    let target = hot.pointee.heap.base + hot.pointee.heap.count
    let quotes = SIMD16<UInt8>(repeating: CSVText.quote)
    var source = p + 1
    var out = target
    var high: UInt64 = 0
    while true {
      // Safe: as above; what is written is never longer than what was read.
      let block = UnsafeRawPointer(source).loadUnaligned(as: SIMD16<UInt8>.self)
      UnsafeMutableRawPointer(out).storeBytes(of: block, as: SIMD16<UInt8>.self)
      let stops = unsafeBitCast(
        (block .== quotes) .| (block .== SIMD16<UInt8>()),
        to: SIMD2<UInt64>.self
      )
      let words = unsafeBitCast(block, to: SIMD2<UInt64>.self)
      // Bytes after the stop may be counted as high: that only costs a check of the text.
      high |= words[0]
      if stops[0] != 0 {
        let plain = stops[0].trailingZeroBitCount &>> 3
        source += plain
        out += plain
      } else {
        high |= words[1]
        let plain = stops[1] == 0 ? 16 : 8 &+ stops[1].trailingZeroBitCount &>> 3
        source += plain
        out += plain
        if plain == 16 { continue }
      }
      if source.pointee == CSVText.quote {
        guard source[1] == CSVText.quote else { break }
        source += 2
      } else {
        guard source < end else { return nil }
        source += 1
      }
      out.pointee = source[-1]
      out += 1
    }
    guard isStop(source[1]) else { return nil }
    return store(out - target, high, column, row) ? source + 1 : nil
  }

  /// Makes a text of the bytes behind the heap's end, unless they are not UTF-8.
  @inline(__always)
  private func store(_ count: Int, _ high: UInt64, _ column: ColumnPointer, _ row: Int) -> Bool {
    let start = hot.pointee.heap.count
    if high & 0x8080_8080_8080_8080 != 0,
      !JSONText.isValidUTF8(hot.pointee.heap.base + start, count: count)
    {
      return false
    }
    column.put(
      UInt64(truncatingIfNeeded: start) &<< 32 | UInt64(truncatingIfNeeded: count),
      at: row
    )
    hot.pointee.heap.count = start &+ count
    return true
  }

  /// Hands a field that takes more thought to the intake.
  @inline(never)
  private func odd(_ p: Bytes, _ slot: Slot, _ row: Int) -> Bytes? {
    guard let next = fields.storeOddField(at: p, before: end, in: slot, at: row) else { return nil }
    // What was stored may be longer than its text: the rest of the input needs room again.
    hot.pointee.heap.reserve(end - next)
    return next
  }
}
