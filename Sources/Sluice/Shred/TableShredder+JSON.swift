// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// What the walker over JSON text hands back because it takes more thought than a store.

extension TableShredder {
  /// Walks the object whose opening brace is at `start` along the known shape; `nil` if it is not known.
  ///
  /// `beginRecord` comes before; on `nil` the record has to be taken back.
  func walkJSON(
    from start: UnsafePointer<UInt8>,
    to end: UnsafePointer<UInt8>,
    _ numbers: NumberContext
  ) -> UnsafePointer<UInt8>? {
    guard tables[0].hasSystemColumns else { return nil }
    if tables[0].rows.pointee.count == tables[0].rows.pointee.capacity { tables[0].grow() }
    hot.pointee.heap.reserve(end - start)
    let walker = JSONWalker(hot: hot, numbers: numbers, end: end, shredder: self)
    while true {
      let row = hot.addRow(to: tables[0].rows, parent: 0, position: 0)
      if let end = walker.object(start + 1, root, row) { return end }
      guard hot.pointee.isFull else { return nil }
      // A nested table was full: make room while it still is, and walk the record again.
      growFullTables()
      rollBack()
      hot.pointee.depth = 0
    }
  }

  /// Stores a value that does not simply belong into its column; `nil` if that is not known to be right.
  func storeOddValue(
    at start: UnsafePointer<UInt8>,
    before inputEnd: UnsafePointer<UInt8>,
    in slot: UnsafeMutablePointer<ShapeSlot>,
    at row: Int
  ) -> UnsafePointer<UInt8>? {
    // The record around the value counts towards its levels.
    let levels = context.nestingLimit - hot.pointee.depth - 1
    guard levels > 0,
      let (value, end) = try? JSONValueReader.read(at: start, end: inputEnd, limit: levels)
    else { return nil }
    switch value {
    case .record:
      if slot.pointee.objects == .skip { return skipped(slot, end) }
      guard slot.pointee.objects == .json else { return nil }
    case .list:
      if slot.pointee.lists == .skip { return skipped(slot, end) }
      guard slot.pointee.lists == .json else { return nil }
    default:
      guard !value.isMissing else { return nil }
    }
    guard storeOdd(value, in: slot, at: row) else { return nil }
    // What was stored may be longer than its text: the rest of the input needs room again.
    hot.pointee.heap.reserve(inputEnd - end)
    return end
  }

  private func skipped(
    _ slot: UnsafeMutablePointer<ShapeSlot>,
    _ end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    reportDiscard(of: slot)
    return end
  }

  /// Notes that a value was left out, unless it is one that the library fills itself.
  ///
  /// It is told when the record is there to stay: one that is taken back comes again.
  func reportDiscard(of slot: UnsafeMutablePointer<ShapeSlot>) {
    let info = shape.slots[slot.pointee.index]
    guard !info.isSystem else { return }
    let table = tables[shape.nodes[info.node].table].name
    discards.append(.discarded(table: table, column: info.name, isRow: false))
  }

  /// Stores a value in the column of `slot` or the one beside it; false if that is not known to be right.
  func storeOdd(_ value: Value, in slot: UnsafeMutablePointer<ShapeSlot>, at row: Int) -> Bool {
    if slot.pointee.skipsScalars {
      reportDiscard(of: slot)
      return true
    }
    guard let column = slot.pointee.column else { return false }
    switch Coercion.convert(value, to: column.pointee.type) {
    case .converted(let converted):
      guard !column.has(row) else { return false }
      return storeIfFits(converted, in: column, at: row)
    case .misfit:
      guard let kind = value.kind, let number = DataType.Kind.allCases.firstIndex(of: kind),
        let variant = slot.pointee.variants?[number]
      else { return false }
      if variant.dropsRow { return false }
      if variant.isSkipped {
        reportDiscard(of: slot)
        return true
      }
      guard let beside = variant.column, !beside.has(row),
        case .converted(let converted) = Coercion.convert(value, to: beside.pointee.type)
      else { return false }
      return storeIfFits(converted, in: beside, at: row)
    case .variant, .failure:
      return false
    }
  }

  /// The number of the field whose key, with escapes, is at `start`; -1 if there is none.
  func findEscapedKey(
    _ start: UnsafePointer<UInt8>,
    count: Int,
    in node: UnsafeMutablePointer<ShapeNode>
  ) -> Int32 {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: count + 64)
    defer { copy.deallocate() }
    guard let (length, _) = JSONText.copyString(start, from: 0, to: copy) else { return -1 }
    let key = String(decoding: UnsafeBufferPointer(start: copy, count: length), as: UTF8.self)
    guard let number = shape.nodes[node.pointee.index].numbers[key],
      !node.pointee.slots[number].isShared
    else { return -1 }
    return Int32(number)
  }
}

extension JSONText {
  /// Copies the string after its opening quote, escapes undone; `nil` if there is anything wrong with it.
  ///
  /// The first `known` bytes have neither quote, escape nor control character. Gives the number of bytes
  /// written and the byte after the closing quote. The target has room for the source and 16 bytes.
  static func copyString(
    _ start: UnsafePointer<UInt8>,
    from known: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) -> (Int, UnsafePointer<UInt8>)? {
    let string = scanString(start)
    guard string.isClosed else { return nil }
    let count = string.end - start
    if !string.isASCII, !isValidUTF8(start, count: count) { return nil }
    guard string.hasEscapes else {
      target.update(from: start, count: count)
      return (count, string.end + 1)
    }
    guard let written = try? unescape(from: start, count: count, to: target) else { return nil }
    return (written, string.end + 1)
  }
}
