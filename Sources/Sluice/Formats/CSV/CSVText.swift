// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Input is followed by at least 32 NULs; loops end at the pointer to the
// first of them, so that NULs may stand in texts.

/// The grammar of CSV, byte by byte.
enum CSVText {
  typealias Bytes = UnsafePointer<UInt8>

  static let quote: UInt8 = 0x22
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D

  /// A field as it stands in the input.
  struct Field {
    /// The first byte, after an opening quote.
    var start: Bytes
    /// The byte after the last one, before a closing quote.
    var end: Bytes
    /// Whether the field stands in quotes.
    var isQuoted = false
    /// Whether quotes in it are doubled.
    var hasDoubledQuotes = false

    /// The number of bytes as they stand.
    var count: Int { end - start }
  }

  /// Reads the field at `p` and gives the delimiter or line end after it, or `end`.
  ///
  /// Line ends count only where `stopsAtLines`; `nil` then says that the input so far does not show
  /// where the field ends.
  static func field(
    _ p: Bytes,
    to end: Bytes,
    _ delimiter: UInt8,
    stopsAtLines: Bool,
    isFinal: Bool
  ) throws(CSVFault) -> (field: Field, next: Bytes)? {
    var q = p
    if p < end, p.pointee == quote {
      var field = Field(start: p + 1, end: p + 1, isQuoted: true)
      q = p + 1
      while true {
        while q < end, q.pointee != quote { q += 1 }
        guard q < end else {
          if isFinal { throw CSVFault(.quote, p) }
          return nil
        }
        if q + 1 < end, q[1] == quote {
          field.hasDoubledQuotes = true
          q += 2
          continue
        }
        field.end = q
        q += 1
        if q == end { return isFinal ? (field, q) : nil }
        guard let isEnd = isFieldEnd(q, end, delimiter, stopsAtLines, isFinal) else { return nil }
        guard isEnd else { throw CSVFault(.trailing, q) }
        return (field, q)
      }
    }
    while q < end {
      guard let isEnd = isFieldEnd(q, end, delimiter, stopsAtLines, isFinal) else { return nil }
      if isEnd { return (Field(start: p, end: q), q) }
      q += 1
    }
    return isFinal ? (Field(start: p, end: q), q) : nil
  }

  /// Whether a field ends at `q`; `nil` if the byte after it has to be known.
  @inline(__always)
  private static func isFieldEnd(
    _ q: Bytes,
    _ end: Bytes,
    _ delimiter: UInt8,
    _ stopsAtLines: Bool,
    _ isFinal: Bool
  ) -> Bool? {
    if q.pointee == delimiter { return true }
    guard stopsAtLines else { return false }
    if q.pointee == lineFeed { return true }
    guard q.pointee == carriageReturn else { return false }
    if q + 1 == end { return isFinal ? true : nil }
    return q[1] == lineFeed
  }

  /// The text of a field.
  static func string(_ field: Field) throws(CSVFault) -> String {
    let count = field.count
    let valid = JSONText.validUTF8Count(field.start, count: count)
    guard valid == count else { throw CSVFault(.encoding, field.start + valid) }
    let bytes = UnsafeBufferPointer(start: field.start, count: count)
    guard field.hasDoubledQuotes else { return String(decoding: bytes, as: UTF8.self) }
    var plain: [UInt8] = []
    plain.reserveCapacity(count)
    var isSecond = false
    for byte in bytes {
      isSecond = byte == quote && !isSecond
      if !isSecond { plain.append(byte) }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// What a field stands for where nothing is known of its column but that it may be a number.
  ///
  /// An integer of 64 bits without zeros in front, a number with a fraction or exponent as JSON
  /// writes it, `true`, `false`, or else text. Quotes make no difference.
  static func inferred(_ field: Field, _ numbers: NumberContext) throws(CSVFault) -> Value {
    let first = field.count > 0 ? field.start.pointee : 0
    switch first {
    case 0x2D, 0x30...0x39:
      let number = NumberScanner.scan(field.start, numbers)
      guard number.end == field.end else { break }
      if number.kind == .integer { return .int(number.integer) }
      if number.kind == .double, number.double.isFinite { return .double(number.double) }
    case 0x74 where field.count == 4, 0x66 where field.count == 5:
      let text = try string(field)
      if text == "true" { return .bool(true) }
      if text == "false" { return .bool(false) }
      return .text(text)
    default:
      break
    }
    return .text(try string(field))
  }
}

/// Finds the end of a record that comes in pieces, without looking at any byte twice.
struct CSVRecordEnd {
  private enum State { case fieldStart, plain, quoted, afterQuote }

  private var state = State.fieldStart
  /// How many bytes of the record were looked at.
  private(set) var searched = 0

  /// The byte after the last field, and the start of the next record; `nil` if it is not in sight.
  mutating func find(
    from start: CSVText.Bytes,
    to end: CSVText.Bytes,
    _ delimiter: UInt8,
    isFinal: Bool
  ) -> (content: CSVText.Bytes, next: CSVText.Bytes)? {
    var p = start + searched
    var state = state
    defer {
      self.state = state
      searched = p - start
    }
    while p < end {
      let byte = p.pointee
      if state == .quoted {
        if byte == CSVText.quote { state = .afterQuote }
      } else if byte == delimiter {
        state = .fieldStart
      } else if byte == CSVText.lineFeed {
        return (p, p + 1)
      } else if byte == CSVText.carriageReturn, p + 1 == end, !isFinal {
        return nil
      } else if byte == CSVText.carriageReturn, p + 1 == end || p[1] == CSVText.lineFeed {
        return (p, min(p + 2, end))
      } else if byte == CSVText.quote {
        state = state == .plain ? .plain : .quoted
      } else {
        state = .plain
      }
      p += 1
    }
    return isFinal ? (end, end) : nil
  }
}
