// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How CSV is read.
///
/// The form is that of RFC 4180. A field in quotes may hold line ends, delimiters and, doubled,
/// quotes; a quote inside of a field that does not begin with one stands for itself. Records end
/// with a line feed, with or without a carriage return before it. Lines without a byte are passed
/// over, unless records have a single field.
public struct CSVOptions: Hashable, Sendable {
  /// Whether the first record holds names.
  public var hasHeader = true
  /// The names of the fields; `nil` takes them from the header, or numbers them: `column_1`.
  ///
  /// A header is passed over where names are given.
  public var names: [String]?
  /// The byte between fields: ASCII, but no letter, digit, quote, line end, point or sign.
  public var delimiter = UInt8(ascii: ",")
  /// What stands for no value in a field without quotes. A field in quotes always has a value.
  public var nullText = ""
  /// The size that no record passes, so that an unclosed quote does not fill the memory.
  public var recordLimit = ByteCount.mebibytes(64)

  /// Makes the default options.
  public init() {}
}

extension CSVOptions {
  /// Whether a byte can stand between fields without being taken for a part of one.
  static func canDelimit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0, 0x0A, 0x0D, 0x22, 0x2B, 0x2D, 0x2E, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: false
    default: byte < 0x80
    }
  }
}
