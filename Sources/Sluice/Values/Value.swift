// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A value of any shape, as sources and transforms see it.
///
/// Columns never hold these: they are for people. Nested data is a ``list(_:)`` or a
/// ``record(_:)``.
public enum Value: Sendable, Hashable {
  /// No value.
  case null
  /// True or false.
  case bool(Bool)
  /// An integer that fits in 64 bits.
  case int(Int64)
  /// An integer that does not fit in 64 bits.
  indirect case bigInt(ExactDecimal)
  /// A floating-point number.
  case double(Double)
  /// Unicode text.
  case text(String)
  /// Bytes.
  case binary([UInt8])
  /// Bytes whose text form is hexadecimal, such as the hashes of a ledger.
  case hexBytes([UInt8])
  /// An exact decimal number.
  indirect case decimal(ExactDecimal)
  /// An integer of up to 256 bits, as ledgers count.
  indirect case wei(ExactDecimal)
  /// A date and time, with or without an offset.
  case timestamp(Timestamp)
  /// A day of the calendar.
  case date(CalendarDate)
  /// A time of day.
  case time(TimeOfDay)
  /// Several values in order.
  case list([Value])
  /// Named values in order.
  case record(Record)
}
