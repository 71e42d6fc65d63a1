// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Why a kernel could not do its work. Whoever called it knows the expression and makes the sentence.
enum KernelFailure: Error, Hashable {
  /// The result of a row does not fit its type.
  case outOfRange(row: Int)
  /// A row divides by zero where that is not allowed.
  case divisionByZero(row: Int)
  /// A row shifts by a number of bits that is below zero or too large.
  case shiftOutOfRange(row: Int)
  /// A row shifts a number below zero to the left.
  case shiftOfNegative(row: Int)
  /// The result of a group does not fit its type.
  case groupOutOfRange(group: Int)
  /// A function that someone else has written does not take a value, or has failed.
  case refused(String)
}
