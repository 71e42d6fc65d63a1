// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The known way for records that are JSON: bytes become columns in one pass.
//
// Input is followed by at least 64 NUL bytes; NUL ends every loop. Any function answers `nil` for
// whatever it does not know or does not like, errors in the text included: the caller takes the
// record back and sends it the careful way, which finds out what it was.

/// Walks JSON text along a known shape and stores its values.
struct JSONWalker {
  typealias Bytes = UnsafePointer<UInt8>
  typealias Node = UnsafeMutablePointer<ShapeNode>
  typealias Slot = UnsafeMutablePointer<ShapeSlot>

  /// What the loops share.
  let hot: UnsafeMutablePointer<HotState>
  /// Tables for reading numbers.
  let numbers: NumberContext
  /// The NUL after the input.
  let end: Bytes
  /// Handles values that need more than a store; false sends the record the careful way.
  unowned let shredder: TableShredder

  // MARK: - Objects

  /// Walks the object whose opening brace is before `start`, storing its fields in `row`.
  func object(_ start: Bytes, _ node: Node, _ row: Int) -> Bytes? {
    hot.pointee.object &+= 1
    let stamp = hot.pointee.object
    var p = start
    if isBlank(p.pointee) { p = skipBlanks(p) }
    if p.pointee == 0x7D { return p + 1 }
    let slots = node.pointee.slots
    var current = node.pointee.first
    var previous: Int32 = -1
    while true {
      guard p.pointee == 0x22 else { return nil }
      p += 1
      var slot = slots + Int(current)
      if current >= 0 && keyMatches(p, slot) {
        p += Int(slot.pointee.length)
      } else {
        let second = current >= 0 ? slot.pointee.next : -1
        if second >= 0, keyMatches(p, slots + Int(second)) {
          current = second
          slot = slots + Int(current)
          p += Int(slot.pointee.length)
        } else {
          guard let (number, end) = look(p, node) else { return nil }
          current = number
          p = end
          slot = slots + Int(current)
          if previous >= 0 {
            slots[Int(previous)].next = current
          } else {
            node.pointee.first = current
          }
        }
      }
      if slot.pointee.stamp == stamp { return nil }
      slot.pointee.stamp = stamp
      if p.pointee != 0x3A {
        p = skipBlanks(p)
        guard p.pointee == 0x3A else { return nil }
      }
      p += 1
      if isBlank(p.pointee) { p = skipBlanks(p) }
      guard let next = value(p, slot, row, node) else { return nil }
      p = next
      if p.pointee == 0x2C {
        p += 1
      } else {
        if isBlank(p.pointee) { p = skipBlanks(p) }
        if p.pointee == 0x7D { return p + 1 }
        guard p.pointee == 0x2C else { return nil }
        p += 1
      }
      if isBlank(p.pointee) { p = skipBlanks(p) }
      previous = current
      current = slot.pointee.next
    }
  }

