// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How the records of a CSV file are written.
struct CSVDialect: Hashable, Sendable {
  /// What stands between fields: one to four bytes.
  var delimiter: [UInt8] = [0x2C]
  /// The byte around fields that may hold anything; `nil` if there is none.
  var quote: UInt8? = 0x22
  /// The byte before a quote that is part of a field.
  var escape: UInt8? = 0x22
  /// The byte with which lines begin that are passed over; `nil` if there are none.
  var comment: UInt8?
  /// The texts that stand for no value.
  var nullTexts: [[UInt8]] = [[]]
  /// Whether such a text in quotes stands for none as well.
  var takesQuotedNulls = true

  /// Whether a field has no value.
  @inline(__always)
  func isNull(_ text: TextBytes, isQuoted: Bool) -> Bool {
    if isQuoted && !takesQuotedNulls { return false }
    return nullTexts.contains { null in
      null.count == text.count && (null.isEmpty || text.elementsEqual(null))
    }
  }
}

/// A field of a record, whose place counts from the beginning of the record.
struct CSVField: BitwiseCopyable {
  var start = 0
  var count = 0
  var isQuoted = false
  /// Whether quotes are escaped in it.
  var hasEscapes = false
}
