// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with CSV input, and where.
public struct CSVError: Error, Sendable, Hashable {
  /// What kind of mistake this is.
  public var code: Code
  /// The record in which it was found, counted from 1 after the header.
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

extension CSVError {
  /// A kind of mistake in CSV. New kinds may be added in any release.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The name of the kind.
    public let description: String

    private init(_ name: String) { description = name }

    /// A record with more or fewer fields than there are names.
    public static let fieldCount = Code("fieldCount")
    /// A quote that is not closed.
    public static let unclosedQuote = Code("unclosedQuote")
    /// Something between a closing quote and the end of its field.
    public static let textAfterQuote = Code("textAfterQuote")
    /// Bytes that are not UTF-8.
    public static let invalidUTF8 = Code("invalidUTF8")
    /// A record beyond the limit.
    public static let recordTooLong = Code("recordTooLong")
    /// A header in which a name occurs twice.
    public static let duplicateName = Code("duplicateName")
  }
}

extension CSVError: CustomStringConvertible {
  /// One sentence: where the mistake is, what was expected, what was found and what to do.
  public var description: String {
    "Reading CSV stopped at record \(record), line \(line), byte \(offset):"
      + " expected \(expected), but found \(found); \(advice)."
  }

  /// What ``description`` says, without the place.
  var sentence: String {
    "Reading CSV stopped: expected \(expected), but found \(found); \(advice)."
  }
}

extension CSVError {
  /// Makes sentences of a fault.
  init(_ kind: CSVFault.Kind, record: Int, line: Int, offset: Int) {
    self.record = record
    self.line = line
    self.offset = offset
    switch kind {
    case .fieldCount(let expected, let found):
      code = .fieldCount
      self.expected = expected == 1 ? "1 field" : "\(expected) fields"
      self.found = "\(found)"
      advice =
        found > expected
        ? "put fields that contain the delimiter in quotes" : "correct the record or the names"
    case .quote:
      code = .unclosedQuote
      expected = "a closing quote for the one that opens here"
      found = "the end of the input"
      advice = "close the quote, or double it if it belongs to the text"
    case .trailing:
      code = .textAfterQuote
      expected = "a delimiter or the end of the line after a closing quote"
      found = "more text"
      advice = "double quotes that belong to the text"
    case .encoding:
      code = .invalidUTF8
      expected = "UTF-8"
      found = "bytes of another encoding"
      advice = "convert the input to UTF-8"
    case .size(let limit):
      code = .recordTooLong
      expected = "a record of at most \(limit)"
      found = "a longer one"
      advice = "look for a quote that is not closed, or raise the limit"
    case .duplicateName(let name):
      code = .duplicateName
      expected = "names that differ"
      found = "'\(name)' twice"
      advice = "give other names in the options"
    }
  }
}

extension CSVError: InputError {}
