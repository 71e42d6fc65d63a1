// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with JSON input, and where.
public struct JSONError: Error, Sendable, Hashable {
  /// What kind of mistake this is.
  public var code: Code
  /// The record in which it was found, counted from 1.
  public var record: Int
  /// The line in which it was found, counted from 1.
  public var line: Int
  /// How many bytes of the whole input come before it.
  public var offset: Int
  /// What would have been right.
  public var expected: String
  /// What was there instead.
  public var found: String
  /// What to do about it.
  public var advice: String
}

extension JSONError {
  /// A kind of mistake in JSON. New kinds may be added in any release.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    private enum Kind: String {
      case unexpectedEnd, unexpectedCharacter, invalidLiteral, invalidNumber, numberOutOfRange
      case controlCharacter, invalidEscape, loneSurrogate, invalidUTF8, unsupportedEncoding
      case nestingTooDeep, recordTooLong, trailingContent
    }
    private let kind: Kind

    /// The input ends inside of a value.
    public static let unexpectedEnd = Code(kind: .unexpectedEnd)
    /// A character that cannot stand where it does.
    public static let unexpectedCharacter = Code(kind: .unexpectedCharacter)
    /// A word that is not `true`, `false` or `null`.
    public static let invalidLiteral = Code(kind: .invalidLiteral)
    /// A number that JSON does not write this way.
    public static let invalidNumber = Code(kind: .invalidNumber)
    /// A number beyond the range of a double.
    public static let numberOutOfRange = Code(kind: .numberOutOfRange)
    /// A control character in a string.
    public static let controlCharacter = Code(kind: .controlCharacter)
    /// A backslash followed by what it cannot escape.
    public static let invalidEscape = Code(kind: .invalidEscape)
    /// Half of a surrogate pair.
    public static let loneSurrogate = Code(kind: .loneSurrogate)
    /// Bytes that are not UTF-8.
    public static let invalidUTF8 = Code(kind: .invalidUTF8)
    /// Input in an encoding other than UTF-8.
    public static let unsupportedEncoding = Code(kind: .unsupportedEncoding)
    /// More levels of lists and records than the limit allows.
    public static let nestingTooDeep = Code(kind: .nestingTooDeep)
    /// More bytes in a record than the limit allows.
    public static let recordTooLong = Code(kind: .recordTooLong)
    /// Something after the end of the value or array.
    public static let trailingContent = Code(kind: .trailingContent)

    public var description: String { kind.rawValue }
  }
}

extension JSONError: CustomStringConvertible {
  /// One sentence: where the mistake is, what was expected, what was found and what to do.
  public var description: String {
    "Reading JSON stopped at record \(record), line \(line), byte \(offset):"
      + " expected \(expected), but found \(found); \(advice)."
  }

  /// What ``description`` says, without the place.
  var sentence: String {
    "Reading JSON stopped: expected \(expected), but found \(found); \(advice)."
  }
}

extension LoadError {
  /// Says that the input of `resource` for `table` is malformed, and where.
  init(_ error: JSONError, resource: String? = nil, table: String? = nil) {
    self.init(
      .malformedInput,
      error.sentence,
      at: Location(
        resource: resource,
        table: table,
        record: error.record,
        line: error.line,
        offset: error.offset
      ),
      cause: error
    )
  }
}

extension JSONError {
  /// Makes sentences of a fault at `fault.place`, which is before or at `end`.
  init(
    _ fault: JSONFault,
    end: UnsafePointer<UInt8>,
    isLine: Bool,
    nestingLimit: Int,
    recordLimit: ByteCount,
    record: Int,
    line: Int,
    offset: Int
  ) {
    let isAtEnd = fault.place >= end
    let (code, expected, advice) = Self.words(fault.kind, isAtEnd, nestingLimit, recordLimit)
    self.code = code
    self.record = record
    self.line = line
    self.offset = offset
    self.expected = expected
    self.advice = advice
    if fault.kind == .recordLimit {
      found = "more"
      return
    }
    found =
      isAtEnd
      ? "the end of the \(isLine ? "line" : "input")"
      : Self.character(fault.place, end)
  }

  private static func words(
    _ kind: JSONFault.Kind,
    _ isAtEnd: Bool,
    _ nestingLimit: Int,
    _ recordLimit: ByteCount
  ) -> (Code, expected: String, advice: String) {
    let code: Code = isAtEnd ? .unexpectedEnd : .unexpectedCharacter
    let syntax = isAtEnd ? "check whether the input was cut off" : "correct the record"
    switch kind {
    case .value: return (code, "a value", syntax)
    case .valueOrEnd: return (code, "a value or ']'", syntax)
    case .name: return (code, "a name in double quotes", syntax)
    case .nameOrEnd: return (code, "a name in double quotes or '}'", syntax)
    case .colon: return (code, "':' after a name", syntax)
    case .commaOrBracket: return (code, "',' or ']'", syntax)
    case .commaOrBrace: return (code, "',' or '}'", syntax)
    case .quote: return (.unexpectedEnd, "the closing quote of a string", syntax)
    case .literal:
      return (isAtEnd ? code : .invalidLiteral, "'true', 'false' or 'null'", syntax)
    case .number:
      return (
        isAtEnd ? code : .invalidNumber, "the digits of a number without leading zeros", syntax
      )
    case .overflow:
      return (.numberOutOfRange, "a number below 1.8e308", "write larger numbers as text")
    case .control:
      return (
        .controlCharacter, "no control character in a string",
        "write it as an escape such as '\\n' or '\\u001f'"
      )
    case .escape:
      return (
        isAtEnd ? code : .invalidEscape, "an escape such as '\\n' or '\\u001f'",
        "write a backslash itself as '\\\\'"
      )
    case .surrogate:
      return (
        .loneSurrogate, "both halves of a surrogate pair", "remove the half or write the character"
      )
    case .encoding: return (.invalidUTF8, "UTF-8", "convert the input to UTF-8")
    case .wideEncoding:
      return (.unsupportedEncoding, "UTF-8", "convert the input from UTF-16 or UTF-32 to UTF-8")
    case .arrayStart:
      return (code, "'[' before the records", "choose another layout if the records are no array")
    case .nesting:
      return (
        .nestingTooDeep, "at most \(nestingLimit) levels of lists and records",
        "raise the nesting limit if the data is meant to be like this"
      )
    case .recordLimit:
      return (
        .recordTooLong, "at most \(recordLimit) in a record",
        "look for a quote or bracket that is not closed, or raise the record limit"
      )
    case .separator:
      return (.trailingContent, "white space or a line feed between records", syntax)
    case .trailing:
      return (
        .trailingContent, "nothing more after the value",
        "choose another layout if there are several records"
      )
    }
  }

  /// The character at `place`, or its bytes where they are no character to show.
  private static func character(
    _ place: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>
  ) -> String {
    let byte = place.pointee
    let available = Swift.min(end - place, 4)
    for count in 1...4 where byte >= 0x20 && byte != 0x7F && count <= available {
      if JSONText.isValidUTF8(place, count: count) {
        let bytes = UnsafeBufferPointer(start: place, count: count)
        return "'\(String(decoding: bytes, as: UTF8.self))'"
      }
    }
    let digits = String(byte, radix: 16, uppercase: true)
    return "the byte 0x\(digits.count == 1 ? "0" : "")\(digits)"
  }
}