  @inline(__always)
  private func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 && byte != 0 }

  @inline(never)
  private func skipBlanks(_ start: Bytes) -> Bytes {
    var p = start
    while p.pointee == 0x20 || p.pointee == 0x0A || p.pointee == 0x0D || p.pointee == 0x09 {
      p += 1
    }
    return p
  }

  // MARK: - Keys

  /// Finds the field whose key is at `p`, and the byte after its closing quote.
  @inline(never)
  private func look(_ p: Bytes, _ node: Node) -> (Int32, Bytes)? {
    var end = p
    while end.pointee != 0x22 && end.pointee != 0x5C && end.pointee >= 0x20 { end += 1 }
    if end.pointee == 0x22 {
      let number = findSlot(p, end - p + 1, in: node)
      return number < 0 ? nil : (number, end + 1)
    }
    guard end.pointee == 0x5C else { return nil }
    while end.pointee != 0x22 && end.pointee >= 0x20 { end += end.pointee == 0x5C ? 2 : 1 }
    guard end.pointee == 0x22 else { return nil }
    let number = shredder.findEscapedKey(p, count: end - p, in: node)
    return number < 0 ? nil : (number, end + 1)
  }

  // MARK: - Values

  /// Walks the value at `p` and stores it where `slot` says.
  @inline(__always)
  private func value(_ p: Bytes, _ slot: Slot, _ row: Int, _ node: Node) -> Bytes? {
    switch p.pointee {
    case 0x22:
      switch slot.pointee.direct {
      case .text:
        guard let column = slot.pointee.column, !column.has(row) else { return nil }
        return text(p + 1, column, row)
      case .timestamp:
        if let end = timestamp(p + 1, slot, row) { return end }
        return odd(p, slot, row)
      default:
        return odd(p, slot, row)
      }
    case 0x2D, 0x30...0x39:
      switch slot.pointee.direct {
      case .bigint:
        let number = NumberScanner.scan(p, numbers)
        guard number.kind == .integer, let column = slot.pointee.column, !column.has(row) else {
          return odd(p, slot, row)
        }
        column.put(number.bits, at: row)
        return number.end
      case .double:
        let number = NumberScanner.scan(p, numbers)
        guard let column = slot.pointee.column, !column.has(row) else { return nil }
        if number.kind == .double {
          let value = number.double
          guard value.isFinite else { return nil }
          column.put(number.bits, at: row)
          return number.end
        }
        guard number.kind == .integer else { return odd(p, slot, row) }
        column.put(Double(number.integer).bitPattern, at: row)
        return number.end
      default:
        return odd(p, slot, row)
      }
    case 0x6E:
      guard p[1] == 0x75, p[2] == 0x6C, p[3] == 0x6C else { return nil }
      if slot.pointee.refusesNull { return nil }
      if let column = slot.pointee.column, column.has(row) { return nil }
      return p + 4
    case 0x74:
      guard p[1] == 0x72, p[2] == 0x75, p[3] == 0x65 else { return nil }
      guard slot.pointee.direct == .bool, let column = slot.pointee.column, !column.has(row) else {
        return odd(p, slot, row)
      }
      column.put(1 as UInt8, at: row)
      return p + 4
    case 0x66:
      guard p[1] == 0x61, p[2] == 0x6C, p[3] == 0x73, p[4] == 0x65 else { return nil }
      guard slot.pointee.direct == .bool, let column = slot.pointee.column, !column.has(row) else {
        return odd(p, slot, row)
      }
      column.put(0 as UInt8, at: row)
      return p + 5
    case 0x7B:
      return nested(object: p, slot, row)
    case 0x5B:
      return nested(list: p, slot, row)
    default:
      return nil
    }
  }

  private func nested(object p: Bytes, _ slot: Slot, _ row: Int) -> Bytes? {
    if slot.pointee.objects == .nest, let node = slot.pointee.object {
      guard hot.pointee.depth < HotState.maximumDepth else { return nil }
      hot.pointee.depth &+= 1
      let end = object(p + 1, node, row)
      hot.pointee.depth &-= 1
      return end
    }
    return slot.pointee.objects == .unknown ? nil : odd(p, slot, row)
  }

  private func nested(list p: Bytes, _ slot: Slot, _ row: Int) -> Bytes? {
    if slot.pointee.lists == .nest {
      guard let node = slot.pointee.list else {
        let q = skipBlanks(p + 1)
        return q.pointee == 0x5D ? q + 1 : nil
      }
      guard hot.pointee.depth < HotState.maximumDepth else { return nil }
      hot.pointee.depth &+= 1
      let end = elements(p + 1, node, row)
      hot.pointee.depth &-= 1
      return end
    }
    return slot.pointee.lists == .unknown ? nil : odd(p, slot, row)
  }

  /// Walks the elements after an opening bracket; each is a row of the node's table.
  private func elements(_ start: Bytes, _ node: Node, _ parent: Int) -> Bytes? {
    var p = skipBlanks(start)
    if p.pointee == 0x5D { return p + 1 }
    let table = node.pointee.table
    var position = 0
    while true {
      let row = hot.addRow(to: table, parent: parent, position: position)
      guard row >= 0 else { return nil }
      let next: Bytes?
      switch p.pointee {
      case 0x7B:
        next = object(p + 1, node, row)
      case 0x5B:
        let number = node.pointee.listSlot
        guard number >= 0 else { return nil }
        next = nested(list: p, node.pointee.slots + Int(number), row)
      default:
        let number = node.pointee.scalarSlot
        guard number >= 0 else { return nil }
        next = value(p, node.pointee.slots + Int(number), row, node)
      }
      guard let next else { return nil }
      p = next
      if p.pointee == 0x2C {
        p += 1
      } else {
        p = skipBlanks(p)
        if p.pointee == 0x5D { return p + 1 }
        guard p.pointee == 0x2C else { return nil }
        p += 1
      }
      p = skipBlanks(p)
      position &+= 1
    }
  }

  // MARK: - Texts

  /// Copies the string after its opening quote into the heap, sixteen bytes at a time.
  @inline(__always)
  private func text(_ start: Bytes, _ column: ColumnPointer, _ row: Int) -> Bytes? {
    let target = hot.pointee.heap.base + hot.pointee.heap.count
    var offset = 0
    var high: UInt64 = 0
    let quote = SIMD16<UInt8>(repeating: 0x22)
    let escape = SIMD16<UInt8>(repeating: 0x5C)
    let control = SIMD16<UInt8>(repeating: 0x1F)
    let tops: UInt64 = 0x8080_8080_8080_8080
    while true {
      // Safe: the input is padded, and the heap has room for the rest of the input and its slack.
      let block = UnsafeRawPointer(start + offset).loadUnaligned(as: SIMD16<UInt8>.self)
      UnsafeMutableRawPointer(target + offset).storeBytes(of: block, as: SIMD16<UInt8>.self)
      let stops = unsafeBitCast(
        (block .== quote) .| (block .== escape) .| (block .<= control),
        to: SIMD2<UInt64>.self
      )
      let words = unsafeBitCast(block, to: SIMD2<UInt64>.self)
      if stops[0] != 0 {
        let bits = stops[0].trailingZeroBitCount
        high |= words[0] & tops & ((1 &<< UInt64(truncatingIfNeeded: bits)) &- 1)
        offset &+= bits &>> 3
        break
      }
      if stops[1] != 0 {
        let bits = stops[1].trailingZeroBitCount
        high |=
          (words[0] & tops) | (words[1] & tops & ((1 &<< UInt64(truncatingIfNeeded: bits)) &- 1))
        offset &+= 8 &+ bits &>> 3
        break
      }
      high |= (words[0] | words[1]) & tops
      offset &+= 16
    }
    if start[offset] != 0x22 || high != 0 { return oddText(start, column, row) }
    column.put(
      UInt64(truncatingIfNeeded: hot.pointee.heap.count) &<< 32
        | UInt64(truncatingIfNeeded: offset),
      at: row
    )
    hot.pointee.heap.count &+= offset
    return start + offset + 1
  }

  /// Finishes a string that has escapes or bytes above 127.
  @inline(never)
  private func oddText(_ start: Bytes, _ column: ColumnPointer, _ row: Int) -> Bytes? {
    let target = hot.pointee.heap.base + hot.pointee.heap.count
    guard let (count, end) = JSONText.copyString(start, to: target) else { return nil }
    column.put(
      UInt64(truncatingIfNeeded: hot.pointee.heap.count) &<< 32 | UInt64(truncatingIfNeeded: count),
      at: row
    )
    hot.pointee.heap.count &+= count
    return end
  }

  // MARK: - Timestamps

  /// Reads `YYYY-MM-DDTHH:MM:SS`, a fraction of up to nine digits, and `Z` or an offset, up to the quote.
  @inline(__always)
  private func timestamp(_ p: Bytes, _ slot: Slot, _ row: Int) -> Bytes? {
    guard let column = slot.pointee.column, !column.has(row) else { return nil }
    guard let (moment, end) = UsualTimestamp.scan(p) else { return nil }
    guard end.pointee == 0x22 else { return nil }
    column.put(UInt64(bitPattern: moment), at: row)
    return end + 1
  }

  /// Hands a value that takes more thought to the shredder.
  @inline(never)
  private func odd(_ p: Bytes, _ slot: Slot, _ row: Int) -> Bytes? {
    shredder.storeOddValue(at: p, before: end, in: slot, at: row)
  }
}
