// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with JSON text, and where, before anyone has made a sentence of it.
package struct JSONFault: Error, @unchecked Sendable {
  // Unchecked because of the pointer: a fault never leaves the function that owns the bytes.

  /// What stood in the way of reading on.
  package enum Kind: UInt8, Sendable {
    /// Anything but the first byte of a value.
    case value
    /// Neither a value nor the end of an array.
    case valueOrEnd
    /// Anything but the quote of a name.
    case name
    /// Neither a name nor the end of an object.
    case nameOrEnd
    /// Anything but the colon after a name.
    case colon
    /// Neither a comma nor the end of an array.
    case commaOrBracket
    /// Neither a comma nor the end of an object.
    case commaOrBrace
    /// A word that is not `true`, `false` or `null`.
    case literal
    /// A number that breaks off or has zeros in front.
    case number
    /// A number too great for a double.
    case overflow
    /// A string that does not end.
    case quote
    /// A control character inside a string.
    case control
    /// A backslash with something that cannot follow it.
    case escape
    /// Half of a surrogate pair.
    case surrogate
    /// Bytes that are not UTF-8.
    case encoding
    /// A byte order mark of UTF-16 or UTF-32, or a NUL between characters.
    case wideEncoding
    /// Anything but the start of the array that holds the records.
    case arrayStart
    /// More levels of lists and records than allowed.
    case nesting
    /// A record that is longer than allowed.
    case recordLimit
    /// Something after a value that should be the last.
    case trailing
    /// A record that touches the one before it.
    case separator
  }

  /// What stood in the way of reading on.
  package let kind: Kind
  /// The byte where reading stopped.
  package let place: UnsafePointer<UInt8>

  package init(_ kind: Kind, _ place: UnsafePointer<UInt8>) {
    self.kind = kind
    self.place = place
  }
}
