// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with compressed bytes, and where.
struct CompressionError: InputError, Hashable {
  /// There is one stream.
  let record = 1
  /// There are no lines.
  let line = 1
  var offset: Int
  var expected: String
  var found: String
  var advice: String

  /// An error at a byte of the compressed input.
  init(
    at offset: Int,
    expected: String,
    found: String,
    advice: String = "the data is damaged, so take it from where it came from once more"
  ) {
    self.offset = offset
    self.expected = expected
    self.found = found
    self.advice = advice
  }

  var description: String {
    "Unpacking stopped at byte \(offset): expected \(expected), but found \(found); \(advice)."
  }
}
