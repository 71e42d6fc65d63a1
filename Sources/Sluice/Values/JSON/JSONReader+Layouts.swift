// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// One step of reading for each layout. `base` is the start of the memory and `end` the NUL after
// the bytes.
extension JSONReader {
  typealias Pointer = UnsafePointer<UInt8>

  mutating func step(
    _ base: UnsafeMutablePointer<UInt8>,
    _ end: UnsafeMutablePointer<UInt8>,
    _ walk: Walk
  ) throws(JSONFault) -> Value? {
    if let value = try nextInMode(base, end, walk) { return value }
    if mode != .start && mode != .end {
      let start = parser.isInside ? recordStart - input.offset : input.consumed
      try checkLength(from: start, to: UnsafePointer(end), base)
    }
    return nil
  }

  /// Refuses a record that begins `start` bytes after `base`, perhaps before it, and is too long.
  @inline(__always)
  private func checkLength(
    from start: Int,
    to end: Pointer,
    _ base: Pointer
  ) throws(JSONFault) {
    let limit = options.recordLimit.bytes
    // The first byte too many is always in the memory: every byte before was looked at without it.
    if end - base - start > limit { throw JSONFault(.recordLimit, base + (start + limit)) }
  }

  private mutating func nextInMode(
    _ base: UnsafeMutablePointer<UInt8>,
    _ end: UnsafeMutablePointer<UInt8>,
    _ walk: Walk
  ) throws(JSONFault) -> Value? {
    while true {
      switch mode {
      case .start:
        guard try begin(base, end) else { return nil }
      case .lines:
        return try nextLine(base, end, walk)
      case .stream:
        return try nextInStream(base, end, walk)
      case .arrayStart:
        guard try token(base, end, 0x5B, .arrayStart) else { return nil }
        mode = .element
      case .element:
        guard let value = try nextElement(base, end, walk) else {
          if mode != .element { continue }
          return nil
        }
        return value
      case .afterElement:
        let position = skipWhitespace(base, end)
        if position >= end && !input.isFinished { return nil }
        guard position.pointee == 0x2C || position.pointee == 0x5D else {
          throw JSONFault(.commaOrBracket, position)
        }
        mode = position.pointee == 0x2C ? .element : .end
        input.consumed += 1
      case .document:
        let position = skipWhitespace(base, end)
        if let next = walked(position, end, walk) {
          try checkLength(from: position - UnsafePointer(base), to: next, base)
          input.consumed = next - UnsafePointer(base)
          recordCount += 1
          mode = .end
          continue
        }
        guard let value = try nextValue(position, base, end) else { return nil }
        recordCount += 1
        mode = .end
        return value
      case .end:
        let position = skipWhitespace(base, end)
        if position < end { throw JSONFault(.trailing, position) }
        return nil
      }
    }
  }

  /// Looks at the encoding and the first character, or returns `false` if more bytes are needed.
  private mutating func begin(_ base: Pointer, _ end: Pointer) throws(JSONFault) -> Bool {
    if input.offset == 0 && input.consumed == 0 {
      if end - base < 4 && !input.isFinished { return false }
      if base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF {
        input.consumed = 3
      } else if end - base >= 2 {
        let isMarked = base[0] & 0xFE == 0xFE && base[0] ^ base[1] == 1
        if isMarked || base[0] == 0 || base[1] == 0 { throw JSONFault(.wideEncoding, base) }
      }
    }
    switch options.layout.kind {
    case .lines: mode = .lines
    case .array: mode = .arrayStart
    case .document: mode = .document
    case .automatic:
      let position = skipWhitespace(base, end)
      if position >= end { return false }
      if position.pointee == 0x5B {
        mode = .arrayStart
      } else if case .skip = options.malformedRecords.kind {
        mode = .lines
      } else {
        mode = .stream
      }
    }
    return true
  }

  /// The value at `position`, or `nil` if there is more of it to come.
  private mutating func nextValue(
    _ position: Pointer,
    _ base: Pointer,
    _ end: Pointer
  ) throws(JSONFault) -> Value? {
    if !parser.isInside { recordStart = input.offset + (position - base) }
    let (stop, isComplete) = try parser.read(from: position, to: end, isFinal: input.isFinished)
    input.consumed = stop - base
    guard isComplete else { return nil }
    try checkLength(from: recordStart - input.offset, to: stop, base)
    return parser.handler.take()
  }

  /// An element of the array of records; `nil` if it was passed over, there is more of it to come, or the
  /// array ends.
  private mutating func nextElement(
    _ base: Pointer,
    _ end: Pointer,
    _ walk: Walk
  ) throws(JSONFault) -> Value? {
    let position = skipWhitespace(base, end)
    if position >= end && !input.isFinished { return nil }
    // The parser knows nothing of the array around, so its end must be seen here.
    let isFirst = recordCount == 0 && !parser.isInside
    if isFirst && position.pointee == 0x5D {
      input.consumed += 1
      mode = .end
      return nil
    }
    if let next = walked(position, end, walk) {
      try checkLength(from: position - base, to: next, base)
      input.consumed = next - base
      recordCount += 1
      mode = .afterElement
      return nil
    }
    do throws(JSONFault) {
      guard let value = try nextValue(position, base, end) else { return nil }
      recordCount += 1
      mode = .afterElement
      return value
    } catch {
      let isHere = isFirst && error.kind == .value && error.place == position
      throw isHere ? JSONFault(.valueOrEnd, position) : error
    }
  }

