// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with input of some format, and where.
public protocol InputError: Error, CustomStringConvertible {
  /// The record in which it was found, counted from 1.
  var record: Int { get }
  /// The line in which it was found, counted from 1.
  var line: Int { get }
  /// How many bytes of the whole input come before it.
  var offset: Int { get }
  /// What would have been right.
  var expected: String { get }
  /// What was there instead.
  var found: String { get }
  /// What to do about it.
  var advice: String { get }
}

extension JSONError: InputError {}
