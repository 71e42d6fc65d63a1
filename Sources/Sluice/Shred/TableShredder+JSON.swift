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
    if slot.pointee.overflows, let end = overflowScalar(at: start, of: slot, at: row) { return end }
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

  /// Keeps a scalar for the json column of its table; `nil` if it takes more thought.
  private func overflowScalar(
    at start: UnsafePointer<UInt8>,
    of slot: UnsafeMutablePointer<ShapeSlot>,
    at row: Int
  ) -> UnsafePointer<UInt8>? {
    if start.pointee == 0x22 {
      let string = JSONText.scanString(start + 1)
      guard string.isClosed, string.isASCII, !string.hasEscapes else { return nil }
      let bytes = UnsafeBufferPointer(start: start, count: string.end + 1 - start)
      overflow(bytes, of: slot, at: row)
      return string.end + 1
    }
    if start.pointee == 0x74 || start.pointee == 0x66 {
      let isTrue = start.pointee == 0x74
      let word: StaticString = isTrue ? "true" : "false"
      let bytes = UnsafeBufferPointer(start: start, count: word.utf8CodeUnitCount)
      guard
        bytes.elementsEqual(
          UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        )
      else { return nil }
      overflow(bytes, of: slot, at: row)
      return start + bytes.count
    }
    guard start.pointee == 0x2D || start.pointee &- 0x30 < 10 else { return nil }
    let number = NumberScanner.scan(start, .shared)
    switch number.kind {
    case .integer: overflow(.int(number.integer), of: slot, at: row)
    case .double where number.double.isFinite:
      overflow(.double(number.double), of: slot, at: row)
    default: return nil
    }
    return number.end
  }

  private func skipped(
    _ slot: UnsafeMutablePointer<ShapeSlot>,
    _ end: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    reportDiscard(of: slot, isNested: true)
    return end
  }

  /// Notes that a value was left out, unless it is one that the library fills itself.
  ///
  /// It is told when the record is there to stay: one that is taken back comes again.
  func reportDiscard(
    of slot: UnsafeMutablePointer<ShapeSlot>,
    misfit: DataType.Kind? = nil,
    isNested: Bool = false
  ) {
    let info = shape.slots[slot.pointee.index]
    guard !info.isSystem else { return }
    let key = Shape.RefusalKey(slot: slot.pointee.index, misfit: misfit, isNested: isNested)
    guard let refusal = shape.refusals[key] else { return }
    discards.append(discard(refusal.violation, at: slot))
  }

  /// A value at `slot` of the present record that is left out.
  func discard(_ violation: Violation, at slot: UnsafeMutablePointer<ShapeSlot>) -> Discard {
    let info = shape.slots[slot.pointee.index]
    let node = shape.nodes[info.node]
    return Discard(
      .value,
      table: tables[node.table].name,
      column: info.name,
      sourcePath: node.path + [info.key],
      record: recordCount + 1,
      violation: violation
    )
  }

  /// Stores a value in the column of `slot` or the one beside it; false if that is not known to be right.
  func storeOdd(_ value: Value, in slot: UnsafeMutablePointer<ShapeSlot>, at row: Int) -> Bool {
    if slot.pointee.skipsScalars {
      reportDiscard(of: slot)
      return true
    }
    if slot.pointee.overflows {
      overflow(value, of: slot, at: row)
      return true
    }
    guard let column = slot.pointee.column else { return false }
    if column.pointee.takesAll {
      return !column.has(row) && storeIfFits(value, in: column, at: row)
    }
    switch Coercion.convert(value, to: column.pointee.type) {
    case .converted(let converted):
      guard !column.has(row) else { return false }
      return storeIfFits(converted, in: column, at: row)
    case .misfit:
      guard let kind = value.kind, let number = DataType.Kind.allCases.firstIndex(of: kind),
        let variant = slot.pointee.variants?[number]
      else { return false }
      if variant.isSkipped {
        reportDiscard(of: slot, misfit: kind)
        return true
      }
      if variant.overflows {
        overflow(value, of: slot, at: row)
        return true
      }
      if variant.isRefused { return false }
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
    guard let (length, _) = JSONText.copyString(start, to: copy) else { return -1 }
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
  /// Gives the number of bytes written and the byte after the closing quote. The target has room for
  /// the source and 16 bytes.
  static func copyString(
    _ start: UnsafePointer<UInt8>,
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
