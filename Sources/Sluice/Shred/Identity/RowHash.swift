// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Hashes of rows, which become ids of rows or tell whether a row was seen before.
enum RowHash {
  /// The id of a root row that is known by all it holds, as scd2 has it.
  ///
  /// Hashes the record as it was extracted, nested data and nulls included, without the fields
  /// whose names begin with `_dlt`. The order of fields does not matter.
  static func row(_ record: Record) -> String {
    var text = CanonicalText(.extracted)
    text.append(record) { key in !key.utf8.starts(with: "_dlt".utf8) }
    return RowIDText.hash(of: text.bytes)
  }

  /// The id of a root row that is known by its primary key, as upsert, insert-only and cdc have it.
  ///
  /// `columns` may come in any order. Returns `nil` if `record` lacks one of them.
  static func key(_ record: Record, columns: [String]) -> String? {
    var key = Record()
    for column in columns {
      guard let value = record[column] else { return nil }
      key[column] = value
    }
    var text = CanonicalText(.extracted)
    text.append(key) { _ in true }
    return RowIDText.hash(of: text.bytes)
  }

  /// The hash by which an incremental cursor knows rows at its boundary: twelve characters.
  ///
  /// `value` is the primary key's value, the list of its values, or the whole row.
  static func boundary(_ value: Value) -> String {
    var text = CanonicalText(.boundary)
    text.append(value)
    return Digest.base64(Digest.shake128(text.bytes, count: 9), padding: false)
  }

  /// The hash of ``boundary(_:)`` as releases of dlt before 1.31 stored it: twenty characters.
  static func legacyBoundary(_ value: Value) -> String {
    var text = CanonicalText(.legacyBoundary)
    text.append(value)
    return Digest.base64(Digest.shake128(text.bytes, count: 15), padding: false)
  }
}
