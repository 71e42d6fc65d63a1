// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with YAML, and where.
struct YAMLError: InputError, Hashable {
  /// There is one document.
  let record = 1
  var line: Int
  var offset: Int
  var expected: String
  var found: String
  var advice: String

  var description: String {
    "Reading YAML stopped at line \(line), byte \(offset):"
      + " expected \(expected), but found \(found); \(advice)."
  }

  /// What ``description`` says, without the place.
  var sentence: String {
    "Reading YAML stopped: expected \(expected), but found \(found); \(advice)."
  }
}
