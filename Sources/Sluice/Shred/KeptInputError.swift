// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What was wrong with input when it was read, for a record that is kept and told of once more.
struct KeptInputError: InputError {
  var isCSV: Bool
  var record: Int
  var line: Int
  var offset: Int
  var expected: String
  var found: String
  var advice: String
  var description: String
}

extension MalformedRecord {
  /// Whether the record is one of CSV; others are JSON.
  var isCSV: Bool { (error as? KeptInputError)?.isCSV ?? (error is CSVError) }
}
