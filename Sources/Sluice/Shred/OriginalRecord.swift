// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A record as it came, before anything was done with it.
enum OriginalRecord {
  /// Bytes of JSON.
  case json([UInt8])
  /// Bytes of CSV that cannot be read.
  case csv([UInt8])
  /// A tree of values.
  case value(Value)

  /// What is kept of the record, and in which form.
  var stored: (format: QuarantinedRecord.Format, text: String) {
    switch self {
    case .value(let value): return (.values, TypedJSON.string(value))
    case .json(let bytes), .csv(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return (.base64, Base64.text(of: bytes))
      }
      if case .csv = self { return (.csv, text) }
      return (.json, text)
    }
  }

  /// A record that cannot be read.
  init(malformed record: MalformedRecord) {
    self = record.isCSV ? .csv(record.bytes) : .json(record.bytes)
  }
}