  /// Records one after another.
  private mutating func nextInStream(
    _ base: Pointer,
    _ end: Pointer,
    _ walk: Walk
  ) throws(JSONFault) -> Value? {
    while true {
      let start = base + input.consumed
      if start >= end && !parser.isInside { return nil }
      if needsSeparator {
        guard JSONText.isWhitespace(start.pointee) else { throw JSONFault(.separator, start) }
        needsSeparator = false
      }
      let position = skipWhitespace(base, end)
      if position >= end && !parser.isInside { return nil }
      if let next = walked(position, end, walk) {
        try checkLength(from: position - base, to: next, base)
        input.consumed = next - UnsafePointer(base)
        recordCount += 1
        continue
      }
      guard let value = try nextValue(position, base, end) else { return nil }
      recordCount += 1
      switch value {
      case .list, .record: break
      default: needsSeparator = true
      }
      return value
    }
  }

  /// The end of the record at `position` if `walk` passes over it.
  @inline(__always)
  private func walked(
    _ position: Pointer,
    _ end: Pointer,
    _ walk: Walk,
    isLine: Bool = false
  ) -> Pointer? {
    guard position.pointee == 0x7B, !parser.isInside else { return nil }
    return walk(position, end, isLine)
  }

  /// One record per line.
  private mutating func nextLine(
    _ base: UnsafeMutablePointer<UInt8>,
    _ end: UnsafeMutablePointer<UInt8>,
    _ walk: Walk
  ) throws(JSONFault) -> Value? {
    while true {
      let start = base + input.consumed
      if start >= end { return nil }
      let feed = JSONText.lineEnd(from: start + input.searched, to: end)
      let length = feed - UnsafePointer(start)
      let isLast = feed == UnsafePointer(end)
      lineStop = feed - UnsafePointer(base)
      try checkLength(from: input.consumed, to: feed, base)
      if isLast && !input.isFinished {
        input.searched = length
        return nil
      }
      input.searched = 0
      // A NUL in place of the line feed keeps every loop inside of the line.
      let stop = start + length
      let saved = stop.pointee
      stop.pointee = 0
      defer { stop.pointee = saved }
      let first = JSONText.skipWhitespace(start)
      if first >= UnsafePointer(stop) {
        input.consumed += length + (isLast ? 0 : 1)
        continue
      }
      if walked(first, stop, walk, isLine: true) != nil {
        input.consumed += length + (isLast ? 0 : 1)
        recordCount += 1
        continue
      }
      recordStart = input.offset + (first - UnsafePointer(base))
      do throws(JSONFault) {
        let position = try parser.read(from: first, to: stop, isFinal: true).position
        let value = parser.handler.take()
        let rest = JSONText.skipWhitespace(position)
        if rest < UnsafePointer(stop) { throw JSONFault(.trailing, rest) }
        input.consumed += length + (isLast ? 0 : 1)
        recordCount += 1
        return value
      } catch {
        guard case .skip(let report) = options.malformedRecords.kind else { throw error }
        let found = self.error(error, base, stop)
        let raw = Array(UnsafeBufferPointer(start: UnsafePointer(start), count: length))
        report(
          MalformedRecord(
            bytes: raw,
            record: found.record,
            line: found.line,
            offset: input.offset + input.consumed,
            error: found
          )
        )
        parser.reset()
        parser.handler.reset()
        input.consumed += length + (isLast ? 0 : 1)
        recordCount += 1
        skippedCount += 1
      }
    }
  }

  /// Moves over `byte`, or returns `false` if the input so far ends before it.
  private mutating func token(
    _ base: Pointer,
    _ end: Pointer,
    _ byte: UInt8,
    _ fault: JSONFault.Kind
  ) throws(JSONFault) -> Bool {
    let position = skipWhitespace(base, end)
    if position >= end && !input.isFinished { return false }
    guard position.pointee == byte else { throw JSONFault(fault, position) }
    input.consumed += 1
    return true
  }

  /// Moves over white space.
  private mutating func skipWhitespace(_ base: Pointer, _ end: Pointer) -> Pointer {
    let position = JSONText.skipWhitespace(base + input.consumed)
    input.consumed = position - base
    return position
  }

  /// The error for a fault in the memory at `base`.
  func error(_ fault: JSONFault, _ base: Pointer, _ end: Pointer) -> JSONError {
    let isLine = mode == .lines
    let end = isLine ? base + lineStop : end
    let place = min(fault.place, end)
    // What follows the only value or the last record belongs to no record of its own.
    let record = mode == .end ? max(recordCount, 1) : recordCount + 1
    return JSONError(
      fault,
      end: end,
      isLine: isLine,
      nestingLimit: nestingLimit,
      recordLimit: options.recordLimit,
      record: record,
      line: input.lines + JSONText.countLines(from: base, to: place) + 1,
      offset: input.offset + (place - base)
    )
  }
}
