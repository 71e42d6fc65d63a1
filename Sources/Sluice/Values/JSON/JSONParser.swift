// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Hears what a ``JSONParser`` finds, in order.
///
/// A list or record is announced when it begins and when it ends; in a record, each value follows
/// its name. The bytes of a string are as in the input: `start` to `string.end`, with escapes, and
/// not known to be UTF-8.
package protocol JSONHandler: Sendable {
  mutating func null()
  mutating func bool(_ value: Bool)
  mutating func integer(_ value: Int64)
  mutating func bigInteger(_ start: UnsafePointer<UInt8>, count: Int)
  mutating func double(_ value: Double)
  mutating func text(
    _ start: UnsafePointer<UInt8>,
    _ string: JSONText.ScannedString
  ) throws(JSONFault)
  mutating func name(
    _ start: UnsafePointer<UInt8>,
    _ string: JSONText.ScannedString
  ) throws(JSONFault)
  mutating func beginList()
  mutating func endList()
  mutating func beginRecord()
  mutating func endRecord()
}

/// The grammar of RFC 8259, one value at a time, in as many pieces as the input comes.
///
/// Nesting is kept on a stack of its own, so no input can exhaust the stack of the thread. A parser
/// stops only between tokens; the caller keeps the bytes of the token that was not complete.
package struct JSONParser<Handler: JSONHandler>: Sendable {
  private enum State: UInt8, Sendable {
    case value, firstElement, name, firstName, colon, next
  }

  /// The handler that hears everything.
  package var handler: Handler
  /// Python refuses to read longer integers, and the time they take grows faster than they do.
  private static var longestInteger: Int { 4_300 }

  private let nestingLimit: Int
  private let context = NumberContext.shared
  private var state = State.value
  private var isRecord: [Bool] = []
  /// The part of an unfinished string or number in which no end was found, so that it is not
  /// searched again.
  private var searched = 0
  private var searchedEscapes = false
  private var searchedASCII = true

  /// Makes a parser that refuses more than `nestingLimit` levels of lists and records.
  package init(_ handler: Handler, nestingLimit: Int) {
    self.handler = handler
    self.nestingLimit = nestingLimit
  }

  /// Whether the parser is inside of a value.
  package var isInside: Bool { !isRecord.isEmpty }

  /// Forgets a value that was begun.
  package mutating func reset() {
    state = .value
    isRecord.removeAll(keepingCapacity: true)
    searched = 0
  }

  /// Reads on from `start`, where `end` holds a NUL and 31 more readable bytes follow it.
  ///
  /// Returns where it stopped, and whether a value is complete. If not, the caller comes back with
  /// the bytes from there and more of them. Where `isFinal` there are none, and an unfinished
  /// value is a fault.
  package mutating func read(
    from start: UnsafePointer<UInt8>,
    to end: UnsafePointer<UInt8>,
    isFinal: Bool
  ) throws(JSONFault) -> (position: UnsafePointer<UInt8>, isComplete: Bool) {
    var position = start
    while true {
      position = JSONText.skipWhitespace(position)
      let byte = position.pointee
      if byte == 0 && position >= end && !isFinal { return (position, false) }
      switch state {
      case .value, .firstElement:
        if byte == 0x7B || byte == 0x5B {
          try open(byte, position)
          position += 1
          continue
        }
        if byte == 0x5D && state == .firstElement {
          position += 1
          if close() { return (position, true) }
          continue
        }
        guard let next = try scalar(byte, position, end, isFinal) else { return (position, false) }
        position = next
        if isRecord.isEmpty { return (position, true) }
        state = .next
      case .name, .firstName:
        if byte == 0x22 {
          guard let string = try string(position, end, isFinal) else { return (position, false) }
          try handler.name(position + 1, string)
          position = string.end + 1
          state = .colon
        } else if byte == 0x7D && state == .firstName {
          position += 1
          if close() { return (position, true) }
        } else {
          throw JSONFault(state == .name ? .name : .nameOrEnd, position)
        }
      case .colon:
        guard byte == 0x3A else { throw JSONFault(.colon, position) }
        position += 1
        state = .value
      case .next:
        let inRecord = isRecord[isRecord.count - 1]
        if byte == 0x2C {
          state = inRecord ? .name : .value
        } else if byte == (inRecord ? 0x7D : 0x5D) {
          if close() { return (position + 1, true) }
        } else {
          throw JSONFault(inRecord ? .commaOrBrace : .commaOrBracket, position)
        }
        position += 1
      }
    }
  }

  @inline(__always)
  private mutating func open(_ byte: UInt8, _ position: UnsafePointer<UInt8>) throws(JSONFault) {
    if isRecord.count >= nestingLimit { throw JSONFault(.nesting, position) }
    isRecord.append(byte == 0x7B)
    if byte == 0x7B {
      handler.beginRecord()
      state = .firstName
    } else {
      handler.beginList()
      state = .firstElement
    }
  }

  /// Ends a list or record and tells whether it was the outermost.
  @inline(__always)
  private mutating func close() -> Bool {
    if isRecord.removeLast() { handler.endRecord() } else { handler.endList() }
    state = isRecord.isEmpty ? .value : .next
    return isRecord.isEmpty
  }

  /// Reads anything but a list or record, or returns `nil` if there is more of it to come.
  @inline(__always)
  private mutating func scalar(
    _ byte: UInt8,
    _ position: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ isFinal: Bool
  ) throws(JSONFault) -> UnsafePointer<UInt8>? {
    switch byte {
    case 0x22:
      guard let string = try string(position, end, isFinal) else { return nil }
      try handler.text(position + 1, string)
      return string.end + 1
    case 0x2D, 0x30...0x39:
      if searched != 0 && isUnfinishedNumber(position, end, isFinal) { return nil }
      let number = NumberScanner.scan(position, context)
      if number.end >= end && !isFinal {
        searched = number.end - position
        return nil
      }
      switch number.kind {
      case .integer: handler.integer(number.integer)
      case .double:
        if number.double.isInfinite { throw JSONFault(.overflow, position) }
        handler.double(number.double)
      case .bigInteger:
        let count = number.end - position
        if count - (byte == 0x2D ? 1 : 0) > Self.longestInteger {
          throw JSONFault(.overflow, position)
        }
        handler.bigInteger(position, count: count)
      case .invalid: throw JSONFault(.number, number.end)
      }
      return number.end
    case 0x74, 0x66, 0x6E:
      let word: StaticString = byte == 0x74 ? "true" : byte == 0x66 ? "false" : "null"
      for index in 1..<word.utf8CodeUnitCount {
        guard position[index] != word.utf8Start[index] else { continue }
        if position + index >= end && !isFinal { return nil }
        throw JSONFault(.literal, position + index)
      }
      if byte == 0x6E { handler.null() } else { handler.bool(byte == 0x74) }
      return position + word.utf8CodeUnitCount
    default: throw JSONFault(state == .value ? .value : .valueOrEnd, position)
    }
  }

  /// Whether the number at `position`, of which a part was searched, may go on after `end`.
  @inline(never)
  private mutating func isUnfinishedNumber(
    _ position: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ isFinal: Bool
  ) -> Bool {
    var rest = position + searched
    loop: while true {
      switch rest.pointee {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: rest += 1
      default: break loop
      }
    }
    let isUnfinished = rest >= end && !isFinal
    searched = isUnfinished ? rest - position : 0
    return isUnfinished
  }

  /// Finds the end of the string whose quote is at `position`, or returns `nil` if it is to come.
  @inline(__always)
  private mutating func string(
    _ position: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ isFinal: Bool
  ) throws(JSONFault) -> JSONText.ScannedString? {
    if searched != 0 { return try restOfString(position, end, isFinal) }
    let string = JSONText.scanString(position + 1)
    if string.isClosed { return string }
    return try unclosed(string, position, end, isFinal)
  }

  @inline(never)
  private mutating func restOfString(
    _ position: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ isFinal: Bool
  ) throws(JSONFault) -> JSONText.ScannedString? {
    let rest = JSONText.scanString(position + searched)
    let string = JSONText.ScannedString(
      end: rest.end,
      hasEscapes: rest.hasEscapes || searchedEscapes,
      isASCII: rest.isASCII && searchedASCII
    )
    if !string.isClosed { return try unclosed(string, position, end, isFinal) }
    searched = 0
    return string
  }

  @inline(never)
  private mutating func unclosed(
    _ string: JSONText.ScannedString,
    _ position: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ isFinal: Bool
  ) throws(JSONFault) -> JSONText.ScannedString? {
    let isBackslash = string.end.pointee == 0x5C
    let stop = isBackslash ? string.end + 1 : string.end
    if stop >= end {
      if isFinal { throw JSONFault(.quote, end) }
      searched = string.end - position
      searchedEscapes = string.hasEscapes
      searchedASCII = string.isASCII
      return nil
    }
    throw JSONFault(isBackslash ? .escape : .control, stop)
  }
}
