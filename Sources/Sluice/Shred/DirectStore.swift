// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How scalars reach a column when no thought is needed.
enum DirectStore: UInt8 {
  /// They never do.
  case none
  /// JSON strings as text.
  case text
  /// JSON strings as an instant or a local time.
  case timestamp
  /// JSON integers.
  case bigint
  /// JSON numbers as floating point.
  case double
  /// True and false.
  case bool
  /// Columns of other types: values take the long way.
  case other
}
